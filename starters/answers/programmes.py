"""The programmes: which there are, what one promises, whether it holds, and how two differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Group

from casework.programme import Programme
from casework.programme_check import unknown_names
from casework.programme_diff import diff
from casework.programme_files import BadProgramme, load
from notifications import letters
from starters.answers.answer import Answer, WrongInput, table
from starters.answers.shelf import FOLDER, programmes, unfit, version_named
from starters.exit_codes import Exit

HEAD = {"name", "version", "method", "organisation", "applies_from"}


def list_programmes(folder: Path | None) -> Answer:
    """Every programme in every version, and which is in force today."""
    there = programmes(folder)
    now = _in_force(there)
    value = [p.model_dump(include=HEAD) | {"in_force": p in now} for p in there]
    rows = [(p.name, p.version, p.method, p.organisation, p.applies_from, "in force" if p in now else "") for p in there]
    return Answer(value, table(("name", "version", "method", "organisation", "from", ""), rows))


def show_programme(text: str, folder: Path | None) -> Answer:
    """Every rule of a programme, where it comes from, and whether somebody has verified that."""
    programme = version_named(text, programmes(folder))
    heading = f"{programme.name} {programme.version}: {programme.organisation}, method {programme.method}, from {programme.applies_from}"
    rows = list(_rules(programme))
    unverified = f"\n{len(programme.unverified())} of {len(programme.rules)} rules rest on a choice that nobody has verified in a source"
    return Answer(programme, Group(heading, programme.guide, "", table(("rule", "says", "source", ""), rows), unverified))


def check_programme(paths: list[Path]) -> Answer:
    """Whether files hold: they load, and every name in them is known; all the shelf when none is named."""
    files = paths or sorted(FOLDER.glob("*.toml"))
    if not files:
        raise WrongInput("there is no programme to check: name a file")
    found = {path.name: _faults(path) for path in files}
    lines = [f"{name}: {fault}" if not fault.startswith(name) else fault for name, faults in found.items() for fault in faults]
    good = [f"{name} holds" for name, faults in found.items() if not faults]
    return Answer(found, "\n".join([*good, *lines]), Exit.DIFFERENT if lines else Exit.OK)


def diff_programmes(old: str, new: str, folder: Path | None) -> Answer:
    """What one version says otherwise than another; a version may be a file too."""
    before, after = _either(old, folder), _either(new, folder)
    changes = diff(before, after)
    return Answer(changes, "\n".join(changes) or "they say the same")


def _either(text: str, folder: Path | None) -> Programme:
    return load(Path(text)) if text.endswith(".toml") else version_named(text, programmes(folder))


def _in_force(there: list[Programme]) -> list[Programme]:
    today = date.today()  # noqa: DTZ011 - the day where the product is looked at
    newest = {p.name: p for p in there if p.applies_from <= today}
    return list(newest.values())


def _faults(path: Path) -> list[str]:
    try:
        programme = load(path)
        return [*unfit(programme), *unknown_names(programme, letters.known())]
    except BadProgramme as bad:
        return str(bad).splitlines()


def _rules(programme: Programme) -> Iterator[tuple[str, str, str, str]]:
    for key, rule in programme.rules.items():
        said = rule.model_dump(mode="json", exclude={"source", "verified"})
        says = ", ".join(f"{name} {value}" for name, value in said.items() if not isinstance(value, list | dict))
        yield key, says or f"{len(next(iter(said.values()), []))} parts", rule.source, "" if rule.verified else "not verified"
