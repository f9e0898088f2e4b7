"""An open case goes on under newer code: its page was put down by an earlier release, with other names and other fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from casework import earlier_names
from casework.anytime import Paused
from casework.carried_over import taken_up
from casework.case import Case
from casework.desk import Desk
from casework.exploration import ConversationHeld
from casework.terms import terms_of
from casework.vocabulary import vocabulary
from tests import kina_road as road
from tests.handclock import FIRST_DAY, HandClock
from workflows.page import TURN, Page

EARLIER_KINDS = {"contact_held": "client_seen", "conversation_held": "talk_held", "branch_decided": "road_chosen"}


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if an earlier release had called three facts and a paragraph otherwise."""
    for now, earlier in EARLIER_KINDS.items():
        monkeypatch.setitem(earlier_names.KINDS, earlier, now)
    monkeypatch.setitem(earlier_names.CHAPTERS, "finding_work", "placement")
    terms_of.cache_clear()
    yield
    terms_of.cache_clear()


def earlier(words: str) -> str:
    """A page as the earlier release wrote it."""
    for now, before in EARLIER_KINDS.items():
        words = words.replace(f'"{now}', f'"{before}').replace(f":{now}", f":{before}")
    return words.replace('"placement":{', '"finding_work":{').replace('"placement"]', '"finding_work"]')


@pytest.mark.usefixtures("renamed")
def test_a_page_with_earlier_names_is_taken_up_as_the_same_case_with_the_same_hours():
    clock = road.placement().tell(road.REGULAR, Paused(reason="sickness", look_again=FIRST_DAY + timedelta(days=20))).days_pass(3)
    page = Page(terms=clock.terms.text, case=clock.case)

    read = Page.model_validate_json(earlier(page.model_dump_json()))
    assert read.case
    desk = taken_up(read.case, terms_of(read.terms), clock.story)

    assert "client_seen" in earlier(page.model_dump_json())
    assert desk.case.model_dump(exclude={"journal", "outbox"}) == clock.case.model_dump(exclude={"journal", "outbox"})
    for table in ("deadlines", "gaps", "letters", "pauses"):
        assert getattr(terms_of(read.terms).programme, table) == getattr(clock.terms.programme, table)


def test_a_page_with_fields_that_are_gone_is_taken_up_without_them():
    clock = road.in_article_60()

    def with_more(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: with_more(value) for name, value in part.items()}
        return [with_more(one) for one in part] if isinstance(part, list) else part

    told = json.loads(clock.case.model_dump_json())
    for thing in (told, told["contracts"]["k1"], told["open"]["in_work_support"], next(iter(told["agenda"].values())), told["clock"]):
        thing["gone"] = "since this release"

    assert taken_up(Case.model_validate_json(json.dumps(told)), clock.terms, clock.story).case == clock.case


def test_terms_with_a_key_that_is_gone_still_hold():
    clock = HandClock()
    told = json.loads(clock.terms.text)
    told["programme"]["gone"] = told["programme"]["deadlines"]["*"]["gone"] = told["calendar"]["gone"] = 1

    assert terms_of(json.dumps(told)) == clock.terms


def test_a_case_is_read_as_its_story_is_told_today_when_its_page_is_taken_up():
    clock = HandClock().tell(ConversationHeld())
    before = Desk(clock.case.model_copy(deep=True), clock.story)
    del before.case.agenda["probe_answered:health"]

    assert taken_up(before.case, clock.terms, clock.story).case.agenda.keys() == clock.case.agenda.keys()


def test_the_signal_that_turns_a_page_is_no_fact():
    assert TURN not in vocabulary()
