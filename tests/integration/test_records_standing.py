"""How things stand over all cases: numbers only, by the hour of each case's own clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.clock import Clock
from records import cases, journal, messages, staff, standing
from records.standing import Open, Overdue, Unsent
from tests.town import DAY, NOON, begun, handed, line, message, opening, promise, settle

if TYPE_CHECKING:
    from records.cases import Begun
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]

HOUR = timedelta(hours=1)


async def keeps(pool: Pool, case: Begun, **told: object) -> None:
    """A first line of this case is kept."""
    await journal.keep(pool, handed(case, lines=[line(1)], **told))  # type: ignore[arg-type]


async def test_nothing_stands_in_empty_records(pool: Pool):
    stand = await standing.at(pool, NOON)

    assert (stand.cases, stand.promises, stand.unsent) == ([], [], Unsent(waiting=0, oldest=0))
    assert stand.size.bytes > 0


async def test_open_cases_are_counted_by_their_phases_and_ended_ones_are_not(pool: Pool):
    await keeps(pool, await begun(pool), phases=["placement", "exploration"], attention="telling refused")
    other = await cases.begin(pool, opening(id="opening-2", person="person-2"))
    await keeps(pool, other, ended=NOON, outcome="other")

    stand = await standing.at(pool, NOON)

    assert stand.cases == [Open(method="kina", phase="placement+exploration", open=1, troubled=1)]


async def test_a_promise_is_overdue_once_its_day_has_gone_by_whether_a_clock_struck_or_not(pool: Pool):
    agenda = [promise("plan", by=NOON + DAY), promise("talk", by=NOON + 3 * DAY), promise("visit", by=None)]
    await keeps(pool, await begun(pool), agenda=agenda)

    assert (await standing.at(pool, NOON + DAY)).promises == []
    assert (await standing.at(pool, NOON + 2 * DAY)).promises == [Overdue(method="kina", phase="exploration", overdue=1)]


async def test_a_case_that_lives_faster_is_late_by_its_own_clock(pool: Pool):
    await keeps(pool, await begun(pool, Clock(real=NOON, case=NOON, pace=24)), agenda=[promise("plan", by=NOON + DAY)])

    assert (await standing.at(pool, NOON + HOUR / 2)).promises == []
    assert (await standing.at(pool, NOON + 2 * HOUR)).promises == [Overdue(method="kina", phase="exploration", overdue=1)]


async def test_a_message_waits_from_its_hour_until_it_left_however_often_it_was_put_off(pool: Pool):
    due = NOON + DAY
    await settle(pool)
    await keeps(pool, await begun(pool), messages=[message("m", due=due), message("later", due=due + DAY)])
    await messages.postponed(pool, "m", due + HOUR, "away")

    before, at_last = await standing.at(pool, due - HOUR), await standing.at(pool, due + HOUR)
    await messages.dropped(pool, "m", "suppressed", "any")

    assert (before.unsent, at_last.unsent) == (Unsent(waiting=0, oldest=0), Unsent(waiting=1, oldest=3600))
    assert (await standing.at(pool, due + HOUR)).unsent.waiting == 0


async def test_an_hour_that_came_ten_minutes_ago_and_did_not_strike_is_seen_from_the_records(pool: Pool):
    await keeps(pool, await begun(pool, Clock(real=NOON, case=NOON, pace=24)), speaks_at=NOON + DAY)
    other = await cases.begin(pool, opening(id="opening-2", person="person-2"))
    await keeps(pool, other, speaks_at=NOON + 2 * HOUR)
    quiet = await cases.begin(pool, opening(id="opening-3", person="person-2", method="star"))
    await keeps(pool, quiet, speaks_at=None)

    unstruck = [(await standing.at(pool, NOON + hours * HOUR)).unstruck.unstruck for hours in (1.0, 1.2, 2.1, 2.2)]

    assert unstruck == [0, 1, 1, 2]


async def test_t_20_a_case_for_which_nobody_is_there_is_seen_until_somebody_is(pool: Pool):
    await keeps(pool, await begun(pool))
    held_by_nobody = await cases.begin(pool, opening(id="opening-2", person="person-2"))
    await keeps(pool, held_by_nobody, counsellor="")
    today = NOON.date()

    async def alone() -> list[str]:
        found = await standing.unattended(pool, NOON)
        assert (await standing.at(pool, NOON)).unattended == len(found)
        return found

    assert await alone() == [held_by_nobody.number]
    await journal.keep(pool, handed(held_by_nobody, lines=[line(2, kind="opened", fact={"counsellor": "S-counsellor"})], counsellor=""))
    assert await alone() == [], "the lead of the team that had it last"
    await staff.away(pool, "S-counsellor", today)
    assert await alone() == [], "the deputy"
    await staff.away(pool, "S-deputy", today)
    assert await alone() == [], "the lead"
    await staff.away(pool, "S-lead", today, today)
    assert len(await alone()) == 2
    await pool.execute("UPDATE cases SET ended = now()")
    assert await alone() == []
