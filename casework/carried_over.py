"""A case that an earlier release put down is taken up in the words of today.

Fields of the case and of its things that are gone are passed over when it is read; one that has another name now says
`validation_alias=AliasChoices("name", "earlier name")`. What goes by the name of a fact or of a paragraph is renamed here.
"""

from __future__ import annotations

from typing import TypeVar

from casework.agenda import Promise
from casework.case import Case
from casework.desk import Desk, Story
from casework.earlier_names import CHAPTERS, KINDS, key_now, kind_now
from casework.terms import Terms

Thing = TypeVar("Thing")


def taken_up(case: Case, terms: Terms, story: Story) -> Desk:
    """The case as its last page put it down, its story read as it is told today; by the same code nothing is different."""
    desk = Desk(in_todays_words(case).under(terms), story)
    desk.read()
    return desk


def lines_of(case: Case) -> dict[str, int]:
    """In which line each promise was planned: by newer code another may be, and what it plans has to be handed over."""
    return {key: promise.line for key, promise in case.agenda.items()}


def in_todays_words(case: Case) -> Case:
    """The same case, where it names a fact or a paragraph by an earlier name."""
    if KINDS:
        _facts(case)
    if CHAPTERS:
        _chapters(case)
    return case


def _facts(case: Case) -> None:
    case.last, case.decisions = _renamed(case.last), _renamed(case.decisions)
    case.agenda = {key_now(key): _promise(promise) for key, promise in case.agenda.items()}
    for chapter in case.open.values():
        chapter.told, chapter.missed = _renamed(chapter.told), _renamed(chapter.missed)
    for pause in case.pauses:
        pause.stops = [kind_now(kind) for kind in pause.stops]


def _chapters(case: Case) -> None:
    case.open = {CHAPTERS.get(name, name): chapter for name, chapter in case.open.items()}
    case.visited = [CHAPTERS.get(name, name) for name in case.visited]
    for chapter in case.open.values():
        chapter.rests_for = CHAPTERS.get(chapter.rests_for, chapter.rests_for)


def _renamed(things: dict[str, Thing]) -> dict[str, Thing]:
    return {key_now(key): thing for key, thing in things.items()}


def _promise(promise: Promise) -> Promise:
    either = tuple(key_now(key) for key in promise.or_by)
    return promise.model_copy(update={"kind": kind_now(promise.kind), "or_by": either})
