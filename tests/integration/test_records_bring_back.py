"""A case that the records never knew comes back under its own number, or a sentence says what is in the way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.anytime import Opened
from records import bring_back, cases, journal, messages
from records.bring_back import IN_DOUBT, Unheard
from records.cases import Begun
from records.pool import NotKept
from records.terms import Terms
from tests.town import NOON, begun, handed, line, message, opening

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


def unheard(number: str, person: str = "person-1") -> Unheard:
    """How it was opened."""
    opened = Opened(
        number=number, person=person, office="north", counsellor="S-counsellor", method="kina", programme="p", version="1", terms="t",
        opening=f"opening-of-{number}",
    )  # fmt: skip
    return Unheard(opened=opened, terms=Terms(hash="t", method="kina", programme="p", version="1", body="text"))


async def brought_back(pool: Pool, number: str, person: str = "person-1", **row: object) -> int:
    """Bring back a case of two lines with a letter whose hour has come."""
    told = handed(Begun("c9", number, fresh=True), lines=[line(1), line(2)], messages=[message("m1", 1)], person=person, **row)
    return await bring_back.bring_back(pool, told, unheard=unheard(number, person), doubted_at=NOON + timedelta(days=400))


async def test_it_has_its_lines_and_its_letters_in_doubt_and_its_number_is_not_given_again(pool: Pool):
    await begun(pool)

    in_doubt = await brought_back(pool, "K-0041", person="person-2")

    assert in_doubt == 1
    assert [written.number for written in await journal.lines(pool, "c9")] == [1, 2]
    assert [(letter.state, letter.reason) for letter in await messages.of_case(pool, "c9", NOON)] == [("failed", IN_DOUBT)]
    await pool.execute("UPDATE cases SET ended = now()")
    assert (await cases.begin(pool, opening("another"))).number == "K-0042"


@pytest.mark.parametrize(
    ("number", "person", "sentence"),
    [
        ("K-0001", "person-2", "the number K-0001 was given to another case since"),
        ("K-0041", "nobody", "add them with `itinerary person add NAME --id nobody`"),
        ("K-0041", "person-1", "its client has another open case of this method since"),
    ],
)
async def test_what_is_in_the_way_is_said_and_nothing_is_written(pool: Pool, number: str, person: str, sentence: str):
    case = await begun(pool)
    assert case.number == "K-0001"

    with pytest.raises(NotKept, match=sentence):
        await brought_back(pool, number, person)

    assert await cases.row(pool, "c9") is None
    assert await journal.lines(pool, "c9") == []


async def test_letters_planned_before_the_copy_was_made_do_not_leave_and_later_ones_do(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)], messages=[message("before", 1)]))
    restored = await pool.fetchval("SELECT now()")
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[message("after", 2)]))

    doubted = await bring_back.doubt_old_letters(pool, restored, restored + timedelta(days=400), None)

    assert doubted == 1
    assert {letter.id: letter.state for letter in await messages.of_case(pool, case.case_id, NOON)} == {
        "before": "failed",
        "after": "planned",
    }
