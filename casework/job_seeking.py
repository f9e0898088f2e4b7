"""What can happen while a job or a placement is sought that fits the profile: Supported Employment, step 3."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted
from casework.steps import StepName, StepWork

PREPARATIONS = "preparations"


class TargetChosen(StepWork, frozen=True):
    """What is sought: a job, or first a placement (SV-14)."""

    step: ClassVar[StepName] = "job_seeking"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["target_chosen"] = "target_chosen"
    target: Literal["job", "placement"]
    what: Restricted = ""

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.decide("target_chosen", self.target)


class SeekerPrepared(StepWork, frozen=True):
    """The coach prepared the person for the role of somebody who seeks a job, in one respect (SV-16)."""

    step: ClassVar[StepName] = "job_seeking"
    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    of_the_whole: ClassVar[bool] = True
    kind: Literal["seeker_prepared"] = "seeker_prepared"
    topic: str

    def check(self, case: Case) -> None:
        if self.topic not in (topics := case.programme.lists[PREPARATIONS]):
            raise Refused(f"this programme prepares for {', '.join(topics)}: name one with topic=...")

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.tally["preparations"] = case.tally.get("preparations", 0) + 1


class EmployerVisited(StepWork, frozen=True):
    """Coach and person were at an employer together, to draw a job map or on a study visit (SV-17)."""

    step: ClassVar[StepName] = "job_seeking"
    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    of_the_whole: ClassVar[bool] = True
    kind: Literal["employer_visited"] = "employer_visited"
    sort: Literal["job map", "study visit"]
    employer: Person
    together: bool

    def check(self, case: Case) -> None:
        if not self.together:
            raise Refused("a job map or a study visit is made together: tell what the coach saw alone as workplace_analysed")

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.tally[f"{self.sort}s"] = case.tally.get(f"{self.sort}s", 0) + 1


class WorkplaceAnalysed(Fact, frozen=True):
    """A workplace was looked at: its environment, and the tasks it has; fit to be used for others, since it tells of no client (SV-18).

    What in it may suit this client is said apart, in `suits`.
    """

    of_the_whole: ClassVar[bool] = True
    kind: Literal["workplace_analysed"] = "workplace_analysed"
    employer: Person
    workplace: Person
    environment: str = Field(min_length=3)
    tasks: list[str] = []
    suits: Restricted = ""

    def check(self, case: Case) -> None:
        if not self.tasks:
            raise Refused("say which tasks there are that may suit somebody: tasks=...")
        said = " ".join([self.environment, *self.tasks])
        if named := [id for id in (case.person, case.number) if id and id in said]:
            raise Refused(f"an analysis is for every client: leave {named[0]} out, and say under suits what fits this one")

    def happen(self, case: Case) -> None:
        case.tally["workplaces analysed"] = case.tally.get("workplaces analysed", 0) + 1

    @property
    def for_others(self) -> dict[str, object]:
        """What a directory of workplaces may keep of it: nothing of the client."""
        return self.model_dump(mode="json", include={"employer", "workplace", "environment", "tasks"})
