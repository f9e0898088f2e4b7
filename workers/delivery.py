"""The delivery of a process: a worker for the rounds of the dispatcher, and a hand that starts the dispatcher where none runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.common import MetricMeter, WorkflowIDConflictPolicy
from temporalio.runtime import Runtime
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.answering import links_to
from activities.delivering import Delivering
from activities.fates import Fates
from activities.gone_past import TemporalsRecord
from activities.letters import Letters
from records.pool import Pool
from runtime.connection import TemporalAway, connect
from runtime.queues import letters_queue
from runtime.settings import Settings
from workers.channels import channels
from workflows.dispatcher import DISPATCHER, Dispatcher

LOOK_AFTER, TRY_AGAIN = 30.0, 2.0
THROTTLE = timedelta(seconds=2)
PATIENCE = timedelta(seconds=2)


async def deliver_until(stop: asyncio.Event, pool: Pool, settings: Settings, meter: MetricMeter, runtime: Runtime | None = None) -> None:
    """Let messages leave until told to stop; without a mail server all of them wait, without Temporal those who would begin do."""
    if not settings.smtp:
        structlog.get_logger().warning("no mail server is set, all letters wait", setting="ITINERARY_SMTP")
        await stop.wait()
        return
    if client := await _connected(stop, settings, runtime):
        async with delivery(client, pool, settings, meter=meter):
            structlog.get_logger().info("dispatcher ready", task_queue=letters_queue(settings))
            await stop.wait()


@asynccontextmanager
async def delivery(client: Client, pool: Pool, settings: Settings, *, meter: MetricMeter = MetricMeter.noop) -> AsyncIterator[None]:
    """Take up rounds of the dispatcher as long as this lasts, and see that there is one."""
    async with channels(settings) as there:
        links = links_to(settings.public_url, settings.receiver_key)
        letters = Letters(pool, there, Fates(meter), TemporalsRecord(client).has_gone_past, links)
        async with deliverer(client, settings, Delivering(letters, lambda: _answers(client))):
            looking_after = asyncio.create_task(_look_after(client, settings))
            try:
                yield
            finally:
                looking_after.cancel()


def deliverer(client: Client, settings: Settings, delivering: Delivering) -> Worker:
    """A worker of the dispatcher, without a build: the dispatcher keeps nothing, and its next page runs on whatever is there."""
    return Worker(
        client,
        task_queue=letters_queue(settings),
        workflows=[Dispatcher],
        activities=[delivering.deliver],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_concurrent_activities=1,
        max_heartbeat_throttle_interval=THROTTLE,
        default_heartbeat_throttle_interval=THROTTLE,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def dispatch(client: Client, settings: Settings) -> None:
    """Start the dispatcher, or find it running: it never runs twice at once."""
    await client.start_workflow(
        Dispatcher.run, id=DISPATCHER, task_queue=letters_queue(settings), id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="messages leave when their hour comes",
    )  # fmt: skip


async def _look_after(client: Client, settings: Settings) -> None:
    """Somebody may end it in the UI, or its store may be lost: it is started again."""
    while True:
        try:
            await dispatch(client, settings)
        except RPCError as error:
            structlog.get_logger().warning("the dispatcher cannot be started now", status=error.status.name)
            await asyncio.sleep(TRY_AGAIN)
        else:
            await asyncio.sleep(LOOK_AFTER)


async def _connected(stop: asyncio.Event, settings: Settings, runtime: Runtime | None) -> Client | None:
    """Temporal's client as soon as it answers; None when told to stop before."""
    while not stop.is_set():
        try:
            return await connect(settings, runtime=runtime)
        except TemporalAway as away:
            structlog.get_logger().warning("letters wait", why=str(away))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TRY_AGAIN)
    return None


async def _answers(client: Client) -> bool:
    """Whether Temporal is there to hear what became of a round."""
    try:
        await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=PATIENCE)
    except (RPCError, RuntimeError):
        return False
    return True
