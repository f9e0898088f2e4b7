"""Begins cases again from their journals, with the same due hours; what only Temporal still had goes into the journal first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from casework.anytime import Opened
from casework.case import Case, Line
from casework.clock import START
from casework.desk import Desk
from casework.folding import fold
from casework.handover import hand_over
from casework.new_rules import terms_named
from casework.partner import side_of
from casework.terms import packed, terms_of
from casework.vocabulary import remembered
from records import bring_back as records
from records import terms as kept_terms
from records.bring_back import Unheard
from records.journal import JournalDisagrees, JournalGap
from records.pool import NotWritten, Pool, Unwritable
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.revival.evidence import Evidence, gather
from starters.revival.outcome import Became, Outcome
from workflows.itinerary import Itinerary
from workflows.methods import STORIES
from workflows.page import TURN, Errand, Page
from workflows.referral import ASK, child_of
from workflows.seen import at_first

PATIENCE = timedelta(seconds=8)
REASON = "taken over by its journal (itinerary revive)"
ALL_OF_THEM = "WorkflowType = 'Itinerary' AND ExecutionStatus != 'ContinuedAsNew'"
A_FEW = 500
DIFFERS = "the journal and the workflow tell different stories from some line on: nothing was changed; tell whoever keeps the system"


class NoTerms(Sentence):
    """The terms of a case are nowhere."""


class NeverBegan(Sentence):
    """A case without a line."""


class Whole(NamedTuple):
    """A case folded from its whole journal."""

    lines: list[Line]
    texts: dict[str, str]
    """Of all terms it has lived under, by hash."""

    desk: Desk

    @property
    def case(self) -> Case:
        return self.desk.case


class Revival:
    """The way back for cases; with `preview` it only says what it would do. Needs a client and a pool, and closes neither."""

    def __init__(self, temporal: Client, pool: Pool, settings: Settings, *, preview: bool = False) -> None:
        self.temporal, self.pool, self.settings, self.preview = temporal, pool, settings, preview

    async def everyone(self) -> AsyncIterator[str]:
        """Every case that may have to be brought back: all open ones of the records, and those that only Temporal knows of."""
        async for case in records.open_ones(self.pool):
            yield case.id
        seen: dict[str, bool] = {}
        async for run in self.temporal.list_workflows(ALL_OF_THEM):
            seen[run.id] = seen.get(run.id, False) or run.status is WorkflowExecutionStatus.RUNNING
            if len(seen) == A_FEW:
                for id in await self._strange(seen):
                    yield id
                seen = {}
        for id in await self._strange(seen):
            yield id

    async def _strange(self, runs: dict[str, bool]) -> list[str]:
        """Those that the records do not know, or know to be over although they run."""
        known = await records.known(self.pool, runs)
        return [id for id, running in runs.items() if id not in known or (known[id].over and running)]

    async def bring_back(self, id: str) -> Outcome:
        """Bring one case back, if that is needed; whatever keeps us from it is part of the outcome."""
        found: Evidence | None = None
        try:
            found = await gather(self.temporal, self.pool, id)
            return await self._brought_back(found)
        except RPCError as error:
            why = f"Temporal answers {error.status.name}: see whether it is well, and try again"
        except (JournalDisagrees, JournalGap):
            why = DIFFERS
        except (Unwritable, NotWritten) as wrong:
            why = f"{wrong}: see whether PostgreSQL is well, and try again"
        except (Sentence, LookupError) as sentence:
            why = str(sentence)
        return Outcome(case=found.named if found else id, became="not revived", why=why)

    async def _brought_back(self, found: Evidence) -> Outcome:
        if found.well:
            return Outcome(case=found.named, became="closed" if found.is_over else "alive")
        if not found.lines():
            return await self._begin(found)
        whole = await self._whole(found)
        new = found.new(whole.lines)
        in_doubt = await self._write(found, whole, new)
        became, told_again = await self._live(found, whole)
        return Outcome(case=found.named, became=became, lines=len(new), told_again=told_again, in_doubt=in_doubt)

    async def _begin(self, found: Evidence) -> Outcome:
        """A case that no worker has ever looked at."""
        if found.memory is None:
            raise NeverBegan("it was noted and never begun: open it again for the same client, under the same --opening if one was given")
        if not (found.runs or self.preview):
            await self._start(found, found.memory.page)
        return Outcome(case=found.named, became="alive" if found.runs else "revived")

    async def _whole(self, found: Evidence) -> Whole:
        lines = found.lines()
        named = terms_named(lines)
        texts = found.texts | await kept_terms.texts(self.pool, named)
        if not texts.keys() >= set(named):
            raise NoTerms("the terms it has lived under are nowhere: restore a copy of PostgreSQL that has them")
        known = {name: terms_of(texts[name]) for name in named}
        opened = known[named[0]]
        desk = fold(found.id, lines, opened, STORIES[opened.programme.method], known)
        return Whole(lines, {name: texts[name] for name in named}, desk)

    async def _write(self, found: Evidence, whole: Whole, new: list[Line]) -> int:
        """Make the records whole; give how many letters are in doubt."""
        if self.preview:
            return 0
        tried_at = found.memory.tried_at if found.memory and new else START
        handover = hand_over(whole.case, whole.desk.story, tried_at).model_copy(update={"lines": new})
        unheard = None if found.row else _unheard(whole)
        doubted_at, texts = datetime.now(UTC) if new else None, list(whole.texts.values())
        return await records.bring_back(self.pool, handover, unheard=unheard, texts=texts, doubted_at=doubted_at)

    async def _live(self, found: Evidence, whole: Whole) -> tuple[Became, int]:
        """Let the case live, if it is open; give what became of it, and how many facts are told again."""
        behind = found.stands == "workflow behind"
        if found.runs and not behind:
            await self._nudge(found)
            return "recollected", 0
        if found.runs and not self.preview:
            await self._end_referrals(whole.case)
        if whole.case.ended:
            return await self._lay_to_rest(found)
        tellings = found.untold(whole.lines)
        if not self.preview:
            await self._start(found, _page(whole).model_copy(update={"tellings": tellings}), whole.desk)
        return "taken forward" if found.runs else "revived", len(tellings)

    async def _nudge(self, found: Evidence) -> None:
        """Let a case whose lines were refused hand them over again now."""
        if found.memory and found.memory.held and not self.preview:
            await self.temporal.get_workflow_handle(found.id).signal(TURN, rpc_timeout=PATIENCE)

    async def _lay_to_rest(self, found: Evidence) -> tuple[Became, int]:
        if not found.runs:
            return "recollected", 0
        if not self.preview:
            await self._end(found.id)
        return "laid to rest", 0

    async def _start(self, found: Evidence, page: Page, desk: Desk | None = None) -> None:
        """Begin it again; a run that is there is ended in the same moment, and one that came meanwhile is left alone."""
        with suppress(WorkflowAlreadyStartedError):
            await self.temporal.start_workflow(
                Itinerary.run, page, id=found.id, task_queue=self.settings.task_queue, static_summary=found.named,
                id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING if found.runs else WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                search_attributes=at_first(desk) if desk else None, rpc_timeout=PATIENCE,
            )  # fmt: skip

    async def _end_referrals(self, case: Case) -> None:
        """The partners' sides fell behind with their case: they are asked again from the journal."""
        for of in sorted(case.referrals):
            await self._end(child_of(case.id, of))

    async def _end(self, id: str) -> None:
        try:
            await self.temporal.get_workflow_handle(id).terminate(reason=REASON, rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


def _page(whole: Whole) -> Page:
    """The first page of the new run: the case as it stands, and every open referral to be asked for again."""
    case = whole.case.model_copy(update={"journal": [], "outbox": [], "unsaid": []})
    sides = [side_of(case.id, of, referral.made, whole.lines) for of, referral in sorted(case.referrals.items())]
    errands = [
        Errand(referral=side.referral, kind=ASK, fact=side.model_dump(mode="json", include={"owes", "asked"}), happened=side.since)
        for side in sides
        if not side.done
    ]
    return Page(terms=packed(whole.texts[case.terms]), case=case, errands=errands)


def _unheard(whole: Whole) -> Unheard:
    """What the records need to know of a case that they never heard of."""
    opened = Opened.model_validate(remembered(whole.lines[0].kind, whole.lines[0].fact).model_dump())
    return Unheard(opened=opened, terms=kept_terms.row_of(whole.texts[opened.terms]))
