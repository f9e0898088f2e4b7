"""Every line of the Kina guide has a test that bears its name, a place in the code, and a row in docs/methods.md."""

from tests.method_lines import LINES, ROOT, borne, lived, page


def test_every_line_of_the_guide_has_a_test_that_bears_its_name():
    assert sorted(LINES) == list(range(1, 44))
    assert not [number for number, tests in borne().items() if not tests]


def test_every_line_of_the_guide_is_named_where_it_lives():
    assert not [number for number, places in lived().items() if not places]


def test_the_page_of_methods_is_current():
    assert (ROOT / "docs" / "methods.md").read_text(encoding="utf-8") == page(), "run: python -m tests.method_lines > docs/methods.md"
