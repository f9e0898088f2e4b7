"""What one process of ours may be there for: to keep cases moving, to let letters leave, or both."""

from __future__ import annotations

import asyncio
from typing import Literal, TypeAlias, get_args

import structlog

from records.pool import Pool
from runtime import settings as configured
from runtime.connection import connect
from runtime.sentences import Sentence
from runtime.settings import Settings
from workers.delivery import deliver_for_ever
from workers.itinerary import worker

Role: TypeAlias = Literal["itineraries", "letters", "all"]
ROLES: tuple[Role, ...] = get_args(Role)


class UnknownRole(Sentence):
    """A word that is no role."""


def role_of(words: list[str]) -> Role:
    """The role that a command line names; `all` when it names none. Raises UnknownRole."""
    found = next((role for role in ROLES if words == [role]), None)
    if words and not found:
        raise UnknownRole(f"{' '.join(words)} is nothing a worker can be there for: say one of {', '.join(ROLES)}")
    return found or "all"


def settings_of(role: Role) -> Settings:
    """The settings; for letters alone a PostgreSQL is enough. Raises NoStack, BadSetting."""
    return configured.find_records() if role == "letters" else configured.find()


async def work(role: Role, pool: Pool, settings: Settings, stop: asyncio.Event) -> None:
    """Be there for this until told to stop. Raises TemporalAway, unless it is for letters alone: those need no Temporal."""
    if role == "letters":
        await _letters(pool, settings, stop)
        return
    async with worker(await connect(settings), pool, settings):
        structlog.get_logger().info("worker ready", task_queue=settings.task_queue, build_id=settings.build_id)
        await (stop.wait() if role == "itineraries" else deliver_for_ever(pool, settings, stop))


async def _letters(pool: Pool, settings: Settings, stop: asyncio.Event) -> None:
    structlog.get_logger().info("dispatcher ready")
    await deliver_for_ever(pool, settings, stop)
