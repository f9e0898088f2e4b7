"""What can happen while the action plan is followed: how close the follow-up is, each review, and what a referral came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from casework.assessment import Mode, as_contact
from casework.case import Case
from casework.documents import outdate
from casework.fact import Fact, Refused, Restricted, known

CONVENTION, PLAN = "convention", "action_plan"
BROKEN_OFF = ("refused", "dropped out")


class IntensityDecided(Fact, frozen=True):
    """How closely a jobseeker is followed, from who they are and how far they manage alone; looked at again and again (FR-08)."""

    of_the_whole: ClassVar[bool] = True
    listed_in: ClassVar[Mapping[str, str]] = {"level": "intensities", "autonomy": "degrees_of_autonomy"}
    kind: Literal["intensity_decided"] = "intensity_decided"
    level: str
    autonomy: str
    why: Restricted = ""

    def happen(self, case: Case) -> None:
        case.decide(self.kind, self.level)


class ActionPlanReviewed(Fact, frozen=True):
    """Counsellor and jobseeker looked at the plan and its actions: a loop ends, and the next begins (FR-07, FR-12, FR-21).

    `then`: the plan goes on as it is, is changed, or the jobseeker is assessed anew, which changes agreement and plan.
    """

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    of_the_whole: ClassVar[bool] = True
    kind: Literal["action_plan_reviewed"] = "action_plan_reviewed"
    then: Literal["plan goes on", "plan is changed", "assessed anew"]
    mode: Mode = "in person"
    appointment: str = ""
    findings: Restricted = ""

    def check(self, case: Case) -> None:
        as_contact(self.mode, self.appointment).check(case)

    def happen(self, case: Case) -> None:
        as_contact(self.mode, self.appointment).happen(case)
        case.decide(self.kind, self.then)
        for sort in {"plan goes on": (), "plan is changed": (PLAN,), "assessed anew": (CONVENTION, PLAN)}[self.then]:
            outdate(case, sort)


class ReferralConcluded(Fact, frozen=True):
    """After an operator refused, or the jobseeker dropped out, the referent heard why and says what follows (FR-15)."""

    kind: Literal["referral_concluded"] = "referral_concluded"
    then: Literal["another operator", "another action", "nothing more"]
    feedback: Restricted = ""

    def check(self, case: Case) -> None:
        referral = known(case.referrals, self.of, "open referral")
        if referral.state not in BROKEN_OFF:
            raise Refused(f"referral {self.of} is {referral.state}: this is told of one that is {' or '.join(BROKEN_OFF)}")

    def happen(self, case: Case) -> None:
        case.put_away(case.referrals, self.of, f"referrals {case.referrals[self.of].state}")
