"""Whether two names may be one person's: spelt otherwise, in another order, with or without accents (FR-03).

Never more than a sign: a colleague looks and decides. What is the same here is only what is often written in two ways.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Likeness = Literal["the same name", "a similar name"]
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
WRITTEN_TWO_WAYS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ij", "y"), ("ph", "f"), ("ck", "k"))
"""Umlauts and the like written with two letters, and letters that are changed for each other in a transliteration."""

NEARLY = 0.85
"""Of the letters in the same order: two or so of a name of ten may differ."""


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared, in alphabetical order."""
    return tuple(sorted(re.findall(r"[^\W_]+", plain(name))))


def plain(name: str) -> str:
    """A name without capitals, accents and what is written in two ways."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))
    bare = bare.translate(LETTERS)
    for two, one in WRITTEN_TWO_WAYS:
        bare = bare.replace(two, one)
    return bare


def likeness(one: str, other: str) -> Likeness | None:
    """How alike two names are; nothing when they are not."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return None
    if first == second:
        return "the same name"
    fewer, more = sorted((set(first), set(second)), key=len)
    return "a similar name" if (len(fewer) > 1 and fewer < more) or _nearly(" ".join(first), " ".join(second)) else None


def _nearly(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= NEARLY and matcher.quick_ratio() >= NEARLY and matcher.ratio() >= NEARLY
