"""D: a DBOS workflow a case, which receives its facts and sleeps until its hour. Arguments: our port, the DSN of its own tables, ours."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID

from bench.note import Note, Writing
from bench.peers.notes import AGAIN, LONGER, fact, opening, reminder
from bench.peers.wire import listen
from records import pool as records

WRITING: dict[int, asyncio.Future[Writing]] = {}
"""By event loop, for the engine runs workflows on one of its own; a promise, for many ask before the first has connected."""


@DBOS.step()
async def write(note: dict[str, Any]) -> None:
    loop = id(asyncio.get_running_loop())
    if loop not in WRITING:
        WRITING[loop] = asyncio.ensure_future(_connected())
    await (await WRITING[loop]).write(Note.model_validate(note))


async def _connected() -> Writing:
    return Writing(await records.opened(sys.argv[3]), "dbos")


@DBOS.workflow()
async def case(id: str, due_at: float) -> None:
    due, line = datetime.fromtimestamp(due_at, UTC), 1
    await write(opening(id, due).model_dump(mode="json"))
    while True:
        told = await DBOS.recv_async("told", timeout_seconds=max(0.0, due.timestamp() - time.time()))
        line += 1
        if told is None:
            due += AGAIN
            await write(reminder(id, line, due).model_dump(mode="json"))
        else:
            due += LONGER if told["moves"] else due - due
            await write(fact(id, line, due, moves=told["moves"]).model_dump(mode="json"))


async def do(asked: dict[str, Any]) -> None:
    if asked["do"] == "open":
        with SetWorkflowID(asked["case"]):
            await DBOS.start_workflow_async(case, asked["case"], asked["due"])
    else:
        await DBOS.send_async(asked["case"], {"moves": asked["moves"]}, "told")


async def main(port: int, own: str) -> None:
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": own,
        "log_level": "ERROR",
        "run_admin_server": False,
        "enable_otlp": False,
    }
    DBOS(config=config)
    DBOS.launch()
    await listen(port, do)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
