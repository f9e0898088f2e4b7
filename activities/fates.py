"""What became of messages: noted in the records, for people, and counted, for operators."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from temporalio.common import MetricMeter

from records import messages
from records.messages import Leaving
from records.pool import Connection
from runtime import metrics
from runtime.metrics import Count

Fate = Literal["sent", "shown", "needless", "failed", "put_off"]


class Fates:
    """One a dispatcher; each note gives whether the message was still planned."""

    def __init__(self, meter: MetricMeter = MetricMeter.noop) -> None:
        self._count = Count(metrics.MESSAGES, meter)
        for fate in get_args(Fate):
            self._count.add(fate, by=0)

    async def sent(self, connection: Connection, message: Leaving, now: datetime, message_id: str) -> bool:
        """It left by e-mail."""
        noted = await messages.sent(connection, message.id, channel="email", recipient=message.recipient, at=now, message_id=message_id)
        return self._counted("sent", noted)

    async def shown(self, connection: Connection, message: Leaving, now: datetime, seen_by: str, reason: str) -> bool:
        """It stands on the worklist of somebody, who reads why."""
        noted = await messages.sent(connection, message.id, channel="worklist", recipient=seen_by, at=now, reason=reason)
        return self._counted("shown", noted)

    async def needless(self, connection: Connection, message: Leaving, reason: str) -> bool:
        """Nobody needs it any more."""
        return self._counted("needless", await messages.suppressed(connection, message.id, reason))

    async def failed(self, connection: Connection, message: Leaving, reason: str) -> bool:
        """It will never leave; somebody has to read why."""
        return self._counted("failed", await messages.failed(connection, message.id, reason))

    async def put_off(self, connection: Connection, message: Leaving, until: datetime, reason: str) -> bool:
        """It could not leave now and is tried again."""
        return self._counted("put_off", await messages.postponed(connection, message.id, until, reason))

    def _counted(self, fate: Fate, noted: bool) -> bool:
        self._count.add(fate, by=int(noted))
        return noted
