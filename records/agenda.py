"""What is promised, by whom and by when, across the cases of an office."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel

from records.pool import Database, many
from records.queries import load

SQL = load("agenda")


class Owed(BaseModel):
    """A promise of a case at the hour that was asked for: with the case's number, the client's name, and how often it was reminded of."""

    case_id: str
    number: str
    name: str
    counsellor: str
    key: str
    kind: str
    of: str
    whose: str
    made: datetime
    by: datetime | None
    rung: int
    acknowledged: bool
    overdue: bool


async def of_case(database: Database, case: str, now: datetime | None = None) -> list[Owed]:
    """What a case waits for, soonest first."""
    return await many(database, Owed, SQL["of_case"], case, now)


async def of_staff(database: Database, member: str, now: datetime, within: timedelta | None = None) -> list[Owed]:
    """What is late, or promised within so long (in the cases' own time), in their cases and those of colleagues away today."""
    return await many(database, Owed, SQL["of_staff"], member, now, within)


async def overdue(database: Database, office: str | None = None, counsellor: str | None = None, now: datetime | None = None) -> list[Owed]:
    """What is late, of an office and a counsellor or of all, the longest first."""
    return await many(database, Owed, SQL["overdue"], office, counsellor, now)
