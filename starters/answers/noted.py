"""What is noted of somebody or something that is known already: what is named changes, all else stays, and what changed is said.

What is named as "" is removed: an address that holds no more is not kept because nobody could say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from casework.vocabulary import in_words
from starters.answers.answer import WrongInput
from starters.answers.words import listed

Kept = TypeVar("Kept", bound=BaseModel)


def read_as(model: type[Kept], said: Mapping[str, object]) -> Kept:
    """What was said of somebody or something; what was left out is as the model has it. Raises WrongInput."""
    try:
        return model.model_validate({name: value for name, value in said.items() if value not in (None, "", [])})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise WrongInput(f"{field} is missing" if first["type"] == "missing" else f"{field}: {in_words(first)}") from None


def noted_again(model: type[Kept], before: BaseModel | None, said: Mapping[str, object]) -> Kept:
    """As it was before, but for what was named. Raises WrongInput."""
    named = {name: _without_gaps(value) for name, value in said.items() if value is not None}
    return read_as(model, (before.model_dump() if before else {}) | named)


def with_changes(sentence: str, before: BaseModel | None, kept: BaseModel, aside: Iterable[str] = ()) -> str:
    """A sentence, and what is another thing now than before, if it was known before."""
    if before is None:
        return sentence
    now, was = kept.model_dump(exclude=set(aside)), before.model_dump()
    changed = [f"{name.replace('_', ' ')} {_value(value)}" for name, value in now.items() if name in was and was[name] != value]
    return f"{sentence}; changed: {', '.join(changed)}; all else stays" if changed else f"{sentence}; nothing changed"


def _without_gaps(value: object) -> object:
    return [one for one in value if one != ""] if isinstance(value, list) else value


def _value(value: object) -> str:
    if isinstance(value, list):
        return listed(map(str, value))
    return "none" if value in ("", None) else str(value)
