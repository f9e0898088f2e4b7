"""What can happen while the talk deepens with an employer who wants to engage: Supported Employment, step 4."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things_supported_employment as t
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.results import reach
from casework.steps import StepName, StepWork


class DialogueBegun(StepWork, frozen=True):
    """An employer wants to engage and may offer a placement or a job; a dialogue is kept with them (SV-19)."""

    step: ClassVar[StepName] = "employer_engagement"
    begins: ClassVar[str] = "e"
    kind: Literal["dialogue_begun"] = "dialogue_begun"
    employer: Person
    offers: Literal["placement", "employment", "not said yet"] = "not said yet"

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if there := [of for of, dialogue in case.dialogues.items() if dialogue.employer == self.employer]:
            raise Refused(f"{there[0]} is the dialogue with {self.employer}: tell dialogue_held of it")

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.begin(case.dialogues, self, t.Dialogue(employer=self.employer, begun=case.hour))


class DialogueFact(Fact, frozen=True):
    """Something told of a dialogue with an employer."""

    def check(self, case: Case) -> None:
        known(case.dialogues, self.of, "dialogue with an employer")


class DialogueHeld(DialogueFact, frozen=True):
    """The coach talked with the employer once more (SV-19)."""

    kind: Literal["dialogue_held"] = "dialogue_held"
    mode: Literal["in person", "by phone", "by mail", "by video"] = "in person"


class NeedsRecorded(DialogueFact, frozen=True):
    """What the employer needs so that it works: education, supervision, support (SV-20)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["needs_recorded"] = "needs_recorded"
    education: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    supervision: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    support: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.dialogues[self.of].needs = True


class FinancesClarified(DialogueFact, frozen=True):
    """On what financial conditions: wage, subsidy, for how long, and who decides (SV-21)."""

    kind: Literal["finances_clarified"] = "finances_clarified"
    wage: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    subsidy: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    duration: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    who_decides: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.dialogues[self.of].finances = True


class MatchWeighed(DialogueFact, frozen=True):
    """How well profile and employer match, argued; where they do not, why not (SV-15)."""

    kind: Literal["match_weighed"] = "match_weighed"
    fit: Literal["good", "partial", "poor"]
    argument: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    mismatches: list[str] = Field(default=[], json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        super().check(case)
        if self.fit != "good" and not self.mismatches:
            raise Refused(f"say what does not match where the fit is {self.fit}: mismatches=...")

    def happen(self, case: Case) -> None:
        case.dialogues[self.of].match = self.fit


class DialogueAnswered(DialogueFact, frozen=True):
    """What the employer decided: an offer, no offer, or later, and then when to ask again (SV-22)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["dialogue_answered"] = "dialogue_answered"
    result: Literal["offer", "no offer", "later"]
    follow_up: date | None = None

    def check(self, case: Case) -> None:
        super().check(case)
        if self.result == case.dialogues[self.of].result == "offer":
            raise Refused(f"{self.of} has made an offer already: tell contract_signed, or result='no offer' if it is withdrawn")
        if self.result == "later" and (self.follow_up is None or self.follow_up <= case.calendar.day_of(case.at)):
            raise Refused("say on which day to come you will ask again: follow_up=...")
        if self.result != "later" and self.follow_up:
            raise Refused("only a later has a day to ask again: leave follow_up out")

    def happen(self, case: Case) -> None:
        if self.result == "no offer":
            case.put_away(case.dialogues, self.of, "employers without an offer")
            return
        dialogue = case.dialogues[self.of]
        dialogue.result, dialogue.follow_up, dialogue.answered = self.result, self.follow_up, case.hour
        if self.result == "offer":
            reach(case, "find")
