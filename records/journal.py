"""The journal: every line of every case, only ever added to; what a case hands over is written in one go."""

from __future__ import annotations

from pydantic import BaseModel

from casework.case import Line
from casework.fact import kind_of
from casework.handover import Handover
from casework.leaving import FOR_A_WHILE
from casework.mistakes import CORRECTIONS
from casework.reaching import MessagesPaused, MessagesResumed
from casework.watch import HourCame
from records import cases
from records.at_once import kept_at_once
from records.messages import MISTAKEN
from records.pool import Connection, Database, Pool, changed, discreet, many, one, the
from records.queries import load

SQL = load("journal")
AGENDA = load("agenda")
MESSAGES = load("messages")
PLANS = load("plans")
OF_SILENCE = frozenset({kind_of(MessagesPaused), kind_of(MessagesResumed)})


class JournalDisagrees(Exception):
    """A line with this number is written already and says something else."""


class JournalGap(Exception):
    """Lines between the last one written and those handed over are missing."""


class Kept(BaseModel):
    """What was found while lines were added: the first that differs, the first before which some are missing.

    `in_the_way`: the first line of an earlier try that differs from these, or comes after them.
    `said_again`: lines of an earlier try are among these; they become lines of this try.
    """

    differs: int | None
    gap_before: int | None
    in_the_way: int | None
    said_again: bool


class Overtaken(BaseModel):
    """The numbers of lines that were set aside."""

    numbers: list[int]


async def keep(pool: Pool, handover: Handover) -> None:
    """Write all of a handover or nothing; again, late or at once with another is harmless.

    Raises JournalDisagrees, JournalGap or Unwritable when another try is in vain, NotWritten or OSError when it may help.
    """
    with discreet():
        async with pool.acquire() as connection:
            if _corrects(handover) or _tells_of_silence(handover) or not await kept_at_once(connection, handover):
                async with connection.transaction():
                    await write(connection, handover)


async def write(connection: Connection, handover: Handover, *, anew: bool = False) -> None:
    """Write a handover in the caller's transaction; `anew` lets the lists go back to what it says."""
    told = handover.model_dump(mode="json")
    newest = await changed(connection, cases.SQL["keep"], told["case"], anew, handover.tried_at)
    overtaken = await _add_lines(connection, handover, told["lines"])
    by = handover.run, handover.task, handover.tried_at
    if newest:
        await connection.execute(AGENDA["keep"].sql, handover.case.id, told["agenda"])
    if told["messages"]:
        await connection.execute(MESSAGES["keep"].sql, handover.case.id, told["messages"], anew or overtaken, kind_of(HourCame), *by)
    if newest:
        await connection.execute(PLANS["keep"].sql, handover.case.id, told["planned"], told["lines"], anew or overtaken, *by)
    if _corrects(handover):
        await connection.execute(MESSAGES["unsay"].sql, handover.case.id, handover.unsaid, MISTAKEN)
        said = [message.id for message in handover.messages]
        await connection.execute(MESSAGES["say_after_all"].sql, said, MISTAKEN, handover.run, handover.task, handover.tried_at)
    if _corrects(handover) or _tells_of_silence(handover):
        await connection.execute(MESSAGES["look_again"].sql, handover.case.id, FOR_A_WHILE)


def _corrects(handover: Handover) -> bool:
    return any(line.kind in CORRECTIONS for line in handover.lines)


def _tells_of_silence(handover: Handover) -> bool:
    return any(line.kind in OF_SILENCE for line in handover.lines)


async def _overtake(connection: Connection, handover: Handover, added: list[object]) -> bool:
    """Set aside what the last try wrote and Temporal never knew of; the letters it planned go with it.

    False when a later try has built on it: then somebody was answered for it.
    """
    numbers = (await the(connection, Overtaken, SQL["overtake"], handover.case.id, added, handover.tried_at)).numbers
    if not numbers:
        return False
    await connection.execute(SQL["drop_overtaken"].sql, handover.case.id, numbers)
    await connection.execute(MESSAGES["drop_overtaken"].sql, handover.case.id, numbers, handover.says)
    return True


async def lines(database: Database, case: str, after: int = 0) -> list[Line]:
    """The journal of a case, in order, after a line."""
    return await many(database, Line, SQL["lines"], case, after)


async def told(database: Database, case: str, telling: str, *, for_good: bool = False) -> Line | None:
    """The first line that came of a telling, if it is written; `for_good` if no later attempt can overtake it."""
    return await one(database, Line, SQL["told"], case, telling, for_good)


async def _add_lines(connection: Connection, handover: Handover, added: list[object]) -> bool:
    """Add them; true if an earlier try had to be set aside for them. Raises JournalDisagrees when the case was taken back."""
    case = handover.case.id
    kept = await the(connection, Kept, SQL["keep"], case, added, handover.tried_at)
    overtaken = (kept.in_the_way is not None or kept.said_again) and await _overtake(connection, handover, added)
    if overtaken:
        kept = await the(connection, Kept, SQL["keep"], case, added, handover.tried_at)
    if (differs := kept.in_the_way or kept.differs) is not None:
        raise _disagrees(handover, differs)
    if kept.gap_before is not None:
        raise JournalGap(f"lines are missing before line {kept.gap_before} of case {case}")
    return overtaken


def _disagrees(handover: Handover, number: int) -> JournalDisagrees:
    return JournalDisagrees(f"line {number} of case {handover.case.id} is written already and says something else")
