"""`python -m bench.bare_worker`: the worker of T, with the settings of the product's worker, without a sandbox."""

from __future__ import annotations

import asyncio
import signal

from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from bench.bare_workflow import QUEUE, Bare, BareActivities
from records import pool as records
from runtime import settings
from runtime.connection import connect
from workers.itinerary import CACHED_CASES, STICKY


async def main() -> None:
    """Run until told to stop."""
    found = settings.find()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    pool = await records.opened(found.dsn)
    async with Worker(
        await connect(found), task_queue=QUEUE, workflows=[Bare], activities=[BareActivities(pool).keep],
        workflow_runner=UnsandboxedWorkflowRunner(), max_cached_workflows=CACHED_CASES, sticky_queue_schedule_to_start_timeout=STICKY,
    ):  # fmt: skip
        print("worker ready", flush=True)  # noqa: T201 - whoever started it waits for this line
        await stop.wait()
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
