"""Every failure of reminders that was reported elsewhere has a test that bears its id, and a row in docs/reminders.md."""

from tests.failures import borne, failures, page
from tests.method_lines import ROOT

OPEN = {"T-27"}


def test_the_failures_are_numbered_one_by_one():
    assert list(failures()) == [f"T-{number:02}" for number in range(1, 34)]


def test_every_failure_has_a_test_that_bears_its_id_or_says_why_not_yet():
    assert failures().keys() - borne().keys() == OPEN
    assert {id for id, failure in failures().items() if failure.later} == OPEN


def test_no_test_bears_an_id_that_nobody_reported():
    assert borne().keys() <= failures().keys()


def test_the_page_of_reminders_is_current():
    assert (ROOT / "docs" / "reminders.md").read_text(encoding="utf-8") == page(), "run: python -m tests.failures > docs/reminders.md"
