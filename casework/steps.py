"""What can happen to a step of Supported Employment: begun, paused, taken up again, finished, reopened; none waits for another.

A step has a state of its own: not started, active, paused, done, reopened. Whatever is done in a step takes it up (SV-02).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things_supported_employment as t
from casework.case import Case
from casework.fact import Fact, Refused, Restricted

StepName = Literal["agreement", "vocational_profile", "job_seeking", "employer_engagement", "support"]
STEPS: tuple[StepName, ...] = ("agreement", "vocational_profile", "job_seeking", "employer_engagement", "support")
State = Literal["not started", "active", "paused", "done", "reopened"]
LONGEST_REST = "step_rests"


class StepFact(Fact, frozen=True):
    """Something told of a step as a whole; `of` is its name."""

    states: ClassVar[tuple[State, ...]] = ()

    def check(self, case: Case) -> None:
        if self.of not in STEPS:
            raise Refused(f"name a step with of=...: {', '.join(STEPS)}")
        if (state := state_of(case, self.of)) not in self.states:
            raise Refused(f"{self.of} is {state}: {WHAT_TO_TELL[state]}")


class StepBegun(StepFact, frozen=True):
    """A step was begun, whichever others are open (SV-02)."""

    states = ("not started",)
    kind: Literal["step_begun"] = "step_begun"

    def check(self, case: Case) -> None:
        super().check(case)
        _with_work(self.of)

    def happen(self, case: Case) -> None:
        take_up(case, self.of)


class StepPaused(StepFact, frozen=True):
    """A step rests for a reason, until somebody looks at it again; the others and the contact with the person go on (SV-02)."""

    states = ("active", "reopened")
    kind: Literal["step_paused"] = "step_paused"
    look_again: date
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        super().check(case)
        longest = case.calendar.add(case.calendar.day_of(case.at), case.programme.spans[LONGEST_REST].lasts)
        if not case.calendar.day_of(case.at) < self.look_again <= longest:
            raise Refused(f"look again at a step that rests on a day to come, at the latest on {longest}")

    def happen(self, case: Case) -> None:
        case.steps.setdefault(self.of, t.Step()).rests_until = self.look_again


class StepResumed(StepFact, frozen=True):
    """A step that rested is taken up again (SV-02)."""

    states = ("paused",)
    kind: Literal["step_resumed"] = "step_resumed"

    def happen(self, case: Case) -> None:
        _wake(case, self.of)


class StepFinished(StepFact, frozen=True):
    """Coach and person are done with a step, though it might have gone on; nothing in it is left waiting (SV-02)."""

    states = ("active", "paused", "reopened")
    kind: Literal["step_finished"] = "step_finished"

    def check(self, case: Case) -> None:
        super().check(case)
        if self.of in ENDS_OTHERWISE:
            raise Refused(ENDS_OTHERWISE[self.of])
        if left := unfinished(case, self.of):
            raise Refused(f"see first to what waits in {self.of}: {', '.join(left)}")
        if set(case.open) == {self.of}:
            raise Refused(f"{self.of} is the only step that is open: begin or reopen another one first, or tell case_closed")

    def happen(self, case: Case) -> None:
        case.steps[self.of] = case.steps.get(self.of, t.Step()).model_copy(update={"reopened": True, "rests_until": None})


class StepReopened(StepFact, frozen=True):
    """A step that was done is open again, and why; nothing recorded since is lost (SV-02, X-02)."""

    states = ("done",)
    kind: Literal["step_reopened"] = "step_reopened"
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        super().check(case)
        _with_work(self.of)

    def happen(self, case: Case) -> None:
        take_up(case, self.of)


class StepWork(Fact, frozen=True):
    """Something done in a step: it takes the step up where nobody had, or had finished it (SV-02)."""

    step: ClassVar[StepName]

    def happen(self, case: Case) -> None:
        take_up(case, self.step)


def state_of(case: Case, step: str) -> State:
    """Where a step stands (SV-02)."""
    if step not in case.open:
        return "done" if step in case.visited else "not started"
    known = case.steps.get(step, t.Step())
    if known.rests_until:
        return "paused"
    return "reopened" if known.reopened else "active"


def take_up(case: Case, step: str) -> None:
    """The step is open from this line on; one that was open already stays as it is."""
    if step not in case.open:
        case.steps[step] = t.Step(reopened=step in case.visited, since=case.line)


def take_up_anew(case: Case, step: str) -> None:
    """The same for a step that may have been resting: what happened calls for it now (SV-29)."""
    take_up(case, step)
    if case.steps.get(step, t.Step()).rests_until:
        _wake(case, step)


def unfinished(case: Case, step: str) -> list[str]:
    """What still waits in a step: try-outs nobody talked over, obstacles without a bridge, employers without an answer."""
    if step == "vocational_profile":
        return sorted({*case.tried_out, *(of for of, obstacle in case.obstacles.items() if not obstacle.bridged)})
    if step == "employer_engagement":
        return sorted(of for of, dialogue in case.dialogues.items() if dialogue.result != "offer")
    return []


def _wake(case: Case, step: str) -> None:
    if step in case.steps and case.steps[step].rests_until:
        case.steps[step].rests_until, case.steps[step].resumed = None, case.hour


def _with_work(step: str) -> None:
    if step == "support":
        raise Refused("support begins with a placement or a job: tell contract_signed")


WHAT_TO_TELL: dict[State, str] = {
    "not started": "tell step_begun of it first",
    "active": "it goes on; to end or rest it tell step_finished or step_paused",
    "paused": "tell step_resumed to take it up again",
    "done": "tell step_reopened to take it up again",
    "reopened": "it goes on; to end or rest it tell step_finished or step_paused",
}
ENDS_OTHERWISE = {
    "agreement": "the first step ends with the person's own choice: tell service_chosen",
    "support": "support has no fixed end: it stops when the person agrees, tell support_stopped, or when the work ends",
}
