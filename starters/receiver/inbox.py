"""The inbox: what arrives is kept in the records, then told to its case; what could not be told is told when it can be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

import structlog

from casework.door import Telling
from casework.fact import Refused
from records import arrivals, receipts
from records.arrivals import Arrival, Arriving
from records.pool import Database, Pool
from starters.itineraries import CaseEnded, Said

Outcome = Literal["noted", "before", "otherwise", "kept", "refused"]
"""What became of it: told, told before, told before and something else since, kept to be told later, or not taken."""

EVERY = 5.0
A_MOMENT = timedelta(seconds=30)
"""As long as somebody may still be telling it; and as long as it is told as having happened just now."""

MOST, AT_ONCE = 500, 10

TOO_LATE = (
    "somebody said this while the case could not be reached, and was answered that we take it up; the case does not take it: call them"
)


class Teller(Protocol):
    """Whoever can tell a case a fact: `Itineraries`."""

    async def tell(self, case_id: str, telling: Telling, *, fresh: bool = False, leave: bool = True) -> Said: ...


class Inbox:
    """Keeps what arrives, and tells it; one a process, and several do no harm."""

    def __init__(self, pool: Pool, teller: Teller, answers: list[str]) -> None:
        """`answers` are kinds of facts of which the last one about a message counts."""
        self.pool, self._teller, self._answers = pool, teller, answers

    async def take(self, arriving: Arriving) -> Outcome:
        """Keep it and tell it. Raises what PostgreSQL raises, and then nothing was kept."""
        await self.keep(self.pool, arriving)
        return await self.tell(arriving.id)

    async def keep(self, database: Database, arriving: Arriving) -> bool:
        """Keep it in the caller's transaction, to be told after; false when it is kept already."""
        return await arrivals.keep(database, arriving)

    async def knows(self, id: str) -> bool:
        """Whether this was kept before, whatever became of it."""
        return await arrivals.get(self.pool, id) is not None

    async def tell(self, id: str) -> Outcome:
        """Tell what was kept under this id, unless it was told before."""
        kept = await arrivals.get(self.pool, id)
        if kept is None or kept.state == "told":
            return await self._before(id)
        outcome = await self._told(kept)
        return await self._before(id) if outcome == "before" else outcome

    async def tell_what_waits(self, now: datetime) -> int:
        """Tell what nobody is telling at this moment, to some cases at a time; give how much of it waits no more."""
        by_case: dict[str, list[Arrival]] = {}
        for kept in await arrivals.waiting(self.pool, now - A_MOMENT, MOST):
            by_case.setdefault(kept.case_id, []).append(kept)
        some = asyncio.Semaphore(AT_ONCE)
        return sum(await asyncio.gather(*(self._in_order(waiting, some) for waiting in by_case.values())))

    async def tell_for_ever(self, every: float = EVERY) -> None:
        """Look again and again for what waits, until cancelled."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.tell_what_waits(datetime.now(UTC))
            except Exception:  # noqa: BLE001 - PostgreSQL comes back, and what waits is in it
                structlog.get_logger().exception("what arrived waits")

    async def _in_order(self, waiting: list[Arrival], some: asyncio.Semaphore) -> int:
        """Tell one case what came for it, until it does not answer."""
        async with some:
            for nth, kept in enumerate(waiting):
                outcome = await self._told(kept)
                if outcome == "kept":
                    return nth
                if outcome == "refused":
                    await receipts.to_read(self.pool, f"{kept.id}.late", kept.case_id, kept.kind, datetime.now(UTC), TOO_LATE)
        return len(waiting)

    async def _told(self, kept: Arrival) -> Outcome:
        """Tell it, unless nobody answers: it is not left with Temporal, whose later refusal would be a letter to whoever clicked."""
        try:
            said = await self._teller.tell(kept.case_id, _telling(kept, datetime.now(UTC)), leave=False)
            await arrivals.told(self.pool, kept.id)
        except (Refused, CaseEnded) as refusal:
            await arrivals.refused(self.pool, kept.id, str(refusal))
            return "refused"
        except Exception:  # noqa: BLE001 - whatever is away comes back: it is kept, and told then
            structlog.get_logger().exception("what arrived waits", kind=kept.kind)
            return "kept"
        return "before" if said.how == "told before" else "noted"

    async def _before(self, id: str) -> Outcome:
        return "otherwise" if await arrivals.said_otherwise(self.pool, id, self._answers) else "before"


def _telling(kept: Arrival, now: datetime) -> Telling:
    """What is told at once happened now; later it is said when it did, for clocks of two machines differ a little."""
    happened = kept.happened if now - kept.arrived > A_MOMENT else None
    return Telling(id=kept.id, by=kept.teller, kind=kept.kind, fact=kept.fact, happened=happened)
