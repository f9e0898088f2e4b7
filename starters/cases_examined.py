"""What the doctor says of cases: that each open one is alive, in step with its journal, and moved by a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal, NamedTuple

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from records import bring_back
from records.pool import Pool
from starters.findings import Mind, Wrong, revive, several

PATIENCE = timedelta(seconds=5)
LIVING = "WorkflowType = 'Itinerary' AND ExecutionStatus = 'Running'"
FAILING = "WorkflowType IN ('Itinerary', 'Referral') AND ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL"
LOOKED_UP = 200
AT_ONCE = 8
MOST_FAILING = 1_000
MEND = "look into the worker's log, and mend it or put the build before back; nothing is lost meanwhile"

How = Literal["alive", "ended", "unknown"]


class Lost(NamedTuple):
    """Open cases that do not run, and cases that were noted and never begun; both by number."""

    lost: list[str]
    never_begun: list[str]


class CasesExamined:
    """Looks at the cases of the records beside those of Temporal, each listed once."""

    def __init__(self, place: Client, pool: Pool) -> None:
        self.place, self.pool = place, pool
        self._living: set[str] | None = None

    async def living(self) -> set[str]:
        """The ids of every case that runs, as the list of Temporal has them; it may lag a moment behind."""
        if self._living is None:
            self._living = {run.id async for run in self.place.list_workflows(LIVING)}
        return self._living

    async def alive(self) -> str:
        """Every open case of the records runs. Raises Wrong."""
        open_ones = {case.id: case async for case in bring_back.open_ones(self.pool)}
        silent = sorted(open_ones.keys() - await self.living(), key=lambda case: open_ones[case].number)
        how = await how_they_are(self.place, silent[:LOOKED_UP])
        gone = [open_ones[id] for id in silent if how.get(id) != "alive"]
        never_begun = [case.number for case in gone if not case.line and how.get(case.id) == "unknown"]
        _say_who_is_lost(Lost([case.number for case in gone if case.number not in never_begun], never_begun))
        return f"{len(open_ones)} open, all alive in Temporal"

    async def known(self) -> str:
        """Every case that runs is an open one of the records. Raises Wrong."""
        living = sorted(await self.living())
        known = await bring_back.known(self.pool, living)
        strange = [id for id in living if id not in known]
        over = [known[id].number for id in await self._still_running([id for id in living if id in known and known[id].over])]
        if strange:
            raise Wrong(f"the records do not know {several(strange)}, which run in Temporal: run `itinerary revive --all`")
        if over:
            raise Wrong(f"{several(over)} closed in the records but running in Temporal: {revive(over)}")
        return "all that run are open in the records"

    async def moved(self) -> str:
        """No workflow task of a case keeps failing. Raises Wrong, Mind."""
        try:
            failing = [run async for run in self.place.list_workflows(FAILING, limit=MOST_FAILING)]
        except RPCError as error:
            if error.status is not RPCStatusCode.INVALID_ARGUMENT:
                raise
            raise Mind("this Temporal does not say which cases fail: set TemporalReportedProblems on, see docs/operate.md") from error
        if failing:
            raise Wrong(f"the workflow task of {several(await self._numbers(failing))} keeps failing: {MEND}")
        return "no workflow task keeps failing"

    async def _still_running(self, ids: list[str]) -> list[str]:
        """A case that was closed a moment ago may be on its way out."""
        how = await how_they_are(self.place, ids[:LOOKED_UP])
        return [id for id in ids if how.get(id, "alive") == "alive"]

    async def _numbers(self, runs: Iterable[WorkflowExecution]) -> list[str]:
        ids = sorted({run.id for run in runs})
        known = await bring_back.known(self.pool, ids)
        return [known[id].number if id in known else id for id in ids]


async def how_they_are(place: Client, ids: Iterable[str]) -> dict[str, How]:
    """How these workflows are now, asked a few at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(id: str) -> tuple[str, How]:
        async with gate:
            return id, await _how(place, id)

    return dict(await asyncio.gather(*map(ask, ids)))


async def _how(place: Client, id: str) -> How:
    try:
        run = await place.get_workflow_handle(id).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "unknown"
        raise
    return "alive" if run.status is WorkflowExecutionStatus.RUNNING else "ended"


def _say_who_is_lost(found: Lost) -> None:
    begin = (
        f"{several(found.never_begun)} noted and never begun: open again for the same client, nothing is doubled"
        if found.never_begun
        else ""
    )
    if found.lost:
        also = f"; {begin}" if begin else ""
        raise Wrong(f"{several(found.lost)} open in the records but not alive in Temporal: {revive(found.lost)}{also}")
    if begin:
        raise Wrong(begin)
