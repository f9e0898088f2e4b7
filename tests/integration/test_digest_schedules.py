"""Digests begin by a Temporal Schedule an office: on a real server, with the days that went by while nobody worked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from temporalio.client import (
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    ScheduleRange,
    ScheduleSpec,
    WorkflowExecutionStatus,
)
from temporalio.runtime import Runtime

from activities.digest_schedules import CATCHES_UP, SPREAD, fit, id_for, schedule_of, unfit
from activities.digests import DigestActivities
from records import cases, journal, offices
from records.offices import Office
from starters.digests_looked_at import look_at_digests
from starters.findings import Mind
from tests.integration.living import Living, eventually
from tests.integration.post_office import Post
from tests.town import handed, line, opening, promise
from workers import digests as digests_at_work
from workers.digests import digests_for_ever, worker

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUEUE = "itineraries-digests"
SOUTH = Office(id="south", name="Office South", zone="Europe/Brussels", country="BE")
WEEK = timedelta(days=7)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SHORTEST_WINDOW = timedelta(seconds=10)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    async with Living(tmp_path_factory.mktemp("digests") / "data", works=False) as living:
        yield living


async def runs(living: Living, since: datetime) -> list[WorkflowExecutionStatus | None]:
    """How each run of digests since then stands, as far as the list has caught up."""
    asked = f"WorkflowType = 'Digests' AND StartTime >= '{since.isoformat()}'"
    return [run.status async for run in living.temporal.list_workflows(asked)]


async def test_schedules_are_made_changed_and_removed_to_fit_the_offices_and_nothing_is_done_twice(living: Living):
    client, later = living.temporal, SOUTH.model_copy(update={"digest_at": time(9, 15)})

    assert await fit(client, [SOUTH], QUEUE) == ["digest-south"]
    assert await fit(client, [SOUTH], QUEUE) == []
    assert await unfit(client, [later], QUEUE) == ["digest-south"]
    await client.get_schedule_handle("digest-south").pause(note="closed for moving")
    assert await fit(client, [later], QUEUE) == ["digest-south"]
    assert await fit(client, [later], QUEUE) == []

    state = (await client.get_schedule_handle("digest-south").describe()).schedule.state
    assert (state.paused, state.note) == (True, "closed for moving")

    async def removed() -> bool:
        return await fit(client, [], QUEUE) == ["digest-south"]

    await eventually(removed)


async def test_t_22_it_strikes_at_the_hour_of_the_office_on_weekdays_whatever_the_clocks_do(living: Living):
    zone = ZoneInfo("America/Santiago")
    await fit(living.temporal, [SOUTH.model_copy(update={"id": "s", "zone": zone.key})], QUEUE)

    described = await living.temporal.get_schedule_handle("digest-s").describe()
    strikes = [hour.astimezone(zone) for hour in described.info.next_action_times]

    assert described.schedule.policy.catchup_window == CATCHES_UP == timedelta(hours=12)
    assert described.schedule.policy.overlap == ScheduleOverlapPolicy.SKIP
    assert len(strikes) >= 5
    for hour in strikes:
        assert hour.weekday() < 5
        opening = datetime.combine(hour.date(), time(8, 30), tzinfo=zone)
        assert opening <= hour <= opening + SPREAD


async def test_t_30_a_worker_that_was_stopped_for_a_week_brings_one_digest_and_not_one_a_day(living: Living):
    """The days that went by are filled in as the schedule would have had them, one after the other, with nobody at work."""
    (north,) = await offices.list_(living.pool)
    tuesday = datetime(2026, 5, 5, 7, tzinfo=UTC)
    case = await _late_case(living, tuesday)
    await fit(living.temporal, [north], QUEUE)
    handle = living.temporal.get_schedule_handle(id_for("north"))

    await handle.backfill(ScheduleBackfill(start_at=tuesday - WEEK, end_at=tuesday))

    async def skipped() -> bool:
        info = (await handle.describe()).info
        return info.num_actions == 1 and info.num_actions_skipped_overlap == 4

    await eventually(skipped)
    post = Post()
    await post.opens()
    activities = DigestActivities(living.pool, post.smtp, now=lambda: tuesday)
    try:
        async with worker(living.temporal, living.settings, activities):
            await post.has(1)
            await eventually(lambda: _all_done(living, 1))

            # and when it fires once more on the same day (T-15)
            await handle.trigger(overlap=ScheduleOverlapPolicy.ALLOW_ALL)
            await eventually(lambda: _all_done(living, 2))
    finally:
        await post.closes()

    assert post.to == ["counsellor@office.example"]
    assert case in post.mails[0].as_string()


async def test_the_doctor_says_which_office_has_no_digests_and_a_worker_puts_that_right(living: Living, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(digests_at_work, "EVERY", 0.2)
    await offices.add(living.pool, SOUTH)
    with pytest.raises(Mind, match=r"the digests of .*south are not scheduled .* start one with `itinerary worker letters`"):
        await look_at_digests(living.temporal, living.pool, living.settings)

    async def well(known: int) -> bool:
        with suppress(Mind):
            return await look_at_digests(living.temporal, living.pool, living.settings) == f"scheduled for {known} offices"
        return False

    stop = asyncio.Event()
    at_work = asyncio.create_task(digests_for_ever(living.pool, living.settings, stop, Runtime.default()))
    await eventually(lambda: well(2))
    await offices.add(living.pool, SOUTH.model_copy(update={"id": "west", "name": "West"}))
    await eventually(lambda: well(3))
    stop.set()
    await at_work


async def test_t_30_what_fell_due_while_temporal_was_away_is_begun_once_on_its_return_and_not_when_that_took_longer_than_it_may(
    living: Living,
):
    """A real outage: nobody skips the time of a server that is not there. The second office has the shortest window Temporal knows."""
    wednesday, due = datetime(2026, 5, 6, 7, tzinfo=UTC), datetime.now(UTC) + timedelta(seconds=4)
    case = await _late_case(living, wednesday, "person-2")
    caught_up = await _strikes_once(living, "north", due, CATCHES_UP)
    missed = await _strikes_once(living, "south", due, SHORTEST_WINDOW)

    await _comes(due - timedelta(seconds=1))  # by then Temporal itself has begun to wait for it
    living.kill("temporal")
    await _comes(due + SHORTEST_WINDOW + timedelta(seconds=1))
    await living.begin_again("temporal")

    async def returned() -> bool:
        ours, theirs = (await caught_up.describe()).info, (await missed.describe()).info
        return (ours.num_actions, theirs.num_actions_missed_catchup_window) == (1, 1)

    await eventually(returned)
    post = Post()
    await post.opens()
    try:
        async with worker(living.temporal, living.settings, DigestActivities(living.pool, post.smtp, now=lambda: wednesday)):
            await post.has(1)
            await eventually(lambda: _all_done(living, 1, since=due))
    finally:
        await post.closes()

    assert post.to == ["counsellor@office.example"]
    assert case in post.mails[0].as_string()
    ours, theirs = (await caught_up.describe()).info, (await missed.describe()).info
    assert (ours.num_actions, ours.num_actions_missed_catchup_window, theirs.num_actions) == (1, 0, 0)


async def _comes(hour: datetime) -> None:
    await asyncio.sleep(max((hour - datetime.now(UTC)).total_seconds(), 0))


async def _strikes_once(living: Living, office: str, due: datetime, window: timedelta) -> ScheduleHandle:
    """The schedule of an office as we make it, but that it strikes at this second alone, and catches up for so long."""
    schedule = schedule_of(SOUTH.model_copy(update={"id": office}), QUEUE)
    at = {name: [ScheduleRange(getattr(due, name))] for name in ("year", "month", "hour", "minute", "second")}
    schedule.spec = ScheduleSpec(calendars=[ScheduleCalendarSpec(**at, day_of_month=[ScheduleRange(due.day)])])
    schedule.policy.catchup_window = window
    return await living.temporal.create_schedule(f"away-{office}", schedule)


async def _late_case(living: Living, now: datetime, person: str = "person-1") -> str:
    """A case in the records with a promise that is late."""
    case = await cases.begin(living.pool, opening(f"of-{person}", person))
    await journal.keep(living.pool, handed(case, lines=[line(1)], agenda=[promise("conversation_held", by=now - 2 * timedelta(days=1))]))
    return case.number


async def _all_done(living: Living, how_many: int, since: datetime = LONG_AGO) -> bool:
    return await runs(living, since) == [WorkflowExecutionStatus.COMPLETED] * how_many
