"""A fact as a form: its fields, what each takes, who may see it, and an example."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from casework.fact import Fact, Person, Reader, kind_of, seen_by
from starters.answers.fields import names_of, names_staff, parts_of

WORDS: dict[Any, str] = {
    str: "text",
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    date: "a day, as 2026-05-04",
    datetime: "a day and hour, as 2026-05-04T14:30",
}
EXAMPLES: dict[Any, Any] = {str: "...", bool: True, int: 1, float: 1}
LIMITS = {"gt": "above", "ge": "from", "lt": "below", "le": "to"}
HALF_PAST_TWO = time(14, 30)
SOME_DAY = date(2026, 5, 4)
AN_ID = "an id, as X-1; never a name"
ID = next(limit.pattern for limit in get_args(Person)[1].metadata if hasattr(limit, "pattern"))
A_MEMBER = "a staff id, as in `itinerary staff list`"
THING = "which one: its id, as b1"
PARTS = 'texts by name, each as sections.goals="..."'


class Field(BaseModel):
    """One field of a form."""

    name: str
    takes: str
    needed: bool
    otherwise: str = ""
    seen_by: Reader


def form_of(fact: type[Fact]) -> list[Field]:
    """The fields of a fact that people fill in."""
    return [_field(fact, name) for name in names_of(fact)]


def example_of(fact: type[Fact], day: date = SOME_DAY, *, also: Collection[str] = ()) -> dict[str, Any]:
    """The least that has to be said, and what else a programme asks for, made up; its days are this one."""
    needed = {name: _example(fact, name, day) for name in names_of(fact) if fact.model_fields[name].is_required() or name in also}
    return needed or ({"note": "..."} if kind_of(fact) == "remark_made" else {})


def example_line(fact: type[Fact], fields: dict[str, Any] | None = None) -> str:
    """What would be typed to tell it."""
    said = example_of(fact) if fields is None else fields
    return " ".join([kind_of(fact), *(word for name in names_of(fact) if name in said for word in _words(name, said[name]))])


def _words(name: str, value: Any) -> Iterator[str]:
    """A field as it is typed; what has parts is typed part by part."""
    if isinstance(value, Mapping):
        yield from (f"{name}.{part}={_typed(said)}" for part, said in value.items())
    else:
        yield f"{name}={_typed(value)}"


def _field(fact: type[Fact], name: str) -> Field:
    info = fact.model_fields[name]
    otherwise = "" if info.is_required() or info.default in ("", None, [], set(), {}) else _typed(info.default)
    return Field(name=name, takes=_takes_of(fact, name), needed=info.is_required(), otherwise=otherwise, seen_by=seen_by(fact, name))


def _takes_of(fact: type[Fact], name: str) -> str:
    if name in fact.listed_in:
        return f"one of the programme's {fact.listed_in[name].replace('_', ' ')}"
    if name == "of":
        return f"left out, the next free id, as {fact.begins}1" if fact.begins else _which_one(fact)
    return A_MEMBER if names_staff(fact, name) else _takes(fact.model_fields[name])


def _which_one(fact: type[Fact]) -> str:
    """What `of` names, where it is no thing of the case."""
    own = fact.model_fields["of"].description
    return own if own and own != Fact.model_fields["of"].description else THING


def _takes(info: FieldInfo) -> str:
    plain = parts_of(info.annotation)
    origin = get_origin(plain)
    if origin is Literal:
        return " | ".join(filter(None, map(str, get_args(plain))))
    if origin in (list, set):
        return f"several, with commas: {_of_each(get_args(plain)[0])}"
    if origin is dict:
        return PARTS
    return AN_ID if _is_id(info) else WORDS.get(plain, "text") + _limits(info)


def _of_each(part: Any) -> str:
    if get_origin(part) is Literal:
        return ", ".join(map(str, get_args(part)))
    if isinstance(part, type) and issubclass(part, BaseModel):
        return f"each with {', '.join(part.model_fields)} (give them with --fields)"
    return WORDS.get(part, "text")


def _limits(info: FieldInfo) -> str:
    """From and to, where the field says."""
    bounds = {name: getattr(limit, name) for limit in info.metadata for name in LIMITS if hasattr(limit, name)}
    return "".join(f" {LIMITS[name]} {bound}" for name, bound in bounds.items())


def _is_id(info: FieldInfo) -> bool:
    return any(getattr(limit, "pattern", None) == ID for limit in info.metadata)


def _example(fact: type[Fact], name: str, day: date) -> Any:
    plain = parts_of(fact.model_fields[name].annotation)
    origin = get_origin(plain)
    if origin is Literal:
        return next(filter(None, get_args(plain)), "")
    if origin in (list, set):
        part = get_args(plain)[0]
        return list(get_args(part)) if get_origin(part) is Literal else []
    if _is_id(fact.model_fields[name]):
        return "S-1" if names_staff(fact, name) else "X-1"
    if plain is datetime:
        return datetime.combine(day, HALF_PAST_TWO, UTC)
    if plain is date:
        return day
    return f"{day:%Y-%m}" if name == "month" else EXAMPLES.get(plain, "...")


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, set, tuple)):
        return f'"{",".join(map(str, value))}"'
    text = f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else str(value)
    return f'"{text}"' if " " in text else text
