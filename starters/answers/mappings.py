"""Mappings of an organisation's columns: kept, shown, listed, and found by name."""

from __future__ import annotations

from pathlib import Path

from records import imports
from records.imports import KeptMapping
from records.pool import Database
from starters.answers.answer import Answer, NoneSuch, Several, WrongInput, did_you_mean, or_nothing, table
from starters.answers.naming import speaker
from starters.answers.reach import the_records
from starters.importing.mapping import Mapping, mapping_from


async def keep(file: str, as_who: str) -> Answer:
    """Keep the mapping of a file under its name and organisation, new or changed."""
    mapping, body = _of_file(Path(file))
    async with the_records() as records:
        by = (await speaker(records.pool, records.settings, as_who)).id
        await imports.keep_mapping(records.pool, organisation=mapping.organisation, name=mapping.name, body=body, by=by)
    next_ = f"look at a file with it: itinerary import preview FILE --mapping {mapping.name}"
    return Answer(mapping, f"{mapping.called} is kept: it reads {', '.join(mapping.headings())}\n{next_}")


async def show(name: str) -> Answer:
    """A mapping as it was written."""
    async with the_records() as records:
        kept = await _kept(records.pool, name)
    return Answer(kept, kept.body.rstrip())


async def list_() -> Answer:
    """All of them."""
    async with the_records() as records:
        found = await imports.mappings(records.pool)
    rows = [(one.organisation, one.name, one.kept_by, f"{one.kept_at:%Y-%m-%d}") for one in found]
    return Answer(found, or_nothing(rows, table(("organisation", "name", "kept by", "on"), rows), "no mapping is kept yet"))


async def mapping_named(database: Database, text: str) -> Mapping:
    """The mapping of this name, as intake or example-ocmw/intake, or of this TOML file. Raises NoneSuch, Several, BadMapping."""
    if text.endswith(".toml"):
        return _of_file(Path(text))[0]
    kept = await _kept(database, text)
    return mapping_from(kept.body, f"{kept.organisation}/{kept.name}")


async def _kept(database: Database, text: str) -> KeptMapping:
    organisation, _, name = text.rpartition("/")
    found = [one for one in await imports.mappings(database, name) if organisation in ("", one.organisation)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Several(
            f"more than one organisation has a mapping {text}: name one: {', '.join(f'{m.organisation}/{m.name}' for m in found)}"
        )
    names = [one.name for one in await imports.mappings(database)]
    raise NoneSuch(f"no mapping {text} is kept: keep one with `itinerary import mapping keep FILE`{did_you_mean(name, names)}")


def _of_file(path: Path) -> tuple[Mapping, str]:
    try:
        body = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongInput(f"{path} cannot be read as a mapping: {getattr(wrong, 'strerror', None) or 'expected text in UTF-8'}") from None
    return mapping_from(body, path.name), body
