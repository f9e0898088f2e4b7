"""What is watched of the records, said in numbers: open cases, promises past their day, messages past their hour."""

from __future__ import annotations

from datetime import UTC, datetime

from temporalio.common import MetricMeter

from records import standing
from records.pool import Pool
from runtime import metrics
from runtime.metrics import Gauge


class RecordsWatched:
    """Asks PostgreSQL; one a dispatcher."""

    server = "postgresql"

    def __init__(self, pool: Pool, meter: MetricMeter) -> None:
        self._pool = pool
        self._open, self._troubled = Gauge(metrics.CASES_OPEN, meter), Gauge(metrics.CASES_TROUBLED, meter)
        self._overdue, self._unstruck = Gauge(metrics.PROMISES_OVERDUE, meter), Gauge(metrics.CASES_UNSTRUCK, meter)
        self._unattended = Gauge(metrics.CASES_UNATTENDED, meter)
        self._waiting, self._oldest = Gauge(metrics.MESSAGES_WAITING, meter), Gauge(metrics.OLDEST_UNSENT, meter)
        self._bytes = Gauge(metrics.DATABASE_BYTES, meter)

    async def look(self) -> None:
        """Ask all of it once; raises whatever keeps PostgreSQL from answering."""
        stand = await standing.at(self._pool, datetime.now(UTC))
        self._open.say_all({(row.method, row.phase): row.open for row in stand.cases})
        self._troubled.say(sum(row.troubled for row in stand.cases))
        self._overdue.say_all({(row.method, row.phase): row.overdue for row in stand.promises})
        self._unstruck.say(stand.unstruck.unstruck)
        self._unattended.say(stand.unattended)
        self._waiting.say(stand.unsent.waiting)
        self._oldest.say(stand.unsent.oldest)
        self._bytes.say(stand.size.bytes)
