"""How well an offer of work fits what a person works towards: by the words they share, which are said with it (SV-15, FR-04).

It proposes and never decides: a person reads the words that fit, and those that are missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

SHORTEST = 3
STEM = 5
IN_TITLE, IN_TEXT = 2, 1
WORD = re.compile(r"[^\W\d_]+")


class Fit(NamedTuple):
    """How well it fits, from 0 to 1, by which words, and which of the wanted ones it lacks."""

    score: float
    found: list[str]
    missing: list[str]


def fit(wanted: Iterable[str], title: str, text: str = "") -> Fit:
    """What of the wanted words stands in an offer; a word in its title counts twice."""
    words = list(dict.fromkeys(word for said in wanted for word in words_of(said)))
    in_title, in_text = ({stem(word) for word in words_of(said)} for said in (title, text))
    worth = {word: IN_TITLE if stem(word) in in_title else IN_TEXT if stem(word) in in_text else 0 for word in words}
    found = [word for word in words if worth[word]]
    score = sum(worth.values()) / (IN_TITLE * len(words)) if words else 0.0
    return Fit(round(score, 2), found, [word for word in words if not worth[word]])


def words_of(said: str) -> list[str]:
    """The words that mean something: without accents, capitals and the shortest ones."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", said.lower()) if not unicodedata.combining(sign))
    return [word for word in WORD.findall(plain) if len(word) > SHORTEST]


def stem(word: str) -> str:
    """Two forms of one word mostly begin alike, in all our languages."""
    return word[:STEM]
