"""The eight groups of data of the initial interview, and how much is known of each (ES-24 to ES-32)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from casework.agenda import Awaited, missing
from casework.case import Case
from casework.fact import Fact, Refused, Restricted
from casework.things_insertor import DataGroup

GROUPS = "data_groups"
SETTLED = ("complete", "declined", "not applicable")


class DataGroupRecorded(Fact, frozen=True):
    """What is known now of one group of data, and whether that is all; the programme names the groups and what each holds."""

    listed_in: ClassVar[Mapping[str, str]] = {"of": GROUPS}
    kind: Literal["data_group_recorded"] = "data_group_recorded"
    state: Literal["missing", "partial", "complete", "declined", "not applicable"]
    data: dict[str, str] = Field(default={}, json_schema_extra={"seen_by": "restricted"})
    why: Restricted = ""

    def check(self, case: Case) -> None:
        items = case.programme.lists.get(self.of, [])
        if strange := sorted(set(self.data) - set(items)):
            raise Refused(f"{self.of} holds {', '.join(items) or 'no items'}: there is no {', '.join(strange)}")
        if self.state in ("declined", "not applicable") and not self.why:
            raise Refused(f"say why this is {self.state}: why=...")
        left = [item for item in items if item not in (*known_items(case, self.of), *self.data)]
        if self.state == "complete" and left:
            raise Refused(f"{self.of} is complete with {', '.join(left)} too: fill them in under data, or tell state=partial")

    def happen(self, case: Case) -> None:
        case.groups[self.of] = DataGroup(state=self.state, items=sorted({*known_items(case, self.of), *self.data}))
        case.records[self.key] = case.line


def known_items(case: Case, of: str) -> list[str]:
    """What was said of a group before."""
    return case.groups[of].items if of in case.groups else []


def groups_known(case: Case) -> Iterator[Awaited]:
    """Every group is complete, or declined or not applicable with a reason: only then the initial interview is closed (ES-32)."""
    for group in case.programme.lists[GROUPS]:
        if group not in case.groups or case.groups[group].state not in SETTLED:
            yield missing(DataGroupRecorded, group)
