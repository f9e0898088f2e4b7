"""A programme with a rule changed, to see what that would cost: `deadlines.conversation_held.within=5 working days`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from casework.programme import Programme
from starters.answers.answer import WrongInput, did_you_mean


def changed(programme: Programme, what_if: Sequence[str]) -> Programme:
    """The programme as it would be; raises WrongInput for a rule that is not there or says what cannot be."""
    if not what_if:
        return programme
    said: dict[str, Any] = programme.model_dump(mode="json")
    for change in what_if:
        path, equals, value = change.partition("=")
        if not equals:
            raise WrongInput(f"{change!r} changes nothing: say it as deadlines.conversation_held.within='5 working days'")
        _set(said, path.strip(), value.strip())
    try:
        return Programme.model_validate(said)
    except ValidationError as wrong:
        raise WrongInput("; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors())) from None


def _set(said: dict[str, Any], path: str, value: str) -> None:
    """Keys of gaps have dots of their own, so the longest key that is there is taken."""
    *parts, last = path.split(".")
    there: Any = said
    while parts:
        taken = next((n for n in range(len(parts), 0, -1) if isinstance(there, dict) and ".".join(parts[:n]) in there), 0)
        if not taken:
            raise WrongInput(
                f"there is no {path} in this programme{did_you_mean('.'.join(parts), there if isinstance(there, dict) else ())}"
            )
        there, parts = there[".".join(parts[:taken])], parts[taken:]
    if not isinstance(there, dict) or last not in there:
        raise _no_rule(path, last, there)
    there[last] = value


def _no_rule(path: str, key: str, there: object) -> WrongInput:
    return WrongInput(f"there is no {path} in this programme{did_you_mean(key, there if isinstance(there, dict) else ())}")
