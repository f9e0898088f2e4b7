"""What can be told: all of it, one fact with its fields, or what a case can take now."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Group

from casework.fact import Fact
from casework.glossary import label, sentence
from casework.mistakes import CORRECTIONS
from casework.new_rules import CHANGED
from casework.vocabulary import vocabulary
from starters.answers.answer import Answer, WrongInput, did_you_mean, table
from starters.answers.form import Field, example_line, form_of

CASE_LIKE = re.compile(r"(?:k-?)?\d+", re.IGNORECASE)
HEADINGS = ("fact", "called", "from", "what it means")


async def facts(about: str) -> Answer:
    """What may be told of this, whatever it is."""
    if not about:
        return _all()
    kind = about.strip().replace("-", "_").lower()
    if fact := vocabulary().get(kind):
        return _one(kind, fact)
    if not CASE_LIKE.fullmatch(about.strip()) and (hint := did_you_mean(kind, vocabulary())):
        raise WrongInput(f"there is no fact called {about}{hint}")
    from starters.answers.takes import what_a_case_takes

    return await what_a_case_takes(about)


def _all() -> Answer:
    told = {kind: fact for kind, fact in vocabulary().items() if fact.from_whom != "clock" and kind not in {*CORRECTIONS, CHANGED}}
    value = [{"kind": kind, "label": label(kind), "from_whom": fact.from_whom, "sentence": sentence(kind)} for kind, fact in told.items()]
    rows = [(kind, label(kind), fact.from_whom, sentence(kind)) for kind, fact in told.items()]
    return Answer(value, table(HEADINGS, rows))


def _one(kind: str, fact: type[Fact]) -> Answer:
    form = form_of(fact)
    line = f"itinerary tell K-0001 {example_line(fact)}"
    value: dict[str, Any] = {
        "kind": kind, "label": label(kind), "from_whom": fact.from_whom, "sentence": sentence(kind), "example": line, "fields": form,
        "schema": fact.model_json_schema(),
    }  # fmt: skip
    heading = f"{kind}: {label(kind)}, from the {fact.from_whom}\n{sentence(kind)}\n"
    return Answer(value, Group(heading, table(("field", "takes", "needed", "seen by"), [_cells(field) for field in form]), f"\n{line}"))


def _cells(field: Field) -> tuple[object, ...]:
    needed = "yes" if field.needed else f"no: {field.otherwise}" if field.otherwise else "no"
    return field.name, field.takes, needed, field.seen_by
