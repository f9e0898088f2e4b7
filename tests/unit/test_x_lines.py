"""What all guides ask of the system together: X-01 to X-09, on every story and under every programme there is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Literal, get_origin

import pytest

from casework.anytime import ContactFailed, PhaseReopened, ReferentAssigned, ReferentLeft
from casework.desk import Story
from casework.documents import DocumentRefused, DocumentSigned
from casework.fact import Fact, as_seen_by, kind_of, seen_by
from casework.programme import Programme
from tests import kina_road
from tests.handclock import PROGRAMMES, HandClock
from tests.walking.road import Road
from tests.walking.roads import ROADS
from workflows.methods import STORIES

ROOT = Path(__file__).parents[2]
EVERY_STORY = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.method)
EVERY_ROAD = pytest.mark.parametrize("road", ROADS, ids=lambda road: road.story.method)
GOING_BACK = [road for road in ROADS if PhaseReopened in road.story.facts]
"""The steps of Supported Employment overlap, and are reopened by facts of their own (SV-02)."""

EVERY_PROGRAMME = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda p: f"{p.name}-{p.version}")
COUNTABLE = {0, 1}
"""None and the first: no policy hides in them."""


def begun(road: Road) -> HandClock:
    return road.starts[0]()


@EVERY_STORY
def test_x_01_every_story_has_a_path_that_is_labelled_with_phases(story: Story):
    assert set(story.phases) == set(story.path) | set(story.asides)
    assert set(story.opens) <= set(story.path)


@pytest.mark.parametrize("road", GOING_BACK, ids=lambda road: road.story.method)
def test_x_02_going_back_to_an_earlier_phase_loses_nothing_recorded_later(road: Road):
    clock = next(one for start in road.starts if len((one := start()).case.visited) > 1)
    before = clock.case.model_copy(deep=True)
    earlier = next(name for name in clock.case.visited if name not in clock.case.open)

    clock.tell(PhaseReopened(of=earlier, why="looked at again"))

    assert earlier in clock.open
    for name, things in dict(before).items():
        if isinstance(things, dict) and name not in ("open", "last", "agenda", "heard", "decisions", "tally", "attention"):
            assert things.keys() <= getattr(clock.case, name).keys(), f"{name} were lost"


@EVERY_ROAD
def test_x_04_one_person_is_responsible_or_one_is_sought_and_nobody_waits_in_silence(road: Road):
    clock = begun(road)
    clock.tell(ReferentLeft(why="has left the office"))
    promised = clock.case.agenda["referent_assigned"]
    assert promised.by is not None

    clock.days_pass(60)
    assert {letter.to for letter in clock.letters(about="referent_assigned")} >= {"team lead"}

    clock.tell(ReferentAssigned(who="S-ben", why="knows the client"))
    assert clock.case.counsellor == "S-ben"
    assert [line.fact["who"] for line in clock.told("referent_assigned")] == ["S-ben"]
    assert clock.told("referent_assigned")[0].fact["why"] == "knows the client"


@EVERY_STORY
def test_x_05_documents_are_signed_and_refused_by_the_client_where_a_story_has_any(story: Story):
    assert (DocumentSigned in story.facts) == (DocumentRefused in story.facts)
    if DocumentSigned in story.facts:
        named = [p for p in PROGRAMMES if p.method == story.method]
        assert all(any("client" in paper.signed_by for paper in programme.documents.values()) for programme in named)
    assert DocumentSigned.from_whom == DocumentRefused.from_whom == "client"


@EVERY_ROAD
def test_x_06_every_wait_has_a_time_limit_and_a_next_step(road: Road):
    for start in road.starts:
        for promise in start().case.agenda.values():
            assert promise.sort == "heard" or promise.by is None or promise.next is not None, promise.key


@EVERY_ROAD
def test_x_06_who_does_not_answer_is_talked_over_in_the_team(road: Road):
    clock = begun(road)
    most = clock.case.programme.counts["unanswered"].at_most

    clock.tell(*[ContactFailed()] * most)

    assert "team_consulted:client" in clock.awaits


@pytest.mark.parametrize("path", sorted((ROOT / "workflows" / "methods").glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_x_07_no_number_stands_in_a_story(path: Path):
    numbers = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]

    assert [number for number in numbers if number not in COUNTABLE] == []


@EVERY_PROGRAMME
def test_x_07_every_number_of_a_programme_says_where_it_comes_from(programme: Programme):
    assert all(rule.source for rule in programme.rules.values())
    assert not [key for key, rule in programme.rules.items() if rule.verified and "choice" in rule.source]


@EVERY_STORY
def test_x_08_free_words_about_a_person_are_not_for_everyone(story: Story):
    for fact in story.facts:
        assert as_seen_by("everyone", fact, {"note": "something"}) == {"note": "(withheld)"}
        for name in {"why", "reason", "advice", "judgement"} & fact.model_fields.keys() - _codes(fact):
            if get_origin(fact.model_fields[name].annotation) is Literal:
                continue
            assert seen_by(fact, name) != "everyone", f"{kind_of(fact)}.{name}"


def _codes(fact: type[Fact]) -> set[str]:
    """Sentences of the product's own, told by the system."""
    return {"why"} if kind_of(fact) == "telling_refused" else set()


@EVERY_PROGRAMME
def test_x_09_every_phase_step_and_document_has_its_term_in_the_guides_language(programme: Programme):
    story = STORIES[programme.method]
    named = {paragraph.__name__ for paragraph in story.path + story.asides} | set(story.phases.values()) | set(programme.documents)

    assert [term for term in sorted(named) if not {"en", programme.language} <= programme.words.get(term, {}).keys()] == []


def test_x_02_a_relapse_in_a_later_phase_keeps_the_contract():
    clock = kina_road.in_article_60()
    contracts = dict(clock.case.contracts)

    clock.tell(PhaseReopened(of="mapping", why="looked at again"))

    assert clock.case.contracts == contracts
