"""Writing down what a case hands over: idempotent, in one transaction."""

from __future__ import annotations

from temporalio import activity

from casework.handover import Handover
from records import journal
from records.pool import Pool

KEEP = "keep_journal"


class JournalActivities:
    """Knows the database; one a worker."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @activity.defn(name=KEEP)
    async def keep(self, handover: Handover) -> None:
        """Keep lines, letters, agenda and row, all or nothing; keeping them again changes nothing."""
        await journal.keep(self.pool, handover)
