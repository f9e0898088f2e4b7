"""How a verb reaches the records and the cases, for as long as it works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from records import migrate
from records import pool as pools
from records.pool import Pool
from runtime import settings
from runtime.settings import Settings

FEW = 3
PATIENCE = 15


class Records(NamedTuple):
    """PostgreSQL, and the settings by which it was found."""

    pool: Pool
    settings: Settings


@asynccontextmanager
async def the_records() -> AsyncIterator[Records]:
    """PostgreSQL with a schema that fits. Raises NoStack, BadSetting, DatabaseAway, SchemaDisagrees."""
    async with opened(settings.find_records()) as records:
        yield records


@asynccontextmanager
async def opened(found: Settings, most: int = FEW) -> AsyncIterator[Records]:
    """PostgreSQL where these settings say, by at most so many connections, until the verb is done. Raises DatabaseAway, SchemaDisagrees."""
    pool = await _connected(found.dsn, most)
    try:
        await migrate.check(pool)
        yield Records(pool, found)
        await pool.close()
    finally:
        pool.terminate()


async def _connected(dsn: str, most: int) -> Pool:
    """Connections, or the sentence of a server that is away, also for one that takes calls and says nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await pools.opened(dsn, most=most)
    except TimeoutError:
        raise pools.DatabaseAway(pools.SENTENCE) from None
