"""D and R as contenders: spoken to over a line, their rows read back like everybody's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bench.peers.wire import Line
from bench.rows import Rows
from records.pool import Pool

DAYS_AWAY = timedelta(days=3)
GLANCE = 0.005


class Peer:
    """An engine in an environment of its own."""

    def __init__(self, name: str, line: Line, pool: Pool, schema: str) -> None:
        self.name, self.line, self.rows = name, line, Rows(pool, schema)
        self.lines: dict[str, int] = {}

    async def ready(self, cases: int) -> None:
        """Nothing is to be prepared."""

    async def open(self, due: datetime | None = None) -> str:
        """Begin one; the engine answers when it has taken it."""
        case, due = f"{self.name}-{uuid4().hex}", due or datetime.now(UTC) + DAYS_AWAY
        await self.line.ask(do="open", case=case, due=due.timestamp())
        self.lines[case] = 1
        return case

    async def tell(self, case: str, nth: int) -> int:
        """Tell it, and look until it is written: not every engine answers when it is."""
        self.lines[case] += 1
        await self.line.ask(do="tell", case=case, moves=nth == 0)
        while await self.rows.line(case) < self.lines[case]:
            await asyncio.sleep(GLANCE)
        return self.lines[case]
