"""`python -m workers [itineraries|letters|all]`: one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys

from records import pool as records
from runtime import logs, settings
from runtime.sentences import Sentence
from workers.roles import Role, role_of, work


async def main(role: Role) -> None:
    """Run until SIGTERM or Ctrl-C; raises Sentence when a server is away."""
    found = settings.find()
    logs.configure(found)
    stop = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    pool = await records.opened(found.dsn)
    try:
        await work(role, pool, found, stop)
    finally:
        await pool.close()


if __name__ == "__main__":
    try:
        asyncio.run(main(role_of(sys.argv[1:])))
    except Sentence as sentence:
        sys.exit(str(sentence))
