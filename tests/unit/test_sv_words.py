"""Supported Employment in Swedish: its terms, its letters, and who may read what they say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from casework import glossary
from casework.fact import kind_of
from casework.steps import STEPS, State
from notifications import dates, letters
from tests import supported_employment_road as road
from workflows.methods.supported_employment import SUPPORTED_EMPLOYMENT

OURS = road.programme_of_ours()
VALUES = {
    "name": "Test Client One",
    "case_number": "K-0001",
    "role": "counsellor",
    "promise": "nästa kontakt",
    "due": "tisdag 5 maj 2026",
    "when": "tisdag 5 maj 2026 klockan 10:00",
    "where": "på vårt kontor",
}


@pytest.mark.parametrize("letter", sorted({*OURS.letters_named, "strategy_offered", "telling_refused", "work_failed", "cancel_asked"}))
def test_every_letter_of_the_programme_is_written_in_swedish(letter: str):
    rendered = letters.render(letter, "sv-SE", VALUES)

    assert letters.written_in(letter, "sv-SE") == "sv"
    assert letters.asks(letter, "sv") == letters.asks(letter, "en")
    assert rendered.text.startswith("Hej Test Client One,")
    assert all(VALUES[asked] in rendered.text for asked in letters.asks(letter, "sv"))


@pytest.mark.parametrize("role", ["counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"])
def test_every_letter_says_in_swedish_why_it_comes(role: str):
    others = {letters.render("case_opened", "sv", VALUES | {"role": other}).text for other in ("client", "counsellor") if other != role}

    assert letters.render("case_opened", "sv", VALUES | {"role": role}).text not in others


def test_an_hour_is_said_as_in_sweden():
    assert dates.hour(datetime(2026, 5, 5, 8, tzinfo=UTC), "Europe/Stockholm", "sv") == "tisdag 5 maj 2026 klockan 10:00"


def test_x_09_steps_their_states_documents_and_results_have_their_own_terms():
    named = {*STEPS, *get_args(State), *OURS.documents, "find", "get", "keep", "job map", "workplace analysis", "declined"}
    named |= {section for paper in OURS.documents.values() for section in paper.sections}

    assert [term for term in sorted(named) if not {"sv", "en"} <= OURS.words.get(term, {}).keys()] == []
    assert OURS.word("agreement") == "överenskommelse med klienten"
    assert (OURS.word("find"), OURS.word("get"), OURS.word("keep")) == ("finna", "få", "behålla")


def test_x_09_every_fact_of_the_story_is_named_in_swedish():
    assert all(glossary.label(kind_of(fact), "sv") != glossary.label(kind_of(fact), "en") for fact in SUPPORTED_EMPLOYMENT.facts)
