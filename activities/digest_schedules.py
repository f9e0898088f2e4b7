"""The Temporal Schedules by which each office's digests begin: made, changed and removed so that they fit the offices there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleDescription,
    ScheduleListActionStartWorkflow,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from records.offices import Office

DIGESTS = "Digests"
PREFIX = "digest-"
CATCHES_UP = timedelta(hours=12)
"""A digest that Temporal could not begin in time is still begun so much later; after that the next one says it all."""

SPREAD = timedelta(minutes=5)
LATE = timedelta(minutes=15)
"""So long after its hour a digest that was not begun is missed, unless Temporal comes back in time to begin it."""

MONDAY, FRIDAY = 1, 5
PATIENCE = timedelta(seconds=10)


def schedule_of(office: Office, queue: str) -> Schedule:
    """At the office's hour of each weekday, by its own clock; on a holiday the activity says nothing. Never two at once."""
    at = ScheduleCalendarSpec(
        hour=[ScheduleRange(office.digest_at.hour)],
        minute=[ScheduleRange(office.digest_at.minute)],
        day_of_week=[ScheduleRange(MONDAY, FRIDAY)],
    )
    return Schedule(
        action=ScheduleActionStartWorkflow(DIGESTS, office.id, id=id_for(office.id), task_queue=queue),
        spec=ScheduleSpec(calendars=[at], time_zone_name=office.zone, jitter=SPREAD),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCHES_UP),
    )


def id_for(office: str) -> str:
    """The id of an office's schedule, and how its workflows begin."""
    return f"{PREFIX}{office}"


async def fit(client: Client, offices: Sequence[Office], queue: str) -> list[str]:
    """Make, change and remove schedules until they fit these offices; give the ids of those that did not. Done twice it changes nothing."""
    astray = await unfit(client, offices, queue)
    for office in offices:
        if id_for(office.id) in astray:
            await _put(client, office, queue)
    wanted = {id_for(office.id) for office in offices}
    gone = [id async for id in _ours(client) if id not in wanted]
    for id in gone:
        await client.get_schedule_handle(id).delete(rpc_timeout=PATIENCE)
    return [*astray, *gone]


async def unfit(client: Client, offices: Sequence[Office], queue: str) -> list[str]:
    """The ids of the schedules of these offices that are missing, or say something else."""
    return [id_for(office.id) for office in offices if await _is_unfit(client, office, queue)]


async def missed(client: Client, offices: Sequence[Office], now: datetime) -> list[str]:
    """The offices whose digest of today should have begun and did not, as after Temporal was away at its hour for too long."""
    return [office.id for office in offices if await _is_missed(client, office, now)]


def is_missed(office: Office, since: datetime, began: Iterable[datetime], now: datetime) -> bool:
    """Whether a schedule that says what it says since this hour, and struck at these, has missed the digest of today."""
    calendar = office.calendar(now.date())
    today = calendar.day_of(now)
    due = calendar.at(today, office.digest_at)
    strikes = calendar.is_working(today) and today.isoweekday() <= FRIDAY and since < due
    return strikes and due + LATE < now and not any(calendar.day_of(hour) == today for hour in began)


async def _is_missed(client: Client, office: Office, now: datetime) -> bool:
    """Nothing is missed that somebody paused, or that is not scheduled."""
    found = await _there(client, id_for(office.id))
    if found is None or found.schedule.state.paused:
        return False
    since = found.info.last_updated_at or found.info.created_at
    began = (action.scheduled_at for action in found.info.recent_actions)
    return is_missed(office, since, began, now)


async def _is_unfit(client: Client, office: Office, queue: str) -> bool:
    there = await _there(client, id_for(office.id))
    return there is None or _said(there.schedule) != _said(schedule_of(office, queue))


async def _there(client: Client, id: str) -> ScheduleDescription | None:
    try:
        return await client.get_schedule_handle(id).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _put(client: Client, office: Office, queue: str) -> None:
    """A schedule that somebody paused stays paused, with what they noted."""
    wanted = schedule_of(office, queue)

    def changed(known: ScheduleUpdateInput) -> ScheduleUpdate:
        wanted.state = known.description.schedule.state
        return ScheduleUpdate(wanted)

    try:
        await client.create_schedule(id_for(office.id), wanted, rpc_timeout=PATIENCE)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(id_for(office.id)).update(changed, rpc_timeout=PATIENCE)


async def _ours(client: Client) -> AsyncIterator[str]:
    """Every schedule here that begins digests, as far as Temporal's list has caught up."""
    async for listed in await client.list_schedules(rpc_timeout=PATIENCE):
        action = listed.schedule.action if listed.schedule else None
        if listed.id.startswith(PREFIX) and isinstance(action, ScheduleListActionStartWorkflow) and action.workflow == DIGESTS:
            yield listed.id


def _said(schedule: Schedule) -> tuple[Any, ...]:
    """What a schedule says, in words that do not depend on how Temporal writes it down."""
    action, spec, policy = schedule.action, schedule.spec, schedule.policy
    queue = action.task_queue if isinstance(action, ScheduleActionStartWorkflow) else ""
    times = [(_range(at.hour), _range(at.minute), _range(at.day_of_week)) for at in spec.calendars]
    return queue, times, spec.time_zone_name, spec.jitter, policy.overlap, policy.catchup_window


def _range(ranges: Sequence[ScheduleRange]) -> list[tuple[int, int]]:
    return [(one.start, max(one.start, one.end)) for one in ranges]
