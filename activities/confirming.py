"""What a case wrote last leaves only once Temporal has gone past it: asked of several cases at once, and never twice of one task."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from activities.gone_past import GonePast, OfATask, TemporalSilent
from casework.leaving import Wait
from records import messages
from records.messages import Leaving, Written
from records.pool import Pool

AT_ONCE, SOONEST, LATEST = timedelta(seconds=0.5), timedelta(seconds=5), timedelta(minutes=5)
ASKED_TOGETHER = 8
SEVERAL = 3
TOO_NEW = "its case has not gone on from where it was written: it is tried again"
SILENT = "Temporal does not answer, and it was written last: it is tried again"


class Confirming:
    """Knows of which cases Temporal says nothing now; one a dispatcher.

    Silence about one case is a matter of its shard and holds up no other. Only when several cases got no answer, and none got one
    meanwhile, nobody is asked for a moment.
    """

    def __init__(self, pool: Pool, gone_past: GonePast) -> None:
        self._pool, self._gone_past = pool, gone_past
        self._unheard: dict[str, datetime] = {}
        self._answers = 0
        self._places = asyncio.Semaphore(ASKED_TOGETHER)

    @property
    def all_silent(self) -> bool:
        """True when Temporal itself seems to be away, and not only one of its shards."""
        return len(self._unheard) >= SEVERAL

    async def look_at(self, taken: Iterable[Leaving], now: datetime) -> None:
        """What counts may leave from now on; anything else waits, and says why."""
        tasks: dict[tuple[str, str | None, int | None], list[Leaving]] = {}
        for message in taken:
            tasks.setdefault((message.case_id, message.run, message.task), []).append(message)
        await asyncio.gather(*(self._look_at(together, now) for together in tasks.values()))

    async def look_ahead(self, now: datetime, most: int) -> int:
        """Ask after what leaves later, while there is nothing else to do; give how many tasks count now."""
        ahead = [] if self.all_silent else await messages.unconfirmed(self._pool, now, most)
        return sum(await asyncio.gather(*(self._counts(task, now) for task in ahead)))

    async def _look_at(self, together: Sequence[Leaving], now: datetime) -> None:
        async with self._places:
            wait = await self._until_it_counts(together[0], now)
        if wait is None:
            await messages.counts(self._pool, _task_of(together[0]))
            return
        for message in together:
            await messages.postponed(self._pool, message.id, wait.until, wait.why)

    async def _counts(self, task: Written, now: datetime) -> bool:
        async with self._places:
            if await self._until_it_counts(task, now):
                return False
        await messages.counts(self._pool, task)
        return True

    async def _until_it_counts(self, task: OfATask, now: datetime) -> Wait | None:
        """How long it waits for its case: the task that wrote it may be lost yet, and say something else."""
        if until := self._silent_until(task.case_id, now):
            return Wait(until, SILENT)
        heard_before = self._answers
        try:
            counts = await self._gone_past(task)
        except TemporalSilent:
            if self._answers == heard_before:
                self._unheard[task.case_id] = now + SOONEST
            return Wait(now + SOONEST, SILENT)
        self._answers += 1
        self._unheard.clear()
        return None if counts else Wait(now + min(max(now - task.tried_at, AT_ONCE), LATEST), TOO_NEW)

    def _silent_until(self, case: str, now: datetime) -> datetime | None:
        self._unheard = {known: until for known, until in self._unheard.items() if until > now}
        return max(self._unheard.values()) if self.all_silent else self._unheard.get(case)


def _task_of(message: Leaving) -> Written:
    return Written(case_id=message.case_id, run=message.run, task=message.task, tried_at=message.tried_at)
