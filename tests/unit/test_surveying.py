"""Surveys on how people are served: what is typed becomes marks without a person, or a sentence (FR-19)."""

from __future__ import annotations

import pytest

from records.surveys import Result
from starters.answers.answer import WrongInput
from starters.answers.surveying import marks_from
from tests.handclock import programme

FOREM = programme("forem-example")


def test_fr_19_marks_are_typed_question_by_question():
    assert marks_from(FOREM, ["clarity=4", "one_counsellor=5"]) == {"clarity": 4, "one_counsellor": 5}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["clearness=4"], r"this programme asks no question clearness: it knows clarity, listening"),
        (["clarity=6"], r"clarity: expected a mark from 1 to 5, found 6"),
        (["clarity=0"], r"clarity: expected a mark from 1 to 5, found 0"),
        (["clarity"], r"clarity: expected a mark from 1 to 5, found nothing"),
        (["clarity=4", "clarity=4"], r"clarity is given twice: give it once"),
        ([], r"say at least one mark, as in clarity=4"),
    ],
)
def test_fr_19_what_is_no_mark_is_refused_with_what_was_expected(typed: list[str], sentence: str):
    with pytest.raises(WrongInput, match=sentence):
        marks_from(FOREM, typed)


def test_fr_19_a_result_names_no_case_and_no_person():
    assert set(Result.model_fields) == {"point", "question", "answers", "mean"}
