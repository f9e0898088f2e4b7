"""The partner's side of a referral as a child workflow, and the errands by which a case keeps in touch with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError, WorkflowAlreadyStartedError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from casework.case import Case
    from casework.clock import Clock
    from casework.fact import Fact
    from casework.partner import CLOSED, MENDED, PartnerSide, concerns
    from casework.terms import terms_of
    from workflows.page import TURN, Errand

ASK = "referred"
SOONEST = timedelta(milliseconds=1)


class Asked(BaseModel):
    """The one argument of the child: what is owed, under which terms, by which clock."""

    side: PartnerSide
    terms: str
    clock: Clock


class Heard(BaseModel):
    """Something about this referral was told to the case."""

    fact: dict[str, object] = {}
    happened: AwareDatetime


def child_of(case: str, referral: str) -> str:
    """The id under which the partner's side of a referral is found again."""
    return f"{case}-{referral}"


@workflow.defn(name="Referral")
class Referral:
    """Asks the partner again in time, and tells the case when nothing was heard. Outlives the pages of its case."""

    @workflow.init
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.side = asked.side.model_copy().under(terms_of(asked.terms))
        self.nudged = False

    @workflow.run
    async def run(self, asked: Asked) -> str:
        """Keep the partner's time until nothing is owed any more."""
        while (due := self.side.next_due()) and not self._page_is_full():
            if not await self._heard_before(due) and self.side.next_due() == due:
                await self._tell_the_case()
        if not self.side.done:
            workflow.continue_as_new(
                asked.model_copy(update={"side": self.side}),
                initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
            )
        return "closed"

    @workflow.signal(dynamic=True)
    def hear(self, kind: str, args: Sequence[RawValue]) -> None:
        """Something was told to the case about this referral, or it is closed; or a release asks for the next page."""
        if kind == TURN:
            self.nudged = True
            return
        try:
            heard = workflow.payload_converter().from_payload(args[0].payload, Heard)
        except Exception:  # noqa: BLE001 - whatever a stranger sends, the partner's time is kept
            workflow.logger.warning("a signal that says nothing of a referral was dropped")
            return
        self.side.hear(kind, heard.fact, heard.happened)

    def _page_is_full(self) -> bool:
        """When newer code waits or a wake would replay too much; never twice without anything heard or asked, or a nudge."""
        info = workflow.info()
        full = info.is_target_worker_deployment_version_changed() or info.is_continue_as_new_suggested()
        return (self.nudged and info.is_target_worker_deployment_version_changed()) or (full and self.side != self.asked.side)

    async def _heard_before(self, due: datetime) -> bool:
        """Sleep until the partner's hour, until something is heard or newer code waits; a cancel in Temporal changes nothing."""
        wait = max(self.asked.clock.real_wait(due - self._now()), SOONEST)
        try:
            await workflow.wait_condition(
                lambda: self.side.next_due() != due or self._page_is_full(), timeout=wait, timeout_summary=f"partner owes {self.side.owes}"
            )
        except TimeoutError:
            return False
        except asyncio.CancelledError:
            workflow.logger.warning("a cancel was not followed: a referral ends with its case, or when the partner is done")
        return True

    async def _tell_the_case(self) -> None:
        telling = self.side.strike(self._now())
        try:
            await workflow.get_external_workflow_handle(self.side.case).signal(telling.kind, telling)
        except ApplicationError:
            self.side.hear(CLOSED, {}, self._now())

    def _now(self) -> datetime:
        return self.asked.clock.case_time(workflow.now())


class Errands:
    """What a case still has to tell its partners' sides; it travels with the page until it is done."""

    def __init__(self, case: Case, terms: str, left: list[Errand]) -> None:
        self.case, self.terms, self.left = case, terms, left
        self.open = set(case.referrals)
        self.busy = False

    def follow(self, fact: Fact, happened: datetime) -> None:
        """Note what a fact that was just taken asks to be done."""
        now = set() if self.case.ended else set(self.case.referrals)
        self.left += [Errand(referral=of, kind=ASK, happened=happened) for of in sorted(now - self.open)]
        if concerns(fact) and fact.of in now:
            self.left.append(Errand(referral=fact.of, kind=fact.kind, fact=fact.model_dump(mode="json"), happened=happened))
        self.left += [Errand(referral=of, kind=CLOSED, happened=happened) for of in sorted(self.open - now)]
        self.open = now

    def mend(self, case: Case) -> None:
        """The case goes on as if a fact had been told right: each partner's side becomes what it would be."""
        before, now = {} if self.case.ended else self.case.referrals, {} if case.ended else case.referrals
        self.left += [Errand(referral=of, kind=CLOSED, happened=case.at) for of in sorted(self.open - now.keys())]
        for of in sorted(of for of, referral in now.items() if of not in before or before[of].state != referral.state):
            self.left.append(Errand(referral=of, kind=ASK, happened=now[of].made))
            self.left.append(Errand(referral=of, kind=MENDED, fact={"state": now[of].state}, happened=case.at))
        self.case, self.open = case, set(now)

    async def run_first(self) -> str:
        """Do the first errand; one that was done before is harmless. Give the referral whose errand failed for good, or nothing."""
        self.busy, errand = True, self.left[0]
        try:
            await (self._ask(errand) if errand.kind == ASK else self._relay(errand))
        except FailureError as failed:
            if is_cancelled_exception(failed):
                raise  # the page turns: the errand travels with it
            self.left.remove(errand)
            return errand.referral
        finally:
            self.busy = False
        self.left.remove(errand)
        return ""

    async def _ask(self, errand: Errand) -> None:
        said = {"case": self.case.id, "referral": errand.referral, "since": errand.happened}
        side = PartnerSide.model_validate(said | errand.fact)
        asked = Asked(side=side, terms=self.terms, clock=self.case.clock)
        try:
            await workflow.start_child_workflow(
                Referral.run, asked, id=child_of(self.case.id, errand.referral), parent_close_policy=workflow.ParentClosePolicy.ABANDON
            )
        except WorkflowAlreadyStartedError:
            return

    async def _relay(self, errand: Errand) -> None:
        heard = Heard(fact=errand.fact, happened=errand.happened)
        with suppress(ApplicationError):
            await workflow.get_external_workflow_handle(child_of(self.case.id, errand.referral)).signal(errand.kind, heard)
