"""Caseloads: what each counsellor holds, and whole caseloads that change hands and come back (X-04, FR-16, FR-17, T-29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from records.pool import Database, Pool, many, one, refusing
from records.queries import load

SQL = load("caseloads")

State = Literal["planned", "handed over", "waits", "left alone", "given back"]

RULES = {"handed_over_to_whom_fkey": "nobody of the staff has the id of whoever is to take the cases: see `itinerary staff list`"}


class Held(BaseModel):
    """An open case of a counsellor."""

    id: str
    number: str
    programme: str
    office: str
    counsellor: str
    overdue: bool


class Load(BaseModel):
    """What somebody holds under one programme: cases, and promises that are late or soon due."""

    counsellor: str
    name: str
    office: str
    team: str | None
    programme: str
    open_cases: int
    late_cases: int
    late: int
    soon: int
    stands_in: str | None


class Handover(BaseModel):
    """A caseload that changed hands: from whom, why, and until when if it is to come back."""

    id: str
    from_whom: str
    why: str
    until: date | None
    asked_by: str
    asked_at: datetime
    given_back_at: datetime | None
    cases: int


class HandedOver(BaseModel):
    """One case of a handover, and who holds it now."""

    case_id: str
    number: str
    to_whom: str
    state: State
    says: str
    holder: str
    ended: bool


async def of(
    database: Database, counsellor: str, *, office: str | None = None, programme: str | None = None, only: Sequence[str] | None = None
) -> list[Held]:
    """The open cases of a counsellor, in the order of their numbers."""
    return await many(database, Held, SQL["of"], counsellor, office, programme, only)


async def loads(database: Database, now: datetime, within: timedelta, *, office: str | None = None, of: str | None = None) -> list[Load]:
    """What everybody holds, a row for each programme; whoever holds nothing has a row without one."""
    return await many(database, Load, SQL["loads"], office, now, within, of)


async def begin(pool: Pool, handover: Handover, to: Mapping[str, str]) -> None:
    """Note a handover and who is to get which case; one that was noted under this id stays as it is. Raises NotKept."""
    async with pool.acquire() as connection, connection.transaction():
        with refusing(RULES):
            said = (handover.id, handover.from_whom, handover.why, handover.until, handover.asked_by)
            await connection.execute(SQL["begin"].sql, *said)
            await connection.execute(SQL["plan"].sql, handover.id, list(to), list(to.values()))


async def get(database: Database, id: str) -> Handover | None:
    """One handover, if we know it."""
    return await one(database, Handover, SQL["get"], id)


async def list_(database: Database, counsellor: str | None = None) -> list[Handover]:
    """The handovers of a counsellor or of all; those that are to come back first."""
    return await many(database, Handover, SQL["list"], counsellor)


async def cases(database: Database, handover: str) -> list[HandedOver]:
    """Every case of a handover, in the order of their numbers."""
    return await many(database, HandedOver, SQL["cases"], handover)


async def became(database: Database, handover: str, case: str, state: State, says: str = "") -> None:
    """Note what became of one case."""
    await database.execute(SQL["became"].sql, handover, case, state, says)


async def given_back(database: Database, handover: str) -> None:
    """Note that nothing is left to be given back."""
    await database.execute(SQL["given_back"].sql, handover)
