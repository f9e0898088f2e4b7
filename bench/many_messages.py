"""`python -m bench.many_messages`: many messages due in the same minute, with as many cases open: how late, and at what cost.

The product as it runs: a worker, a dispatcher and a mail server, each a process of its own. Staff tell other cases facts at a steady
pace meanwhile, and what they feel is measured too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bench import blocks, many_floors
from bench.catcher import READY, arrivals, how_many
from bench.circumstances import machine, server, versions
from bench.ground import Ground
from bench.many_rows import ManyRows, To
from bench.meter import Meter
from bench.results import CLAIMED, HANDED_OVER, MESSAGES, RESULTS, TOLD_ALONE, Measured, Run, now, one_minute, say
from bench.telling import Telling
from casework.leaving import SPREAD
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose

REALLY_OPENED = 10_000
TOLD_CASES, ALONE = 40, 30.0
LATER, LEAD = timedelta(hours=4), timedelta(seconds=10)
PATIENCE = 120.0
"""So long none arrives before it is given up."""


class Post(NamedTuple):
    """The mail server and the dispatcher."""

    catcher: Child
    dispatcher: Child
    port: int
    noted: Path

    def parts(self, ground: Ground) -> dict[str, int]:
        """All that is measured; the mail server is no part of the product."""
        return {**ground.parts(), "dispatcher": self.dispatcher.pid, "mail driver": self.catcher.pid}


async def main(messages: int, opened: int, *, spread: bool) -> Path:
    """A run of nothing else."""
    run = Run(began=now(), quick=messages < 1_000, server=server(), machine=machine(), versions=versions())
    with tempfile.TemporaryDirectory(prefix="itinerary-bench-") as folder:
        async with Ground(Path(folder)) as ground:
            await at_one_minute(run, ground, messages, opened, spread=spread)
    for found in run.measured:
        say(found)
    for problem in run.problems:
        print(problem, file=sys.stderr)  # noqa: T201
    return run.keep(RESULTS, called=MESSAGES)


async def at_one_minute(run: Run, ground: Ground, n: int, opened: int = REALLY_OPENED, *, spread: bool = False) -> None:
    """Open the cases; tell with nothing else; the same with the herd; and the floors. With `spread` to clients as well."""
    rows = ManyRows(ground.pool)
    ids: list[str] = []
    told = await open_cases(ground, rows, n, opened := min(n, opened))
    async with posted(ground) as post:
        await all_confirmed(rows)
        meter = Meter(lambda: post.parts(ground))
        run.measured.append(await alone(ground, meter, told, n))
        for to in herds(spread):
            ids = await herd(run, ground, post, told, to)
            run.measured[-1].numbers["really open"] = opened
        await floors(run, ground, post, ids)


def herds(spread: bool) -> list[To]:
    """What staff get at its minute; and what clients get, spread over some."""
    return ["staff", "clients"] if spread else ["staff"]


async def open_cases(ground: Ground, rows: ManyRows, n: int, opened: int) -> list[str]:
    """So many, of counsellors with caseloads as in life, beyond those `opened` as rows; gives others, to which staff can tell facts."""
    product = ground.product
    product.counsellors = await rows.staff(n)
    await product.ready(opened + TOLD_CASES)
    cases = await blocks.opened(product, opened + TOLD_CASES, due=datetime.now(UTC))
    told, cases = cases[:TOLD_CASES], cases[TOLD_CASES:]
    await rows.nothing_else(cases, datetime.now(UTC) + LATER)
    if n > opened:
        await rows.as_rows(cases[0], opened + 1, n, product.counsellors)
    return told


@asynccontextmanager
async def posted(ground: Ground) -> AsyncIterator[Post]:
    """A mail server, and the dispatcher as it runs in production."""
    folder, port = ground.folder.path, choose({"catcher": 0}, {})["catcher"]
    noted = folder / f"arrivals-{port}"
    catching = Child("catcher", [sys.executable, "-m", "bench.catcher", str(port), str(noted)], log=folder / "logs" / "catcher.log")
    environment = {"ITINERARY_DATA": str(folder), "ITINERARY_SMTP": f"{HOST}:{port}"}
    command = [sys.executable, "-m", "workers", "letters"]
    dispatcher = Child("dispatcher", command, log=folder / "logs" / "dispatcher.log", environment=environment)
    try:
        await ground.works(catching, READY)
        await ground.works(dispatcher, "dispatcher ready")
        yield Post(catching, dispatcher, port, noted)
    finally:
        dispatcher.kill()
        catching.kill()


async def all_confirmed(rows: ManyRows) -> None:
    """What is planned days ahead is asked after in idle moments; here they are waited for."""
    left, patient_until = -1, time.monotonic() + PATIENCE
    while still := await rows.unconfirmed():
        if still != left:
            left, patient_until = still, time.monotonic() + PATIENCE
        if time.monotonic() > patient_until:
            raise TimeoutError(f"of {left} messages nobody asked whether they count")
        await asyncio.sleep(1)


async def alone(ground: Ground, meter: Meter, told: Sequence[str], n: int) -> Measured:
    """Staff with nothing else going on; over seconds, so that it can be taken off what the herd took."""
    telling = Telling(ground.product, told)
    async with meter.measure(TOLD_ALONE, "P", n) as found:
        async with telling.going_on():
            await asyncio.sleep(ALONE)
        found.stop()
    found.numbers = {**blocks.percentiles(telling.took, 1000, "ms"), "told": len(telling.took), **load()}
    return found


async def herd(run: Run, ground: Ground, post: Post, told: Sequence[str], to: To) -> list[str]:
    """Until every message has arrived, or none has for long."""
    rows, meter, telling = ManyRows(ground.pool), Meter(lambda: post.parts(ground)), Telling(ground.product, told)
    hour = datetime.now(UTC) + LEAD
    ids = await rows.for_one_hour(to, hour, told)
    await asyncio.sleep(max(0.0, (hour - datetime.now(UTC)).total_seconds() - 0.2))
    before = how_many(post.noted)
    async with meter.measure(one_minute(to), "P", len(ids)) as found:
        async with telling.going_on():
            await all_arrived(lambda: how_many(post.noted) - before, len(ids))
        found.stop()
    came, went = arrivals(post.noted), await rows.went(ids)
    found.numbers = {**lateness(came, went, hour), **staff(telling), **load()}
    taken_off(found, run.counted(TOLD_ALONE, "P")[-1])
    run.measured.append(found)
    run.problems += audit(to, came, went, ids)
    run.problems += await rows.left_over(ids)
    return ids


async def all_arrived(arrived: Callable[[], int], n: int) -> None:
    """Look until there are so many; what never comes is found by the audit."""
    last, patient_until = -1, time.monotonic() + PATIENCE + SPREAD.total_seconds()
    while (there := arrived()) < n and time.monotonic() < patient_until:
        if there != last:
            last, patient_until = there, time.monotonic() + PATIENCE + SPREAD.total_seconds() * (there == 0)
        await asyncio.sleep(0.5)


def lateness(came: dict[str, list[float]], went: dict[str, datetime], hour: datetime) -> dict[str, float]:
    """Seconds after the hour for which all were planned, and after the hour from which each might leave; one and the same if urgent."""
    planned = [came[id][0] - hour.timestamp() for id in went if id in came]
    own = [came[id][0] - might.timestamp() for id, might in went.items() if id in came]
    if not planned:
        return {}
    in_turn = {f"{name} in turn": value for name, value in _late(own).items()}
    return {**_late(planned), **in_turn, "early": sum(late < 0 for late in own)}


def _late(seconds: list[float]) -> dict[str, float]:
    return {**blocks.percentiles(seconds, 1, "s"), "max s": round(max(seconds), 3)}


def staff(telling: Telling) -> dict[str, float]:
    """How long they waited meanwhile."""
    return {f"staff {name}": value for name, value in blocks.percentiles(telling.took, 1000, "ms").items()} | {"told": len(telling.took)}


def load() -> dict[str, float]:
    """What waits for the machine's cores: of the last minute, whoever it belongs to."""
    return {"load": round(os.getloadavg()[0], 1)}


