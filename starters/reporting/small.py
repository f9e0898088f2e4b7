"""Counts of few people are not shown, nor what would give them away: neither alone nor by subtracting from a total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Cell: TypeAlias = int | str
"""A count as it may be shown: the number, "<5" for fewer than so many (also none), or HELD_BACK."""

AT_LEAST = 5
EVERYTHING = 1
"""Whoever asks for counts of at least one person sees every count."""

HELD_BACK = "*"
"""A count that is not small, and would say what a small one beside it is."""


def few(at_least: int) -> str:
    """What stands in place of a small count."""
    return f"<{at_least}"


def alone(count: int, at_least: int) -> Cell:
    """A count that is part of nothing else that is shown."""
    return count if count >= at_least or at_least == EVERYTHING else few(at_least)


def protected(counts: Mapping[str, int], at_least: int, *, listed_from: int = 0) -> dict[str, Cell]:
    """The parts of a whole whose total may be known: small ones hidden, and as many others as keep anybody from reckoning them.

    The next smallest is held back as long as it is needed; where nothing is enough, every part is. `listed_from`: what a part
    has at least to be listed at all; with 1 even the names tell something, and where nothing is enough none is listed.
    """
    if at_least == EVERYTHING:
        return dict(counts)
    if sum(counts.values()) < at_least:
        return {} if listed_from else dict.fromkeys(counts, few(at_least))
    small = {name for name, count in counts.items() if count < at_least}
    hidden = set(small)
    while small and _told_apart(counts, small, hidden, range(listed_from, at_least)):
        if len(hidden) == len(counts):
            return {} if listed_from else dict.fromkeys(counts, HELD_BACK)
        hidden.add(min(counts.keys() - hidden, key=lambda name: (counts[name], name)))
    return {name: few(at_least) if name in small else HELD_BACK if name in hidden else count for name, count in counts.items()}


def _told_apart(counts: Mapping[str, int], small: set[str], hidden: set[str], too_few: range) -> bool:
    """True if the total, what is shown and what the signs mean leave a small count one value only, or if few people are hidden in all."""
    left = sum(counts[name] for name in hidden)
    others = len(hidden) - len(small)
    most = min([left, *(count for name, count in counts.items() if name not in hidden)])
    lowest = left - (len(small) - 1) * too_few[-1] - others * most
    highest = left - (len(small) - 1) * too_few.start - others * too_few.stop
    return left < too_few.stop or max(too_few.start, lowest) >= min(too_few[-1], highest)


def part_of(part: int, whole: int, at_least: int) -> tuple[Cell, str]:
    """So many of a whole, and their percentage where both may be shown; a part that leaves few others is held back."""
    cell = protected({"in": part, "out": whole - part}, at_least)["in"]
    return cell, f"{100 * part / whole:.0f} %" if whole and isinstance(cell, int) else ""
