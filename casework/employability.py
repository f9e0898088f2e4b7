"""Detection, evaluation and diagnosis of employability: needs, capabilities and limitations, an assessment, a level (ES-33 to ES-36)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from casework.agenda import Awaited, missing
from casework.case import Case
from casework.data_groups import GROUPS, DataGroupRecorded
from casework.fact import Fact, Refused, Restricted, key_of, kind_of, known
from casework.things_insertor import Finding, Need


class NeedFound(Fact, frozen=True):
    """A need of the person came to light; `evidence` are the lines of the journal in which it shows (ES-33)."""

    begins: ClassVar[str] = "n"
    kind: Literal["need_found"] = "need_found"
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    evidence: list[int] = []

    def check(self, case: Case) -> None:
        case.may_begin(self)
        in_the_file(case, self.evidence)

    def happen(self, case: Case) -> None:
        case.begin(case.needs, self, Need(found=case.hour))
        case.records["need_found"] = case.line


class NeedMet(Fact, frozen=True):
    """A need is met, or is none any more."""

    kind: Literal["need_met"] = "need_met"
    result: Literal["met", "no need any more"]

    def check(self, case: Case) -> None:
        known(case.needs, self.of, "open need")

    def happen(self, case: Case) -> None:
        case.put_away(case.needs, self.of, f"needs: {self.result}")


class CapabilityFound(Fact, frozen=True):
    """A capability that speaks for the person at work, of a sort the programme names (ES-34)."""

    begins: ClassVar[str] = "c"
    listed_in: ClassVar[Mapping[str, str]] = {"sort": "variables"}
    kind: Literal["capability_found"] = "capability_found"
    sort: str
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.findings, self, Finding(sort="capability", found=case.hour))
        case.records["capability_found"] = case.line


class LimitationFound(Fact, frozen=True):
    """A limitation that affects how employable the person is, of a sort the programme names (ES-34)."""

    begins: ClassVar[str] = "l"
    listed_in: ClassVar[Mapping[str, str]] = {"sort": "variables"}
    kind: Literal["limitation_found"] = "limitation_found"
    sort: Restricted
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.findings, self, Finding(sort="limitation", found=case.hour))


class FindingLifted(Fact, frozen=True):
    """A limitation was overcome, or a capability or limitation does not hold any more."""

    kind: Literal["finding_lifted"] = "finding_lifted"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.findings, self.of, "capability or limitation")

    def happen(self, case: Case) -> None:
        case.put_away(case.findings, self.of, "findings lifted")


class GroupAssessed(Fact, frozen=True):
    """What one group of data means for work: it helps, hinders, or does neither (ES-35)."""

    listed_in: ClassVar[Mapping[str, str]] = {"of": GROUPS}
    kind: Literal["group_assessed"] = "group_assessed"
    bearing: Literal["helps", "neither", "hinders"] = Field(json_schema_extra={"seen_by": "restricted"})
    assessment: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.of not in case.groups:
            raise Refused(f"nothing is known of {self.of} yet: tell data_group_recorded first")

    def happen(self, case: Case) -> None:
        case.records[self.key] = case.line


class ConsistencyAssessed(Fact, frozen=True):
    """Whether the groups of data agree with each other, and where they do not: the ninth assessment (ES-35)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["consistency_assessed"] = "consistency_assessed"
    consistent: bool
    assessment: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if left := [group.of for group in groups_unassessed(case)]:
            raise Refused(f"assess {', '.join(left)} first: only then it can be seen whether all agree")

    def happen(self, case: Case) -> None:
        case.records["consistency_assessed"] = case.line


class EmployabilityRated(Fact, frozen=True):
    """How employable the person is, on the scale of the programme, and why; every change is kept (ES-36)."""

    of_the_whole: ClassVar[bool] = True
    listed_in: ClassVar[Mapping[str, str]] = {"level": "employability_levels"}
    kind: Literal["employability_rated"] = "employability_rated"
    level: str
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if left := [a.key for a in all_assessed(case)]:
            raise Refused(f"the level rests on the assessments: first tell {', '.join(left)}")

    def happen(self, case: Case) -> None:
        case.decide("employability_rated", self.level)


def in_the_file(case: Case, evidence: list[int]) -> None:
    """Raises Refused unless the evidence stands in the journal of this case."""
    if not evidence:
        raise Refused("a need rests on what is in the file: name the lines of the journal with evidence=...")
    if wrong := [line for line in evidence if not 1 <= line <= case.line]:
        raise Refused(f"this case has no line {wrong[0]}: its journal ends with line {case.line}")


def diagnosed(case: Case) -> Iterator[Awaited]:
    """A need and a capability were found: nobody is only what they lack (ES-33, ES-34)."""
    return (missing(fact) for fact in (NeedFound, CapabilityFound) if kind_of(fact) not in case.records)


def all_assessed(case: Case) -> Iterator[Awaited]:
    """Each group is assessed as it is known now, and after them whether they agree (ES-35)."""
    left = list(groups_unassessed(case))
    yield from left
    last = max((assessed_in(case, group) for group in case.programme.lists[GROUPS]), default=0)
    if left or case.records.get("consistency_assessed", 0) <= last:
        yield missing(ConsistencyAssessed)


def groups_unassessed(case: Case) -> Iterator[Awaited]:
    """Groups that were never assessed, or of which more is known since."""
    for group in case.programme.lists[GROUPS]:
        if assessed_in(case, group) <= case.records.get(key_of(kind_of(DataGroupRecorded), group), 0):
            yield missing(GroupAssessed, group)


def assessed_in(case: Case, group: str) -> int:
    """The line of the journal in which a group was last assessed."""
    return case.records.get(key_of(kind_of(GroupAssessed), group), 0)
