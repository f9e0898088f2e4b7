"""The page on costs says what the run that is kept found."""

from __future__ import annotations

from pathlib import Path

from bench.plan import QUICK, WHOLE
from bench.report import PAGE, newest, page, ratio
from bench.results import BROUGHT, COHORT, IMPORT, LIVED, MESSAGES, Measured, Run, now, one_minute


def block(contender: str, ms: float) -> Measured:
    return Measured(scenario="facts", contender=contender, n=1, cpu_ms={"worker": ms, "driver": 99})


def test_the_tables_are_those_of_the_newest_runs_that_are_kept() -> None:
    text = PAGE.read_text()

    assert page(text, newest()) == text, "make them anew: python -m bench.report"


def test_a_ratio_is_taken_between_neighbouring_blocks_and_counts_no_driver() -> None:
    ours, theirs = [block("P", ms) for ms in (12, 24, 11)], [block("T", ms) for ms in (10, 20, 10)]

    found = ratio(ours, theirs)

    assert (round(found.least, 2), round(found.middle, 2), round(found.most, 2)) == (1.1, 1.2, 1.2)


def a_run(scenario: str, n: int, *, quick: bool = False) -> Run:
    return Run(began=now(), quick=quick, server="", machine="", measured=[Measured(scenario=scenario, contender="P", n=n)])


def test_what_is_done_with_many_at_once_is_taken_from_whichever_run_did_it_last(tmp_path: Path) -> None:
    a_run(BROUGHT, 2_000).model_copy(update={"began": now().replace(year=2024)}).keep(tmp_path, called=IMPORT)
    a_run(LIVED, 10_000).model_copy(update={"began": now().replace(year=2025)}).keep(tmp_path, called=COHORT)
    a_run(BROUGHT, 10_000).keep(tmp_path)
    a_run(BROUGHT, 300, quick=True).keep(tmp_path)

    found = newest(tmp_path)

    assert [run and run.measured[0].n for run in (found.import_, found.cohort)] == [10_000, 10_000]


def test_of_each_number_of_messages_for_one_minute_the_run_that_had_it_last_is_shown(tmp_path: Path) -> None:
    herd = one_minute("staff")
    a_run(herd, 10_000).model_copy(update={"began": now().replace(year=2024)}).keep(tmp_path, called=MESSAGES)
    a_run(herd, 1_000).model_copy(update={"began": now().replace(year=2025)}).keep(tmp_path, called=MESSAGES)
    a_run(BROUGHT, 10_000).keep(tmp_path)
    a_run(herd, 200, quick=True).model_copy(update={"began": now().replace(year=2023)}).keep(tmp_path, called=MESSAGES)

    found = newest(tmp_path)

    assert [[measured.n for measured in run.measured] for run in found.messages] == [[1_000], [10_000]]
    assert found.here.measured[0].scenario == BROUGHT


def test_a_whole_run_brings_ten_thousand_in_and_lives_ten_thousand() -> None:
    assert (WHOLE.imported, WHOLE.cohort) == (10_000, 10_000)
    assert (WHOLE.messages, QUICK.messages) == ((1_000, 10_000), (200,))
    assert 0 < QUICK.imported < 1_000
    assert 0 < QUICK.cohort < 1_000
