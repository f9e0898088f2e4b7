"""What can happen while wants, abilities and shortcomings are mapped, step by step, together with the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.agenda import Awaited, missing
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, kind_of, known


class Recorded(Fact, frozen=True):
    """Something was mapped; the journal keeps what, the case that it is there."""

    def happen(self, case: Case) -> None:
        case.records[self.key] = case.line


class WishRecorded(Recorded, frozen=True):
    """What the person wants (wil) (NL-16)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["wish_recorded"] = "wish_recorded"
    wish: str = Field(min_length=2)


class GoalSet(Fact, frozen=True):
    """Counsellor and client set a goal together, on a short, medium or long horizon (NL-16, ES-37, DA-05)."""

    begins: ClassVar[str] = "g"
    kind: Literal["goal_set"] = "goal_set"
    goal: str = Field(min_length=2)
    horizon: Literal["short", "medium", "long"] = "medium"
    sort: Literal["", "job", "education", "other"] = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.goals, self, t.Goal(horizon=self.horizon, set=case.hour, sort=self.sort))


class GoalSettled(Fact, frozen=True):
    """A goal was reached, or was given up, or made room for another (NL-16)."""

    kind: Literal["goal_settled"] = "goal_settled"
    result: Literal["reached", "given up", "replaced"]

    def check(self, case: Case) -> None:
        known(case.goals, self.of, "goal")

    def happen(self, case: Case) -> None:
        case.put_away(case.goals, self.of, f"goals {self.result}")


class AbilityRecorded(Recorded, frozen=True):
    """What the person can do (kan) (NL-16)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["ability_recorded"] = "ability_recorded"
    ability: str = Field(min_length=2)


class MatchJudged(Fact, frozen=True):
    """Whether wants and abilities match realistically; if not, they are looked at again (NL-16)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["match_judged"] = "match_judged"
    realistic: bool
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if not ("wish_recorded" in case.records and "ability_recorded" in case.records):
            raise Refused("record what the person wants and can before judging whether they match")

    def happen(self, case: Case) -> None:
        case.records["match_judged"] = case.line
        case.decide("match_judged", "realistic" if self.realistic else "not realistic")


class DiplomaRecorded(Recorded, frozen=True):
    """A diploma on the list, or that there is none (NL-17)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["diploma_recorded"] = "diploma_recorded"
    title: str = Field(min_length=2)


class TrainingDecided(Fact, frozen=True):
    """Whether training, or more of it, is meaningful, and why (NL-18)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["training_decided"] = "training_decided"
    meaningful: bool
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.records["training_decided"] = case.line
        case.decide("training_decided", "meaningful" if self.meaningful else "not meaningful")


class TrainingStarted(Fact, frozen=True):
    """A training path began; mapping goes on when it has ended (NL-18)."""

    begins: ClassVar[str] = "t"
    kind: Literal["training_started"] = "training_started"
    course: str
    starts: date
    ends: date

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.ends < self.starts:
            raise Refused("a training ends after it starts: look at the two dates")
        decision = case.decisions.get("training_decided")
        if decision is None or decision.choice != "meaningful":
            raise Refused("decide first that training is meaningful: tell training_decided")
        if self.starts > case.calendar.day_of(case.at):
            raise Refused(f"this training starts on {self.starts}: tell it when it has begun")

    def happen(self, case: Case) -> None:
        case.begin(case.trainings, self, t.Training(starts=self.starts, ends=self.ends))


class TrainingEnded(Fact, frozen=True):
    """A training ended, with its result; the case is back in mapping (NL-18)."""

    kind: Literal["training_ended"] = "training_ended"
    result: Literal["completed", "stopped", "not passed"]

    def check(self, case: Case) -> None:
        known(case.trainings, self.of, "training under way")

    def happen(self, case: Case) -> None:
        case.put_away(case.trainings, self.of, f"trainings {self.result}")


class SkillRecorded(Recorded, frozen=True):
    """A skill the programme asks about, such as computer, driving licence or languages (NL-19)."""

    kind: Literal["skill_recorded"] = "skill_recorded"
    level: Literal["none", "basic", "enough", "good"]

    def check(self, case: Case) -> None:
        if not (0 < len(self.of) <= 30 and self.of.replace("_", "").isalpha()):
            raise Refused(f"name the skill in one plain word: this programme asks about {', '.join(case.programme.lists['skills'])}")


class AttitudeRecorded(Recorded, frozen=True):
    """Attitude and motivation, as seen in frequent contact (NL-20)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["attitude_recorded"] = "attitude_recorded"
    attitude: Restricted
    motivation: Restricted


class QualityRecorded(Recorded, frozen=True):
    """A quality of the person at work (NL-21)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["quality_recorded"] = "quality_recorded"
    quality: str = Field(min_length=2)


class ShortcomingRecorded(Recorded, frozen=True):
    """A shortcoming of the person at work (NL-21)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["shortcoming_recorded"] = "shortcoming_recorded"
    shortcoming: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})


class MappingCompleted(Fact, frozen=True):
    """The counsellor declares that qualities and shortcomings are mapped (NL-22)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["mapping_completed"] = "mapping_completed"

    def check(self, case: Case) -> None:
        if "mapping" not in case.open:
            raise Refused("mapping is declared complete while the case is in mapping: first settle what exploration waits for")
        if case.trainings:
            raise Refused(f"training {', '.join(case.trainings)} is under way: tell training_ended first")
        if left := [a.key for a in unmapped(case)]:
            raise Refused(f"still to be mapped: {', '.join(left)}")


def unmapped(case: Case) -> Iterator[Awaited]:
    """What is not mapped yet; wants and abilities that do not match are looked at again (NL-16 to NL-21)."""
    yield from (missing(fact) for fact in WANTS_AND_ABILITIES if kind_of(fact) not in case.records)
    yield from _unmatched(case)
    yield from (missing(fact) for fact in RECORDS if kind_of(fact) not in case.records)
    for skill in case.programme.lists["skills"]:
        if f"skill_recorded:{skill}" not in case.records:
            yield missing(SkillRecorded, skill)


def _unmatched(case: Case) -> Iterator[Awaited]:
    if "match_judged" not in case.records:
        yield missing(MatchJudged)
    elif case.decisions["match_judged"].choice == "not realistic":
        looked_again = max(case.records["wish_recorded"], case.records["ability_recorded"]) > case.records["match_judged"]
        yield missing(MatchJudged if looked_again else WishRecorded)


WANTS_AND_ABILITIES: tuple[type[Fact], ...] = (WishRecorded, AbilityRecorded)
RECORDS: tuple[type[Fact], ...] = (DiplomaRecorded, TrainingDecided, AttitudeRecorded, QualityRecorded, ShortcomingRecorded)
