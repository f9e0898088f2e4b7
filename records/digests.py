"""Digests: what one of the staff is told once a working day, over all cases in which they have something to do, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from casework.digest import Counts, Owing
from records.pool import Database, changed, many, one
from records.queries import load

SQL = load("digests")
AHEAD = timedelta(days=21)
"""As far as the next working days may reach, over any holidays."""

State = Literal["planned", "sent", "failed", "suppressed", "expired"]


class Digest(BaseModel):
    """How much was said to a member on a day, and what became of it."""

    member: str
    day: date
    state: State
    overdue: int
    today: int
    soon: int
    waiting: int
    news: int
    message_id: str
    sent_at: datetime | None
    reason: str


class News(BaseModel):
    """A message that waits for a digest; an idle one is of no use there. `due` is in the time of its case, `zone` its office's.

    With a `run` it was written by a task of that run, since which the case has handed over nothing.
    """

    id: str
    case_id: str
    number: str
    letter: str
    about: str
    due: datetime
    values: dict[str, str]
    terms: str = ""
    idle: bool
    zone: str
    run: str | None
    task: int | None
    tried_at: datetime


class Id(BaseModel):
    """A message, by its id alone."""

    id: str


class Waiting(BaseModel):
    """How many digests of an office no mail server has taken yet."""

    office: str
    digests: int


async def owed(database: Database, member: str, now: datetime, zone: str) -> list[Owing]:
    """What is late or promised soon in all cases of which they are told today, the earliest first; `zone` is their office's."""
    return await many(database, Owing, SQL["owed"], member, now, AHEAD, zone)


async def news(database: Database, member: str, now: datetime, zone: str) -> list[News]:
    """Messages whose hour has come and that wait for the digest of this member."""
    return await many(database, News, SQL["news"], member, now, zone)


async def nobodys(database: Database, office: str, now: datetime, day: date) -> list[str]:
    """Messages about cases of this office that no digest will ever tell."""
    return [found.id for found in await many(database, Id, SQL["nobodys"], office, now, day)]


async def begin(database: Database, member: str, day: date, counts: Counts) -> Digest | None:
    """Hold the digest of this member and day until the transaction ends; None when it was sent or given up before."""
    return await one(database, Digest, SQL["begin"], member, day, *counts)


async def end(
    database: Database, digest: Digest, state: State, *, reason: str = "", message_id: str = "", at: datetime | None = None
) -> bool:
    """Note what became of it; planned means that it is tried again."""
    return await changed(database, SQL["end"], digest.member, digest.day, state, reason, message_id, at)


async def give_up(database: Database, office: str, before: date, reason: str) -> bool:
    """What was not taken on an earlier day is said by the digest of today."""
    return await changed(database, SQL["give_up"], office, before, reason)


async def went_along(database: Database, ids: Sequence[str], member: str, at: datetime, message_id: str) -> None:
    """Note that these messages were told with a digest."""
    await database.execute(SQL["went_along"].sql, list(ids), member, at, message_id)


async def leave_alone(database: Database, ids: Sequence[str], reason: str) -> None:
    """Let these messages wait for no digest any more."""
    await database.execute(SQL["leave_alone"].sql, list(ids), reason)


async def get(database: Database, member: str, day: date) -> Digest | None:
    """The digest of a member and day, if one was made."""
    return await one(database, Digest, SQL["get"], member, day)


async def waiting(database: Database) -> list[Waiting]:
    """What no mail server has taken yet."""
    return await many(database, Waiting, SQL["waiting"])
