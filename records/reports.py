"""What a report reads: the cases of a period one after another, never all at once, and how things stand now in numbers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from records.pool import Database, Pool, many
from records.queries import load

SQL = load("reports")
AT_ONCE = 1000


class Chosen(BaseModel, frozen=True):
    """Which cases a report is about; what is left out does not narrow it."""

    office: str | None = None
    programme: str | None = None
    method: str | None = None


class Told(BaseModel):
    """A line of a case that a report looks at, with the row of its case.

    `person` is who they are since it was said that two of them are one. `phases` are those before the line was told; `happened_before`
    is when the line before it happened, which led to them.
    """

    person: str
    case_id: str
    method: str
    programme: str
    version: str
    office: str
    counsellor: str
    opened: datetime
    ended: datetime | None
    outcome: str
    phases_now: list[str]
    kind: str
    by: str
    happened: datetime
    happened_before: datetime
    phases: list[str]
    fact: dict[str, Any]


class Overdue(BaseModel):
    """How many open cases have something late: in all, in one phase, or of one kind."""

    by: str
    name: str
    cases: int


class Load(BaseModel):
    """How many open cases of a programme a counsellor has."""

    programme: str
    counsellor: str
    cases: int


async def told(pool: Pool, chosen: Chosen, since: datetime, until: datetime, kinds: list[str]) -> AsyncGenerator[list[Told], None]:
    """The lines that are looked at of each case open between these hours, case by case and person by person, as of one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        lines: list[Told] = []
        async for row in connection.cursor(SQL["told"].sql, since, until, *chosen.model_dump().values(), kinds, prefetch=AT_ONCE):
            line = Told.model_validate(dict(row))
            if lines and lines[0].case_id != line.case_id:
                yield lines
                lines = []
            lines.append(line)
        if lines:
            yield lines


async def overdue(database: Database, chosen: Chosen, now: datetime | None = None) -> list[Overdue]:
    """How many open cases have something late at this hour, in all, by phase and by what is awaited."""
    return await many(database, Overdue, SQL["overdue"], *chosen.model_dump().values(), now)


async def load_of(database: Database, chosen: Chosen) -> list[Load]:
    """How many open cases each counsellor has now, programme by programme."""
    return await many(database, Load, SQL["load"], *chosen.model_dump().values())
