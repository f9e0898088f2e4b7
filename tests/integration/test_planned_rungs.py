"""Planned rungs as rows: kept with the line that planned them, moved and withdrawn with their promise, and it is said why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest

from casework.anytime import CaseClosed, ContactHeld, ReferentAssigned, RemarkMade
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.exploration import BarrierFound
from casework.handover import Handover, hand_over
from casework.planned import planned
from casework.watch import PromiseSeen
from records import agenda, cases, journal, messages, staff
from records.at_once import kept_at_once
from records.cases import Wanted
from records.people import Person, add
from records.pool import Pool
from tests import kina_road as road
from tests.handclock import HandClock
from tests.town import settle

CONTACT, ANSWER = "contact_held:client", "appointment_missed:i1"
Keep = Callable[[Pool, HandClock], Awaitable[None]]
"""Each is kept twice: the second time nothing changes."""

pytest_plugins = ["tests.postgres"]


def handed_over(clock: HandClock) -> Handover:
    """What is new, as the workflow hands it over: what is written leaves the case."""
    handover = hand_over(clock.case, clock.story, clock.hour).model_copy(deep=True)
    clock.case.journal.clear()
    clock.case.outbox.clear()
    return handover


async def at_once(pool: Pool, clock: HandClock) -> None:
    handover = handed_over(clock)
    async with pool.acquire() as connection:
        assert await kept_at_once(connection, handover)
    await journal.keep(pool, handover)


async def the_long_way(pool: Pool, clock: HandClock) -> None:
    handover = handed_over(clock)
    for _ in range(2):
        async with pool.acquire() as connection, connection.transaction():
            await journal.write(connection, handover)


@pytest.fixture
async def clock(pool: Pool) -> HandClock:
    """A client who is expected in five days, in the office of a counsellor with a deputy and a team lead."""
    await settle(pool)
    await add(pool, Person(id="P-1", name="Test Client One"))
    clock = road.mapping().tell(ReferentAssigned(who="S-counsellor", why="knows the client"))
    clock.tell(AppointmentMade(of="i1", at=clock.hour + timedelta(days=5)))
    await at_once(pool, clock)
    return clock


async def rows(pool: Pool, about: str = "") -> dict[str, tuple[str, str]]:
    """State and reason of every rung, perhaps only of those about one promise."""
    found = await pool.fetch("SELECT id, state, reason FROM messages WHERE plan <> '' AND ($1 = '' OR about = $1)", about)
    return {row["id"]: (row["state"], row["reason"]) for row in found}


async def fates(pool: Pool, about: str) -> list[tuple[str, str]]:
    """What became of the rungs about a promise, each change once."""
    found = await pool.fetch(
        "SELECT DISTINCT f.state, f.reason FROM message_fates AS f JOIN messages AS m ON m.id = f.message WHERE m.about = $1 ORDER BY 1, 2",
        about,
    )
    return [(row["state"], row["reason"]) for row in found]


async def goes_at(pool: Pool) -> dict[str, datetime]:
    return {
        row["id"]: row["goes_at"] for row in await pool.fetch("SELECT id, goes_at FROM messages WHERE state = 'planned' AND plan <> ''")
    }


@pytest.mark.parametrize("keep", [at_once, the_long_way])
async def test_t_03_what_was_planned_is_superseded_when_its_day_moves_and_planned_anew(pool: Pool, clock: HandClock, keep: Keep) -> None:
    before = await rows(pool, ANSWER)
    clock.tell(AppointmentMoved(of="i1", at=clock.hour + timedelta(days=12)))

    await keep(pool, clock)
    after = await rows(pool, ANSWER)

    assert {after[id] for id in before} == {("superseded", "promised for another day since")}
    assert {after[id] for id in after.keys() - before.keys()} == {("planned", "")}
    assert await fates(pool, ANSWER) == [("superseded", "promised for another day since")]
    assert await goes_at(pool) == {rung.id: rung.due for rung in planned(clock.case)}


async def test_t_14_five_moves_in_a_day_leave_the_last_planned_and_one_that_goes_back_is_planned_again(
    pool: Pool, clock: HandClock
) -> None:
    first, on = await rows(pool, ANSWER), clock.case.appointments["i1"].at
    for days in (3, 8, 2, 9, 0):
        clock.tell(AppointmentMoved(of="i1", at=on + timedelta(days=days)))
        await at_once(pool, clock)

    now = await rows(pool, ANSWER)

    assert {id for id, (state, _) in now.items() if state == "planned"} == set(first)
    assert ("planned", "promised for this day again") in await fates(pool, ANSWER)


async def test_t_03_what_has_gone_stays_as_it_went(pool: Pool, clock: HandClock) -> None:
    (gone, *_) = await rows(pool, ANSWER)
    await messages.sent(pool, gone, channel="email", recipient="S-counsellor", at=clock.hour, message_id="<1@office.example>")
    for days in (12, 5):
        clock.tell(AppointmentMoved(of="i1", at=clock.hour + timedelta(days=days)))
        await at_once(pool, clock)

    assert (await rows(pool, ANSWER))[gone] == ("sent", "")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (ContactHeld(appointment="i1"), "not asked any more before it left"),
        (AppointmentCancelled(of="i1", why="the office is closed"), "not asked any more before it left"),
        (CaseClosed(outcome="moved away", why="gone to another town"), "the case ended before it left"),
    ],
)
async def test_t_10_t_11_what_is_cancelled_or_came_by_other_means_is_asked_no_more_and_it_is_said_why(
    pool: Pool, clock: HandClock, told: ContactHeld, why: str
) -> None:
    clock.tell(told)
    await at_once(pool, clock)

    assert set((await rows(pool, ANSWER)).values()) == {("suppressed", why)}
    assert await fates(pool, ANSWER) == [("suppressed", why)]


async def test_what_is_met_says_so(pool: Pool, clock: HandClock) -> None:
    await at_once(pool, clock.tell(BarrierFound(of="b1", type="debts")))
    assert set((await rows(pool, "barrier_settled:b1")).values()) == {("planned", "")}

    await at_once(pool, clock.tell(road.SETTLED))

    assert set((await rows(pool, "barrier_settled:b1")).values()) == {("suppressed", "met before it left")}


async def test_t_21_what_was_seen_is_quiet_and_its_rows_say_so(pool: Pool, clock: HandClock) -> None:
    clock.days_pass(10).tell(PromiseSeen(of=CONTACT, acts_by=road.day(clock, 7)))
    await at_once(pool, clock)

    kept = await rows(pool, CONTACT)
    quiet_until = clock.case.agenda[CONTACT].quiet_until(clock.case.calendar)

    assert quiet_until
    assert ("superseded", "somebody has seen it and acts on it by a day") in kept.values()
    assert min(hour for id, hour in (await goes_at(pool)).items() if id in kept) >= quiet_until
    (before,) = [owed for owed in await agenda.of_case(pool, "c1", quiet_until - timedelta(minutes=1)) if owed.key == CONTACT]
    (after,) = [owed for owed in await agenda.of_case(pool, "c1", quiet_until) if owed.key == CONTACT]
    assert (before.acknowledged, after.acknowledged) == (True, False)


async def test_t_19_t_20_a_rung_reaches_whoever_holds_the_role_when_it_leaves(pool: Pool, clock: HandClock) -> None:
    hours = await goes_at(pool)
    of_deputy = next(rung for rung in planned(clock.case) if rung.to == "deputy")
    of_counsellor = next(rung for rung in planned(clock.case) if rung.to == "counsellor" and rung.about == of_deputy.about)

    async def reached(on: datetime) -> tuple[str, str]:
        found = {one.id: one.recipient for one in await messages.of_case(pool, "c1", on)}
        return found[of_counsellor.id], found[of_deputy.id]

    assert await reached(hours[of_counsellor.id]) == ("S-counsellor", "S-deputy")
    counsellor = await staff.get(pool, "S-counsellor")
    assert counsellor
    await staff.add(pool, counsellor.model_copy(update={"away_from": date(2026, 5, 5), "away_until": date(2027, 1, 1)}))
    assert await reached(hours[of_counsellor.id]) == ("S-deputy", "S-deputy")
    await pool.execute("UPDATE staff SET deputy = NULL WHERE id = 'S-counsellor'")
    assert await reached(hours[of_counsellor.id]) == ("S-lead", "S-lead"), "without a deputy it is the lead of the team"


async def test_a_rung_that_is_leaving_at_this_moment_is_left_to_whoever_sends_it(pool: Pool, clock: HandClock) -> None:
    await pool.execute("UPDATE messages SET state = 'done' WHERE plan = ''")
    async with messages.claimed(pool, min((await goes_at(pool)).values()), 1) as claim:
        (leaving,) = claim.messages
        clock.tell(CaseClosed(outcome="moved away", why="gone to another town"))
        await at_once(pool, clock)
        assert await messages.sent(claim.connection, leaving.id, channel="email", recipient="S-counsellor", at=clock.hour)

    states = await pool.fetch("SELECT state FROM messages WHERE id = $1", leaving.id)
    assert [row["state"] for row in states] == ["sent"]


async def test_what_is_late_is_known_by_the_hour_though_the_case_sleeps(pool: Pool, clock: HandClock) -> None:
    due, by = clock.case.agenda[CONTACT], clock.case.agenda[CONTACT].by
    assert by

    async def late(on: datetime) -> tuple[bool, bool, int]:
        (owed,) = [one for one in await agenda.of_case(pool, "c1", on) if one.key == due.key]
        listed = await cases.list_(pool, Wanted(overdue=True), on)
        return owed.overdue, bool(listed), owed.rung

    assert (await late(by))[0] is False
    assert await late(by + timedelta(minutes=1)) == (True, True, 2), "reminded before the day and on it"
    assert CONTACT in {owed.key for owed in await agenda.overdue(pool, now=by + timedelta(days=1))}


async def test_a_rung_that_is_planned_for_later_outdoes_nothing(pool: Pool, clock: HandClock) -> None:
    rungs = [rung for rung in planned(clock.case) if rung.about == CONTACT and rung.to == "counsellor"]

    async def outdone(on: datetime) -> list[bool]:
        found = await pool.fetch("SELECT id, is_outdone(m, $1) AS outdone FROM messages AS m WHERE m.plan = $2", on, rungs[0].plan)
        by_id = {row["id"]: row["outdone"] for row in found}
        return [by_id[rung.id] for rung in rungs]

    assert await outdone(rungs[0].due) == [False, False, False]
    assert await outdone(rungs[1].due) == [True, False, False]


async def test_what_nothing_was_told_about_stays_as_it_is_planned(pool: Pool, clock: HandClock) -> None:
    before = await pool.fetch("SELECT *, xmin FROM messages WHERE plan <> '' ORDER BY id")
    clock.days_pass(1).tell(RemarkMade(note="an invented remark"))

    await at_once(pool, clock)

    assert await pool.fetch("SELECT *, xmin FROM messages WHERE plan <> '' ORDER BY id") == before, "no row is touched"
