"""What became of messages: noted in the records, for people, and counted, for operators."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Literal, get_args

from temporalio.common import MetricMeter

from casework.leaving import Drop
from casework.ways import WORKLIST
from records import messages
from records.messages import Leaving
from records.pool import Database
from runtime import metrics
from runtime.metrics import Count

Fate = Literal["sent", "shown", "bounced", "needless", "expired", "failed", "put_off"]
COUNTED_AS: dict[str, Fate] = {"suppressed": "needless", "superseded": "needless", "expired": "expired", "failed": "failed"}


class Fates:
    """One a dispatcher; each note gives whether the message was still planned. `so_far` is what became of how many."""

    def __init__(self, meter: MetricMeter = MetricMeter.noop) -> None:
        self._count = Count(metrics.MESSAGES, meter)
        self.so_far: Counter[str] = Counter()
        for fate in get_args(Fate):
            self._count.add(fate, by=0)

    async def sent(self, database: Database, message: Leaving, now: datetime, channel: str, message_id: str) -> bool:
        """It left by this channel, under this id; counted once that stands."""
        return await messages.sent(database, message.id, channel=channel, recipient=message.recipient, at=now, message_id=message_id)

    async def shown(self, database: Database, message: Leaving, now: datetime, seen_by: str, reason: str) -> bool:
        """It stands on the worklist of somebody, who reads why."""
        noted = await messages.sent(database, message.id, channel=WORKLIST, recipient=seen_by, at=now, reason=reason)
        return self.counted("shown", noted)

    async def bounced(self, database: Database, message: Leaving, channel: str, reason: str, *, again: bool) -> bool:
        """It came back from this channel; `again` if another is tried (T-07)."""
        noted = await messages.bounced(database, message.id, channel=channel, recipient=message.recipient, reason=reason, again=again)
        return self.counted("bounced", noted)

    async def dropped(self, database: Database, message: Leaving, drop: Drop) -> bool:
        """It never leaves; somebody can read why."""
        return self.counted(COUNTED_AS[drop.fate], await messages.dropped(database, message.id, drop.fate, drop.why))

    async def put_off(self, database: Database, message: Leaving, until: datetime, reason: str, *, tried: bool = True) -> bool:
        """It could not leave now and is tried again."""
        return self.counted("put_off", await messages.postponed(database, message.id, until, reason, tried=tried))

    def counted(self, fate: Fate, noted: bool) -> bool:
        """Count it if it stands."""
        self._count.add(fate, by=int(noted))
        self.so_far[fate] += noted
        return noted
