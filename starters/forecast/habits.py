"""How people keep their promises in a forecast: assumptions, said with every forecast and there to be changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from pydantic import BaseModel, Field

from casework.agenda import Promise

EARLIEST = timedelta(hours=1)


class Habits(BaseModel, frozen=True):
    """A share of promises is kept after its day; the others in time, more often towards the end of it."""

    late: float = Field(default=0.2, ge=0, le=1)
    """The share of promises that are kept after their day."""

    late_by: float = Field(default=6, gt=0)
    """How many days they are late, on average."""

    slower: float = Field(default=0.4, ge=0, lt=1)
    """How far the pace of a life may lie from that of its dossier: 0.4 is from 60 to 140 percent."""

    def keeps(self, promise: Promise, now: datetime, chance: Random) -> datetime:
        """When this promise is kept, by somebody who looks at it now."""
        if promise.by is None:
            return now + EARLIEST
        if chance.random() < self.late:
            return max(promise.by + timedelta(days=chance.expovariate(1 / self.late_by)), now + EARLIEST)
        return max(now + max(promise.by - now, EARLIEST) * chance.betavariate(2.5, 1.2), now + EARLIEST)

    def pace(self, chance: Random) -> float:
        """How much slower than its dossier a life goes."""
        return chance.uniform(1 - self.slower, 1 + self.slower)
