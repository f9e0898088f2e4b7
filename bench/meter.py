"""Measures a stretch of work: wall time, CPU by part, and whether the machine was ours."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from bench.accounts import Machine, cpu, machine, stat
from bench.results import Measured

SETTLE = 1.0
MOST_STOLEN, MOST_FOREIGN = 0.05, 0.10

Parts = Callable[[], Mapping[str, int]]
"""The processes that are measured, by what they are."""


class Meter:
    """Knows which processes are ours."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @asynccontextmanager
    async def measure(self, scenario: str, contender: str, n: int) -> AsyncIterator[Measured]:
        """What is done inside until `stop` is said, and what it leaves behind for a second, over `n` operations."""
        measured = Measured(scenario=scenario, contender=contender, n=n)
        before, began = self._used(), machine()
        yield measured
        await asyncio.sleep(SETTLE)
        used = {part: seconds - before.get(part, 0.0) for part, seconds in self._used().items()}
        measured.cpu_ms = {part: round(1000 * seconds / n, 3) for part, seconds in used.items()}
        self.look_around(measured, began, machine(), sum(used.values()))

    def _used(self) -> dict[str, float]:
        driver = stat(os.getpid())
        return {**{part: cpu(pid) for part, pid in self.parts().items()}, "driver": driver.own if driver else 0.0}

    def look_around(self, measured: Measured, began: Machine, ended: Machine, ours: float) -> None:
        """Note what the host and other programs took of the machine meanwhile."""
        total = ended.total - began.total
        busy = total - (ended.idle - began.idle)
        measured.stolen = round((ended.stolen - began.stolen) / total, 3)
        measured.foreign = round(max(0.0, busy - (ended.stolen - began.stolen) - ours) / total, 3)
        measured.clean = measured.stolen <= MOST_STOLEN and measured.foreign <= MOST_FOREIGN
