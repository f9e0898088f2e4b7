"""The code of today, changed as a later release may change it, in a tree of its own: its worker runs beside today's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from casework.case import Line
from runtime.embedded.child import Child

BUILD = "tomorrow"
HERE = Path(__file__).parents[2]
PACKAGES = ("casework", "workflows", "activities", "records", "notifications", "runtime", "workers", "starters", "programmes")


class Change(NamedTuple):
    """A piece of code of today, and what it is tomorrow."""

    file: str
    today: str
    tomorrow: str


NEW_FACT = '''class HomeVisited(Fact, frozen=True):
    """Somebody went to see how the person lives."""

    kind: Literal["home_visited"] = "home_visited"


class SolutionTried(Fact, frozen=True):
'''

A_NEW_FACT = [Change("casework/exploration.py", "class SolutionTried(Fact, frozen=True):\n", NEW_FACT)]
A_CHANGED_PARAGRAPH = [
    Change(
        "workflows/methods/kina.py", 'pace="exploration"), desk.until(search_followed)', 'pace="exploration"), desk.expect(HomeVisited)'
    ),
    Change("workflows/methods/kina.py", "GateOverridden, ProbeAnswered,", "GateOverridden, HomeVisited, ProbeAnswered,"),
]
A_RENAMED_KIND = [
    Change(
        "casework/exploration.py", 'Literal["conversation_held"] = "conversation_held"', 'Literal["first_talk_held"] = "first_talk_held"'
    ),
    Change("casework/appointment_conditions.py", '"conversation_held"', '"first_talk_held"'),
    Change("casework/earlier_names.py", "KINDS: dict[str, str] = {}", 'KINDS: dict[str, str] = {"conversation_held": "first_talk_held"}'),
]
A_FIELD_OF_A_FACT_IS_GONE = [
    Change("casework/exploration.py", '    what: Restricted\n    result: Restricted = ""\n', "    what: Restricted\n")
]
A_RENAMED_FIELD_OF_A_FACT = [
    Change("casework/exploration.py", "    type: Restricted\n", "    sort: Restricted\n"),
    Change("casework/exploration.py", "type=self.of", "sort=self.of"),
    Change("casework/earlier_names.py", "FIELDS: dict[str, dict[str, str]] = {}", 'FIELDS = {"barrier_found": {"type": "sort"}}'),
]
A_FIELD_OF_THE_CASE_IS_GONE = [
    Change("casework/things.py", "    by: str\n    severity", "    severity"),
    Change("casework/exploration.py", "by=case.speaker, severity", "severity"),
]
A_RENAMED_FIELD_OF_THE_CASE = [
    Change("casework/things.py", "    severity: int\n", '    weight: int = Field(validation_alias=AliasChoices("weight", "severity"))\n'),
    Change("casework/things.py", "from pydantic import BaseModel\n", "from pydantic import AliasChoices, BaseModel, Field\n"),
    Change("casework/exploration.py", "opened=case.hour, severity=self.severity", "opened=case.hour, weight=self.severity"),
    Change("casework/exploration.py", "barrier.severity", "barrier.weight"),
]
CHANGES = [
    *A_NEW_FACT, *A_CHANGED_PARAGRAPH, *A_RENAMED_KIND, *A_FIELD_OF_A_FACT_IS_GONE, *A_RENAMED_FIELD_OF_A_FACT,
    *A_FIELD_OF_THE_CASE_IS_GONE, *A_RENAMED_FIELD_OF_THE_CASE,
]  # fmt: skip

FOLD = """
import json, sys
from casework.case import Line
from casework.folding import fold
from casework.terms import terms_of
from workflows.methods import STORIES

told = json.load(sys.stdin)
terms = terms_of(told["terms"])
case = fold(told["case"], [Line.model_validate(line) for line in told["lines"]], terms, STORIES[terms.programme.method]).case
print(case.model_dump_json(exclude={"journal", "outbox"}))
"""


class Tomorrow:
    """The tree of a later release."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        for package in PACKAGES:
            shutil.copytree(HERE / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
        for file, today, tomorrow in CHANGES:
            code = (tree / file).read_text()
            assert today in code, f"{file} does not say {today!r} any more: change it otherwise"
            (tree / file).write_text(code.replace(today, tomorrow))

    def worker(self, folder: Path) -> Child:
        """A worker of that release, on the stack of a data folder."""
        environment = {"PYTHONPATH": str(self.tree), "ITINERARY_DATA": str(folder), "ITINERARY_BUILD_ID": BUILD}
        command = [sys.executable, "-P", "-W", "error", "-m", "workers"]
        return Child(BUILD, command, log=folder / "logs" / "tomorrow.log", folder=self.tree, environment=environment)

    def fold(self, case: str, lines: list[Line], terms: str) -> Any:
        """What that release makes of a journal."""
        told = json.dumps({"case": case, "terms": terms, "lines": [line.model_dump(mode="json") for line in lines]})
        command = [sys.executable, "-P", "-c", FOLD]
        folded = subprocess.run(command, input=told, capture_output=True, check=True, text=True, env={"PYTHONPATH": str(self.tree)})
        return json.loads(folded.stdout)
