"""Messages: planned with the journal line that caused them, claimed when their hour comes, and what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import BaseModel

from casework.leaving import NOT_HEARD_OF
from records.pool import Connection, Database, Pool, changed, many, one
from records.queries import load

SQL = load("messages")

State = Literal["planned", "sent", "delivered", "bounced", "failed", "suppressed", "superseded", "expired", "done"]
Dropped = Literal["suppressed", "superseded", "expired", "failed"]
LEASE = timedelta(seconds=30)
"""How long a dispatcher that died keeps others from what it had claimed."""

MISTAKEN = "what it says was told by mistake"
MAY_HAVE_LEFT = "whoever was sending it has stopped: it may have left"


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
    urgent: bool = True
    useless_after: datetime | None = None
    tries: int = 0
    recipient: str
    name: str
    email: str
    phone: str
    language: str
    still_open: bool


class Leaving(Addressed):
    """A message whose hour has come, with what decides whether and how it leaves.

    `outdone` is true when something newer was written to the same role about the same promise or appointment; `heard_of` is false of an
    appointment of which no word reached its reader, `known` true where the last word that left for them says the same; `first_word` is the
    letter that invites whoever has not heard of it, or heard that it is cancelled; `stands_in` does the counsellor's work today; `hour`
    is what the case's clock says now; `waits_since` is its first real hour. With a `run` it was written by a task of
    that run (its number in the history, when it began) since which the case has handed over nothing. `bounced` are the channels it came
    back from, `office` is that of the reader; it is ours to send until `claimed_until`. `with_digest`
    is true of what is left to the digest of whoever reads it. `died` is true
    of what is for a client of whom any of their cases, under whichever id they are known, was told that they have.
    """

    outdone: bool
    first_word: str = ""
    heard_of: bool = True
    known: bool = False
    counsellor: str
    counsellor_name: str = ""
    stands_in: str
    zone: str
    pace: float
    ended: bool
    outcome: str
    died: bool = False
    last_line: int
    terms: str
    hour: datetime
    written: datetime | None
    waits_since: datetime
    refuses: list[str]
    unreachable: list[str]
    silent_until: datetime | None
    prefers: str
    address: str
    bounced: list[str]
    got_today: int
    office: str | None
    claimed_until: datetime
    run: str | None
    task: int | None
    tried_at: datetime
    with_digest: bool = False


class Claim(NamedTuple):
    """Messages that nobody else will take, and the connection on which to note what became of them."""

    connection: Connection
    messages: list[Leaving]


class Written(BaseModel):
    """A task that wrote messages of a case: its run, its number in that history, and when it began."""

    case_id: str
    run: str | None
    task: int | None
    tried_at: datetime


class Fate(BaseModel):
    """A change of what became of a message."""

    message: str
    at: datetime
    state: str
    channel: str
    recipient: str
    reason: str


class Mine(BaseModel):
    """The id of a message that is still to be sent by whoever asks."""

    id: str


@asynccontextmanager
async def claimed(pool: Pool, now: datetime, most: int, case: str | None = None, not_counted: Collection[str] = ()) -> AsyncIterator[Claim]:
    """Take messages whose hour has come, and for a while nobody else does; what is noted inside counts when the block ends well.

    Planned anew each time for the few that are taken: a plan for any number is eight times slower among 100,000 that are due.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        asked = now, list(not_counted), NOT_HEARD_OF, MAY_HAVE_LEFT, MISTAKEN
        taken = await many(connection, Leaving, SQL["claim"], *asked, most, case, now + LEASE)
        yield Claim(connection, taken)


async def foreseen(
    database: Database, case: str, now: datetime, hours: Mapping[str, datetime], not_counted: Collection[str] = ()
) -> list[Leaving]:
    """What has yet to leave of a case, as it would stand when it is looked at next; nobody claims it for that.

    With `hours`, only these messages, each as it would stand then.
    """
    asked = now, list(not_counted), NOT_HEARD_OF, MAY_HAVE_LEFT, MISTAKEN
    return await many(database, Leaving, SQL["foreseen"], *asked, case, list(hours), list(hours.values()))


async def still_mine(connection: Connection, message: Leaving) -> bool:
    """Whether it is still to be sent, and by us; if so nobody changes it until the caller's transaction ends."""
    return await one(connection, Mine, SQL["still_mine"], message.id, message.claimed_until) is not None


async def let_go(database: Database, claimed: Collection[Leaving]) -> None:
    """What was claimed together and not tried is anybody's again."""
    for until in {message.claimed_until for message in claimed}:
        await database.execute(SQL["let_go"].sql, [message.id for message in claimed], until)


async def taken_over(database: Database, now: datetime) -> None:
    """Whoever begins to dispatch waits for nobody who did before."""
    await database.execute(SQL["taken_over"].sql, now)


async def counts(database: Database, written: Written) -> None:
    """Note that Temporal has gone past this task: what it wrote may leave when its hour comes."""
    await database.execute(SQL["counts"].sql, written.case_id, written.run, written.task)


async def unconfirmed(database: Database, now: datetime, most: int) -> list[Written]:
    """Tasks that wrote messages for later, and of which nobody knows yet whether they count."""
    return await many(database, Written, SQL["unconfirmed"], now, most)


async def of_case(database: Database, case: str, now: datetime) -> list[Addressed]:
    """Every message of a case, in the order it was planned."""
    return await many(database, Addressed, SQL["of_case"], case, now)


async def worklist(database: Database, member: str, now: datetime) -> list[Addressed]:
    """What asks something of this member today, for themselves, their team or somebody away, and is not done yet."""
    return await many(database, Addressed, SQL["worklist"], member, now)


async def sent(database: Database, id: str, *, channel: str, recipient: str, at: datetime, message_id: str = "", reason: str = "") -> bool:
    """Note that it left, with what people should know of it; false when it is no longer planned."""
    return await changed(database, SQL["sent"], id, channel, recipient, at, message_id, reason)


async def bounced(database: Database, id: str, *, channel: str, recipient: str, reason: str, again: bool) -> bool:
    """Note that it came back from this channel; `again` if it is still to be sent another way."""
    return await changed(database, SQL["bounced"], id, channel, recipient, reason, again)


async def dropped(database: Database, id: str, fate: Dropped, reason: str) -> bool:
    """Note that it never leaves, what became of it, and why; people read it."""
    return await changed(database, SQL["dropped"], id, fate, reason)


async def postponed(database: Database, id: str, goes_at: datetime, reason: str, *, tried: bool = False) -> bool:
    """Note that it could not leave now, why, and when to look again; `tried` if somebody was asked to take it."""
    return await changed(database, SQL["postponed"], id, goes_at, reason, tried)


async def done(database: Database, id: str) -> bool:
    """Note that somebody did what it asked for."""
    return await changed(database, SQL["done"], id)


async def fates(database: Database, case: str) -> list[Fate]:
    """What became of each message of a case, every change in the order it came."""
    return await many(database, Fate, SQL["fates"], case)