def taken_off(found: Measured, by_itself: Measured) -> None:
    """What the facts of staff cost is no cost of messages: as much as they took by themselves in as long is taken off."""
    longer = found.seconds / by_itself.seconds * by_itself.n / found.n
    found.cpu_ms = {part: round(max(0.0, ms - by_itself.cpu_ms.get(part, 0.0) * longer), 3) for part, ms in found.cpu_ms.items()}


def audit(to: To, came: dict[str, list[float]], went: dict[str, datetime], ids: Sequence[str]) -> list[str]:
    """Each left once and arrived once."""
    never, twice = len(ids) - len(went.keys() & came.keys()), sum(len(came.get(id, ())) > 1 for id in went)
    return [
        *([f"{never} of {len(ids)} messages to {to} did not arrive"] if never else []),
        *([f"{twice} of {len(ids)} messages to {to} arrived twice"] if twice else []),
    ]


async def floors(run: Run, ground: Ground, post: Post, ids: list[str]) -> None:
    """What no dispatcher can be faster than."""
    meter, n = Meter(lambda: post.parts(ground)), len(ids)
    works: dict[str, Callable[[], Awaitable[float]]] = {
        CLAIMED: lambda: many_floors.claim(ground.pool, ids), HANDED_OVER: lambda: many_floors.hand_over(post.port, n)
    }  # fmt: skip
    for scenario, work in works.items():
        async with meter.measure(scenario, "F", n) as found:
            seconds = await work()
            found.stop()
        found.numbers = {"seconds": round(seconds, 2), "ms each": round(1000 * seconds / n, 3), **load()}
        run.measured.append(found)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench.many_messages", description=__doc__)
    asked.add_argument("--messages", type=int, default=10_000, help="how many are due in the same minute, with as many cases open")
    asked.add_argument("--opened", type=int, default=REALLY_OPENED, help="how many cases are really opened; what is more are rows alone")
    asked.add_argument("--spread", action="store_true", help="afterwards as many to clients, which takes ten minutes more")
    return asked.parse_args()


if __name__ == "__main__":
    told = arguments()
    print(asyncio.run(main(told.messages, told.opened, spread=told.spread)))  # noqa: T201
