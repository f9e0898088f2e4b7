"""Facts and promises in the words people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from casework.earlier_names import fields_now, kind_now
from casework.fact import Reader, as_seen_by, kind_of
from casework.glossary import awaited, label
from casework.mistakes import CORRECTED
from casework.vocabulary import vocabulary
from casework.watch import HourCame
from records.agenda import Owed
from starters.answers.hours import day_said, hour_typed

HOUR = kind_of(HourCame)
AN_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
OPENING = frozenset({"terms", "clock", "opening"})
"""What an opening says that is for the machine."""


def fact_said(kind: str, of: object = "") -> str:
    """A fact that was told, and about what."""
    about = promise_said(str(of)) if kind == HOUR else of
    return f"{label(kind)} ({about})" if about else label(kind)


def promise_said(key: str) -> str:
    """What is awaited, and about what; of a day that is to come, what it does."""
    kind, _, of = key.partition(":")
    if kind == "day":
        name, _, of = of.partition(".")
        return f"a day: {name.replace('_', ' ')}{f' ({of})' if of else ''}"
    return f"{awaited(kind)} ({of})" if of else awaited(kind)


def owed_said(owed: Owed, zone: str) -> str:
    """A promise in a line: what, from whom, by when."""
    by = f"by {day_said(owed.by, zone)}" if owed.by else "no date"
    return f"{promise_said(owed.key)} from the {owed.whose}, {by}{', late' if owed.overdue else ''}"


def seen(reader: Reader, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What this reader may read of a fact of this kind; of a kind nobody knows any more, nothing."""
    known = vocabulary().get(kind_now(kind))
    readable = as_seen_by(reader, known, fields_now(kind, told)) if known else {}
    if kind == CORRECTED:
        readable["instead"] = seen(reader, told["what"], told["instead"])
    return {name: readable[name] for name in (known.model_fields if known else ()) if name in readable}


def fields_said(told: Mapping[str, Any], zone: str) -> str:
    """The fields of a fact as they would be typed, hours in the local time of the office."""
    shown = {name: value for name, value in told.items() if value is not None and name not in {"of", "kind", *OPENING}}
    return " ".join(f"{name}={_value(value, zone)}" for name, value in shown.items())


def listed(words: Iterable[str]) -> str:
    """Words in a row, or a dash."""
    return ", ".join(words) or "-"


def _value(value: object, zone: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"({fields_said(value, zone)})"
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = hour_typed(value, zone) if isinstance(value, str) and AN_HOUR.fullmatch(value) else str(value)
    return f'"{text}"' if " " in text else text
