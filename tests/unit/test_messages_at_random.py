"""Anything happens to an office, in any order: every message leaves when it may, once, or says why it does not."""

from __future__ import annotations

import pytest

from tests.machine.happening import STEPS
from tests.machine.mutants import MUTANTS
from tests.machine.running import run
from tests.machine.seen import SEEN

SEQUENCES, AT_LEAST, AT_MOST = 40, 2, 10
"""So many sequences to a seed; so many seeds, and some more if the first have not been everywhere."""

FOUND_WITHIN = 40


def test_whatever_happens_a_message_leaves_once_and_when_it_may_or_says_why_not(capsys: pytest.CaptureFixture[str]):
    SEEN.clear()
    seeds = 0

    while seeds < AT_LEAST or (seeds < AT_MOST and SEEN.missed(STEPS)):
        seeds += 1
        run(SEQUENCES, seeds)

    with capsys.disabled():
        print(f"\nseeds 1 to {seeds}: {SEEN.in_words()}")
    assert not SEEN.missed(STEPS)


@pytest.mark.parametrize("gone", MUTANTS)
def test_the_machine_notices_when_a_rule_is_gone(gone: str, monkeypatch: pytest.MonkeyPatch):
    mutant = MUTANTS[gone]
    mutant.takes_away(monkeypatch)

    with pytest.raises(AssertionError, match=mutant.noticed):
        run(FOUND_WITHIN, 1, shrink=False)
