"""T, spoken to: opened by a start, told by an update."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from bench.bare_workflow import FIRST, QUEUE, Bare, Opening, Told
from bench.rows import Rows
from records.pool import Pool
from runtime import search_attributes as sa

DAYS_AWAY = timedelta(days=3)


class BareTemporal:
    """The floor of our engine."""

    name = "T"

    def __init__(self, temporal: Client, pool: Pool) -> None:
        self.temporal, self.rows = temporal, Rows(pool, "bare")

    async def ready(self, cases: int) -> None:
        """Nothing is to be prepared."""

    async def open(self, due: datetime | None = None) -> str:
        """Start one."""
        case = f"bare-{uuid4().hex}"
        opening = Opening(case=case, due=due or datetime.now(UTC) + DAYS_AWAY)
        await self.temporal.start_workflow(Bare.run, opening, id=case, task_queue=QUEUE, search_attributes=seen(opening.due))
        return case

    async def tell(self, case: str, nth: int) -> int:
        """As the product is told."""
        told = Told(kind=FIRST, moves=True) if nth == 0 else Told(kind="remark_made", text=f"an invented remark, the {nth}th of its day")
        return await self.temporal.get_workflow_handle(case).execute_update(Bare.tell, told)


def seen(due: datetime) -> TypedSearchAttributes:
    """What operators see of a case in Temporal's own list: as much as of one of the product's."""
    words = [SearchAttributePair(key, "bare") for key in (sa.METHOD, sa.PROGRAMME, sa.OFFICE, sa.COUNSELLOR)]
    lists = [SearchAttributePair(sa.PHASE, ["exploration"]), SearchAttributePair(sa.WAITING_FOR, ["counsellor"])]
    return TypedSearchAttributes([*words, *lists, SearchAttributePair(sa.DUE_DAY, due), SearchAttributePair(sa.OVERDUE, False)])
