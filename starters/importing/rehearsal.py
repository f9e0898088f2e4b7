"""What is told to a case once it is open, tried beforehand on a case that is opened nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping as Cells
from datetime import datetime
from typing import NamedTuple

from casework.anytime import Opened
from casework.door import Opening, Telling, check, open_case, take
from casework.fact import Fact, Refused, kind_of
from casework.programme import Programme
from records.offices import Office
from runtime.sentences import Sentence
from starters.answers.fields import fields_from, kind_named, read
from starters.importing.mapping import ToTell
from starters.importing.sheet import Wrong
from starters.itineraries import terms_at
from workflows.methods import STORIES

Facts = tuple[tuple[str, str], ...]
"""Facts to be told, each by its kind and its fields as JSON."""

MOST_KEPT = 4096
NOT_OPENED = "only-tried"


class ToBeTold(NamedTuple):
    """A fact of a mapping, looked up once."""

    told: ToTell
    fact: type[Fact]

    @classmethod
    def of(cls, told: ToTell) -> ToBeTold:
        """The fact that is meant."""
        return cls(told, kind_named(told.kind))


def facts_of(to_be_told: list[ToBeTold], cells: Cells[str, str], zone: str, wrong: list[Wrong]) -> Facts:
    """The facts that a row tells; one whose columns are all empty is not told. What is wrong is added to the list."""
    found = []
    for told, fact in to_be_told:
        said = {name: cells.get(column.casefold(), "") for name, column in told.columns.items()}
        if told.columns and not any(said.values()):
            continue
        words = {name: told.words.get(name, {}).get(text, text) for name, text in said.items() if text}
        try:
            fields = fields_from(fact, [f"{name}={text}" for name, text in {**told.fields, **words}.items()], "", zone)
            found.append((kind_of(fact), json.dumps(read(kind_of(fact), fields), sort_keys=True)))
        except Sentence as refused:
            wrong.append(Wrong(" + ".join(told.columns.values()) or f"tell {told.kind}", str(refused)))
    return tuple(found)


class Rehearsal:
    """Whether a case can be told these facts right after it is opened; each combination is tried once."""

    def __init__(self) -> None:
        self._tried: dict[tuple[str, str, str, Facts], str] = {}

    def refusal(self, programme: Programme, office: Office, opened: datetime, facts: Facts) -> str:
        """Why not; nothing if it can."""
        if not facts:
            return ""
        tried = (f"{programme.name}@{programme.version}", office.id, f"{opened:%Y-%m-%d}", facts)
        if tried not in self._tried:
            if len(self._tried) >= MOST_KEPT:
                self._tried.clear()
            self._tried[tried] = _refusal(programme, office, opened, facts)
        return self._tried[tried]


def _refusal(programme: Programme, office: Office, opened: datetime, facts: Facts) -> str:
    said = Opened(
        number="K-0", person=NOT_OPENED, office=office.id, counsellor=NOT_OPENED, method=programme.method, programme=programme.name,
        version=programme.version, terms="",
    )  # fmt: skip
    desk = open_case(Opening(NOT_OPENED, opened, NOT_OPENED, said), terms_at(office, programme, opened.year), STORIES[programme.method])
    for place, (kind, fields) in enumerate(facts):
        telling = Telling(id=f"{NOT_OPENED}-{place}", by=NOT_OPENED, kind=kind, fact=json.loads(fields))
        try:
            take(desk, check(desk, telling, opened), telling, opened)
        except Refused as refused:
            return f"{kind}: {refused}"
    return ""
