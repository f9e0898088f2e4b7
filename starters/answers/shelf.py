"""The programmes there are, as files on a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casework.fact import kind_of
from casework.own_words import misnamed
from casework.programme import Programme
from casework.programme_check import blocked_for_good, missing_names
from casework.programme_files import in_force, load_all
from starters.answers.answer import NoneSuch, WrongInput, did_you_mean

FOLDER = Path(__file__).parents[2] / "programmes"


def programmes(folder: Path | None = None) -> list[Programme]:
    """Every programme, oldest version first. Raises BadProgramme, WrongInput."""
    shelf = folder or FOLDER
    if not shelf.is_dir():
        raise WrongInput(f"there is no folder {shelf}: name one that holds programmes")
    return load_all(shelf, unfit)


def unfit(programme: Programme) -> list[str]:
    """What keeps a programme from being lived: no story of its method, not all that it looks up, a block nobody could lift, idle words."""
    from workflows.methods import STORIES

    story = STORIES.get(programme.method)
    if story is None:
        return [f"method: expected one of {', '.join(sorted(STORIES))}, found {programme.method!r}"]
    told = {kind_of(fact) for fact in story.facts}
    return [*missing_names(programme, story.asks), *blocked_for_good(programme, told), *misnamed(programme, told)]


def programme_named(name: str, on: date, there: Sequence[Programme]) -> Programme:
    """The version in force on a day; the only programme there is when none is named. Raises NoneSuch, WrongInput."""
    names = sorted({programme.name for programme in there})
    if not name and len(names) != 1:
        raise WrongInput(f"say which programme: --programme with one of {', '.join(names) or 'none there is'}")
    try:
        return in_force(list(there), name or names[0], on)
    except LookupError as missing:
        raise NoneSuch(f"{missing}{'' if name in names else did_you_mean(name, names)}") from None


def version_named(text: str, there: Sequence[Programme]) -> Programme:
    """A programme by its name and version as in kina-example@2026.1; without a version the newest. Raises NoneSuch."""
    name, _, version = text.partition("@")
    found = [p for p in there if p.name == name and version in ("", p.version)]
    if not found:
        known = [f"{p.name}@{p.version}" for p in there]
        raise NoneSuch(f"there is no programme {text}: there is {', '.join(known) or 'none'}{did_you_mean(text, known)}")
    return found[-1]
