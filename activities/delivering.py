"""A round of the dispatcher: messages leave when their hour comes, until the round is over or something changes that people should know."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from temporalio import activity

from activities.letters import Letters
from activities.rounds import DELIVER, Report, Round
from records import messages, standing

BREATH, LONG_BREATH, BEAT = 0.5, 5.0, 1.0
AHEAD, AHEAD_AGAIN = 40, 30.0
DATABASE_AWAY = "PostgreSQL does not answer"
TEMPORAL_AWAY = "Temporal does not answer"


async def always() -> bool:
    """Where nobody has to be asked."""
    return True


class Delivering:
    """Knows the letters, and whom to ask whether Temporal is there to hear of a round; one a process."""

    def __init__(self, letters: Letters, temporal_answers: Callable[[], Awaitable[bool]] = always) -> None:
        self.letters, self._temporal_answers = letters, temporal_answers
        self._database_away, self._told_to_stop, self._begins = False, False, True
        self._look_ahead_at = 0.0

    @activity.defn(name=DELIVER)
    async def deliver(self, round: Round) -> Report:
        """Let messages leave for so long. Told to stop, it ends with the letter on its way; a Temporal that is away does not stop it."""
        self._told_to_stop = False
        beating, work = asyncio.create_task(_beat()), asyncio.create_task(self.go_on(activity.is_worker_shutdown, round.seconds))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            self._told_to_stop = True
            with suppress(Exception):
                await work
            raise
        finally:
            beating.cancel()

    async def go_on(self, stop: Callable[[], bool], seconds: float = float("inf")) -> Report:
        """Let messages leave for so many seconds, until told to stop, or until a server goes away or comes back."""
        self.letters.fates.so_far.clear()
        self._begins = True
        away, ends = self._away(), time.monotonic() + seconds
        while not (self._told_to_stop or stop()):
            await self._breathe(await self._some(stop), stop)
            over = time.monotonic() > ends or self._away() != away
            if over and await self._temporal_answers():
                break
        return await self._report()

    async def _some(self, stop: Callable[[], bool]) -> float:
        """Deal with what waits; give the seconds until it is worth looking again."""
        try:
            if self._begins:
                await messages.taken_over(self.letters.pool, datetime.now(UTC))
            self._begins = False
            dealt = await self.letters.next_ones(datetime.now(UTC), stop=lambda: self._told_to_stop or stop())
            self._database_away = False
            return 0.0 if dealt or await self._looked_ahead() else BREATH
        except Exception:  # noqa: BLE001 - whatever is away comes back, and letters leave again
            structlog.get_logger().exception("letters wait")
            self._database_away = True
            return LONG_BREATH

    async def _looked_ahead(self) -> bool:
        """With nothing else to do, ask whether what leaves later comes of lines that count."""
        if time.monotonic() < self._look_ahead_at:
            return False
        if await self.letters.confirming.look_ahead(datetime.now(UTC), AHEAD):
            return True
        self._look_ahead_at = time.monotonic() + AHEAD_AGAIN
        return False

    async def _breathe(self, seconds: float, stop: Callable[[], bool]) -> None:
        until = time.monotonic() + seconds
        while not (self._told_to_stop or stop()) and (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.1))

    def _away(self) -> list[str]:
        temporal = [TEMPORAL_AWAY] if self.letters.confirming.all_silent else []
        return [*([DATABASE_AWAY] if self._database_away else []), *temporal, *self.letters.away]

    async def _report(self) -> Report:
        """How things stand; without PostgreSQL, what this round knows itself."""
        said = Report(became=dict(self.letters.fates.so_far), away=self._away())
        try:
            now = datetime.now(UTC)
            unsent = await standing.unsent(self.letters.pool, now)
        except Exception:  # noqa: BLE001 - the round is told all the same
            return said
        return said.model_copy(update={"waiting": unsent.waiting, "oldest": now - timedelta(seconds=unsent.oldest)})


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(BEAT)
