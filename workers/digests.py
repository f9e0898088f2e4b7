"""The digests' part of a worker: their schedules fit the offices, and their workflows are worked off, as soon as Temporal answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities import digest_schedules
from activities.digests import DigestActivities
from activities.gone_past import TemporalsRecord
from records import offices
from records.offices import Office
from records.pool import Pool
from runtime.connection import TemporalAway, connect
from runtime.queues import digests_queue
from runtime.settings import Settings
from workers.channels import smtp_of
from workflows.digests import Digests

EVERY = 5.0
AGAIN = 60
"""So many times offices are compared with those of the time before; then the schedules that are there are looked at all the same."""

FEW = 2
"""So many offices at once; each holds one connection to the database."""


async def digests_for_ever(pool: Pool, settings: Settings, stop: asyncio.Event, runtime: Runtime) -> None:
    """Work off digests until told to stop; while Temporal is away, wait for it. Where no mail server is set nobody gets any."""
    if settings.smtp and (client := await _answered(settings, stop, runtime)):
        activities = DigestActivities(pool, smtp_of(settings), TemporalsRecord(client).has_gone_past)
        async with worker(client, settings, activities):
            schedules = Schedules(client, pool, digests_queue(settings))
            while not stop.is_set():
                await schedules.fit()
                await _breathe(stop, EVERY)


class Schedules:
    """Knows for which offices there are schedules already."""

    def __init__(self, client: Client, pool: Pool, queue: str) -> None:
        self._client, self._pool, self._queue = client, pool, queue
        self._fit: list[Office] = []
        self._compared = AGAIN

    async def fit(self) -> None:
        """Make the schedules fit the offices there are now."""
        try:
            known = await offices.list_(self._pool)
            if known != self._fit or self._compared >= AGAIN:
                if changed := await digest_schedules.fit(self._client, known, self._queue):
                    structlog.get_logger().info("digests are scheduled anew", schedules=changed)
                self._fit, self._compared = known, 0
            self._compared += 1
        except Exception as away:  # noqa: BLE001 - whatever is away comes back, and the schedules that are there go on
            structlog.get_logger().warning("cannot look at the schedules of digests", why=type(away).__name__)


def worker(client: Client, settings: Settings, activities: DigestActivities) -> Worker:
    """A worker for digests; of no build, since a run of theirs never outlives the day."""
    return Worker(
        client,
        task_queue=digests_queue(settings),
        workflows=[Digests],
        activities=[activities.compose],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_concurrent_activities=FEW,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def _answered(settings: Settings, stop: asyncio.Event, runtime: Runtime) -> Client | None:
    while not stop.is_set():
        try:
            return await connect(settings, runtime=runtime)
        except TemporalAway:
            await _breathe(stop, EVERY)
    return None


async def _breathe(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
