"""What can happen to the road of a job-ready person: it is decided, and may be decided anew in every direction (DA-12, DA-34)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from casework.agenda import Awaited
from casework.anytime import PhaseReopened, PhaseSkipped
from casework.case import Case
from casework.contact_conditions import unemployment_known
from casework.documents import DocumentDrawnUp, DocumentRevised
from casework.fact import Fact, Refused, Restricted
from casework.star_conditions import cv_in_order, direction_asked, goals_judged, goals_set, plan_noted

EARLY, MIN_PLAN = "early_start", "min_plan"


class TrackDecided(Fact, frozen=True):
    """The person is ready for an intensive search, takes the education lift, or is at risk of long unemployment (DA-12, DA-34)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["track_decided"] = "track_decided"
    track: Literal["main_road", "education_lift", "risk_of_long_unemployment"]
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.track in case.open:
            raise Refused(f"the case is in {self.track} already: decide another track, or go on")
        if EARLY in case.open and (left := list(dict.fromkeys(a.key for a in early_steps(case)))):
            raise Refused(f"first settle what the early start waits for: {', '.join(left)}")

    def happen(self, case: Case) -> None:
        case.decide("track_decided", self.track)


def early_steps(case: Case) -> Iterator[Awaited]:
    """What must be there before the road is decided (DA-05 to DA-11)."""
    for condition in (unemployment_known, goals_set, goals_judged, direction_asked, plan_noted, cv_in_order):
        yield from condition(case)


def only_early_again(fact: PhaseReopened | PhaseSkipped, case: Case) -> None:
    """Raises Refused where a track would change without a decision (DA-12, DA-34)."""
    if fact.of != EARLY and fact.of not in ("", *case.open):
        raise Refused("a track changes by a decision with its reason: tell track_decided")
    if isinstance(fact, PhaseSkipped) and fact.of != EARLY:
        raise Refused("only the early start may be passed over: a track is left by track_decided, a path by case_closed")


def written_together(fact: DocumentDrawnUp | DocumentRevised, case: Case) -> None:
    """Raises Refused unless citizen and case worker wrote Min Plan together (DA-09)."""
    sort = fact.sort if isinstance(fact, DocumentDrawnUp) else case.papers[fact.of].sort if fact.of in case.papers else ""
    if sort == MIN_PLAN and (left := {"client", "counsellor"} - set(fact.authors)):
        raise Refused(f"Min Plan is written together: {', '.join(sorted(left))} is missing under authors")
