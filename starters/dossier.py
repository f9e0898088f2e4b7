"""A dossier: the life of one case as a page a caseworker can read, what was told and what was then to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from casework.door import Telling
from casework.fact import Refused
from casework.ids import OpaqueId
from casework.mistakes import CORRECTIONS
from casework.public_holidays import calendar_of
from casework.vocabulary import fact_from, vocabulary
from casework.working_time import Calendar
from notifications import letters
from starters import under_way
from starters.moment import Moment

YEARS = 12
NO_DATE = "no date"

Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z_0-9]+(:[A-Za-z0-9_.-]+)?$", examples=["conversation_held", "contact_held:client"])]


class Part(BaseModel, frozen=True, extra="forbid"):
    """A part of a dossier; what it does not know is refused."""


class Office(Part, frozen=True):
    """Where the case is kept: its time zone, country and region decide which days are worked."""

    zone: Text = "Europe/Brussels"
    country: Text = "BE"
    region: str = ""

    @model_validator(mode="after")
    def _is_known(self) -> Office:
        self.calendar(2026, years=1)
        return self

    def calendar(self, first_year: int, years: int = YEARS) -> Calendar:
        """The days this office works."""
        return calendar_of(zone=self.zone, country=self.country, region=self.region, first_year=first_year, years=years)


def described(letter: str, to: str, about: str) -> str:
    """A letter in words, as far as it is known."""
    parts = (letter or "a letter", to and f"to the {to}", about and f"about {about}")
    return " ".join(part for part in parts if part)


class Letter(Part, frozen=True):
    """A letter by its name, who gets it, and what it is about; what is left out may be anything."""

    letter: str = ""
    to: Literal["", "counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"] = ""
    about: str = ""

    @field_validator("letter")
    @classmethod
    def _is_written(cls, letter: str) -> str:
        if letter and letter not in letters.known():
            raise ValueError(f"there is no such letter: expected one of {', '.join(sorted(letters.known()))}")
        return letter

    def __str__(self) -> str:
        return described(self.letter, self.to, self.about)


class Expectation(Part, frozen=True):
    """What a caseworker would see now; what is not named is not looked at."""

    phases: list[Text] | None = Field(default=None, description="exactly these, in the order of the guide; none if the case has ended")
    awaits: list[Key] = Field(default=[], description="promises that are on the agenda")
    not_awaits: list[Key] = Field(default=[], description="promises that are not on the agenda")
    due: dict[Key, date | Literal["no date"]] = Field(default={}, description="the day each of these is promised for, or 'no date'")
    overdue: list[Key] | None = Field(default=None, description="exactly these promises are late")
    letters: list[Letter] = Field(default=[], description="letters written since the last expectation, among others")
    no_letters: list[Letter] = Field(default=[], description="letters not written since the last expectation; {} means none at all")
    ended: str | None = Field(default=None, description="the outcome the case ended with")
    end_of_contract: date | Literal["no date"] | None = Field(default=None, description="the last day of the contract that is followed")
    end_says: str = Field(default="", description="a part of the sentence that explains that last day")
    counsellor: str | None = Field(default=None, description="who is responsible")
    version: str = Field(default="", description="the version of the programme the case lives under")

    @field_validator("awaits", "not_awaits", "due", "overdue")
    @classmethod
    def _can_be_awaited(cls, keys: Any) -> Any:
        for key in keys or ():
            kind = key.partition(":")[0]
            if kind != "day" and kind not in vocabulary():
                raise ValueError(f"nothing called {kind} can be awaited: see `itinerary facts`")
        return keys

    @model_validator(mode="after")
    def _looks_at_something(self) -> Expectation:
        if not self.model_fields_set:
            raise ValueError(f"expected at least one of {', '.join(type(self).model_fields)}")
        return self


class Step(Part, frozen=True, populate_by_name=True):
    """At an hour (left out: the hour of the step before) something is told, or looked at, or first the one and then the other."""

    on: Moment | None = None
    tell: str = Field(default="", description="the kind of a fact: see `itinerary facts`")
    fields: dict[str, Any] = Field(default={}, alias="with", description="what the fact says")
    by: OpaqueId = Field(default="", description="who tells it; left out: the counsellor")
    happened: Moment | None = Field(default=None, description="when it happened, if earlier than it is told")
    called: Text = Field(default="", description="a name of this step, by which a later one withdraws or corrects it")
    refused: str = Field(default="", description="part of the sentence with which this is refused")
    expect: Expectation | None = None

    @model_validator(mode="after")
    def _tells_or_expects(self) -> Step:
        if not (self.tell or self.expect):
            raise ValueError("expected `tell` or `expect`")
        if not self.tell and self.model_fields_set & {"fields", "by", "happened", "refused", "called"}:
            raise ValueError("`with`, `by`, `happened`, `refused` and `called` belong to a `tell`")
        return self

    @model_validator(mode="after")
    def _can_be_told(self) -> Step:
        if self.tell and not self.refused:
            try:
                under_way.look_at(self.tell, self.fields) if self.tell in under_way.SAYS else fact_from(self.tell, self.fields)
            except Refused as refusal:
                raise ValueError(f"{self.tell} cannot be told so: {refusal}") from None
        return self


class Timed(NamedTuple):
    """A step with its number, and in UTC its hour and when what it tells happened."""

    number: int
    hour: datetime
    happened: datetime
    step: Step


class Dossier(Part, frozen=True):
    """The life of one case, from its opening to whatever is looked at last."""

    title: Text = Field(description="what a caseworker would call this case")
    story: Text = Field(description="what happens, in a sentence or two")
    programme: Text = Field(description="the programme; its version is the one in force on the day of opening")
    office: Office = Office()
    opened: Moment
    counsellor: OpaqueId = Field(default="S-ana", min_length=1)
    client: OpaqueId = Field(default="P-1", min_length=1)
    steps: list[Step] = Field(min_length=1)

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps: list[Step], known: ValidationInfo) -> list[Step]:
        before = known.data.get("opened")
        for number, step in enumerate(steps, 1):
            if before and step.on and (step.on.day, step.on.clock) < (before.day, before.clock):
                raise ValueError(f"step {number} is on {step.on.day}, before {before.day}: expected the steps in the order of time")
            before = step.on or before
        return steps

    @field_validator("steps")
    @classmethod
    def _corrects_what_was_told(cls, steps: list[Step]) -> list[Step]:
        called = dict[str, Step]()
        for number, step in enumerate(steps, 1):
            if step.tell in CORRECTIONS and not step.refused and (of := str(step.fields["step"])) not in called:
                raise ValueError(f"step {number} is of a step called {of}: expected a step before it with `called: {of}`")
            if step.called in called:
                raise ValueError(f"step {number} is called {step.called} as another is: expected a name of its own")
            called |= {step.called: step} if step.called else {}
        return steps

    @property
    def calendar(self) -> Calendar:
        """The days and hours of its office."""
        return self.calendar_for(self.opened.day.year)

    def calendar_for(self, year: int) -> Calendar:
        """The days and hours of its office for a case that is opened in another year."""
        return self.office.calendar(year - 1)

    @property
    def timed(self) -> Iterator[Timed]:
        """Every step with its hours."""
        calendar, on = self.calendar, self.opened
        for number, step in enumerate(self.steps, 1):
            on = step.on or on
            yield Timed(number, on.under(calendar), (step.happened or on).under(calendar), step)

    def telling(self, timed: Timed, prefix: str = "step") -> Telling:
        """What a step tells, under an id of its own."""
        step = timed.step
        return Telling(
            id=f"{prefix}.{timed.number}", by=step.by or self.counsellor, kind=step.tell, fact=step.fields, happened=timed.happened
        )
