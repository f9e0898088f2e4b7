"""The words that the fields of a fact take in one case: of its programme, of its own things, and of the directories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Group

from casework.case import Case
from casework.desk import Desk
from casework.fact import Fact, kind_of
from casework.glossary import label, sentence
from casework.placement import ACTIONS
from records import organisations
from records.organisations import Organisation
from records.pool import Database
from starters.answers.answer import Answer
from starters.answers.directory import NAMED_IN
from starters.answers.facts import as_table
from starters.answers.fields import names_of
from starters.answers.form import example_line, form_of
from starters.answers.reach import the_records
from starters.answers.takes import LISTS, REASONS, just_opened, open_desk, takes, things_it_fits

OWN = {
    "appointment": "appointments", "barrier": "barriers", "workplace": "workplaces", "from_goal": "goals", "towards": "goals",
}  # fmt: skip
"""Fields that name a thing of the case, and where those stand."""

TABLES = {("talk_held", "of"): "talks", ("exempted", "of"): "exemptions", ("document_drawn_up", "sort"): "documents"}
"""Fields that name a rule of the programme, and in which of its tables."""

MOST = 30
"""Of a long list so many are shown."""


class Known(NamedTuple):
    """What a field may name: the case, what a fact fits there, and the directories."""

    desk: Desk
    there: list[Organisation]
    services: list[str]

    @property
    def case(self) -> Case:
        return self.desk.case


async def words_a_case_takes(text: str, fact: type[Fact]) -> Answer:
    """One fact as a form, with the words its fields take in this case."""
    async with the_records() as records:
        case, desk = await open_desk(records.pool, text)
        if desk is None:
            return Answer({}, just_opened(case))
        known = Known(desk, *await _directories(records.pool, fact))
    kind, now = kind_of(fact), takes(desk, fact) if fact in desk.story.facts else None
    words = {name: found for name in names_of(fact) if (found := words_of(known, fact, name))}
    form = [field.model_copy(update={"takes": _shown(words[field.name])}) if field.name in words else field for field in form_of(fact)]
    example = f"itinerary tell {case.number} {(now and now.example) or example_line(fact)}"
    stands = f"now: {now.state}{f', {now.why}' if now.why else ''}" if now else "this is no fact of its path"
    value = {"case": case.number, "kind": kind, "label": label(kind), "now": now, "words": words, "fields": form, "example": example}
    return Answer(value, Group(f"{kind}: {label(kind)}\n{sentence(kind)}\n{stands}\n", as_table(form), f"\n{example}"))


async def _directories(database: Database, fact: type[Fact]) -> tuple[list[Organisation], list[str]]:
    """The organisations a field may name, and what partners offer; not looked up where no field asks for it."""
    sorts = sorted({NAMED_IN[name] for name in names_of(fact) if name in NAMED_IN})
    there = [found for sort in sorts for found in await organisations.find(database, "", sort, most=1_000)]
    offers = [found for found in there if "service" in names_of(fact)]
    services = {offered.service for one in offers for offered in await organisations.services(database, one.id)}
    return there, sorted(services)


def words_of(known: Known, fact: type[Fact], name: str) -> list[str]:
    """The words one field takes; none where it takes any, or says itself what it takes."""
    kind, case = kind_of(fact), known.case
    if listed := fact.listed_in.get(name) or (LISTS.get(kind) if name == "of" else None):
        return list(case.programme.lists.get(listed, []))
    if table := TABLES.get((kind, name)):
        return list(getattr(case.programme, table))
    if (kind, name) == ("action_agreed", "sort"):
        return list(case.programme.lists.get("actions", ACTIONS))
    if name == "reason" and kind in REASONS:
        return list(getattr(case.programme, REASONS[kind]))
    if name == "service":
        return known.services
    if sort := NAMED_IN.get(name):
        return [f"{one.id} ({one.name})" for one in known.there if sort in one.sorts]
    if name in OWN:
        return [_with_words(of, thing) for of, thing in getattr(case, OWN[name]).items()]
    return things_it_fits(known.desk, fact) if name == "of" and not fact.begins and not fact.of_the_whole else []


def _with_words(of: str, thing: object) -> str:
    sort = getattr(thing, "sort", "")
    return f"{of} ({sort})" if sort else of


def _shown(words: Iterable[str]) -> str:
    said = list(words)
    return " | ".join(said[:MOST]) + (f" | and {len(said) - MOST} more" if len(said) > MOST else "")
