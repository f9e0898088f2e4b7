"""What is done to keep a case cheap changes nothing about it."""

from __future__ import annotations

from pydantic import BaseModel

from casework.anytime import ContactHeld
from casework.case import Case
from casework.exploration import ConversationHeld
from casework.terms import packed, terms_of, unpacked
from tests import kina_road as road
from tests.handclock import HandClock


def changing(thing: object) -> list[object]:
    """Everything within that may be changed."""
    if isinstance(thing, BaseModel):
        inner = [] if thing.model_config.get("frozen") else [thing]
        return inner + [found for value in thing.__dict__.values() for found in changing(value)]
    if isinstance(thing, dict | list):
        return [thing, *(found for value in (thing.values() if isinstance(thing, dict) else thing) for found in changing(value))]
    return []


def test_a_twin_stands_as_the_case_does_and_shares_nothing_that_may_change() -> None:
    case = road.in_article_60().tell(ContactHeld()).case

    twin = case.twin()

    assert isinstance(twin, Case)
    assert twin == case
    assert not {id(thing) for thing in changing(twin)} & {id(thing) for thing in changing(case)}


def test_terms_say_the_same_packed_and_take_less_than_a_third_of_the_room() -> None:
    terms = HandClock().tell(ConversationHeld()).terms

    assert terms_of(packed(terms.text)) == terms_of(terms.text) == terms
    assert unpacked(packed(terms.text)) == unpacked(terms.text) == terms.text
    assert 3 * len(packed(terms.text)) < len(terms.text)
