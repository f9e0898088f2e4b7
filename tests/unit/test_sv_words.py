"""Supported Employment in Swedish: its terms."""

from __future__ import annotations

from typing import get_args

from casework import glossary
from casework.fact import kind_of
from casework.steps import STEPS, State
from tests import supported_employment_road as road
from workflows.methods.supported_employment import SUPPORTED_EMPLOYMENT

OURS = road.programme_of_ours()


def test_x_09_steps_their_states_documents_and_results_have_their_own_terms():
    named = {*STEPS, *get_args(State), *OURS.documents, "find", "get", "keep", "job map", "workplace analysis", "declined"}
    named |= {section for paper in OURS.documents.values() for section in paper.sections}

    assert [term for term in sorted(named) if not {"sv", "en"} <= OURS.words.get(term, {}).keys()] == []
    assert OURS.word("agreement") == "överenskommelse med klienten"
    assert (OURS.word("find"), OURS.word("get"), OURS.word("keep")) == ("finna", "få", "behålla")


def test_x_09_every_fact_of_the_story_is_named_in_swedish():
    assert all(glossary.label(kind_of(fact), "sv") != glossary.label(kind_of(fact), "en") for fact in SUPPORTED_EMPLOYMENT.facts)
