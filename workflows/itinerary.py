"""The itinerary as a Temporal workflow: listen, keep time, hand over, turn the page. All it knows of casework is the door."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from casework import door
    from casework.agenda import Due
    from casework.carried_over import lines_of, taken_up
    from casework.case import Case
    from casework.desk import Desk
    from casework.door import Answer, Telling
    from casework.earlier_names import kind_now
    from casework.fact import Fact, Refused, kind_of
    from casework.handover import Handover, hand_over
    from casework.mending import Correction, LookedBack
    from casework.mistakes import CORRECTIONS
    from casework.new_rules import ProgrammeChanged
    from casework.terms import Terms, terms_of
    from casework.vocabulary import unwritable
    from casework.watch import CancelAsked, TellingRefused, WorkFailed
    from workflows.methods import STORIES
    from workflows.page import TURN, Page, first_desk
    from workflows.referral import Errands
    from workflows.seen import Seen, current_details, search_attributes

KEEP, LOOK_BACK = "keep_journal", "look_back"
REFUSED = kind_of(TellingRefused)
A_TRY = timedelta(seconds=10)
ONCE = RetryPolicy(maximum_attempts=1)
UNTIL_IT_IS_BACK = RetryPolicy(
    initial_interval=timedelta(seconds=2),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=2),
    non_retryable_error_types=["JournalDisagrees", "JournalGap", "Unwritable"],
)
LOOK_AGAIN = timedelta(hours=1)
SOONEST = timedelta(milliseconds=1)
LOOKS_BACK = 3
CANNOT_LOOK_BACK = "the journal cannot be read now, and a correction needs it: try again later, nothing was changed"


@workflow.defn(name="Itinerary")
class Itinerary:
    """One case. Everything an update needs is built before `run`, because updates may come first."""

    @workflow.init
    def __init__(self, page: Page) -> None:
        self.page = page
        self.terms: Terms = terms_of(page.terms)
        agenda = lines_of(page.case) if page.case else {}
        self.desk = taken_up(page.case, self.terms, STORIES[self.terms.programme.method]) if page.case else self._opened()
        self.planned_anew = page.case is not None and lines_of(self.case) != agenda
        self.text = page.terms
        self.errands = Errands(self.case, self.text, page.errands)
        self.first_line, self.path = self.case.line, self._path()
        self.nudged = False
        self.kept, self.journal_away, self.turning, self.leaving = self.case.line - len(self.case.journal), False, False, False
        self.mending = 0
        self.task, self.began = 0, workflow.now()
        self.length, self.newer = 0, False
        self.work: list[asyncio.Task[None]] = []
        self.seen = Seen(workflow.info().typed_search_attributes)
        self.shown: tuple[int, bool] | None = None

    def _opened(self) -> Desk:
        if self.page.opened is None:
            raise ApplicationError("a case begins with an opening", type="NoOpening", non_retryable=True)
        return first_desk(self.page, self.page.opened, workflow.info().workflow_id, workflow.now())

    @workflow.run
    async def run(self, page: Page) -> str:
        """Live until the story ends; give the outcome."""
        for telling in page.tellings:
            self._hear(telling)
        self.work = [asyncio.create_task(task) for task in (self._keep_time(), self._keep_journal(), self._run_errands())]
        await self._until_there_is_reason_to_stop()
        await workflow.wait_condition(workflow.all_handlers_finished)
        self.leaving = True  # from here on nothing is begun, and nothing cancelled: a timer ends with its page
        if self.case.ended is None:
            workflow.continue_as_new(self._next_page(), initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE)
        return self.case.ended.result

    @property
    def case(self) -> Case:
        return self.desk.case

    # Listen

    @workflow.update(dynamic=True)
    async def tell(self, kind: str, args: Sequence[RawValue]) -> Answer:
        """A fact is told under the name of its kind; the answer means that its line is in the journal, or says that it is not yet.

        While the journal is away nobody is kept waiting: only ten may wait for a case at once.
        """
        telling = _telling(kind, args)
        line = self.case.was_told(telling.id)
        if line is not None:
            answer = door.answer(self.desk, line, before=True)
        else:
            answer = await self._mend(telling) if kind in CORRECTIONS else self._take(telling)
        await workflow.wait_condition(lambda: self.kept >= answer.line or self.turning or self.journal_away)
        return answer.model_copy(update={"kept": self.kept >= answer.line})

    @tell.validator
    def check(self, kind: str, args: Sequence[RawValue]) -> None:
        """Refuse with a sentence; nothing of a refused fact enters history."""
        telling = _telling(kind, args)
        if kind in CORRECTIONS and self.journal_away:
            raise _refused(CANNOT_LOOK_BACK)
        try:
            if self.case.was_told(telling.id) is None:
                door.check(self.desk, telling, self._now())
            else:
                door.check_again(self.desk, telling)
        except Refused as refusal:
            raise _refused(str(refusal)) from None

    @workflow.signal(dynamic=True)
    def hear(self, kind: str, args: Sequence[RawValue]) -> None:
        """The same door for those who cannot wait: a refusal is written down, never raised. A release or a revival nudges here."""
        self._look_at_the_page()
        if kind == TURN:
            self.nudged = True
            return
        try:
            telling = _telling(kind, args)
        except ApplicationError:
            workflow.logger.warning("a signal that is no telling was dropped")
            return
        self._hear(telling)

    def _hear(self, telling: Telling) -> None:
        if self.case.was_told(telling.id) is not None:
            return
        line = self.case.line
        door.tell_or_note(self.desk, telling, self._now())
        if self.case.line > line and (taken := self.case.journal[-1].kind) == kind_now(telling.kind) and taken != REFUSED:
            self._after(door.fact_of(telling), telling)

    @workflow.query(name="case")
    def show(self) -> Case:
        """The case as it stands now."""
        return self.case

    def _take(self, telling: Telling) -> Answer:
        fact = door.fact_of(telling)
        answer = door.take(self.desk, fact, telling, self._now())
        self._after(fact, telling)
        return answer

    async def _mend(self, telling: Telling) -> Answer:
        """Take a correction in one step, once it is known what follows from it and if nothing was told meanwhile."""
        self.mending += 1
        try:
            for _ in range(LOOKS_BACK):
                await workflow.wait_condition(lambda: self.kept >= self.case.line or self.journal_away)
                before, looked = self.case.line, await self._look_back(telling)
                if self.case.line == before and looked.case:
                    return self._go_on_with(looked.case, looked.terms)
        finally:
            self.mending -= 1
        raise _refused("much is told to this case at this moment: look at it again, then correct it")

    async def _look_back(self, telling: Telling) -> LookedBack:
        asked = Correction(case=self.case.id, terms=self.case.terms, line=self.case.line, telling=telling, at=self._now())
        try:
            looked: LookedBack = await workflow.execute_local_activity(
                LOOK_BACK, asked, result_type=LookedBack, start_to_close_timeout=A_TRY, retry_policy=ONCE
            )
        except FailureError:
            raise _refused(CANNOT_LOOK_BACK) from None
        if looked.case is None:
            raise _refused(looked.refused)
        return looked

    def _go_on_with(self, mended: Case, terms: str) -> Answer:
        self._live_under(terms or self.text)
        self.errands.mend(mended)
        self.desk = Desk(mended.under(self.terms), self.desk.story)
        return door.answer(self.desk, self.case.line)

    def _after(self, fact: Fact, telling: Telling) -> None:
        if isinstance(fact, ProgrammeChanged):
            self._live_under(telling.terms)
        self.errands.follow(fact, telling.happened or self.case.at)

    def _live_under(self, text: str) -> None:
        """These terms hold from now on, and travel with the pages to come."""
        self.text, self.terms = sys.intern(text), terms_of(text)
        self.errands.terms = self.text

    # Keep time

    async def _keep_time(self) -> None:
        while not self.leaving:
            due = self.case.next_due()
            if await self._came(due) and due and self.case.next_due() == due:
                door.strike(self.desk, due, self._now())
                if self.case.next_due() == due:
                    raise RuntimeError(f"{due.key} came and nothing moved")

    async def _came(self, due: Due | None) -> bool:
        """Sleep on the one timer of the case until its next hour, or until another comes before it; what is due now has come."""
        if due and due.at <= self._now():
            return True
        wait = max(self.case.clock.real_wait(due.at - self._now()), SOONEST) if due else None
        summary = f"{due.key}, {self._stands(due.key)}, {due.at:%Y-%m-%d %H:%M}" if due else None
        try:
            await workflow.wait_condition(lambda: self.case.next_due() != due, timeout=wait, timeout_summary=summary)
        except TimeoutError:
            return True
        return False

    def _stands(self, key: str) -> str:
        """What comes of a promise at the hour on which the case wakes."""
        promise = self.case.agenda[key]
        top = len(self.case.programme.ladders[promise.ladder].rungs)
        return "the day" if promise.sort == "day" else f"rung {max(promise.rung + 1, top)}"

    def _now(self) -> datetime:
        return self.case.clock.case_time(workflow.now())

    # Hand over

    async def _keep_journal(self) -> None:
        while not self.leaving:
            self._show()
            await workflow.wait_condition(lambda: bool(self.case.journal) or self.planned_anew)
            await self._hand_over()

    def _attempt(self) -> datetime:
        """When this workflow task began: all that one task hands over is known to Temporal together, or not at all."""
        if (task := workflow.info().get_current_history_length()) != self.task:
            self.task, self.began = task, workflow.now()
        self._look_at_the_page()
        return self.began

    async def _hand_over(self) -> None:
        began = self._attempt()
        handover = hand_over(self.case, self.desk.story, began, run=workflow.info().run_id, task=self.task)
        await self._keep(handover)
        if self.leaving:
            return  # the queues travel with the page, and the next one keeps them again
        del self.case.journal[: len(handover.lines)]
        del self.case.outbox[: len(handover.messages)]
        del self.case.unsaid[: len(handover.unsaid)]
        self.kept, self.journal_away, self.planned_anew = handover.case.line, False, False

    async def _keep(self, handover: Handover) -> None:
        """Keep it now, in the same workflow task; or, when that fails, for as long as it takes."""
        if not self.journal_away:
            try:
                await workflow.execute_local_activity(KEEP, handover, start_to_close_timeout=A_TRY, retry_policy=ONCE)
            except FailureError:
                self.journal_away = True
                self._show()
            else:
                return
        while not await self._kept_at_last(handover) and not self.leaving:
            await self._until_somebody_has_looked()

    async def _until_somebody_has_looked(self) -> None:
        """The journal refuses: after a nudge, or a while, it may be put right."""
        with suppress(TimeoutError):
            summary = "the journal refuses what this case hands over: people have to look"
            await workflow.wait_condition(lambda: self.nudged, timeout=LOOK_AGAIN, timeout_summary=summary)
        self.nudged = False

    async def _kept_at_last(self, handover: Handover) -> bool:
        """Try for as long as PostgreSQL is away; false when trying is in vain."""
        summary = f"journal until line {handover.case.line}"
        try:
            await workflow.execute_activity(KEEP, handover, start_to_close_timeout=A_TRY, retry_policy=UNTIL_IT_IS_BACK, summary=summary)
        except FailureError:
            return False
        self._look_at_the_page()
        return True

    async def _run_errands(self) -> None:
        while not self.leaving:
            await workflow.wait_condition(lambda: bool(self.errands.left))
            failed = await self.errands.run_first()
            self._look_at_the_page()
            if failed:
                door.note(self.desk, WorkFailed(of=failed, what="the partner's side could not be reached"), self._now())

    # Turn the page

    async def _until_there_is_reason_to_stop(self) -> None:
        while True:
            try:
                await workflow.wait_condition(self._ready_to_stop)
            except asyncio.CancelledError:
                door.note(self.desk, CancelAsked(), self._now())
            else:
                break
        self.turning = self.case.ended is None

    def _ready_to_stop(self) -> bool:
        for task in self.work:
            if task.done():  # a broken part fails the workflow task, which operators see; a case never goes on without it
                raise RuntimeError("a part of this case has stopped") from task.exception()
        if self.mending:
            return False
        if self.case.ended:
            return not self.case.journal and not self.errands.left
        handed_over = not (self.case.journal or self.planned_anew) or self.journal_away
        return handed_over and not self.errands.busy and self._page_is_full()

    def _page_is_full(self) -> bool:
        """At each phase, before a wake replays too much, and when newer code waits; never twice without a new line or a nudge."""
        full = self.newer or self.length > self.page.most_events or self._path() != self.path
        return (self.newer and self.nudged) or (full and self.case.line > self.first_line)

    def _look_at_the_page(self) -> None:
        """How long it is, and whether newer code waits: looked at only where something happens that stays in history.

        A fact that is refused, or a question, may come in a task of its own that leaves nothing to replay; a page that turned
        there because it had grown by that task could never be read again.
        """
        info = workflow.info()
        self.length = self.page.most_events + 1 if info.is_continue_as_new_suggested() else info.get_current_history_length()
        self.newer = info.is_target_worker_deployment_version_changed()

    def _path(self) -> list[str]:
        return sorted(name for name, chapter in self.case.open.items() if not chapter.aside)

    def _next_page(self) -> Page:
        return Page(
            terms=self.text, case=self.case, errands=self.errands.left, number=self.page.number + 1, most_events=self.page.most_events
        )

    # Be seen

    def _show(self) -> None:
        """What operators see: search attributes when one has changed, and the current details; nothing new without a new line."""
        if (stands := (self.case.line, self.journal_away)) == self.shown:
            return
        self.shown = stands
        changed = self.seen.changed(search_attributes(self.case, self.desk.story, journal_away=self.journal_away))
        if changed:
            workflow.upsert_search_attributes(changed)
        workflow.set_current_details(current_details(self.case, self.desk.story, self.page.number, journal_away=self.journal_away))


def _refused(sentence: str) -> ApplicationError:
    return ApplicationError(sentence, type="Refused", non_retryable=True)


def _telling(kind: str, args: Sequence[RawValue]) -> Telling:
    """What was sent; its kind is the name it was sent under, whatever it says itself."""
    try:
        telling = workflow.payload_converter().from_payload(args[0].payload, Telling)
    except Exception as broken:
        raise ApplicationError("a telling has an id, who tells, a kind and the fact", type="Refused", non_retryable=True) from broken
    if unwritable((kind, telling.id)):
        raise _refused("the kind or the id of a telling holds signs that cannot be kept: tell it under another id")
    return telling.model_copy(update={"kind": kind})
