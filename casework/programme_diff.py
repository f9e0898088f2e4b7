"""What one version of a programme says otherwise than another: read before a case is moved from the one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casework.programme import Programme

NOTHING = "nothing"
NOT_SAID = ("source", "verified")


def diff(old: Programme, new: Programme) -> list[str]:
    """One sentence a change: "deadlines.conversation_held.within: 10 working days -> 5 working days"."""
    return list(_changes("", old.model_dump(mode="json"), new.model_dump(mode="json")))


def _changes(where: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    before, after = _parts(old), _parts(new)
    if before is None or after is None:
        yield f"{where}: {_said(old)} -> {_said(new)}"
        return
    for key in dict.fromkeys([*before, *after]):
        yield from _changes(f"{where}.{key}" if where else str(key), before.get(key), after.get(key))


def _parts(value: Any) -> Mapping[Any, Any] | None:
    """What is looked into: a table, or a list of tables by their place, the first being 1."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return dict(enumerate(value, 1))
    return value if isinstance(value, dict) else None


def _said(value: Any) -> str:
    if value is None or value in ([], {}):
        return NOTHING
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_said(item) for item in value)
        case dict():
            return ", ".join(f"{key} {_said(item)}" for key, item in value.items() if key not in NOT_SAID)
    return str(value)
