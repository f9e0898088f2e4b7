"""How things stand over all cases, in numbers only: what operators watch."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from records.pool import Database, many, the
from records.queries import load

SQL = load("standing")


class Open(BaseModel):
    """How many cases of a method are open in these phases, and how many of them have trouble that nobody settled."""

    method: str
    phase: str
    open: int
    troubled: int


class Overdue(BaseModel):
    """How many promises are past their day in cases of this method and these phases."""

    method: str
    phase: str
    overdue: int


class Unsent(BaseModel):
    """How many messages are past their hour and have not left, and the seconds the oldest of them has waited."""

    waiting: int
    oldest: float


class Unstruck(BaseModel):
    """How many cases have an hour that came and of which their clock has not spoken."""

    unstruck: int


class Unattended(BaseModel):
    """An open case for which nobody is there today: what it asks reaches nobody who could act on it (T-20)."""

    number: str


class Size(BaseModel):
    """The room that the records take."""

    bytes: int


class Standing(BaseModel):
    """All that is watched of the records, at one hour."""

    cases: list[Open]
    promises: list[Overdue]
    unsent: Unsent
    unstruck: Unstruck
    unattended: int
    size: Size


async def at(database: Database, hour: datetime) -> Standing:
    """How things stand at this real hour."""
    return Standing(
        cases=await many(database, Open, SQL["open"]),
        promises=await many(database, Overdue, SQL["overdue"], hour),
        unsent=await unsent(database, hour),
        unstruck=await the(database, Unstruck, SQL["unstruck"], hour),
        unattended=len(await unattended(database, hour)),
        size=await the(database, Size, SQL["size"]),
    )


async def unsent(database: Database, hour: datetime) -> Unsent:
    """The messages that are late at this real hour."""
    return await the(database, Unsent, SQL["unsent"], hour)


async def unattended(database: Database, hour: datetime) -> list[str]:
    """The numbers of open cases for which nobody is there at this real hour (T-20)."""
    return [found.number for found in await many(database, Unattended, SQL["unattended"], hour)]
