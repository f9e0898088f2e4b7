"""What the doctor finds: what was looked at, how it is, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from runtime.sentences import Sentence

State = Literal["good", "mind", "wrong", "not looked at"]
NAMED = 5


class Finding(BaseModel, frozen=True):
    """What was looked at, how it is, and a sentence about it."""

    what: str
    state: State
    says: str


class Wrong(Sentence):
    """Something the product stands on is not as it should be."""


class Mind(Sentence):
    """Something works, and still somebody should know it."""


class NotLookedAt(Sentence):
    """What this stands on is missing."""


def several(names: Sequence[str]) -> str:
    """The first few of these, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def revive(numbers: Sequence[str]) -> str:
    """What to type to bring these back."""
    return f"run `itinerary revive {' '.join(numbers)}`" if len(numbers) <= NAMED else "run `itinerary revive --all`"
