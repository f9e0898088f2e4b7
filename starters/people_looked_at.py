"""Whether somebody is there for every open case: what a case asks of nobody is not acted on, however often it is said."""

from __future__ import annotations

from datetime import UTC, datetime

from records import standing
from records.pool import Pool
from starters.findings import Mind, several

SOMEBODY = "name a deputy (`itinerary staff add --id ... --deputy ...`), or hand them over (`itinerary caseload hand-over`)"


async def look_at_people(pool: Pool) -> str:
    """That somebody acts on what is asked today (T-20). Raises Mind with the cases for which nobody does."""
    if alone := await standing.unattended(pool, datetime.now(UTC)):
        raise Mind(f"nobody is there today for {several(alone)}: {SOMEBODY}")
    return "somebody is there for every open case"
