"""The whole stack in one terminal, as `itinerary up` shows it: addresses, a warning, and what to type next."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
import time
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from records import migrate
from records import pool as records
from runtime.connection import connect
from runtime.embedded import EmbeddedStack, Failed
from runtime.settings import Settings
from starters import town
from starters.console import data

WORKER = (sys.executable, "-m", "workers")
RECEIVER = (sys.executable, "-m", "starters.receiver")
PATIENCE = timedelta(seconds=60)
READABLE = "Payloads are readable to whoever opens Temporal: invented clients only, until encryption comes."
OPEN = '{itinerary} open "{client}" --programme kina-example --office O-1 --counsellor S-ana --as S-ana'


class NoWorker(Failed):
    """The worker does not come up."""


def console() -> Console:
    """Standard output; lines are never broken, so that an address or a command can be copied."""
    return Console(highlight=False, soft_wrap=True)


def embedded(asked: Settings) -> EmbeddedStack:
    """The stack with our worker and receiver, on a schema that is up to date."""
    return EmbeddedStack(asked, worker=WORKER, receiver=RECEIVER, before_worker=_bring_up if not asked.dsn else _only_look)


async def stay(asked: Settings, *, example: bool = False, as_json: bool = False) -> None:
    """Run until Ctrl-C or SIGTERM. Raises AlreadyUp, OtherVersion, Failed, or SchemaBehind on a database of your own."""
    async with embedded(asked) as stack:
        await until_stopped(stack, _present(stack, example=example, as_json=as_json), and_then_stay=True)


async def until_stopped(stack: EmbeddedStack, work: Awaitable[None], *, and_then_stay: bool) -> bool:
    """Do some work, and stay if asked; False when somebody stopped it before the work was done."""
    told, working = asyncio.ensure_future(stack.until_told_to_stop()), asyncio.ensure_future(work)
    try:
        await asyncio.wait({told, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            return False
        await working
        if and_then_stay:
            await told
        return True
    finally:
        for task in (told, working):
            task.cancel()
        await asyncio.gather(told, working, return_exceptions=True)


async def ready(stack: EmbeddedStack) -> None:
    """Wait until a worker polls; raises NoWorker."""
    client, give_up = await connect(stack.settings), time.monotonic() + PATIENCE.total_seconds()
    while not await polled(client, stack.settings):
        if time.monotonic() > give_up:
            raise NoWorker(f"the worker does not start: see {stack.settings.data.absolute() / 'logs' / 'worker.log'}")
        await asyncio.sleep(0.2)


async def polled(client: Client, settings: Settings) -> list[str]:
    """Who has polled our task queue in the last minutes."""
    asked = DescribeTaskQueueRequest(
        namespace=settings.namespace, task_queue=TaskQueue(name=settings.task_queue), task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    )
    told = await client.workflow_service.describe_task_queue(asked, timeout=timedelta(seconds=5))
    return sorted({poller.identity for poller in told.pollers})


async def settle_town(settings: Settings) -> None:
    """Add the example town to the records."""
    pool = await records.opened(settings.dsn, most=1)
    try:
        await town.settle(pool)
    finally:
        await pool.close()


def addresses(stack: EmbeddedStack) -> dict[str, str]:
    """What a person may open or point something at."""
    return {"PostgreSQL": _without_password(stack.settings.dsn), **stack.addresses()}


def show_addresses(stack: EmbeddedStack, out: Console) -> None:
    """One line each, and the warning."""
    known = addresses(stack)
    for what, where in known.items():
        out.print(Text.assemble((f"{what:<{max(map(len, known))}}  ", "bold"), where))
    out.print(READABLE, style="yellow")


def show_next(commands: Sequence[str], settings: Settings, out: Console) -> None:
    """What to type in a second terminal."""
    out.print("\nIn a second terminal:", style="bold")
    if "data" in settings.model_fields_set:
        commands = [f"export ITINERARY_DATA={shlex.quote(str(settings.data.absolute()))}", *commands]
    for command in commands:
        out.print(f"  {command}", markup=False)
    out.print("\nCtrl-C stops everything; what was told stays.")


def itinerary() -> str:
    """How this program is called from where we stand."""
    ours = Path(sys.argv[0]).absolute()
    found = shutil.which("itinerary")
    if found and Path(found).absolute() == ours:
        return "itinerary"
    return shlex.quote(min(os.path.relpath(ours), str(ours), key=len)) if ours.name == "itinerary" else "itinerary"


async def _present(stack: EmbeddedStack, *, example: bool, as_json: bool) -> None:
    await ready(stack)
    if example:
        await settle_town(stack.settings)
    out = console()
    if as_json:
        data(addresses(stack))
        sys.stdout.flush()
    else:
        show_addresses(stack, out)
        show_next(_first_steps(example=example), stack.settings, out)


def _first_steps(*, example: bool) -> list[str]:
    me = itinerary()
    if not example:
        return [f"{me} doctor", f"{me} programme list", f"{me} --help"]
    return [f"{me} doctor", OPEN.format(itinerary=me, client="Test Client One"), f"{me} list", f"{me} facts"]


async def _bring_up(settings: Settings) -> None:
    """Nobody else is there yet: what older code needed goes too."""
    await migrate.migrate(settings.dsn, step="both")


async def _only_look(settings: Settings) -> None:
    """A database of your own is changed only by `itinerary migrate`."""
    connection = await records.connected(settings.dsn)
    try:
        await migrate.check(connection)
    finally:
        await connection.close()


def _without_password(dsn: str) -> str:
    before, at, place = dsn.rpartition("@")
    scheme, slashes, who = before.partition("://")
    return f"{scheme}{slashes}{who.partition(':')[0]}{at}{place}" if at else dsn
