"""Anything happens to an office, in any order: every message leaves when it may, once, or says why it does not."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from types import ModuleType

import pytest

from casework import leaving
from tests.machine.happening import STEPS
from tests.machine.mutants import MUTANTS
from tests.machine.running import run
from tests.machine.seen import OUTCOMES, SEEN

SEQUENCES, FIRST, AT_LEAST, AT_MOST = 25, 200, 2, 30
"""So many sequences to a seed; the first seed; so many of them, and more where those have not been everywhere."""


def test_whatever_happens_a_message_leaves_once_and_when_it_may_or_says_why_not(capsys: pytest.CaptureFixture[str]):
    SEEN.clear()
    seeds = 0

    while seeds < AT_LEAST or (seeds < AT_MOST and SEEN.missed(STEPS)):
        run(SEQUENCES, FIRST + seeds)
        seeds += 1

    with capsys.disabled():
        print(f"\nseeds {FIRST} to {FIRST + seeds - 1}: {SEEN.in_words()}")
    assert not SEEN.missed(STEPS)


@pytest.mark.parametrize("gone", MUTANTS)
def test_the_machine_notices_when_a_rule_is_gone(gone: str, monkeypatch: pytest.MonkeyPatch):
    mutant = MUTANTS[gone]
    mutant.takes_away(monkeypatch)

    with pytest.raises(AssertionError, match=mutant.noticed):
        run_all(range(FIRST, FIRST + AT_MOST))


def run_all(seeds: Iterable[int]) -> None:
    """As many as it takes to find something."""
    for seed in seeds:
        run(SEQUENCES, seed, shrink=False)


def test_every_sentence_of_the_rules_is_one_that_has_to_be_reached():
    """A reason that is added to casework/leaving.py is added to those the machine must have seen."""
    said = {sentence for sentence in sentences_of(leaving) if " " in sentence}
    known = " | ".join(reached.why for reached in OUTCOMES)

    assert not {sentence for sentence in said if sentence.strip(": ;") not in known}


def sentences_of(module: ModuleType) -> Iterator[str]:
    """The texts in its functions, but for what they say of themselves, and those that have a name."""
    tree = ast.parse(inspect.getsource(module))
    named = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    within = [statement for one in functions for statement in (one.body[1:] if ast.get_docstring(one) else one.body)]
    for node in (node for part in (*named, *within) for node in ast.walk(part)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
