"""Whether what came in is told: an answer, or word that an address reaches nobody, is kept until a receiver tells it to its case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from records import arrivals
from records.pool import Pool
from starters.findings import Wrong

SOON = timedelta(minutes=15)
MANY = 1000
TELL_THEM = "a receiver tells them: start one with `itinerary receive`, or read in its log why it does not"


async def look_at_arrivals(pool: Pool) -> str:
    """That none waits for long. Raises Wrong with how many do, and since when."""
    if waiting := await arrivals.waiting(pool, datetime.now(UTC) - SOON, MANY):
        many = f"{len(waiting)}{' or more' if len(waiting) == MANY else ''} answers and bounces"
        raise Wrong(f"{many} wait to be told to their cases, the first since {waiting[0].arrived:%Y-%m-%d %H:%M} UTC: {TELL_THEM}")
    return "all that came in is told"
