"""Which changes to a `check` or a paragraph no test noticed, and whether docs/mutants.md says why each may be.

python -m tests.mutants names    what to change, as mutmut wants to hear it
python -m tests.mutants          after mutmut: what is left; exits 1 if a survivor is unexplained or an explanation outdated
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutants.md"
RULES = (
    "workflows.methods.*",
    "casework.*check__mutmut_*",
    "casework.placement.*_check_article_60__mutmut_*",
    "casework.placement.x__chosen__mutmut_*",
    "casework.placement.x__not_worked_at__mutmut_*",
    "casework.exploration.x__open_barrier__mutmut_*",
    "casework.anytime.x__reachable__mutmut_*",
    "casework.appointments.x__to_come__mutmut_*",
    "casework.in_work_support.x__away__mutmut_*",
    "casework.fact.x_known__mutmut_*",
    "casework.case.*may_begin__mutmut_*",
    "casework.door.x__fits__mutmut_*",
    "casework.door.x__checked__mutmut_*",
    "casework.door.x__not_far_away__mutmut_*",
    "casework.capability_mapping.x_unmapped__mutmut_*",
    "casework.capability_mapping.x__unmatched__mutmut_*",
)
"""What `make mutants` answers for: every paragraph of a story, every check, and what checks look into."""

UNTRIED = "not checked"
EXPLAINED = re.compile(r"^- `(\S+)`: `(.+)`\. \w", re.MULTILINE)


class Mutant(NamedTuple):
    """A small change to the code, and what became of it: killed, survived, timeout, no tests or not checked."""

    name: str
    path: str
    status: str

    @property
    def of_a_rule(self) -> bool:
        return any(fnmatchcase(self.name, rule) for rule in RULES)

    @property
    def where(self) -> str:
        """The function or method, as people call it."""
        return re.sub(r"^x_|^xǁ", "", self.name.rsplit(".", 1)[1].rsplit("__mutmut_", 1)[0]).replace("ǁ", ".")

    def change(self) -> str:
        """What the code would say."""
        lines = get_diff_for_mutant(self.name, path=self.path).splitlines()[2:]
        changed = [line[1:].strip() for line in lines if line.startswith("+")]
        return " ".join(changed) or "left out: " + " ".join(line[1:].strip() for line in lines if line.startswith("-"))


def mutants() -> Iterator[Mutant]:
    """Every mutant of the last run."""
    for meta in sorted((ROOT / "mutants").rglob("*.meta")):
        path = meta.relative_to(ROOT / "mutants").as_posix().removesuffix(".meta")
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"] if (ROOT / path).exists() else {}
        for name, code in codes.items():
            yield Mutant(name, path, status_by_exit_code[code])


def explained() -> set[tuple[str, str]]:
    """Where, and which change: the survivors that docs/mutants.md gives a reason for."""
    return {(where, change) for where, change in EXPLAINED.findall(PAGE.read_text(encoding="utf-8"))}


def left_over() -> int:
    """Say what is left; 1 if a survivor is unexplained, an explanation outdated, or a change was not tried."""
    found = list(mutants())
    rules = [mutant for mutant in found if mutant.of_a_rule]
    left = {(m.where, m.change()) for m in rules if m.status not in ("killed", "timeout", UNTRIED)}
    print(f"checks and paragraphs: {counted(rules)}")
    print(f"elsewhere: {counted([m for m in found if not m.of_a_rule])}")
    for where, change in sorted(left - explained()):
        print(f"unexplained: - `{where}`: `{change}`. ")
    for where, change in sorted(explained() - left):
        print(f"no longer there: - `{where}`: `{change}`. ")
    return int(left != explained() or not rules or any(m.status == UNTRIED for m in rules))


def counted(some: list[Mutant]) -> str:
    """How many there are of each sort."""
    return ", ".join(f"{number} {status}" for status, number in sorted(Counter(m.status for m in some).items())) or "none"


if __name__ == "__main__":
    if "names" in sys.argv:
        print(*RULES)
    else:
        sys.exit(left_over())
