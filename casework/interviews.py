"""The occupational interview (entrevista ocupacional): planned, held, recorded; a series during the whole intervention (ES-15 to ES-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known
from casework.things_insertor import Interview

Progress = Literal["advanced", "not touched"]
Answer = Literal["no", "perhaps", "yes"]


class InterviewPlanned(Fact, frozen=True):
    """An interview was prepared: its number in the series, sort, purpose, questions, minutes, and whether the place is private."""

    begins: ClassVar[str] = "v"
    listed_in: ClassVar[Mapping[str, str]] = {"sort": "interviews"}
    kind: Literal["interview_planned"] = "interview_planned"
    sort: str
    purpose: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    agenda: list[str] = Field(default=[], json_schema_extra={"seen_by": "restricted"})
    minutes: int = Field(ge=1, le=480)
    private: bool
    appointment: str = ""

    def check(self, case: Case) -> None:
        if not self.agenda:
            raise Refused("an interview is prepared with its questions: write them in agenda=...")
        if self.appointment:
            known(case.appointments, self.appointment, "appointment", "appointment")
        next_in_the_series(case, self.of)

    def happen(self, case: Case) -> None:
        planned = Interview(sort=self.sort, planned=case.hour, minutes=self.minutes, appointment=self.appointment)
        case.begin(case.interviews, self, planned)
        warn_unless(case, self)


class InterviewHeld(Fact, frozen=True):
    """An interview with one applicant was held, and how long it took; one that was not planned says why (ES-16, ES-18, ES-19)."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    kind: Literal["interview_held"] = "interview_held"
    minutes: int = Field(ge=1, le=480)
    applicants: int = Field(default=1, ge=1)
    private: bool = True
    unplanned: Restricted = ""
    appointment: str = ""

    @property
    def begun(self) -> str:
        return self.of if self.unplanned else ""

    def check(self, case: Case) -> None:
        if self.applicants != 1:
            raise Refused("an interview has one applicant: tell what was done in a group as an action")
        if self.appointment:
            known(case.appointments, self.appointment, "appointment", "appointment")
        if self.unplanned:
            next_in_the_series(case, self.of)
        else:
            self._was_planned(case)

    def _was_planned(self, case: Case) -> None:
        if self.of not in case.interviews:
            raise Refused("an interview is planned before it is held: tell interview_planned first, or say why not with unplanned=...")
        if case.interviews[self.of].held:
            raise Refused(f"interview {self.of} was held already: the next one has a number of its own")

    def happen(self, case: Case) -> None:
        for of in [of for of, before in case.interviews.items() if before.recorded and not before.only_lacks]:
            case.put_away(case.interviews, of, "interviews")
        if self.unplanned:
            case.begin(case.interviews, self, Interview(sort="unplanned", planned=case.hour))
        self._held(case, case.interviews[self.of])
        warn_unless(case, self)

    def _held(self, case: Case, interview: Interview) -> None:
        interview.held = case.hour
        interview.overran = max(0, self.minutes - interview.minutes) if interview.minutes else 0
        for appointment in (interview.appointment, self.appointment):
            case.put_away(case.appointments, appointment)
        case.tally.pop("unanswered:client", None)
        if case.to_talk_over and case.hour >= case.to_talk_over:
            case.to_talk_over = None


class InterviewCalledOff(Fact, frozen=True):
    """An interview that was planned will not be held, and why."""

    kind: Literal["interview_called_off"] = "interview_called_off"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if known(case.interviews, self.of, "interview").held:
            raise Refused(f"interview {self.of} was held: only one that is still to come is called off")

    def happen(self, case: Case) -> None:
        case.put_away(case.interviews, self.of, "interviews called off")


class InterviewRecorded(Fact, frozen=True):
    """What the applicant said, apart from what the interviewer concludes; strengths beside lacks; both objectives (ES-20, ES-22, ES-23)."""

    kind: Literal["interview_recorded"] = "interview_recorded"
    stated: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    inferred: Restricted = ""
    profiling: Progress
    motivation: Progress
    strengths: list[str] = Field(default=[], json_schema_extra={"seen_by": "restricted"})
    lacks: list[str] = Field(default=[], json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.note:
            raise Refused("write what the applicant said in stated, and what you conclude from it in inferred: leave note out")
        if was_held(case, self.of).recorded:
            raise Refused(f"interview {self.of} is recorded already: correct that record with fact_corrected")

    def happen(self, case: Case) -> None:
        interview = case.interviews[self.of]
        interview.recorded = True
        interview.only_lacks = case.hour if self.lacks and not self.strengths else None
        for objective in ("profiling", "motivation"):
            if getattr(self, objective) == "advanced":
                case.records[f"interviews:{objective}"] = case.line


class StrengthsFound(Fact, frozen=True):
    """An interview that spoke only of what is lacking was looked at again for strengths (ES-23)."""

    kind: Literal["strengths_found"] = "strengths_found"
    strengths: list[str] = Field(default=[], json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if not known(case.interviews, self.of, "interview").only_lacks:
            raise Refused(f"interview {self.of} does not speak of lacks alone: nothing is to be added")
        if not self.strengths:
            raise Refused("say at least one strength in strengths=...")

    def happen(self, case: Case) -> None:
        case.interviews[self.of].only_lacks = None


class PerceptionChecked(Fact, frozen=True):
    """After an interview the interviewer asked themselves how they may have misjudged; for the supervisor only (ES-21)."""

    kind: Literal["perception_checked"] = "perception_checked"
    first_impression: Answer = Field(json_schema_extra={"seen_by": "supervisor"})
    halo_effect: Answer = Field(json_schema_extra={"seen_by": "supervisor"})
    stereotypes: Answer = Field(json_schema_extra={"seen_by": "supervisor"})
    projection: Answer = Field(json_schema_extra={"seen_by": "supervisor"})
    inference: Answer = Field(json_schema_extra={"seen_by": "supervisor"})
    remark: str = Field(default="", json_schema_extra={"seen_by": "supervisor"})

    def check(self, case: Case) -> None:
        if self.note:
            raise Refused("a note is not for the supervisor only: write it in remark=...")
        was_held(case, self.of)


def next_in_the_series(case: Case, of: str) -> None:
    """Raises Refused unless this is the next number of the series (ES-15)."""
    if of != (following := case.next_id("v")):
        raise Refused(f"interviews are numbered one by one: the next is of={following}")


def was_held(case: Case, of: str) -> Interview:
    """The interview that was held under this number, as far back as the one before the last; raises Refused."""
    interview: Interview = known(case.interviews, of, "interview")
    if not interview.held:
        raise Refused(f"interview {of} is still to be held: tell interview_held first")
    return interview


def warn_unless(case: Case, told: InterviewPlanned | InterviewHeld) -> None:
    """A talk that others may overhear is no interview: whoever holds it is warned (ES-17)."""
    if not told.private:
        case.write("counsellor", "setting_not_private", told.key)
