"""Whether the digests of every office are scheduled as they should be, and whether any waits to be taken."""

from __future__ import annotations

from datetime import UTC, datetime

from temporalio.client import Client

from activities import digest_schedules
from activities.digest_schedules import PREFIX, unfit
from records import digests, offices
from records.pool import Pool
from runtime.queues import digests_queue
from runtime.settings import Settings
from starters.findings import Mind, several

NONE_SO_FAR = "`itinerary digest S-1234` shows what it would say, and the next one says what still counts"
ANEW = "a worker that lets letters leave schedules them within a minute: start one with `itinerary worker letters`"


async def look_at_digests(client: Client, pool: Pool, settings: Settings) -> str:
    """That all is well with them. Raises Mind."""
    known = await offices.list_(pool)
    if unscheduled := [id.removeprefix(PREFIX) for id in await unfit(client, known, digests_queue(settings))]:
        raise Mind(f"the digests of {several(unscheduled)} are not scheduled as their office says; {ANEW}")
    if missed := await digest_schedules.missed(client, known, datetime.now(UTC)):
        raise Mind(
            f"the digest of today was not begun in {several(missed)}, as Temporal was away at its hour or it was paused then; {NONE_SO_FAR}"
        )
    if waiting := await digests.waiting(pool):
        said = several([f"{found.office} ({found.digests})" for found in waiting])
        raise Mind(f"digests wait for the mail server, in {said}: they are tried again until the day ends")
    return f"scheduled for {len(known)} offices" if known else "no office yet"
