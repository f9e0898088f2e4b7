"""What a case can take now: each fact of its story is tried on a copy, with made-up fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel
from rich.console import Group, RenderableType

from casework.case import Case
from casework.desk import Desk
from casework.door import Telling, check
from casework.fact import Fact, Refused, kind_of
from casework.glossary import label
from casework.placement import ACTIONS
from casework.vocabulary import vocabulary
from records.cases import Listed
from records.pool import Database
from starters.answers.answer import Answer, or_nothing, table
from starters.answers.form import example_line, example_of
from starters.answers.naming import case_named
from starters.answers.reach import the_records
from starters.answers.remembered import desk_of
from starters.itineraries import LOOKED_AT_FIRST, WAS_IT, CaseEnded

THINGS = (
    "barriers", "referrals", "appointments", "trainings", "goals", "actions", "applications", "employers", "workplaces", "contracts",
    "interviews", "needs", "findings", "objectives", "commitments", "crossroads", "adaptations",
    "papers", "requirements",
)  # fmt: skip
NO_SUCH_THING = "this case has no"
LISTS = {"probe_answered": "probes", "skill_recorded": "skills"}
REASONS = {"paused": "pauses", "suspension_granted": "suspensions", "prolongation_asked": "prolongations"}
"""In which table of a programme the reasons stand."""

NOT_TOLD = "only-tried"
A_WEEK = timedelta(days=7)
State = Literal["awaited", "can be told", "not now"]
ORDER: tuple[State, ...] = ("awaited", "can be told", "not now")


class Takes(BaseModel):
    """Whether a fact is awaited, can be told, or is refused now and why; the example is made up."""

    kind: str
    label: str
    state: State
    example: str = ""
    why: str = ""


async def what_a_case_takes(text: str, *, all_of_them: bool = False) -> Answer:
    """Every fact of the case's story, awaited ones first; shown short, by theme, unless all is asked for. Raises as `open_desk`."""
    async with the_records() as records:
        case, desk = await open_desk(records.pool, text)
    if desk is None:
        return Answer([], just_opened(case))
    found = sorted(all_takes(desk), key=lambda takes: (ORDER.index(takes.state), takes.kind))
    return Answer(found, _all_looks(case, found) if all_of_them else _looks(case, found))


async def open_desk(database: Database, text: str) -> tuple[Listed, Desk | None]:
    """A case and its desk as they stand at this hour, if anything is in its journal yet. Raises NoneSuch, Several, CaseEnded."""
    case = await case_named(database, text)
    if case.ended:
        raise CaseEnded(f"{case.number} ended with outcome {case.outcome}: it takes no more facts; {WAS_IT}")
    if desk := await desk_of(database, case):
        at_this_hour(desk, datetime.now(UTC)).case.journal.clear()
        desk.case.outbox.clear()
    return case, desk


def at_this_hour(desk: Desk, now: datetime) -> Desk:
    """The desk of a case to which nothing was told since its last line: what has become overdue by this real hour is."""
    desk.case.at = max(desk.case.at, desk.case.clock.case_time(now))
    return desk


def just_opened(case: Listed) -> str:
    """What is said of a case whose first line is on its way."""
    return f"{case.number} was just opened and nothing is in its journal yet: look again in a moment"


def _all_looks(case: Listed, found: list[Takes]) -> RenderableType:
    return table(("now", "fact", ""), [(takes.state, takes.label, _how(case, takes)) for takes in found])


def _how(case: Listed, takes: Takes) -> str:
    return f"itinerary tell {case.number} {takes.example}" if takes.example else f"{takes.kind}: {takes.why}"


def _looks(case: Listed, found: list[Takes]) -> RenderableType:
    """What is awaited line by line; what can be told besides in one line a theme."""
    awaited = [
        (t.label, f"itinerary tell {case.number} {t.example}" if t.example else f"{t.kind}: {t.why}") for t in found if t.state == "awaited"
    ]
    themes: dict[str, list[str]] = {}
    for one in found:
        if one.state == "can be told":
            themes.setdefault(theme_of(vocabulary()[one.kind]), []).append(one.kind)
    return Group(
        or_nothing(awaited, table((f"{case.number} waits for", ""), awaited), f"{case.number} waits for nothing"),
        "",
        table(("besides, any time", ""), [(theme, ", ".join(kinds)) for theme, kinds in sorted(themes.items())]),
        f"\nthe words a fact takes here: itinerary facts {case.number} KIND; each by itself, and why the rest is refused now: --all",
    )


def theme_of(fact: type[Fact]) -> str:
    """What it is told of, in a word or two."""
    return fact.__module__.rpartition(".")[2].replace("_", " ")


