"""What the doctor says of journals: that none is ahead of its workflow or behind it. Each case is asked, so usually some of them."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Literal

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from casework.case import Case
from records import bring_back, journal
from records.pool import Pool
from starters.findings import NotLookedAt, Wrong, revive, several
from starters.revival.standing import Standing, standing

PATIENCE = timedelta(seconds=5)
SOME = 50
AT_ONCE = 4
A_MOMENT = 1.0
REFUSED = "WorkflowType = 'Itinerary' AND ExecutionStatus = 'Running' AND ItAttention STARTS_WITH 'journal away'"

How = Standing | Literal["silent"]


class JournalsExamined:
    """Asks cases for their last line: those that could not hand over first, then some others, or all."""

    def __init__(self, place: Client, pool: Pool, *, every: bool = False) -> None:
        self.place, self.pool, self.every = place, pool, every

    async def in_step(self, living: set[str]) -> str:
        """The journals that were compared are in step. Raises Wrong, or NotLookedAt when no worker answers."""
        asked = await self._ask(await self._chosen(living))
        behind = await self._numbers([id for id, how in asked.items() if how == "journal behind"])
        ahead = await self._numbers([id for id, how in asked.items() if how == "workflow behind"])
        if behind:
            raise Wrong(f"the journal of {several(behind)} is behind its workflow, perhaps from an older copy: {revive(behind)}")
        if ahead:
            raise Wrong(f"the workflow of {several(ahead)} is behind its journal, or tells another story: {revive(ahead)}")
        if asked and set(asked.values()) == {"silent"}:
            raise NotLookedAt("no worker shows how far its cases are")
        compared = sum(how != "silent" for how in asked.values())
        more = "" if compared >= len(living) else f" of {len(living)} (all of them: `itinerary doctor --all-cases`)"
        return f"{compared}{more} compared, all in step with their workflows"

    async def _chosen(self, living: set[str]) -> list[str]:
        if self.every:
            return sorted(living)
        first = [run.id async for run in self.place.list_workflows(REFUSED, limit=SOME)]
        others = sorted(living - set(first))
        return first + random.sample(others, min(SOME, len(others)))

    async def _ask(self, ids: list[str]) -> dict[str, How]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(id: str) -> tuple[str, How]:
            async with gate:
                first = await self._one(id)
                if first not in ("workflow behind", "journal behind"):
                    return id, first
                await asyncio.sleep(A_MOMENT)  # its line may have been on the way
                return id, await self._one(id)

        return dict(await asyncio.gather(*map(ask, ids)))

    async def _one(self, id: str) -> How:
        """How one stands; one that has ended meanwhile is let alone."""
        try:
            case = await self.place.get_workflow_handle(id).query("case", result_type=Case, rpc_timeout=PATIENCE)
        except WorkflowQueryFailedError:
            return "silent"
        except RPCError as error:
            return "in step" if error.status is RPCStatusCode.NOT_FOUND else "silent"
        kept = case.line - len(case.journal)
        return standing(await journal.lines(self.pool, id, after=max(kept - 1, 0)), kept, case.journal)

    async def _numbers(self, ids: list[str]) -> list[str]:
        known = await bring_back.known(self.pool, ids)
        return [known[id].number if id in known else id for id in ids]
