"""Every line of every guide has a test that bears its name, a place in the code, and a row in docs/methods.md."""

import pytest

from tests.method_lines import ROOT, Guide, borne, guides, lived, page

GUIDES = pytest.mark.parametrize("guide", guides(), ids=lambda guide: guide.letters)
HOW_MANY = {"DA": 36, "ES": 46, "FR": 21, "NL": 43, "SV": 29, "X": 9}


def test_all_guides_are_there():
    assert {guide.letters: len(guide.lines) for guide in guides()} == HOW_MANY


@GUIDES
def test_the_lines_of_a_guide_are_numbered_one_by_one(guide: Guide):
    assert list(guide.lines) == list(range(1, len(guide.lines) + 1))


@GUIDES
def test_every_line_of_the_guide_has_a_test_that_bears_its_name(guide: Guide):
    assert [number for number in guide.lines if (guide.letters, number) not in borne()] == []


@GUIDES
def test_every_line_of_the_guide_is_named_where_it_lives(guide: Guide):
    assert [number for number in guide.lines if (guide.letters, number) not in lived()] == []


def test_the_page_of_methods_is_current():
    assert (ROOT / "docs" / "methods.md").read_text(encoding="utf-8") == page(), "run: python -m tests.method_lines > docs/methods.md"
