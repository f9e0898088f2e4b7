"""Any order of facts and days, on every road: whatever is told, the case stays whole, and a reload changes nothing."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import NamedTuple

import pytest

from casework.folding import fold
from casework.planned import planned
from tests.walking.road import Road
from tests.walking.roads import ROADS
from tests.walking.walk import STEPS, Walk, unseen
from workflows.methods import STORIES

WALKS = int(os.environ.get("ITINERARY_WALKS", "8"))
AT_MOST = 15 * WALKS
"""So many if there are places where no walk has been yet."""


class Walked(NamedTuple):
    """A road and the walks along it."""

    road: Road
    walks: list[Walk]

    def count(self, name: str) -> Counter[str]:
        return sum((getattr(walk, name) for walk in self.walks), Counter[str]())


@pytest.fixture(scope="module", params=ROADS, ids=lambda road: road.story.method)
def walked(request: pytest.FixtureRequest) -> Walked:
    """The walks, once for all tests; if they have not been everywhere, some more."""
    road: Road = request.param
    walks, often = list[Walk](), Counter[str]()
    while len(walks) < WALKS or (len(walks) < AT_MOST and unseen(road, walks)):
        walks.append(Walk(road, len(walks), often))
        walks[-1].live(STEPS)
    return Walked(road, walks)


def test_every_story_has_a_road_to_be_walked():
    assert {road.story.method for road in ROADS} == set(STORIES)


def test_whatever_is_told_the_case_stays_whole_and_folds_from_its_journal(walked: Walked):
    for walk in walked.walks:
        again = fold("c1", walk.lines, walk.clock.terms, walked.road.story, walk.clock.known).case
        assert again.own_json() == walk.clock.case.own_json()
        assert (again.journal, again.outbox) == (walk.lines, walk.messages)
        assert planned(again) == planned(walk.clock.case)


def test_a_refusal_is_a_sentence_and_never_a_break_in_the_story(walked: Walked):
    sentences = set().union(*(walk.sentences for walk in walked.walks))

    assert not [sentence for sentence in sentences if "the path cannot go on" in sentence]
    assert not [sentence for sentence in sentences if "  " in sentence or "None" in sentence]


def test_the_walks_went_everywhere(walked: Walked, capsys: pytest.CaptureFixture[str]):
    with capsys.disabled():
        ended = sum(walk.clock.case.ended is not None for walk in walked.walks)
        taken, refused = walked.count("taken").total(), walked.count("refused").total()
        print(f"\n{walked.road.story.method}: {len(walked.walks)} walks, {taken} facts taken, {refused} refused, {ended} cases ended")
        print(f"turned {json.dumps(walked.count('turned'))}")

    assert not unseen(walked.road, walked.walks)
