"""The one door by which anything reaches a case: told by people or struck by the clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from pydantic import BaseModel

from casework.agenda import Due
from casework.anytime import Opened
from casework.blocking import not_blocked
from casework.case import CLOCK, Case, short
from casework.desk import Desk, Story
from casework.fact import Fact, Person, Refused
from casework.mistakes import CORRECTIONS
from casework.new_rules import terms_that_came
from casework.terms import Terms, hash_of
from casework.vocabulary import fact_from
from casework.watch import HourCame, TellingRefused

LONG_BEFORE = timedelta(days=366)
FAR_AWAY = 20
"""Years: no path, contract or measure reaches that far."""

TELLING = re.compile(r"^[A-Za-z0-9_.-]{1,80}$")


class Telling(BaseModel, frozen=True):
    """A fact on its way to a case: under which id, told by whom, and when it is said to have happened.

    `terms` is the text of the terms that a fact names; it comes along because a case cannot look anything up.
    """

    id: str
    by: Person
    kind: str
    fact: dict[str, Any] = {}
    happened: datetime | None = None
    terms: str = ""


class Answer(BaseModel, frozen=True):
    """What a teller hears: the line, the phases the case is in, whether it was told before, and whether its line is written."""

    line: int
    phases: list[str]
    before: bool = False
    kept: bool = True
    ended: str = ""


class Opening(NamedTuple):
    """What is needed to begin a case."""

    case: str
    at: datetime
    by: str
    opened: Opened
    happened: datetime | None = None


def open_case(opening: Opening, terms: Terms, story: Story) -> Desk:
    """The first line of a case, and its story at its beginning."""
    happened = min(opening.happened or opening.at, opening.at)
    case = Case(
        id=opening.case, terms=opening.opened.terms, clock=opening.opened.clock, at=opening.at, hour=happened, opened=happened
    ).under(terms)
    desk = Desk(case, story)
    desk.start()
    desk.take(opening.opened, happened=happened, told=opening.at, by=opening.by, telling=opening.opened.opening or "opening")
    return desk


def fact_of(telling: Telling) -> Fact:
    """The fact that is told, with the terms that came along if it names any; raises Refused."""
    return terms_that_came(fact_from(telling.kind, telling.fact), telling.terms)


def check(desk: Desk, telling: Telling, at: datetime) -> Fact:
    """The fact, if the case can take it now; raises nothing but Refused, also where a check or the story would break."""
    try:
        return _checked(desk, telling, at)
    except Refused:
        raise
    except Exception as broken:
        raise cannot_go_on(broken) from broken


def cannot_go_on(broken: Exception) -> Refused:
    """What a teller hears where a check or a story would break: a fault of ours, and nothing was done."""
    return Refused(f"the path cannot go on from this ({type(broken).__name__}): nothing was changed; tell whoever keeps the system")


def _checked(desk: Desk, telling: Telling, at: datetime) -> Fact:
    fact = fact_of(telling)
    fits(desk, fact)
    not_blocked(desk.case, fact, at)
    sensible(desk.case, fact, telling.happened or at, at)
    fact.check(as_of(desk.case, telling.happened or at, at))
    rehearse(desk, fact, telling, at)
    return fact


def _not_far_away(said: Mapping[str, object], at: datetime) -> None:
    """Refuse a day that can only be a slip of the hand, wherever in the fact it stands."""
    for name, value in said.items():
        for inner in value if isinstance(value, list) else ():
            _not_far_away(dict(inner) if isinstance(inner, BaseModel) else {}, at)
        if isinstance(value, date) and abs(value.year - at.year) > FAR_AWAY:
            raise Refused(f"{name}: {value:%d %B} {value.year} is more than {FAR_AWAY} years away: look at the date")


def as_of(case: Case, happened: datetime, at: datetime) -> Case:
    """The case as it stands at the hour of telling, which may be long after its last line."""
    return case.model_copy(update={"at": max(at, case.at), "hour": happened})


def fits(desk: Desk, fact: Fact) -> None:
    """Raises Refused unless the case is open, its story knows this fact and is ready for it, and it says what its programme asks."""
    case = desk.case
    if case.ended and fact.kind not in CORRECTIONS:
        raise Refused(f"this case ended on {case.calendar.day_of(case.ended.on)} with outcome {case.ended.result}: open a new one")
    desk.story.may_be_told(fact, case)
    if fact.of and fact.of_the_whole:
        raise Refused(f"{fact.kind} is about the case as a whole: leave of={fact.of} out")
    says_enough(case, fact)
    names_what_is_listed(case, fact)


def says_enough(case: Case, fact: Fact) -> None:
    """Raises Refused where a fact leaves out what the programme of this case asks to be said."""
    demand = case.programme.demands.get(fact.kind)
    left = [name for name in (demand.fields if demand else ()) if not getattr(fact, name)]
    if left:
        raise Refused(f"say {' and '.join(f'{name}=...' for name in left)}: this programme asks for it with {fact.kind}")


def names_what_is_listed(case: Case, fact: Fact) -> None:
    """Raises Refused where a fact names something that is not on the list of the programme of this case."""
    for name, listed in fact.listed_in.items():
        if getattr(fact, name) not in (there := case.programme.lists[listed]):
            raise Refused(f"this programme's {listed.replace('_', ' ')} are {', '.join(there)}: name one with {name}=...")


def sensible(case: Case, fact: Fact, happened: datetime, at: datetime) -> None:
    """Raises Refused unless the days of a fact told at this hour, and the day it is said to have happened, can be meant."""
    _not_far_away(dict(fact), at)
    if happened.tzinfo is None:
        raise Refused("say when it happened with its time zone")
    _not_far_away({"happened": happened}, at)
    if happened > at:
        raise Refused(f"{case.calendar.day_of(happened)} is still to come: tell a fact when it has happened")
    if happened < case.opened - LONG_BEFORE:
        raise Refused(f"{case.calendar.day_of(happened)} is more than a year before this case was opened: look at the date")


def check_again(desk: Desk, telling: Telling) -> None:
    """Of something told before: raises Refused if it was refused then and nobody has settled that."""
    if desk.case.attention.get(_sayable(telling.id)) == "telling refused":
        raise Refused("this was refused when it was told before: look why, and tell what is right under another id")


def rehearse(desk: Desk, fact: Fact, telling: Telling, at: datetime) -> Case:
    """What the case would become if this were told; the case itself is not touched."""
    copy = Desk(desk.case.twin(), desk.story)
    copy.take(fact, happened=telling.happened or at, told=at, by=telling.by, telling=telling.id)
    return copy.case


def tell(desk: Desk, telling: Telling, at: datetime) -> Answer:
    """Take a telling into the case; one told before under the same id changes nothing. Raises Refused."""
    if (line := desk.case.was_told(telling.id)) is not None:
        return answer(desk, line, before=True)
    if telling.kind in CORRECTIONS:
        raise Refused("a correction needs the whole journal, and people to look at what follows from it: tell it when a worker answers")
    return take(desk, check(desk, telling, at), telling, at)


def take(desk: Desk, fact: Fact, telling: Telling, at: datetime) -> Answer:
    """Take a fact that was checked; raises nothing."""
    line = desk.take(fact, happened=telling.happened or at, told=at, by=telling.by, telling=telling.id)
    return answer(desk, line)


def tell_or_note(desk: Desk, telling: Telling, at: datetime) -> Answer:
    """Take a telling that nobody waits for: what is refused is written down for its teller, never raised."""
    try:
        return tell(desk, telling, at)
    except Refused as refusal:
        if desk.case.ended:
            return answer(desk, desk.case.line)
        refused = TellingRefused(of=_sayable(telling.id), refused=telling.kind, teller=telling.by, why=str(refusal))
        return note(desk, refused, at, telling=telling.id)


def _sayable(telling: str) -> str:
    """The id under which a refusal is settled: the telling's own, or a short one where that cannot stand in a key."""
    return telling if TELLING.match(telling) else short(telling)


def note(desk: Desk, fact: Fact, at: datetime, *, telling: str = "") -> Answer:
    """Write down a fact of the system's own; it is not checked."""
    line = desk.take(fact, happened=at, told=at, by=CLOCK, telling=telling or f"{fact.kind}.{desk.case.line + 1}")
    return answer(desk, line)


def strike(desk: Desk, due: Due, at: datetime) -> None:
    """The clock strikes an hour the agenda waited for, perhaps late."""
    desk.take(HourCame(of=due.key), happened=min(due.at, at), told=at, by=CLOCK, telling=telling_of(due))


def telling_of(due: Due) -> str:
    """The id under which the clock tells that this hour came."""
    return f"{due.key}@{due.at.isoformat()}"


def answer(desk: Desk, line: int, *, before: bool = False) -> Answer:
    """What to say of a line."""
    ended = desk.case.ended.result if desk.case.ended else ""
    return Answer(line=line, phases=desk.story.phases_of(desk.case), before=before, ended=ended)


def terms_named(terms: Terms) -> str:
    """The hash by which a case refers to its terms."""
    return hash_of(terms.text)
