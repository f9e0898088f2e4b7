"""How a verb reaches the cases as they live in Temporal, besides the records."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from casework.case import Case
from casework.handover import CaseRow
from runtime import settings
from runtime.connection import connect
from starters.answers.reach import FEW, opened
from starters.itineraries import Itineraries, TemporalSilent


@asynccontextmanager
async def the_cases(most: int = FEW) -> AsyncIterator[Itineraries]:
    """The way to every case, by at most so many connections. Raises NoStack, BadSetting, TemporalAway, DatabaseAway, SchemaDisagrees."""
    found = settings.find()
    async with opened(found, most) as records:
        yield Itineraries(await connect(found), records.pool, found)


async def asked(itineraries: Itineraries, case: CaseRow) -> Case:
    """A case as its workflow holds it. Raises TemporalSilent with the way to look all the same, NoSuchCase."""
    try:
        return await itineraries.show(case.id)
    except TemporalSilent:
        look = "look without --live, or ask `itinerary doctor`"
        raise TemporalSilent(f"nobody answers for {case.number} now, no worker or no Temporal: {look}") from None
