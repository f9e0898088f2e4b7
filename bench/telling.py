"""Staff who tell facts at a steady pace, whatever else goes on: how long each has to wait for the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bench.product import Product

A_SECOND = 4.0


class Telling:
    """Tells one case after the other; nobody waits for somebody else's answer."""

    def __init__(self, product: Product, cases: Sequence[str]) -> None:
        self._product, self._cases = product, cases
        self.took: list[float] = []
        self._told = 0

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Facts are told until the block ends, and all of them are answered then."""
        pace = asyncio.create_task(self._at_a_steady_pace())
        try:
            yield
        finally:
            pace.cancel()
            await asyncio.gather(pace, return_exceptions=True)
            await asyncio.gather(*self._asked)

    async def _at_a_steady_pace(self) -> None:
        self._asked: list[asyncio.Task[None]] = []
        began = time.perf_counter()
        while True:
            self._asked.append(asyncio.create_task(self._tell(began + len(self._asked) / A_SECOND)))
            await asyncio.sleep(max(0.0, began + len(self._asked) / A_SECOND - time.perf_counter()))

    async def _tell(self, at: float) -> None:
        """Measured from the moment at which it was to be told."""
        self._told += 1
        await self._product.tell(self._cases[self._told % len(self._cases)], self._told)
        self.took.append(time.perf_counter() - at)
