"""What can happen to a CV on Jobnet: followed up, grown old, shown to employers, passed to job orders (DA-10, DA-11, DA-28)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from casework import things_star as star
from casework.case import Case
from casework.fact import Fact, Person, Refused, known


class CvFollowedUp(Fact, frozen=True):
    """The CV was gone through together, starting from a goal: when it was last updated, and whether all that counts is in it (DA-10)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["cv_followed_up"] = "cv_followed_up"
    last_updated: date
    complete: bool
    from_goal: str

    def check(self, case: Case) -> None:
        known(case.goals, self.from_goal, "goal", "from_goal")
        if self.last_updated > case.calendar.day_of(case.at):
            raise Refused("the CV was last updated on a day that has come: look at last_updated")
        if case.cv and self.last_updated < case.cv.updated:
            raise Refused(f"the CV was updated on {case.cv.updated} already: it cannot have grown older since")

    def happen(self, case: Case) -> None:
        case.cv = star.Cv(updated=self.last_updated, complete=self.complete)
        if case.cv_news and self.last_updated >= case.calendar.day_of(case.cv_news):
            case.cv_news = None


class CvUseExplained(Fact, frozen=True):
    """The citizen was told that employers can see the CV, and that the jobcentre uses it to find jobs (DA-11)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["cv_use_explained"] = "cv_use_explained"
    employers_see_it: bool
    jobcentre_uses_it: bool

    def check(self, case: Case) -> None:
        if not (self.employers_see_it and self.jobcentre_uses_it):
            raise Refused("tell both: that employers can see the CV, and that the jobcentre uses it")


class CvTransmitted(Fact, frozen=True):
    """The CV was passed to a job order, named by its id (DA-28)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["cv_transmitted"] = "cv_transmitted"
    job_order: Person

    def check(self, case: Case) -> None:
        if not case.has("cv_use_explained"):
            raise Refused("first tell the citizen how the CV is used: cv_use_explained")
        if case.cv is None:
            raise Refused("go through the CV first: tell cv_followed_up")

    def happen(self, case: Case) -> None:
        case.tally["CVs passed on"] = case.tally.get("CVs passed on", 0) + 1
