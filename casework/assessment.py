"""What can happen in the assessment (bilan): an interview, one subject after the other, and what is required to reach work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from casework.anytime import ContactHeld
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known
from casework.things_forem import Requirement

Mode = Literal["in person", "by phone", "by mail", "by video"]


class AssessmentInterviewHeld(Fact, frozen=True):
    """Counsellor and jobseeker took stock together, face to face or from afar (FR-09)."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    of_the_whole: ClassVar[bool] = True
    kind: Literal["assessment_interview_held"] = "assessment_interview_held"
    mode: Mode = "in person"
    appointment: str = ""

    def check(self, case: Case) -> None:
        as_contact(self.mode, self.appointment).check(case)

    def happen(self, case: Case) -> None:
        as_contact(self.mode, self.appointment).happen(case)


class SubjectReviewed(Fact, frozen=True):
    """One subject of the assessment was looked at, and what was found: skills, experience, diplomas, job positioning ... (FR-09)."""

    listed_in: ClassVar[Mapping[str, str]] = {"of": "subjects"}
    kind: Literal["subject_reviewed"] = "subject_reviewed"
    finding: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.records[self.key] = case.line


class ActionRequired(Fact, frozen=True):
    """The assessment shows that an action of this sort is needed, for this person or for the labour market (FR-09)."""

    begins: ClassVar[str] = "q"
    listed_in: ClassVar[Mapping[str, str]] = {"sort": "actions"}
    kind: Literal["action_required"] = "action_required"
    sort: str
    because: Literal["personal needs", "labour market needs"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.requirements, self, Requirement(sort=self.sort, because=self.because, found=case.hour))


class RequirementSettled(Fact, frozen=True):
    """What was required is met, or is not required any more (FR-09, FR-12)."""

    kind: Literal["requirement_settled"] = "requirement_settled"
    result: Literal["met", "no longer required"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.requirements, self.of, "open requirement")
        if under_way := [of for of, action in case.actions.items() if action.towards == self.of]:
            raise Refused(f"{under_way[0]} is still under way for it: tell action_done of {under_way[0]} first")

    def happen(self, case: Case) -> None:
        case.put_away(case.requirements, self.of, f"requirements {self.result}")


def as_contact(mode: Mode, appointment: str) -> ContactHeld:
    """An interview is a contact with the client too, and answers its appointment."""
    return ContactHeld(mode=mode, appointment=appointment)
