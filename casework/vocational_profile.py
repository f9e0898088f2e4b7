"""What can happen while a person's drive, resources and talents are found by trying: Supported Employment, step 2."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casework import things_supported_employment as t
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known
from casework.steps import StepName, StepWork

PROFILE = "profile"
SIDES = "profile_sides"
CONVERSATION = "conversation and reflection"
Somebody = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,64}$", description="an id of letters, digits and hyphens, or nothing")]
Activity = Literal[
    "job shadowing", "try-out workplace", "job cards", "role play", "try-out of tasks", "study visit", "conversation and reflection"
]


class ProfileSideExplored(StepWork, frozen=True):
    """What drives the person, what they can draw on, what they have a talent for; `of` is the side (SV-09)."""

    step: ClassVar[StepName] = "vocational_profile"
    kind: Literal["profile_side_explored"] = "profile_side_explored"
    found: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.of not in (sides := case.programme.lists[SIDES]):
            raise Refused(f"the sides of a profile are {', '.join(sides)}: name one with of=...")

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.records[self.key] = case.line


class ActivityHeld(StepWork, frozen=True):
    """The person tried something; whatever it was but a conversation, it stays open until it was talked over (SV-11, SV-12)."""

    step: ClassVar[StepName] = "vocational_profile"
    begins: ClassVar[str] = "v"
    kind: Literal["activity_held"] = "activity_held"
    type: Activity
    employer: Somebody = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.reserve(self.of)
        if self.type != CONVERSATION:
            case.begin(case.tried_out, self, t.TriedOut(type=self.type, held=case.hour))


class ReflectionHeld(Fact, frozen=True):
    """Coach and person talked over what was tried: what was learnt, and how well it suits (SV-12)."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    kind: Literal["reflection_held"] = "reflection_held"
    learnt: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    suits: Literal["well", "partly", "not"]

    def check(self, case: Case) -> None:
        known(case.tried_out, self.of, "activity to talk over")

    def happen(self, case: Case) -> None:
        case.put_away(case.tried_out, self.of, f"activities that suit {self.suits}")


class ObstacleFound(StepWork, frozen=True):
    """Something stands between the person and work (SV-10)."""

    step: ClassVar[StepName] = "vocational_profile"
    begins: ClassVar[str] = "o"
    kind: Literal["obstacle_found"] = "obstacle_found"
    obstacle: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        super().happen(case)
        case.begin(case.obstacles, self, t.Obstacle(found=case.hour))


class BridgeAgreed(Fact, frozen=True):
    """How an obstacle will be bridged; actions may serve it (SV-10)."""

    kind: Literal["bridge_agreed"] = "bridge_agreed"
    how: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        known(case.obstacles, self.of, "obstacle")

    def happen(self, case: Case) -> None:
        case.obstacles[self.of].bridged = True


class ObstacleOvercome(Fact, frozen=True):
    """An obstacle stands in the way no more (SV-10)."""

    kind: Literal["obstacle_overcome"] = "obstacle_overcome"

    def check(self, case: Case) -> None:
        known(case.obstacles, self.of, "obstacle")

    def happen(self, case: Case) -> None:
        case.put_away(case.obstacles, self.of, "obstacles overcome")
