"""What can happen from the first day: the person registers, near or from afar, and is sent vacancies at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from casework.case import Case
from casework.fact import Fact, Refused


class Registered(Fact, frozen=True):
    """A jobseeker registered, or registered again, by which channel and looking for what work (FR-02, FR-03, FR-04)."""

    of_the_whole: ClassVar[bool] = True
    listed_in: ClassVar[Mapping[str, str]] = {"channel": "channels"}
    kind: Literal["registered"] = "registered"
    channel: str
    looks_for: str = Field(min_length=2)
    again: bool = False

    def happen(self, case: Case) -> None:
        case.records["registered"] = case.line
        case.tally[f"registered by {self.channel}"] = case.tally.get(f"registered by {self.channel}", 0) + 1
        if self.again:
            case.tally["registered again"] = case.tally.get("registered again", 0) + 1


class VacanciesSent(Fact, frozen=True):
    """Vacancies that fit the profile of the registration went to the jobseeker; none that fits is an answer too (FR-04)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["vacancies_sent"] = "vacancies_sent"
    how_many: int = Field(ge=0)

    def check(self, case: Case) -> None:
        if "registered" not in case.records:
            raise Refused("vacancies are sought by the profile of the registration: tell registered first")
