"""How a verb reaches the cases as they live in Temporal, besides the records."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from runtime import settings
from runtime.connection import connect
from starters.answers.reach import opened
from starters.itineraries import Itineraries


@asynccontextmanager
async def the_cases() -> AsyncIterator[Itineraries]:
    """The way to every case. Raises NoStack, BadSetting, TemporalAway, DatabaseAway, SchemaDisagrees."""
    found = settings.find()
    async with opened(found) as records:
        yield Itineraries(await connect(found), records.pool, found)
