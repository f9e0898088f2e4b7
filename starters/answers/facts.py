"""What can be told: all of it, one fact with its fields, or what a case can take now."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Group
from rich.table import Table

from casework.fact import Fact
from casework.glossary import label, sentence
from casework.mistakes import CORRECTIONS
from casework.new_rules import CHANGED
from casework.vocabulary import vocabulary
from starters.answers.answer import Answer, WrongInput, did_you_mean, table
from starters.answers.fields import kind_named
from starters.answers.form import Field, example_line, form_of

CASE_LIKE = re.compile(r"(?:k-?)?\d+", re.IGNORECASE)
HEADINGS = ("fact", "called", "from", "what it means")


async def facts(about: str, kind_of_it: str = "", *, all_of_them: bool = False) -> Answer:
    """What may be told of this, whatever it is; of a case also one fact with the words that its fields take there."""
    if not about:
        return _all()
    if kind_of_it:
        from starters.answers.words_taken import words_a_case_takes

        return await words_a_case_takes(about, kind_named(kind_of_it))
    kind = about.strip().replace("-", "_").lower()
    if fact := vocabulary().get(kind):
        return _one(kind, fact)
    if not CASE_LIKE.fullmatch(about.strip()) and (hint := did_you_mean(kind, vocabulary())):
        raise WrongInput(f"there is no fact called {about}{hint}")
    from starters.answers.takes import what_a_case_takes

    return await what_a_case_takes(about, all_of_them=all_of_them)


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
    return Answer(value, Group(heading, as_table(form), f"\n{line}"))


def as_table(form: list[Field]) -> Table:
    """A form, field by field."""
    return table(("field", "takes", "needed", "seen by"), [_cells(field) for field in form])


def _cells(field: Field) -> tuple[object, ...]:
    needed = "yes" if field.needed else f"no: {field.otherwise}" if field.otherwise else "no"
    return field.name, field.takes, needed, field.seen_by
