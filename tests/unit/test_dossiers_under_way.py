"""Dossiers of cases that were told wrongly and put right, or moved to other rules while they ran (T-25, T-26)."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.programme_files import load_all
from starters.dossier import Dossier
from starters.dossier_file import BadDossier, load
from starters.simulate import simulate
from starters.timeline import Played
from starters.under_way import as_it_counts

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_all(ROOT / "programmes")
HEAD = """
title: Told wrongly
story: Something is put right.
programme: kina-example
opened: 2026-02-02
steps:
  - {on: 2026-02-03, tell: conversation_held}
  - {on: 2026-02-04, tell: barrier_found, called: debts, with: {of: b1, type: debts}}
"""


def dossier(folder: Path, steps: str, head: str = HEAD) -> Dossier:
    """A dossier of a case with one side problem, and these steps."""
    path = folder / "example.yaml"
    path.write_text(head + steps, encoding="utf-8")
    return load(path)


def played(folder: Path, steps: str, head: str = HEAD) -> Played:
    return simulate(dossier(folder, steps, head), PROGRAMMES)


def test_a_step_that_is_withdrawn_is_as_if_it_had_never_been_told(tmp_path: Path) -> None:
    found = played(
        tmp_path,
        """
  - expect: {awaits: ["barrier_settled:b1"]}
  - {on: 2026-02-05, tell: fact_withdrawn, with: {step: debts, why: told in the wrong case}}
  - expect: {not_awaits: ["barrier_settled:b1"]}
""",
    )

    assert found.differences == []
    assert [entry.text.partition(":")[0] for entry in found.timeline if entry.what == "fact"][-1] == "fact withdrawn"


def test_a_step_that_is_corrected_says_otherwise_what_is_named_and_stays_in_the_rest(tmp_path: Path) -> None:
    found = played(
        tmp_path,
        """
  - {on: 2026-02-12, tell: contact_held, called: talk}
  - expect: {due: {"contact_held:client": 2026-03-05}}
  - {on: 2026-02-13, tell: fact_corrected, with: {step: talk, happened: 2026-02-10, instead: {note: on the telephone}, why: a slip}}
  - expect: {due: {"contact_held:client": 2026-03-03}}
""",
    )

    assert found.differences == []


def test_a_case_is_moved_to_another_version_and_what_was_promised_moves_with_it(tmp_path: Path) -> None:
    found = played(
        tmp_path,
        """
  - {on: 2026-02-24, expect: {version: 2025.1, due: {conversation_held: 2026-03-09}}}
  - {tell: programme_changed, with: {version: 2026.1, why: new rules}}
  - expect: {version: 2026.1, due: {conversation_held: 2026-03-02}}
""",
        head=HEAD.partition("  -")[0].replace("02-02", "02-23"),
    )

    assert found.differences == []


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        ("{tell: programme_changed, with: {version: 1999, why: a slip}, refused: there is no version 1999 of kina-example}", ""),
        ("{tell: programme_changed, with: {version: 2025.1, why: a slip}, refused: lives under kina-example 2025.1 already}", ""),
        ("{tell: fact_withdrawn, with: {step: debts, why: a slip}}", ""),
        ("{tell: fact_corrected, with: {step: debts, why: a slip}, refused: says just this already}", ""),
        ("{tell: fact_corrected, with: {step: debts, instead: {of: b9}, why: a slip}, refused: stays when a line is corrected}", ""),
        ("{tell: fact_withdrawn, with: {step: debts, why: a slip}, refused: never}", "expected fact_withdrawn to be refused"),
    ],
)
def test_what_is_refused_is_refused_as_a_person_would_be(tmp_path: Path, step: str, refusal: str) -> None:
    found = played(tmp_path, f"  - {step}")

    assert [refusal in difference for difference in found.differences] == ([True] if refusal else [])


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("{tell: fact_withdrawn, with: {step: nothing, why: a slip}}", "expected a step before it with `called: nothing`"),
        ("{tell: fact_withdrawn, with: {step: debts}}", "fact_withdrawn cannot be told so: why: Field required"),
        ("{tell: fact_withdrawn, with: {line: 3, why: a slip}}", "fact_withdrawn cannot be told so: step: Field required"),
        ("{tell: programme_changed, with: {why: a slip}}", "programme_changed cannot be told so: version: Field required"),
        ("{tell: contact_held, called: debts}", "step 3 is called debts as another is: expected a name of its own"),
        ("{expect: {ended: ''}, called: debts}", "`refused` and `called` belong to a `tell`"),
    ],
)
def test_a_wrong_step_is_refused_with_what_was_expected(tmp_path: Path, step: str, sentence: str) -> None:
    with pytest.raises(BadDossier) as refused:
        dossier(tmp_path, f"  - {step}")

    assert sentence in str(refused.value)


def test_a_forecast_tells_what_counts_in_the_end_and_moves_nobody(tmp_path: Path) -> None:
    found = dossier(
        tmp_path,
        """
  - {tell: contact_held, called: talk, with: {note: in person}}
  - {tell: fact_withdrawn, with: {step: debts, why: told in the wrong case}}
  - {tell: fact_corrected, with: {step: talk, instead: {note: on the telephone}, why: a slip}}
  - {tell: programme_changed, with: {version: 2026.1, why: new rules}}
  - {tell: resumed, refused: is not paused}
""",
    )

    told = as_it_counts(list(found.timed))

    assert [(timed.step.tell, timed.step.fields) for timed in told] == [
        ("conversation_held", {}),
        ("contact_held", {"note": "on the telephone"}),
    ]
