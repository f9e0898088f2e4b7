"""The three things that are measured of every contender: openings, facts, promises that fall due at one instant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bench.contender import FACTS_A_CASE, Contender
from bench.meter import Meter
from bench.results import Measured

OPENING, TELLING = 32, 16
"""How many are in flight."""

GLANCE = 0.02
LONGEST = 900.0


async def openings(meter: Meter, who: Contender, n: int) -> tuple[Measured, list[str]]:
    """Open cases, until all can be read with their first line."""
    await who.ready(n)
    async with meter.measure("openings", who.name, n) as measured:
        cases = await opened(who, n)
        measured.stop()
    measured.numbers["per second"] = round(n / measured.seconds, 1)
    return measured, cases


async def opened(who: Contender, n: int, due: datetime | None = None) -> list[str]:
    """New cases that can be read."""
    cases = await at_once(OPENING, [partial(who.open, due)] * n)
    await until(lambda: who.rows.opened(cases), n)
    return cases


async def facts(meter: Meter, who: Contender, cases: Sequence[str]) -> Measured:
    """Tell every case its facts, each until its line can be read; many cases at once, one fact after the other."""
    took: list[float] = []

    async def tell(case: str, nth: int) -> None:
        began = time.perf_counter()
        line = await who.tell(case, nth)
        if await who.rows.line(case) < line:
            raise RuntimeError(f"{who.name} answered before line {line} could be read")
        took.append(time.perf_counter() - began)

    n = len(cases) * FACTS_A_CASE
    async with meter.measure("facts", who.name, n) as measured:
        for nth in range(FACTS_A_CASE):
            await at_once(TELLING, [partial(tell, case, nth) for case in cases])
        measured.stop()
    measured.numbers = {"per second": round(n / measured.seconds, 1), **percentiles(took, 1000, "ms")}
    return measured


async def reminders(meter: Meter, who: Contender, n: int, lead: timedelta) -> tuple[Measured, list[str]]:
    """Cases that all have a promise for the same instant, some time from now; until every reminder is a row."""
    await who.ready(n)
    due = datetime.now(UTC) + lead
    return await waited_for(meter, who, await opened(who, n, due), due)


async def waited_for(meter: Meter, who: Contender, cases: list[str], due: datetime) -> tuple[Measured, list[str]]:
    """Wait for the instant, and measure from then on."""
    await asyncio.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds() - 0.2))
    late = max(0.0, (datetime.now(UTC) - due).total_seconds())
    async with meter.measure("reminders", who.name, len(cases)) as measured:
        await until(lambda: who.rows.reminded(cases), len(cases), glance=0.1)
        measured.stop()
    lateness = await who.rows.lateness(cases, due)
    measured.numbers = {**percentiles(lateness, 1, "s"), "max s": round(lateness[-1], 3), "early": sum(s < 0 for s in lateness)}
    if late:
        measured.numbers["opened too late s"] = round(late, 1)
    return measured, cases


async def at_once(many: int, work: Sequence[Callable[[], Awaitable[str | None]]]) -> list[str]:
    """Do it all, so many in flight; what came of each, in no order."""
    waiting, done = iter(work), list[str]()

    async def one_after_the_other() -> None:
        for piece in waiting:
            done.append(await piece() or "")

    await asyncio.gather(*(one_after_the_other() for _ in range(many)))
    return done


async def until(count: Callable[[], Awaitable[int]], n: int, glance: float = GLANCE) -> None:
    """Look until there are so many; raises TimeoutError."""
    give_up = time.monotonic() + LONGEST
    while await count() < n:
        if time.monotonic() > give_up:
            raise TimeoutError(f"{n} were not there after {LONGEST:.0f} seconds")
        await asyncio.sleep(glance)


def percentiles(values: Sequence[float], factor: float, unit: str) -> dict[str, float]:
    """The middle one and the one that one in a hundred exceeds."""
    ranked = sorted(values)
    return {
        f"{name} {unit}": round(ranked[min(len(ranked) - 1, int(at * len(ranked)))] * factor, 3)
        for name, at in (("p50", 0.5), ("p99", 0.99))
    }
