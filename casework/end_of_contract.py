"""What can happen when a contract nears its end: the next job is sought before, and only an outcome ends the path."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from casework import things as t
from casework.case import Case
from casework.fact import Fact, Refused, Restricted
from casework.in_work_support import ContractFact, leave_workplaces


class SearchBegun(ContractFact, frozen=True):
    """Counsellor and client have begun to look for the next job (NL-37)."""

    kind: Literal["search_begun"] = "search_begun"

    def happen(self, case: Case) -> None:
        case.contracts[self.of].search_begun = True


class StayAnswered(ContractFact, frozen=True):
    """The host said whether the client can stay, and why (NL-38)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["stay_answered"] = "stay_answered"
    answer: Literal["yes", "no", "later"]
    why: Restricted = ""

    def happen(self, case: Case) -> None:
        case.contracts[self.of].stay = self.answer


class Measure(BaseModel, frozen=True, extra="forbid"):
    """An employment measure the client qualifies for, and between which days."""

    name: str = Field(min_length=2)
    valid_from: date
    valid_until: date | None = None


class MeasuresChecked(ContractFact, frozen=True):
    """Which employment measures the client qualifies for; the list may be empty (NL-39)."""

    kind: Literal["measures_checked"] = "measures_checked"
    measures: list[Measure] = []

    def check(self, case: Case) -> None:
        super().check(case)
        for measure in self.measures:
            if measure.valid_until and measure.valid_until < measure.valid_from:
                raise Refused(f"{measure.name} ends before it begins: look at its two dates")

    def happen(self, case: Case) -> None:
        case.contracts[self.of].measures_checked = True


class ApplicationsPrepared(ContractFact, frozen=True):
    """Letters and CV for the next job are ready (NL-40)."""

    kind: Literal["applications_prepared"] = "applications_prepared"

    def happen(self, case: Case) -> None:
        case.contracts[self.of].applications_prepared = True


class OutcomeRecorded(Fact, frozen=True):
    """How the work came out, and whether aftercare, closure or a new search follows (NL-41, NL-42)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["outcome_recorded"] = "outcome_recorded"
    outcome: Literal["stays with host", "other regular job", "training", "no job", "other"]
    then: Literal["aftercare", "closure", "placement"]

    def check(self, case: Case) -> None:
        if not {"in_work_support", "end_of_contract"} & set(case.open):
            raise Refused("an outcome is recorded of work that was done: to end the path without it tell case_closed")
        if self.outcome == "no job" and self.then == "aftercare":
            raise Refused("without a job there is nothing to follow up: choose then=placement or then=closure")

    def happen(self, case: Case) -> None:
        case.outcome = t.Outcome(result=self.outcome, on=case.hour, then=self.then)
        for contract in case.contracts.values():
            contract.over = True
        leave_workplaces(case)


class AftercareEnded(Fact, frozen=True):
    """The last contact of aftercare was held; nothing is owed any more (NL-41)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["aftercare_ended"] = "aftercare_ended"
    still_at_work: bool

    def check(self, case: Case) -> None:
        if "aftercare" not in case.open:
            raise Refused("this case is not in aftercare")

    def happen(self, case: Case) -> None:
        case.tally["at work after aftercare" if self.still_at_work else "not at work after aftercare"] = 1
