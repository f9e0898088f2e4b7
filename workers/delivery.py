"""The delivery loop of a worker: what is due leaves, a few letters at a time, until the worker is told to stop."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog

from activities.letters import Letters
from notifications.email import SmtpSettings
from records.pool import AWAY, Pool
from runtime.settings import Settings

BREATH = 0.5


async def deliver_for_ever(pool: Pool, settings: Settings, stop: asyncio.Event) -> None:
    """Let letters leave when their hour comes, until told to stop; what is away is tried again later."""
    letters = Letters(pool, smtp_of(settings))
    while not stop.is_set():
        try:
            while not stop.is_set() and await letters.one_leaves(datetime.now(UTC)):
                pass
        except AWAY:
            structlog.get_logger().warning("the database is away, letters wait", exc_info=True)
        await _breath(stop)


def smtp_of(settings: Settings) -> SmtpSettings:
    """The mail server of the settings, `host:port`."""
    host, _, port = settings.smtp.rpartition(":")
    return SmtpSettings(host=host or settings.smtp, port=int(port or 25), sender=settings.sender)


async def _breath(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), BREATH)
    except TimeoutError:
        return
