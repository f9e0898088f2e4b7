"""Names that mean nothing where they stand, and the one that was perhaps meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches


def strangers(where: str, named: Collection[str], known: Collection[str], what: str) -> Iterator[str]:
    """Of these names each that is not known, as `where: what was expected, what was found`."""
    for name in named:
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield f"{where}: expected {what}{f', perhaps {near[0]}' if near else ''}, found {name!r}"
