"""R: a Restate object a case, whose reminder is a call sent with a delay. Served by hypercorn; BENCH_ROWS names the database."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import restate

from bench.note import Note, Writing
from bench.peers.notes import AGAIN, LONGER, fact, opening, reminder
from records import pool as records

case = restate.VirtualObject("Case")
WRITING: dict[str, asyncio.Task[Writing]] = {}


async def _made() -> Writing:
    return Writing(await records.opened(os.environ["BENCH_ROWS"]), "restate")


async def _write(context: restate.ObjectContext, name: str, note: Note) -> None:
    async def once() -> None:
        if "one" not in WRITING:
            WRITING["one"] = asyncio.ensure_future(_made())
        await (await WRITING["one"]).write(note)

    await context.run_typed(name, once)


def _sleep(context: restate.ObjectContext, due: datetime) -> None:
    context.set("due", due.timestamp())
    context.object_send(remind, key=context.key(), arg=due.timestamp(), send_delay=max(due - datetime.now(UTC), timedelta()))


@case.handler()
async def begin(context: restate.ObjectContext, due_at: float) -> None:
    due = datetime.fromtimestamp(due_at, UTC)
    await _write(context, "opened", opening(context.key(), due))
    context.set("line", 1)
    _sleep(context, due)


@case.handler()
async def tell(context: restate.ObjectContext, told: dict[str, Any]) -> int:
    line = int(await context.get("line", type_hint=int) or 0) + 1
    due = datetime.fromtimestamp(await context.get("due", type_hint=float) or 0, UTC)
    due += LONGER if told["moves"] else timedelta()
    await _write(context, "told", fact(context.key(), line, due, moves=told["moves"]))
    context.set("line", line)
    if told["moves"]:
        _sleep(context, due)
    return line


@case.handler()
async def remind(context: restate.ObjectContext, due_at: float) -> None:
    if await context.get("due", type_hint=float) != due_at:
        return
    line, due = int(await context.get("line", type_hint=int) or 0) + 1, datetime.fromtimestamp(due_at, UTC) + AGAIN
    await _write(context, "hour_came", reminder(context.key(), line, due))
    context.set("line", line)
    _sleep(context, due)


app = restate.app(services=[case])
