"""What happened while anything happened: which rules ran, what was decided and why, and which fates messages had."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from casework.leaving import Decision, Drop, Leave


class Reached(NamedTuple):
    """A way a decision can come out: what it is, and the sentence that people read."""

    outcome: str
    why: str


class Seen:
    """Counts of one run."""

    def __init__(self) -> None:
        self.sequences = 0
        self.steps: Counter[str] = Counter()
        self.decided: Counter[Reached] = Counter()
        self.fates: Counter[str] = Counter()

    def decision(self, decision: Decision) -> None:
        self.decided[Reached(_outcome(decision), _without_numbers(decision.why))] += 1

    def in_words(self) -> str:
        """As it is printed."""
        decided = [f"  {many:7} {said.outcome}: {said.why or 'at once'}" for said, many in self.decided.most_common()]
        fates = ", ".join(f"{many} {fate}" for fate, many in self.fates.most_common())
        steps = ", ".join(f"{many} {step.replace('_', ' ')}" for step, many in self.steps.most_common())
        return "\n".join([f"{self.sequences} sequences, {self.steps.total()} steps: {steps}", f"fates: {fates}", "decided:", *decided])


def _outcome(decision: Decision) -> str:
    if isinstance(decision, Leave):
        return "worklist" if decision.way == "worklist" else "leaves"
    return decision.fate if isinstance(decision, Drop) else "waits"


def _without_numbers(why: str) -> str:
    return re.sub(r"\d+", "N", why)


SEEN = Seen()
"""Of this process."""
