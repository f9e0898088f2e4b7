"""Any order of facts, days and mistakes: every fact can be taken back or put right, and the case is always what its journal says."""

from __future__ import annotations

import os
from collections import Counter
from typing import NamedTuple

import pytest

from casework.folding import fold
from casework.planned import planned
from tests.walking.mistaken import Mistaken, missed
from tests.walking.road import Road
from tests.walking.roads import ROADS
from tests.walking.walk import STEPS

WALKS = int(os.environ.get("ITINERARY_WALKS", "10"))


class Walked(NamedTuple):
    """A road, the walks along it, and how often what was taken back or told otherwise on it."""

    road: Road
    walks: list[Mistaken]
    often: Counter[str]


@pytest.fixture(scope="module", params=ROADS, ids=lambda road: road.story.method)
def walked(request: pytest.FixtureRequest) -> Walked:
    road: Road = request.param
    walks, often = list[Mistaken](), Counter[str]()
    while len(walks) < WALKS or (len(walks) < 8 * WALKS and missed(road, often)):
        walks.append(Mistaken(road, len(walks), often))
        walks[-1].live(STEPS // 2)
    return Walked(road, walks, often)


def test_every_fact_can_be_taken_back_and_told_otherwise(walked: Walked) -> None:
    assert missed(walked.road, walked.often) == []


def test_after_any_mistake_the_case_is_what_its_journal_says(walked: Walked, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        mended = walked.often["mended"]
        print(f"\n{walked.road.story.method}: {len(walked.walks)} walks, {mended} lines of long ago corrected")
    assert mended > WALKS
    for walk in walked.walks:
        again = fold("c1", walk.lines, walk.clock.terms, walked.road.story, walk.clock.known).case
        assert again.own_json() == walk.clock.case.own_json()
        assert {m.id: m for m in again.outbox} == {m.id: m for m in walk.messages}
        assert planned(again) == planned(walk.clock.case)


def test_a_correction_that_cannot_be_is_refused_in_a_sentence(walked: Walked) -> None:
    sentences = set().union(*(walk.sentences for walk in walked.walks))

    assert not [sentence for sentence in sentences if "the path cannot go on" in sentence or "None" in sentence or "  " in sentence]
