"""`python -m workers`: one worker process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys

import structlog

from records import pool as records
from runtime import logs, settings
from runtime.connection import connect
from runtime.sentences import Sentence
from workers.delivery import deliver_for_ever
from workers.itinerary import worker


async def main() -> None:
    """Run until SIGTERM or Ctrl-C; raises Sentence when a server is away."""
    found = settings.find()
    logs.configure(found)
    stop = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    pool = await records.opened(found.dsn)
    try:
        async with worker(await connect(found), pool, found):
            structlog.get_logger().info("worker ready", task_queue=found.task_queue, build_id=found.build_id)
            await deliver_for_ever(pool, found, stop)
    finally:
        await pool.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Sentence as sentence:
        sys.exit(str(sentence))
