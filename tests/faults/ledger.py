"""What tellers were promised: every opening and every fact that was accepted, and when answers came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from starters.itineraries import Said

AT_LAST = "kept, not yet checked"


class Answered(NamedTuple):
    """A fact that was answered: asked at one moment, heard at another, in seconds of one monotonic clock."""

    asked: float
    heard: float
    how: str


@dataclass
class Ledger:
    """Kept by the tellers, never by the product: the measure of what may not be lost."""

    facts: dict[str, str] = field(default_factory=dict)
    """The case of every telling that was accepted."""
    openings: dict[str, str] = field(default_factory=dict)
    """The case of every opening."""
    answers: list[Answered] = field(default_factory=list)
    refused: int = 0
    tried_again: int = 0
    broken: list[str] = field(default_factory=list)
    """What was heard that is no sentence."""

    def write_down(self, case: str, telling: str, said: Said, asked: float, heard: float) -> None:
        """A fact was accepted."""
        self.facts[telling] = case
        self.answers.append(Answered(asked, heard, said.how))

    def of(self, case: str) -> set[str]:
        """The tellings this case accepted."""
        return {telling for telling, told in self.facts.items() if told == case}

    def first_answer(self, after: float) -> float | None:
        """How long whoever began after this moment waited, at least, for a fact to be checked and accepted."""
        return min((answer.heard - after for answer in self.answers if answer.asked >= after and answer.how != AT_LAST), default=None)
