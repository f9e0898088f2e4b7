"""Writing down what a case hands over: idempotent, in one transaction."""

from __future__ import annotations

from temporalio import activity

from activities.told import Told
from casework.handover import Handover
from records import journal
from records.pool import Pool

KEEP = "keep_journal"


class JournalActivities:
    """Knows the database; one a worker."""

    def __init__(self, pool: Pool, told: Told | None = None) -> None:
        self.pool, self.told = pool, told or Told()

    @activity.defn(name=KEEP)
    async def keep(self, handover: Handover) -> None:
        """Keep lines, letters, agenda and row, all or nothing; keeping them again changes nothing."""
        await journal.keep(self.pool, handover)
        self.told.written(handover.lines)
