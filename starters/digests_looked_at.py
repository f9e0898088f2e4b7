"""Whether the digests of every office are scheduled as they should be, and whether any waits to be taken."""

from __future__ import annotations

from temporalio.client import Client

from activities.digest_schedules import PREFIX, unfit
from records import digests, offices
from records.pool import Pool
from runtime.queues import digests_queue
from runtime.settings import Settings
from starters.findings import Mind, several

ANEW = "a worker that lets letters leave schedules them within a minute: start one with `itinerary worker letters`"


async def look_at_digests(client: Client, pool: Pool, settings: Settings) -> str:
    """That all is well with them. Raises Mind."""
    known = await offices.list_(pool)
    if unscheduled := [id.removeprefix(PREFIX) for id in await unfit(client, known, digests_queue(settings))]:
        raise Mind(f"the digests of {several(unscheduled)} are not scheduled as their office says; {ANEW}")
    if waiting := await digests.waiting(pool):
        said = several([f"{found.office} ({found.digests})" for found in waiting])
        raise Mind(f"digests wait for the mail server, in {said}: they are tried again until the day ends")
    return f"scheduled for {len(known)} offices" if known else "no office yet"
