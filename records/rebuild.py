"""The lists of a case made anew from its journal, which alone is the record."""

from __future__ import annotations

from collections.abc import Callable

from casework.case import Line
from casework.handover import Handover
from records import cases, journal
from records.pool import Pool, one
from records.queries import load
from runtime.sentences import Sentence

MESSAGES = load("messages")


class NoSuchCase(Sentence):
    """There is no case with this id."""


async def rebuild(pool: Pool, case: str, fold: Callable[[list[Line]], Handover]) -> None:
    """Replace what the lists say of a case by the fold of its journal; what became of messages stays, for that is not in it.

    The journal itself is left as it is: a fold of it leaves out what was withdrawn.
    """
    async with pool.acquire() as connection, connection.transaction():
        if not await one(connection, cases.Numbered, cases.SQL["hold"], case):
            raise NoSuchCase("no case has this id: look it up with `itinerary find`")
        handover = fold(await journal.lines(connection, case))
        await connection.execute(MESSAGES["forget"].sql, case, handover.says, handover.plans)
        await journal.write(connection, handover.model_copy(update={"lines": []}), anew=True)
