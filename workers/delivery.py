"""The delivery of a worker: messages leave when their hour comes, one after the other, until the worker is told to stop."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog
from temporalio.common import MetricMeter

from activities.fates import Fates
from activities.gone_past import GonePast, taken_at_its_word
from activities.letters import Letters
from records.pool import Pool
from runtime.settings import Settings
from workers.channels import smtp_of

BREATH, LONG_BREATH = 0.5, 5.0


async def deliver_for_ever(
    pool: Pool, settings: Settings, stop: asyncio.Event, meter: MetricMeter = MetricMeter.noop, gone_past: GonePast = taken_at_its_word
) -> None:
    """Let messages leave until told to stop; while a server that they need is away they wait."""
    if not settings.smtp:
        structlog.get_logger().warning("no mail server is set, all letters wait", setting="ITINERARY_SMTP")
        await stop.wait()
    letters = Letters(pool, smtp_of(settings), Fates(meter), gone_past)
    while not stop.is_set():
        await _breathe(stop, await _all_that_is_due(letters, stop))


async def _all_that_is_due(letters: Letters, stop: asyncio.Event) -> float:
    """Deal with what waits; give the seconds until it is worth looking again."""
    try:
        while not stop.is_set() and await letters.next_one(datetime.now(UTC)):
            pass
    except Exception:  # noqa: BLE001 - whatever is away comes back, and letters leave again
        structlog.get_logger().exception("letters wait")
        return LONG_BREATH
    return BREATH


async def _breathe(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