def all_takes(desk: Desk) -> Iterator[Takes]:
    """Every fact that people may tell, with what the case would say to it."""
    for fact in sorted(desk.story.facts, key=kind_of):
        if fact.from_whom != "clock" and kind_of(fact) not in {"opened", "telling_refused", *LOOKED_AT_FIRST}:
            yield takes(desk, fact)


def things_it_fits(desk: Desk, fact: type[Fact]) -> list[str]:
    """All that this fact can be about now."""
    kind, case = kind_of(fact), desk.case
    awaited = [p.of for p in case.agenda.values() if kind in (p.kind, *p.or_by)]
    tried = _made_up(case, fact, _things(case, fact, awaited))
    return list(dict.fromkeys(str(fields["of"]) for fields in tried if fields.get("of") and not _refusal(desk, fact, fields)))


def takes(desk: Desk, fact: type[Fact]) -> Takes:
    """What the case would say to this fact: the first thing it fits, or why it does not."""
    kind, case, refusals = kind_of(fact), desk.case, []
    awaited = [p.of for p in case.agenda.values() if kind in (p.kind, *p.or_by)]
    for fields in _made_up(case, fact, _things(case, fact, awaited)):
        refusal = _refusal(desk, fact, fields)
        if not refusal:
            state: State = "awaited" if awaited else "can be told"
            return Takes(kind=kind, label=label(kind), state=state, example=example_line(fact, _without_new_id(fact, fields)))
        refusals.append(refusal)
    why = next((refusal for refusal in refusals if not refusal.startswith(NO_SUCH_THING)), refusals[0])
    return Takes(kind=kind, label=label(kind), state="awaited" if awaited else "not now", why=why)


def _things(case: Case, fact: type[Fact], awaited: list[str]) -> list[str]:
    """What the fact could be about, the likeliest first."""
    if fact.of_the_whole:
        return [""]
    if fact.begins:
        return [case.next_id(fact.begins)]
    if listed := case.programme.lists.get(fact.listed_in.get("of", LISTS.get(kind_of(fact), "")), []):
        return [*awaited, *listed]
    things = [of for name in THINGS for of in getattr(case, name)]
    return [*awaited, "", *things, *case.open, *case.visited, *case.agenda, *case.attention, "client"]


def _made_up(case: Case, fact: type[Fact], things: list[str]) -> Iterator[dict[str, Any]]:
    """Examples that fit this case as far as its fields can be guessed: about each thing, for a day to come and for today."""
    today = case.calendar.day_of(case.at)
    guesses, demand = _guesses(case, fact), case.programme.demands.get(kind_of(fact))
    for of in dict.fromkeys(things):
        for day in (case.calendar.next_working(today + A_WEEK), today):
            fields = example_of(fact, day, also=demand.fields if demand else ()) | ({"of": of} if of else {})
            named = fields | {name: guess for name, guess in guesses.items() if fields.get(name) == "..."}
            yield named | (_sections(case, str(named.get("sort", "")), of) if "sections" in fact.model_fields else {})


def _guesses(case: Case, fact: type[Fact]) -> dict[str, str]:
    """Words that this case or its programme knows, for fields that take no others."""
    still_open = next((b for b, barrier in case.barriers.items() if barrier.state == "open"), "")
    drawn_up = {paper.sort for paper in case.papers.values()}
    sorts = {
        "action_agreed": case.programme.lists.get("actions", ACTIONS),
        "document_drawn_up": sorted(case.programme.documents, key=drawn_up.__contains__),
    }.get(kind_of(fact), ())
    reasons = getattr(case.programme, REASONS.get(kind_of(fact), ""), ())
    guesses = {
        "barrier": still_open,
        "from_goal": next(iter(case.goals), ""),
        "sort": next(iter(sorts), "..."),
        "reason": next(iter(reasons), "..."),
    }
    return guesses | {name: next(iter(case.programme.lists.get(listed, [])), "...") for name, listed in fact.listed_in.items()}


def _sections(case: Case, sort: str, of: str) -> dict[str, dict[str, str]]:
    """What the document of this sort, or under this id, has to speak of."""
    document = case.programme.documents.get(case.papers[of].sort if of in case.papers else sort)
    return {"sections": dict.fromkeys(document.sections, "...")} if document and document.sections else {}


def _refusal(desk: Desk, fact: type[Fact], fields: dict[str, Any]) -> str:
    """Why the case, or its story, would not take it; nothing if both would."""
    telling = Telling(id=NOT_TOLD, by=desk.case.counsellor or NOT_TOLD, kind=kind_of(fact), fact=fields)
    try:
        check(desk, telling, desk.case.at)
    except Refused as refusal:
        return str(refusal)
    return ""


def _without_new_id(fact: type[Fact], fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if not (name == "of" and fact.begins)}
