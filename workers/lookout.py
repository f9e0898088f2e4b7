"""The lookout of a process: asks its servers twice a minute how things stand, whoever reads the metrics and however often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import structlog
from temporalio.common import MetricMeter

from runtime import metrics
from runtime.data_folder import room_at
from runtime.metrics import Gauge
from runtime.settings import Settings

EVERY, PATIENCE = 30.0, 20.0


class Watched(Protocol):
    """A server that can be asked how things stand, and says it in numbers."""

    server: str

    async def look(self) -> None: ...


class Lookout:
    """Knows when each server answered last, and how much room is left on the disk here."""

    def __init__(self, meter: MetricMeter, folder: Path) -> None:
        self._answers, self._looked_at = Gauge(metrics.ANSWERS, meter), Gauge(metrics.LOOKED_AT, meter)
        self._free, self._folder = Gauge(metrics.DISK_FREE, meter), folder

    async def look_for_ever(self, watched: Watched, every: float) -> None:
        """Look again and again until cancelled; a server that is away is asked again like the others."""
        while True:
            self._free.say(room_at(self._folder))
            self._answers.say(float(await self._looked(watched)), watched.server)
            await asyncio.sleep(every)

    async def _looked(self, watched: Watched) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await watched.look()
        except Exception:  # noqa: BLE001 - whatever is away comes back, and that it is away is what we say
            structlog.get_logger().exception("cannot look how things stand", part=watched.server)
            return False
        self._looked_at.say(time.time(), watched.server)
        return True


@asynccontextmanager
async def looking(settings: Settings, meter: MetricMeter, *watched: Watched, every: float = EVERY) -> AsyncIterator[None]:
    """Look out for these servers until the block ends; nobody is asked where no metrics are shown."""
    lookout = Lookout(meter, settings.data)
    looks = [asyncio.create_task(lookout.look_for_ever(server, every)) for server in watched if settings.metrics]
    try:
        yield
    finally:
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
