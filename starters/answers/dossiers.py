"""Dossiers: played through the story alone, or on the running stack, and their schema."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from rich.console import Group

from starters.answers.answer import Answer, NoneSuch, WrongInput
from starters.answers.shelf import programmes
from starters.dossier import Dossier
from starters.dossier_file import load, schema
from starters.exit_codes import Exit
from starters.simulate import simulate
from starters.timeline import Entry, Played, as_json, line_of, render

AT_ONCE = 4
SECONDS = 30.0
FASTEST = 1_000_000.0


def simulated(paths: Sequence[Path], shelf: Path | None = None) -> Answer:
    """What each dossier shows in the story alone. Raises BadDossier, BadProgramme, NoneSuch, WrongInput."""
    there = programmes(shelf)
    try:
        return _answer([simulate(dossier, there) for dossier in loaded(paths)])
    except LookupError as missing:
        raise NoneSuch(str(missing)) from None


async def played(paths: Sequence[Path], pace: float | None, progress: Callable[[str], None]) -> Answer:
    """What each dossier shows on the running stack, for a client and under a clock of its own; its case is closed at the end."""
    from starters.answers.stage import on_stage

    dossiers = loaded(paths)
    async with on_stage(programmes()) as stage:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(dossier: Dossier) -> Played:
            async with places:
                progress(f"begins: {dossier.title}")
                return await stage.play(dossier, pace or _pace(dossier), _heard(dossier, progress))

        return _answer(await asyncio.gather(*map(one, dossiers)))


def printed_schema() -> Answer:
    """What a dossier may say, as a JSON schema; it is JSON for eyes too."""
    import json

    told = schema()
    return Answer(told, json.dumps(told, indent=2, ensure_ascii=False))


def checked(paths: Sequence[Path]) -> Answer:
    """Whether dossiers can be read. Raises BadDossier, WrongInput."""
    titles = [dossier.title for dossier in loaded(paths)]
    return Answer(titles, "\n".join(f"can be read: {title}" for title in titles))


def _answer(plays: Sequence[Played]) -> Answer:
    wrong = any(played.differences for played in plays)
    parts = [part for played in plays for part in (render(played), "")]
    return Answer([as_json(played) for played in plays], Group(*parts[:-1]), Exit.DIFFERENT if wrong else Exit.OK)


def loaded(paths: Sequence[Path]) -> list[Dossier]:
    """These dossiers, or all of these folders. Raises BadDossier, WrongInput."""
    return [load(file) for path in paths for file in _files(path)]


def _files(path: Path) -> Iterator[Path]:
    """A file is itself, a folder all dossiers in it. Raises WrongInput on a folder without any."""
    if not path.is_dir():
        yield path
        return
    files = sorted(path.rglob("*.yaml"))
    if not files:
        raise WrongInput(f"there is no dossier in {path}: a dossier is a file that ends in .yaml")
    yield from files


def _pace(dossier: Dossier) -> float:
    """So fast that it takes half a minute."""
    hours = [timed.hour for timed in dossier.timed]
    return min(max((hours[-1] - hours[0]) / timedelta(seconds=SECONDS), 1.0), FASTEST)


def _heard(dossier: Dossier, progress: Callable[[str], None]) -> Callable[[Entry], None]:
    return lambda entry: progress(line_of(entry, dossier.office.zone))
