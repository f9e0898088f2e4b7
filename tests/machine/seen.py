"""What happened while anything happened: which rules ran, what was decided and why, and which fates messages had."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from casework.leaving import KNOWN, NOT_AWAITED, NOT_HEARD_OF, NOT_WRITTEN_TO, Decision, Drop, Leave


class Reached(NamedTuple):
    """A way a decision can come out: what it is, and the sentence that people read."""

    outcome: str
    why: str


LEFT = "N messages reached them today, and no more than N may"
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "leaves": ("",),
    "worklist": (
        "",
        "they want no messages: tell them of the appointment yourself",
        "they want no messages for a while: tell them of the appointment yourself",
        "the ways we have are closed: pass it on yourself",
    ),
    "waits": (
        "its hour has not come",
        "they want no messages for a while",
        "it is held for a moment: what was told by mistake can still be taken back",
        "it goes with the digest of the working day",
        "nobody is disturbed now: it leaves in working hours",
        f"{LEFT}: it leaves later",
        "many are due at this minute: they leave one after the other",
    ),
    "suppressed": (
        *NOT_WRITTEN_TO.values(),
        NOT_HEARD_OF,
        KNOWN,
        "met before it left",
        NOT_AWAITED,
        "the case ended before it left",
        "they want no messages",
    ),
    "superseded": ("something newer about the same left instead",),
    "expired": (
        "the hour of the appointment came before it left",
        "it could not leave while it was of use",
        "they want no messages while it is of use",
        "it could only leave in working hours, and is of no use then",
        f"{LEFT}; tomorrow it is of no use",
    ),
    "failed": ("nobody is responsible for this case: assign a counsellor", "it is for somebody we do not know: tell them yourself"),
}
OUTCOMES = frozenset(Reached(outcome, why) for outcome, sentences in SENTENCES.items() for why in sentences)
"""Every way the one question can be answered."""

FATES = frozenset({"sent", "planned", "bounced", "failed", "suppressed", "superseded", "expired"})
"""What a message can become here; that it was delivered, or done, is told from outside. What was planned again counts as planned."""


class Seen:
    """Counts of one run."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin to count."""
        self.sequences = 0
        self.steps: Counter[str] = Counter()
        self.decided: Counter[Reached] = Counter()
        self.fates: Counter[str] = Counter()

    def decision(self, decision: Decision) -> None:
        self.decided[Reached(_outcome(decision), _without_numbers(decision.why))] += 1

    def missed(self, steps: Iterable[str]) -> list[str]:
        """What never happened: steps, answers, fates."""
        answers = [f"{said.outcome}: {said.why}" for said in sorted(OUTCOMES - self.decided.keys())]
        return [*sorted(set(steps) - self.steps.keys()), *answers, *sorted(FATES - self.fates.keys())]

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
    """The sentence as it is written, whatever the number, and whichever ways are closed for which reason."""
    return re.sub(r"^.*(?=: pass it on yourself$)", "the ways we have are closed", re.sub(r"\d+", "N", why))


SEEN = Seen()
"""Of this process."""
