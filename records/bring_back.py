"""Cases brought back into the records: lines that only Temporal still had, cases that a restored copy never knew, letters in doubt."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from pydantic import BaseModel

from casework.anytime import Opened
from casework.handover import Handover
from records import cases, journal, terms
from records.pool import Connection, Pool, discreet, many, refusing
from records.queries import load

SQL = load("bring_back")
MESSAGES = load("messages")
A_FEW = 500
IN_DOUBT = "may have gone before the records were restored: ask whether it arrived"


class OpenOne(BaseModel):
    """An open case, and its last line as the lists have it: none if it was noted and never begun."""

    id: str
    number: str
    line: int


class Known(BaseModel):
    """A case of ours, and whether it is over."""

    id: str
    number: str
    over: bool


class CountedOn(BaseModel):
    """From which number on cases are counted."""

    number: int


class Unheard(BaseModel):
    """A case that a restored copy never knew: how it was opened, and under which terms."""

    opened: Opened
    terms: terms.Terms


async def open_ones(pool: Pool) -> AsyncIterator[OpenOne]:
    """Every open case, a few at a time."""
    after = ""
    while some := await many(pool, OpenOne, SQL["open_ones"], after, A_FEW):
        for case in some:
            yield case
        after = some[-1].id


async def known(pool: Pool, ids: Iterable[str]) -> dict[str, Known]:
    """Those of these ids that are cases of ours."""
    return {case.id: case for case in await many(pool, Known, SQL["known"], list(ids))}


async def bring_back(
    pool: Pool, handover: Handover, *, unheard: Unheard | None, doubted_at: datetime | None, texts: Iterable[str] = ()
) -> int:
    """Make lines, lists and letters of a case what its whole journal gives; say how many letters are in doubt.

    `texts` are of the terms it has lived under.
    With `doubted_at` no letter whose hour has come leaves any more. Raises NotKept, JournalDisagrees, JournalGap, Unwritable, NotWritten.
    """
    with discreet():
        async with pool.acquire() as connection, connection.transaction():
            for text in texts:
                await terms.keep(connection, terms.row_of(text))
            if unheard:
                await _make_known(connection, handover, unheard)
            await connection.execute(cases.SQL["hold"].sql, handover.case.id)
            await connection.execute(MESSAGES["forget"].sql, handover.case.id, handover.says, handover.plans)
            await journal.write(connection, handover, anew=True)
            if doubted_at is None:
                return 0
            return _touched(await connection.execute(SQL["doubt"].sql, handover.case.id, doubted_at, IN_DOUBT))


async def doubt_old_letters(pool: Pool, restored: datetime, now: datetime, only: list[str] | None) -> int:
    """Let no letter leave by itself that was planned before a restored copy was made, and whose hour has come; say how many."""
    return _touched(await pool.execute(SQL["doubt_old_ones"].sql, restored, now, IN_DOUBT, only))


async def _make_known(connection: Connection, handover: Handover, unheard: Unheard) -> None:
    opened, row = unheard.opened, handover.case
    await terms.keep(connection, unheard.terms)
    number = opened.number.removeprefix("K-")
    with refusing(_sentences(opened)):
        await connection.execute(
            SQL["bring_back"].sql, row.id, opened.number, opened.opening or row.id, opened.person, opened.method, opened.programme,
            opened.version, unheard.terms.hash, opened.office, opened.counsellor, row.opened, opened.clock, row.ended,
        )  # fmt: skip
    if number.isdigit():
        await connection.execute(SQL["count_on"].sql, int(number))


def _sentences(opened: Opened) -> dict[str, str]:
    return {
        "cases_person_fkey": f"its client {opened.person} is not in the records: add them with "
        f"`itinerary person add NAME --id {opened.person}`, then run `itinerary revive --all` again",
        "cases_number_key": f"the number {opened.number} was given to another case since: tell whoever keeps the system",
        "cases_opening_id_key": "another case was opened since under the same opening id: tell whoever keeps the system",
        "one_open_case": "its client has another open case of this method since: close one of the two, then run `itinerary revive` again",
    }


def _touched(status: str) -> int:
    return int(status.rpartition(" ")[2])
