"""What earlier releases called things: journals, pages and programmes of open cases still say it, for as long as cases live.

A rename is written down here once and for good, always to the name of today. A field that went needs no line: what is
remembered is read without it. A kind that was ever told is never taken away, only no longer told (a story leaves it out).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KINDS: dict[str, str] = {}
"""The kind of a fact today, by what it was called."""

FIELDS: dict[str, dict[str, str]] = {}
"""By the kind of today: the field of today, by what it was called."""

CHAPTERS: dict[str, str] = {}
"""The paragraph of today, by what it was called; of one that is gone, the paragraph that goes on in its place."""


def kind_now(kind: str) -> str:
    """What this kind of fact is called today."""
    return KINDS.get(kind, kind)


def key_now(key: str) -> str:
    """The key of a promise or of a telling in the words of today: `kind`, `kind:of`, or the hour of one, `hour_came:kind:of`."""
    return ":".join(map(kind_now, key.split(":")))


def fields_now(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, in the words of today: its fields, and the promise it names; the kind may be an earlier one."""
    names = FIELDS.get(kind_now(kind), {})
    now = {names.get(name, name): value for name, value in told.items()}
    return now | {"of": key_now(now["of"])} if isinstance(now.get("of"), str) else now
