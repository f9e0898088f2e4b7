"""Opening cases, telling them facts, asking how they stand: whatever speaks to a case speaks through this."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from casework.anytime import Opened
from casework.case import Case, Line
from casework.clock import REAL_TIME, Clock
from casework.door import Answer, Telling
from casework.fact import Refused
from casework.mistakes import CORRECTIONS
from casework.new_rules import CHANGED
from casework.programme import Programme
from casework.public_holidays import calendar_of
from casework.terms import Terms, hash_of, packed, terms_of, unpacked
from records import cases, journal, offices
from records import terms as kept_terms
from records.offices import Office
from records.pool import DatabaseAway, Pool, reached
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.pages import page_of
from starters.referring import may_be_referred
from workflows.itinerary import Itinerary
from workflows.page import Page, first_desk
from workflows.seen import at_first, numbered

PATIENCE = timedelta(seconds=8)
GLANCE = timedelta(milliseconds=50)
BUSY_TRIES = 3
PAGES_ASKED = 3
TRIED_AGAIN = {RPCStatusCode.RESOURCE_EXHAUSTED: 0.3, RPCStatusCode.FAILED_PRECONDITION: 0.1}
"""Seconds to wait, by status: too many at once; or an hour came just as the page turned. The id keeps it from being told twice."""

HOLIDAYS_FOR = 12
WAS_IT = "open a new case if needed, or withdraw the line that closed it if that was a mistake"
NOT_CORRECTED = (
    "no worker answers, and a correction cannot wait for one: look at the journal in a moment, and correct it if it is not there"
)

NOT_MOVED = "no worker answers, and a move to other rules cannot wait for one: look at the case in a moment, and move it if it is not moved"
LOOKED_AT_FIRST = dict.fromkeys(CORRECTIONS, NOT_CORRECTED) | {CHANGED: NOT_MOVED}


class NoSuchCase(Sentence):
    """Nothing is known under this number or id."""


class Busy(Sentence):
    """Too many people tell the same case something at the same moment."""


class CaseEnded(Sentence):
    """The case is closed and takes no more facts."""


class TemporalSilent(Sentence):
    """The Temporal server did not answer in time."""


class Begun(NamedTuple):
    """The case of an opening; `fresh` when this call began it."""

    case_id: str
    number: str
    fresh: bool


class Wish(BaseModel, frozen=True):
    """What somebody wants to open: for whom, under which programme, where, with whom."""

    opening: str
    person: str
    programme: Programme
    office: str
    counsellor: str
    by: str
    happened: datetime | None = None
    clock: Clock = REAL_TIME
    follows: str = ""
    """The number of the itinerary that this one follows, if the person had one before (X-03)."""


class Said(BaseModel, frozen=True):
    """What became of a telling.

    accepted: in the journal. accepted, not yet written: taken, PostgreSQL is away. told before: nothing changed.
    kept, not yet checked: no worker answered; the fact waits and will be taken, or refused visibly, when one is back.
    """

    how: Literal["accepted", "accepted, not yet written", "told before", "kept, not yet checked"]
    line: int = 0
    phases: list[str] = []
    ended: str = ""


class Itineraries:
    """The way to every case; needs a Temporal client and a pool, and closes neither."""

    def __init__(self, temporal: Client, pool: Pool, settings: Settings, *, patience: timedelta = PATIENCE) -> None:
        self.temporal, self.pool, self.settings, self.patience = temporal, pool, settings, patience

    async def open(self, wish: Wish) -> Begun:
        """Open a case; again with the same opening id gives the same case.

        Raises AlreadyOpen, OpeningUsed, Unknown, Refused, DatabaseAway, TemporalSilent.
        """
        self._only_real_time_outside(wish.clock)
        terms = await self._terms(wish)
        text, now = terms.text, wish.clock.case_time(_now())
        happened = wish.happened or now
        if happened > now:
            raise Refused("a case is opened on a day that has come")
        with reached():
            await self._keep_terms(text)
            begun = await cases.begin(self.pool, self._row(wish, terms, hash_of(text), happened))
        await self._start(wish, terms, text, begun)
        return Begun(*begun)

    async def tell(self, case_id: str, telling: Telling, *, fresh: bool = False, leave: bool = True) -> Said:
        """Tell a case a fact; `fresh` when its id was made just now, so that the journal need not be asked if it knows it.

        While no worker answers it is left with Temporal to be checked later; or not, for a caller that keeps it and tells it again.
        Raises Refused, CaseEnded, NoSuchCase, Busy, TemporalSilent; nothing is ever half told.
        """
        if not fresh and (line := await self._told(case_id, telling.id, for_good=True)):
            return _told_before(line)
        await may_be_referred(self.pool, case_id, telling)
        handle = self.temporal.get_workflow_handle_for(Itinerary.run, case_id)
        try:
            accepted = await self._start_update(handle, telling)
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
            if not leave:
                raise TemporalSilent("no worker answers: tell this again under the same id") from None
            return await self._leave_for_later(handle, telling)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise await self._why_not(case_id, error) from error
            if line := await self._told(case_id, telling.id):
                return _told_before(line)
            if telling.kind not in CORRECTIONS or not await self._has_ended(case_id):
                raise await self._why_not(case_id, error) from error
            accepted = await self._begin_again(case_id, telling)
        return await self._answered(case_id, accepted)

    async def move(self, case_id: str, telling: Telling) -> Said:
        """Move a case to the rules that come along; the records know them before the case does. Raises as `tell`, and DatabaseAway."""
        with reached():
            await self._keep_terms(unpacked(telling.terms))
        return await self.tell(case_id, telling)

    async def show(self, case_id: str) -> Case:
        """The case as its workflow holds it now. Raises NoSuchCase, TemporalSilent."""
        handle = self.temporal.get_workflow_handle_for(Itinerary.run, case_id)
        try:
            case = await self._asked(handle)
        except RPCError as error:
            raise await self._why_not(case_id, error) from error
        return case.under(await self.terms_of(case.terms))

    async def _asked(self, handle: WorkflowHandle[Itinerary, str]) -> Case:
        """What the case says of itself; a page that was turned under the question cannot always answer, and then the next one does."""
        for _ in range(PAGES_ASKED - 1):
            with suppress(WorkflowQueryFailedError):
                return await handle.query(Itinerary.show, rpc_timeout=self.patience)
        return await handle.query(Itinerary.show, rpc_timeout=self.patience)

    async def terms_of(self, hash: str) -> Terms:
        """The terms a case was opened under. Raises NoSuchCase when they were never kept."""
        with reached():
            kept = await kept_terms.get(self.pool, hash)
        if kept is None:
            raise NoSuchCase("the terms of this case are not in the records: look whether this is the right database")
        return terms_of(kept.body)

    # Opening

    def _only_real_time_outside(self, clock: Clock) -> None:
        if clock.pace != 1 and not self.settings.embedded:
            raise Refused("a case lives faster than real time only on the embedded stack")

    async def _terms(self, wish: Wish) -> Terms:
        with reached():
            office = await offices.get(self.pool, wish.office)
        if office is None:
            raise cases.Unknown(f"there is no office {wish.office}: add it first, or choose another")
        return terms_at(office, wish.programme, wish.clock.case_time(_now()).year)

    async def _keep_terms(self, text: str) -> None:
        await kept_terms.keep(self.pool, kept_terms.row_of(text))

    def _row(self, wish: Wish, terms: Terms, hash: str, opened: datetime) -> cases.Opening:
        programme = terms.programme
        return cases.Opening(
            id=wish.opening, person=wish.person, method=programme.method, programme=programme.name, version=programme.version, terms=hash,
            office=wish.office, counsellor=wish.counsellor, opened=opened, clock=wish.clock,
        )  # fmt: skip

    async def _start(self, wish: Wish, terms: Terms, text: str, begun: cases.Begun) -> None:
        """Start the workflow; one that runs already, or has ended, is left as it is."""
        programme = terms.programme
        opened = Opened(
            number=begun.number, person=wish.person, office=wish.office, counsellor=wish.counsellor, method=programme.method,
            programme=programme.name, version=programme.version, terms=hash_of(text), opening=wish.opening, clock=wish.clock,
            follows=wish.follows,
        )  # fmt: skip
        page = Page(terms=packed(text), by=wish.by, opened=opened, happened=wish.happened)
        seen = at_first(first_desk(page, opened, begun.case_id, _now()))
        try:
            await self.temporal.start_workflow(
                Itinerary.run, page, id=begun.case_id, task_queue=self.settings.task_queue, static_summary=begun.number,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING, id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=seen, rpc_timeout=self.patience,
            )  # fmt: skip
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise TemporalSilent(
                f"{begun.number} is noted but not started: open it again when Temporal is back, nothing is doubled"
            ) from error

    # Telling

    async def _start_update(self, handle: WorkflowHandle[Itinerary, str], telling: Telling) -> WorkflowUpdateHandle[Answer]:
        for tries_left in reversed(range(BUSY_TRIES)):
            try:
                return await asyncio.wait_for(
                    handle.start_update(
                        telling.kind, telling, id=telling.id, result_type=Answer, wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                        rpc_timeout=self.patience,
                    ),
                    timeout=self.patience.total_seconds(),
                )  # fmt: skip
            except RPCError as error:
                if error.status not in TRIED_AGAIN:
                    raise
                if not tries_left:
                    raise Busy(
                        "many others are telling this case something at this moment: nothing was told, wait a moment and tell it again"
                    ) from error
                await asyncio.sleep(TRIED_AGAIN[error.status])
        raise AssertionError("unreachable")

    async def _answered(self, case_id: str, accepted: WorkflowUpdateHandle[Answer]) -> Said:
        try:
            answer = await asyncio.wait_for(accepted.result(rpc_timeout=self.patience), timeout=self.patience.total_seconds())
        except WorkflowUpdateFailedError as failed:
            raise _refusal(failed) from None
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError, RPCError):
            return Said(how="accepted, not yet written")
        written = answer.kept or await self._written(case_id, answer.line)
        how: Literal["accepted", "accepted, not yet written"] = "accepted" if written else "accepted, not yet written"
        return Said(how="told before" if answer.before else how, line=answer.line, phases=answer.phases, ended=answer.ended)

    async def _told(self, case_id: str, telling: str, *, for_good: bool = False) -> Line | None:
        """What the journal knows of a telling; nothing while PostgreSQL is away: the case itself remembers the latest ones."""
        with suppress(DatabaseAway), reached():
            return await journal.told(self.pool, case_id, telling, for_good=for_good)
        return None

    async def _written(self, case_id: str, line: int) -> bool:
        """Wait a little for a line that was on its way when the page turned."""
        with suppress(DatabaseAway), reached():
            for _ in range(int(self.patience / GLANCE)):
                if (row := await cases.row(self.pool, case_id)) and row.line >= line:
                    return True
                await asyncio.sleep(GLANCE.total_seconds())
        return False

    async def _has_ended(self, case_id: str) -> bool:
        with reached():
            row = await cases.row(self.pool, case_id)
        return row is not None and row.ended is not None

    async def _begin_again(self, case_id: str, telling: Telling) -> WorkflowUpdateHandle[Answer]:
        """A case that ended is corrected: it begins again where its journal ends, and is over again unless that was the mistake."""
        with reached():
            page = await page_of(self.pool, case_id)
        again = WithStartWorkflowOperation(
            Itinerary.run, page, id=case_id, task_queue=self.settings.task_queue, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=page.case.number if page.case else None, search_attributes=numbered(page.case) if page.case else None,
        )  # fmt: skip
        try:
            return await asyncio.wait_for(
                self.temporal.start_update_with_start_workflow(
                    telling.kind, telling, id=telling.id, result_type=Answer, wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                    start_workflow_operation=again, rpc_timeout=self.patience,
                ),
                timeout=self.patience.total_seconds(),
            )  # fmt: skip
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError, RPCError) as error:
            raise TemporalSilent(NOT_CORRECTED) from error

    async def _leave_for_later(self, handle: WorkflowHandle[Itinerary, str], telling: Telling) -> Said:
        """No worker answers: the same fact, under the same id, waits as a signal; what people look at first does not."""
        if telling.kind in LOOKED_AT_FIRST:
            raise TemporalSilent(LOOKED_AT_FIRST[telling.kind])
        try:
            await handle.signal(telling.kind, telling, rpc_timeout=self.patience)
        except RPCError as error:
            raise await self._why_not(handle.id, error) from error
        return Said(how="kept, not yet checked")

    async def _why_not(self, case_id: str, error: RPCError) -> Exception:
        """A sentence for what Temporal answered."""
        if error.status is RPCStatusCode.NOT_FOUND:
            with reached():
                row = await cases.row(self.pool, case_id)
            if row is None:
                return NoSuchCase("there is no such case: look it up with `itinerary find`")
            if row.ended:
                on = row.ended.astimezone(ZoneInfo(office.zone)) if (office := await offices.get(self.pool, row.office)) else row.ended
                return CaseEnded(f"{row.number} ended on {on:%Y-%m-%d} with outcome {row.outcome}: nothing was changed; {WAS_IT}")
            return NoSuchCase(f"{row.number} is in the records but does not run in Temporal: tell operations, `itinerary doctor` shows it")
        return TemporalSilent("Temporal does not answer: look at the case when it is back, or tell this again under the same id")


def terms_at(office: Office, programme: Programme, year: int) -> Terms:
    """The terms of a case opened in that year: the programme, and the calendar of the office."""
    calendar = calendar_of(
        zone=office.zone, country=office.country, region=office.region, first_year=year - 1, years=HOLIDAYS_FOR + 1,
        also_closed=tuple(office.closed_days), opens=office.opens, closes=office.closes,
        quiet_from=office.quiet_from, quiet_until=office.quiet_until,
    )  # fmt: skip
    return Terms(programme=programme, calendar=calendar)


def _told_before(line: Line) -> Said:
    """The answer to a telling that is in the journal, or was refused there."""
    if line.kind == "telling_refused":
        raise Refused(str(line.fact.get("why", "")))
    return Said(how="told before", line=line.number)


def _refusal(failed: WorkflowUpdateFailedError) -> Exception:
    cause = failed.cause
    if isinstance(cause, ApplicationError) and cause.type == "Refused":
        return Refused(cause.message)
    return Refused("the case could not take this: tell whoever keeps the system")


def new_id() -> str:
    """An id for a telling or an opening, when nobody gives one."""
    return uuid4().hex


def _now() -> datetime:
    return datetime.now().astimezone()
