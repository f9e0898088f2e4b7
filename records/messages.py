"""Messages: planned with the journal line that caused them, claimed when their hour comes, and what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import BaseModel

from records.pool import Connection, Database, Pool, changed, many
from records.queries import load

SQL = load("messages")

State = Literal["planned", "sent", "delivered", "bounced", "failed", "suppressed", "superseded", "expired", "done"]


class Addressed(BaseModel):
    """A message and whom it reaches: `due` in the time of its case, `goes_at` the real hour from which it may leave.

    `recipient` is the staff member, client, team or partner meant today (or the one it went to); `still_open` is false
    once it reminds of a promise that was met or moved. A reminder has its place on the ladder, and a `plan` where it was planned.
    """

    id: str
    case_id: str
    number: str
    line: int
    to: str
    who: str
    letter: str
    about: str
    due: datetime
    values: dict[str, str]
    goes_at: datetime
    state: State
    channel: str
    sent_at: datetime | None
    reason: str
    message_id: str
    plan: str = ""
    rung: int | None = None
    recipient: str
    name: str
    email: str
    phone: str
    language: str
    still_open: bool


class Leaving(Addressed):
    """A message whose hour has come, with what decides whether and how it leaves.

    `outdone` is true when something newer was written to the same role about the same promise or appointment; `stands_in`
    does the counsellor's work today; `hour` is what the case's clock says now; `waits_since` is its first real hour. With a `run`
    it was written by a task of that run (its number in the history, when it began) since which the case has handed over nothing.
    """

    outdone: bool
    counsellor: str
    counsellor_name: str = ""
    stands_in: str
    zone: str
    ended: bool
    outcome: str
    last_line: int
    terms: str
    hour: datetime
    waits_since: datetime
    run: str | None
    task: int | None
    tried_at: datetime


class Claim(NamedTuple):
    """Messages that nobody else will take, and the connection on which to note what became of them."""

    connection: Connection
    messages: list[Leaving]


@asynccontextmanager
async def claimed(pool: Pool, now: datetime, most: int, case: str | None = None) -> AsyncIterator[Claim]:
    """Take messages whose hour has come; what is noted inside counts when the block ends well, so claim few."""
    async with pool.acquire() as connection, connection.transaction():
        yield Claim(connection, await due(connection, now, most, case))


async def due(connection: Connection, now: datetime, most: int, case: str | None = None) -> list[Leaving]:
    """Messages whose hour has come, of one case or of all, held until the caller's transaction ends."""
    return await many(connection, Leaving, SQL["due"], now, most, case)


async def of_case(database: Database, case: str, now: datetime) -> list[Addressed]:
    """Every message of a case, in the order it was planned."""
    return await many(database, Addressed, SQL["of_case"], case, now)


async def worklist(database: Database, member: str, now: datetime) -> list[Addressed]:
    """What asks something of this member today, for themselves, their team or somebody away, and is not done yet."""
    return await many(database, Addressed, SQL["worklist"], member, now)


async def sent(database: Database, id: str, *, channel: str, recipient: str, at: datetime, message_id: str = "", reason: str = "") -> bool:
    """Note that it left, with what people should know of it; false when it is no longer planned."""
    return await changed(database, SQL["sent"], id, channel, recipient, at, message_id, reason)


async def failed(database: Database, id: str, reason: str) -> bool:
    """Note that it will never leave, or came back; the reason is shown to people."""
    return await changed(database, SQL["failed"], id, reason)


async def suppressed(database: Database, id: str, reason: str) -> bool:
    """Note that it is not needed any more."""
    return await changed(database, SQL["suppressed"], id, reason)


async def postponed(database: Database, id: str, goes_at: datetime, reason: str) -> bool:
    """Note that it could not leave now, and when to try again."""
    return await changed(database, SQL["postponed"], id, goes_at, reason)


async def done(database: Database, id: str) -> bool:
    """Note that somebody did what it asked for."""
    return await changed(database, SQL["done"], id)
