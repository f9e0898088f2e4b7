"""What can happen to job goals: each is looked at with a clear eye, and kept up to date (DA-05 to DA-08, DA-19, DA-23)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known


class JobGoalJudged(Fact, frozen=True):
    """Whether a goal lies where jobs can be had; where they are hard to get, another goal is talked over and named too (DA-06)."""

    kind: Literal["job_goal_judged"] = "job_goal_judged"
    realistic: bool
    alternative: str = ""

    def check(self, case: Case) -> None:
        known(case.goals, self.of, "goal")
        if self.realistic and self.alternative:
            raise Refused("a realistic goal needs no alternative: leave it out, or say realistic=no")
        if not self.realistic and self.alternative in ("", self.of):
            raise Refused("jobs are hard to get there: set another goal first and name it with alternative=...")
        if self.alternative:
            known(case.goals, self.alternative, "goal", "alternative")

    def happen(self, case: Case) -> None:
        case.tally["goals with an alternative"] = case.tally.get("goals with an alternative", 0) + (not self.realistic)


class JobGoalsReviewed(Fact, frozen=True):
    """The goals were looked at again together, and stand as they are or were changed (DA-19, DA-23, DA-33)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["job_goals_reviewed"] = "job_goals_reviewed"
    result: Literal["kept", "changed"]

    def check(self, case: Case) -> None:
        if not case.goals:
            raise Refused("there are no goals to look at again: tell goal_set")


class UpskillingDecided(Fact, frozen=True):
    """Whether a short course is needed for the chosen goals: a certificate, or general subjects such as FVU or OBU (DA-07, DA-20)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["upskilling_decided"] = "upskilling_decided"
    need: Literal["none", "certificate", "FVU", "OBU", "other"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if not case.goals:
            raise Refused("whether a course is needed hangs on the goals: set one first with goal_set")

    def happen(self, case: Case) -> None:
        case.decide("upskilling_decided", self.need)


class EducationLiftJudged(Fact, frozen=True):
    """Whether the person is in the target group of the education lift (EUV), and why (DA-08)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["education_lift_judged"] = "education_lift_judged"
    in_target_group: bool
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.decide("education_lift_judged", "in the target group" if self.in_target_group else "not in the target group")
