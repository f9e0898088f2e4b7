"""The page on costs says what the run that is kept found."""

from __future__ import annotations

from bench.report import PAGE, newest, page, ratio
from bench.results import Measured


def block(contender: str, ms: float) -> Measured:
    return Measured(scenario="facts", contender=contender, n=1, cpu_ms={"worker": ms, "driver": 99})


def test_the_tables_are_those_of_the_newest_runs_that_are_kept() -> None:
    text = PAGE.read_text()

    assert page(text, newest()) == text, "make them anew: python -m bench.report"


def test_a_ratio_is_taken_between_neighbouring_blocks_and_counts_no_driver() -> None:
    ours, theirs = [block("P", ms) for ms in (12, 24, 11)], [block("T", ms) for ms in (10, 20, 10)]

    found = ratio(ours, theirs)

    assert (round(found.least, 2), round(found.middle, 2), round(found.most, 2)) == (1.1, 1.2, 1.2)
