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
from records.pool import Pool
from runtime.connection import TemporalAway, connect
from runtime.queues import digests_queue
from runtime.settings import Settings
from workers.channels import smtp_of
from workflows.digests import Digests

EVERY, SOON = 300.0, 5.0
FEW = 2
"""So many offices at once; each holds one connection to the database."""


async def digests_for_ever(pool: Pool, settings: Settings, stop: asyncio.Event, runtime: Runtime) -> None:
    """Work off digests until told to stop; while Temporal is away, wait for it. Where no mail server is set nobody gets any."""
    if settings.smtp and (client := await _answered(settings, stop, runtime)):
        activities = DigestActivities(pool, smtp_of(settings), TemporalsRecord(client).has_gone_past)
        async with worker(client, settings, activities):
            while not stop.is_set():
                await _breathe(stop, await _fitted(client, pool, settings))


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


async def _fitted(client: Client, pool: Pool, settings: Settings) -> float:
    """Make the schedules fit the offices there are now; give the seconds until it is worth looking again."""
    try:
        changed = await digest_schedules.fit(client, await offices.list_(pool), digests_queue(settings))
    except Exception as away:  # noqa: BLE001 - whatever is away comes back, and the schedules that are there go on
        structlog.get_logger().warning("cannot look at the schedules of digests", why=type(away).__name__)
        return SOON
    if changed:
        structlog.get_logger().info("digests are scheduled anew", schedules=changed)
    return EVERY


async def _answered(settings: Settings, stop: asyncio.Event, runtime: Runtime) -> Client | None:
    while not stop.is_set():
        try:
            return await connect(settings, runtime=runtime)
        except TemporalAway:
            await _breathe(stop, SOON)
    return None


async def _breathe(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
