"""A real path, kept as it is told: its lists come out equal when they are made anew from the journal."""

from __future__ import annotations

from casework.case import Line
from casework.door import fold
from casework.exploration import BarrierFound, ConversationHeld
from casework.handover import Handover, hand_over
from records import agenda, journal, messages, people
from records.people import Person
from records.pool import Pool
from records.rebuild import rebuild
from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]


async def kept(pool: Pool, clock: HandClock) -> None:
    await journal.keep(pool, hand_over(clock.case, clock.story))


async def lived(pool: Pool) -> HandClock:
    """Three months of a case, kept after each step, with promises that nobody keeps."""
    await people.add(pool, Person(id="P-1", name="Test Client One"))
    clock = HandClock()
    await kept(pool, clock)
    await kept(pool, clock.tell(ConversationHeld()))
    await kept(pool, clock.tell(BarrierFound(of="b1", type="housing")))
    for _ in range(3):
        await kept(pool, clock.days_pass(30))
    return clock


async def lists(pool: Pool) -> list[list[dict[str, object]]]:
    tables = ("cases ORDER BY id", "agenda ORDER BY case_id, key", "messages ORDER BY id")
    return [[dict(row) for row in await pool.fetch(f"SELECT * FROM {table}")] for table in tables]


async def test_the_lists_of_a_path_come_out_equal_when_they_are_made_anew(pool: Pool):
    clock = await lived(pool)
    before = await lists(pool)
    await pool.execute("DELETE FROM agenda")
    await pool.execute("DELETE FROM messages")
    await pool.execute("UPDATE cases SET phases = '{}', line = 1, waiting_for = '', attention = ''")

    def folded(lines: list[Line]) -> Handover:
        return hand_over(fold("c1", lines, clock.terms, clock.story).case, clock.story)

    await rebuild(pool, "c1", folded)

    assert await lists(pool) == before


async def test_what_is_kept_is_what_the_case_says(pool: Pool):
    clock = await lived(pool)

    assert await journal.lines(pool, "c1") == clock.case.journal
    assert {owed.key for owed in await agenda.of_case(pool, "c1")} == set(clock.case.agenda)
    assert {message.id for message in await messages.of_case(pool, "c1", clock.hour)} == {message.id for message in clock.case.outbox}
    assert clock.case.outbox
