"""Reads the fields of a fact from what was typed: `result=solved starts=2026-05-04 consent=yes`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from casework.fact import Fact, Refused
from casework.vocabulary import fact_from, vocabulary
from starters.answers.answer import WrongInput, did_you_mean
from starters.answers.hours import day_meant, hour_meant

YES = frozenset({"yes", "true", "y", "1"})
STAFF = "who"
"""The field in which a fact names one of the staff."""

NO = frozenset({"no", "false", "n", "0"})


def kind_named(text: str) -> type[Fact]:
    """The fact somebody means, `-` and `_` being the same. Raises WrongInput."""
    word = text.strip().replace("-", "_").lower()
    if fact := vocabulary().get(word):
        return fact
    raise WrongInput(f"there is no fact called {text}: see `itinerary facts` for what can be told{did_you_mean(word, vocabulary())}")


def fields_from(fact: type[Fact], typed: Iterable[str], as_json: str, zone: str) -> dict[str, Any]:
    """What was typed, each field as its fact reads it. Raises WrongInput."""
    fields = _from_json(as_json)
    for pair in typed:
        name, equals, text = pair.partition("=")
        if not equals:
            raise WrongInput(f'{pair} is no field: write name=value, and quote what has spaces, as in why="moved house"')
        field, _, part = name.partition(".")
        _know(fact, field)
        _add(fields, name, _value(name, _annotation(fact, field, part), text, zone))
    return fields


def _annotation(fact: type[Fact], field: str, part: str) -> Any:
    """What a field takes, or a part of it. Raises WrongInput for a part of what has none, and for all of what is told in parts."""
    whole = parts_of(fact.model_fields[field].annotation)
    in_parts = get_origin(whole) is dict
    if in_parts and not part:
        raise WrongInput(f'{field} is told part by part: write {field}.NAME="..."')
    if part and not in_parts:
        raise WrongInput(f"{field} has no parts: write {field}=...")
    return get_args(whole)[1] if in_parts else whole


def _add(fields: dict[str, Any], name: str, value: Any) -> None:
    """Put a field, or a part of one, among the others. Raises WrongInput if it is there."""
    field, _, part = name.partition(".")
    there, last = (fields.setdefault(field, {}), part) if part else (fields, field)
    if last in there:
        raise WrongInput(f"{name} is given twice: give it once")
    there[last] = value


def read(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they travel, all of them checked. Raises WrongInput."""
    try:
        fact = fact_from(kind, fields)
    except Refused as wrong:
        raise WrongInput(f"{kind}: {wrong}; `itinerary facts {kind}` shows what it takes") from None
    return fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)


def names_of(fact: type[Fact]) -> list[str]:
    """The fields that may be given."""
    return [name for name in fact.model_fields if name != "kind"]


def names_staff(fact: type[Fact], name: str = STAFF) -> bool:
    """Whether this field names one of the staff; of a meeting it is the guest that `with_whom` speaks of."""
    return name == STAFF and "with_whom" not in fact.model_fields


def parts_of(annotation: Any) -> Any:
    """The annotation of a field without `| None`."""
    if get_origin(annotation) in (Union, UnionType):
        return next((part for part in get_args(annotation) if part is not NoneType), annotation)
    return annotation


def _know(fact: type[Fact], name: str) -> None:
    known = names_of(fact)
    if name not in known:
        raise WrongInput(f"{fact.model_fields['kind'].default} has no field {name}: it has {', '.join(known)}{did_you_mean(name, known)}")


def _from_json(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        fields = json.loads(text)
    except ValueError as wrong:
        raise WrongInput(f'--fields is no JSON ({wrong}): write it as in \'{{"result": "solved"}}\'') from None
    if not isinstance(fields, dict):
        raise WrongInput('--fields is an object, as in \'{"result": "solved"}\'')
    return fields


def _value(name: str, annotation: Any, text: str, zone: str) -> Any:
    plain = parts_of(annotation)
    origin = get_origin(plain)
    if origin is Literal:
        return _choice(name, text, [str(choice) for choice in get_args(plain)])
    if origin in (list, set):
        return _several(name, plain, text, zone)
    if plain is bool:
        return _yes_or_no(name, text)
    if plain is datetime:
        return hour_meant(text, zone)
    if plain is date:
        return day_meant(text)
    return text


def _several(name: str, plain: Any, text: str, zone: str) -> list[Any]:
    part = get_args(plain)[0]
    if isinstance(part, type) and hasattr(part, "model_fields"):
        raise WrongInput(f"{name} is a list of {', '.join(part.model_fields)}: give it with --fields '{{\"{name}\": [...]}}'")
    return [_value(name, part, word.strip(), zone) for word in text.split(",") if word.strip()]


def _yes_or_no(name: str, text: str) -> bool:
    if text.lower() not in YES | NO:
        raise WrongInput(f"{name}: expected yes or no, found {text}")
    return text.lower() in YES


def _choice(name: str, text: str, choices: list[str]) -> str:
    spoken = {choice.lower().replace("_", " "): choice for choice in choices}
    found = spoken.get(text.lower().replace("_", " "))
    if found is None:
        raise WrongInput(f"{name}: expected {' or '.join(filter(None, choices))}, found {text}{did_you_mean(text, choices)}")
    return found
