"""What was brought in from files: how an organisation's columns are read, and what became of each row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from records.pool import Database, many
from records.queries import load

SQL = load("imports")


class KeptMapping(BaseModel):
    """A mapping as it was written, and by whom it was kept."""

    organisation: str
    name: str
    body: str
    kept_by: str
    kept_at: datetime


class KeptRow(BaseModel):
    """What became of a row: for whom it stands, what it said (hashed), its case, and whether all of it was done."""

    key: str
    seen: str
    person: str
    number: str
    done: bool


async def keep_mapping(database: Database, *, organisation: str, name: str, body: str, by: str) -> None:
    """Keep a mapping, new or changed."""
    await database.execute(SQL["keep_mapping"].sql, organisation, name, body, by)


async def mappings(database: Database, name: str | None = None) -> list[KeptMapping]:
    """The mappings of this name, in every organisation that has one; or all."""
    return await many(database, KeptMapping, SQL["mappings"], name)


async def rows(database: Database, mapping: str, keys: Iterable[str]) -> dict[str, KeptRow]:
    """What became of these rows before, by their keys."""
    return {row.key: row for row in await many(database, KeptRow, SQL["rows"], mapping, list(keys))}


async def keep_row(database: Database, mapping: str, row: KeptRow) -> None:
    """What became of a row now."""
    await database.execute(SQL["keep_row"].sql, mapping, row.key, row.seen, row.person, row.number, row.done)
