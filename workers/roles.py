"""What one process of ours may be there for: to keep cases moving, to let letters leave, or both."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Literal, TypeAlias, get_args

import structlog
from temporalio.runtime import Runtime

from records.pool import Pool
from runtime.connection import connect
from runtime.metrics import runtime_of
from runtime.sentences import Sentence
from runtime.settings import Settings
from workers.delivery import deliver_until
from workers.digests import digests_for_ever
from workers.itinerary import worker
from workers.lookout import looking
from workers.records_watched import RecordsWatched
from workers.temporal_watched import TemporalWatched

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


async def work(role: Role, pool: Pool, settings: Settings, stop: asyncio.Event) -> None:
    """Be there for this until told to stop. Raises NoMetrics, and TemporalAway unless it is for letters alone: few of them wait for it."""
    runtime = runtime_of(settings)
    async with AsyncExitStack() as at_work:
        if role != "letters":
            await _keep_cases_moving(at_work, pool, settings, runtime)
        if role != "itineraries":
            await _let_letters_leave(pool, settings, stop, runtime)
        await stop.wait()


async def _keep_cases_moving(at_work: AsyncExitStack, pool: Pool, settings: Settings, runtime: Runtime) -> None:
    client, meter = await connect(settings, runtime=runtime), runtime.metric_meter
    await at_work.enter_async_context(worker(client, pool, settings, meter=meter))
    watched = TemporalWatched(client, meter, versioned=bool(settings.build_id))
    await at_work.enter_async_context(looking(settings, meter, watched))
    structlog.get_logger().info("worker ready", task_queue=settings.task_queue, build_id=settings.build_id)


async def _let_letters_leave(pool: Pool, settings: Settings, stop: asyncio.Event, runtime: Runtime) -> None:
    meter = runtime.metric_meter
    async with looking(settings, meter, RecordsWatched(pool, meter)):
        letters = deliver_until(stop, pool, settings, meter, runtime)
        await asyncio.gather(letters, digests_for_ever(pool, settings, stop, runtime))
