"""What a case may know of the surveys on how its jobseeker is served: that one was asked, and whether it came back (FR-19).

What was answered never reaches the case: it is written down elsewhere, without the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from casework.case import Case
from casework.fact import Fact, Refused


class SurveyAsked(Fact, frozen=True):
    """The jobseeker was asked how they are served, at a point that the programme names (FR-19)."""

    listed_in: ClassVar[Mapping[str, str]] = {"of": "surveys"}
    kind: Literal["survey_asked"] = "survey_asked"

    def check(self, case: Case) -> None:
        if not case.has(self.of):
            raise Refused(f"{self.of} has not been told yet: the survey comes after it")
        if self.of in case.surveys:
            raise Refused(f"this was asked already, and is {case.surveys[self.of]}")

    def happen(self, case: Case) -> None:
        case.surveys[self.of] = "asked"


class SurveyReturned(Fact, frozen=True):
    """The survey came back, was declined, or is not waited for any longer; what it says is not told here (FR-19)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["survey_returned"] = "survey_returned"
    result: Literal["answered", "declined", "no answer"]

    def check(self, case: Case) -> None:
        if case.surveys.get(self.of) != "asked":
            asked = [point for point, state in case.surveys.items() if state == "asked"]
            raise Refused(f"no survey waits for an answer here: waiting are {', '.join(asked) or 'none'}")

    def happen(self, case: Case) -> None:
        case.surveys[self.of] = self.result
