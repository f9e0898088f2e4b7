"""`itinerary report` on real records: as the journals count now, case by case, with small counts hidden."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casework.exploration import BarrierFound
from records import cases, journal, reports
from records.cases import Opening
from records.reports import Chosen
from starters.exit_codes import Exit
from starters.reporting.measures import kinds_read
from tests.integration.counter import NOW, Counter, keep, lived
from tests.town import handed, line

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

PERIOD = ("--from", f"{NOW - timedelta(days=30):%Y-%m-%d}", "--until", f"{NOW + timedelta(days=1):%Y-%m-%d}")
EVERYTHING = (*PERIOD, "--at-least", "1")
WHY = ("--why", "told in the wrong case", "--yes")


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    """K-0001 of Test Client One."""
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Where verbs are typed."""
    return Counter(dsn, desk, monkeypatch)


@pytest.fixture
def rows(counter: Counter) -> Callable[..., list[dict[str, Any]]]:
    """The rows of one part of a report."""
    return lambda part, *words: counter.read("report", *(words or EVERYTHING))["parts"][part]["rows"]


def test_a_report_counts_what_is_in_the_records_and_says_its_rules(counter: Counter, rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert rows("cases") == [{"programme": "kina-example", "open in the period": 1, "opened in it": 1, "ended in it": 0}]
    assert rows("load")[0] | {"open cases": 1, "counsellors": 1, "most": 1} == rows("load")[0]

    shown = counter.type("report", *EVERYTHING).stdout

    assert "Delays between phases: days from the opening to the first entry of a phase" in shown
    assert "the period is not over yet" in shown


def test_few_people_are_not_shown_unless_it_is_asked(counter: Counter, rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert rows("cases", *PERIOD)[0]["open in the period"] == "<5"
    assert rows("load", *PERIOD)[0]["most"] == "<5"
    assert "<5: fewer than 5 people or cases, perhaps none" in counter.type("report", *PERIOD).stdout


def test_nl_14_an_override_stands_in_the_report_until_it_is_withdrawn(
    counter: Counter, desk: HandClock, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    counter.read("tell", "K-0001", "gate_overridden", "reason=a job is at hand")
    told, named = rows("overrides"), rows("overrides", *EVERYTHING, "--by-counsellor")
    counter.read("withdraw", "K-0001", str(desk.number("gate_overridden")), *WHY)

    assert [(row["by"], row["cases"]) for row in told] == [("all", 1), ("kind", 1), ("office", 1)]
    assert named[-1] == {"by": "told by", "which": "S-ana", "cases": 1}
    assert rows("overrides") == [{"by": "all", "which": "", "cases": 0}]


def test_a_report_is_of_one_office_programme_or_method(counter: Counter, rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert rows("cases", *EVERYTHING, "--office", "O-1", "--programme", "kina-example", "--method", "kina") != []
    assert rows("cases", *EVERYTHING, "--office", "O-2") == []
    assert rows("cases", *EVERYTHING, "--method", "forem") == []


def test_a_case_that_ended_before_is_not_in_it(rows: Callable[..., list[dict[str, Any]]]) -> None:
    later = f"{NOW + timedelta(days=400):%Y-%m-%d}"

    assert rows("load", "--from", later, "--until", later, "--at-least", "1")[0]["open cases"] == 1
    assert rows("cases", "--from", "2020-01-01", "--until", "2020-12-31", "--at-least", "1") == []


def test_a_report_is_written_as_files_and_drawn(counter: Counter, tmp_path: Path) -> None:
    done = counter.type("report", *EVERYTHING, "--csv", str(tmp_path / "parts"), "--plot", str(tmp_path / "report.svg"))

    assert done.exit_code == Exit.OK, done.stderr
    assert (tmp_path / "report.svg").exists()
    with (tmp_path / "parts" / "cases.csv").open(encoding="utf-8") as reading:
        assert next(csv.DictReader(reading))["opened in it"] == "1"


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (["--from", "2026-02-01", "--until", "2026-01-01"], "the period ends before it begins", Exit.WRONG_USAGE),
        (["--from", "2026-02-31", "--until", "2026-03-01"], "there is no day 2026-02-31", Exit.WRONG_USAGE),
        ([*PERIOD, "--plot", "report.txt"], "a picture ends in .svg, .png, .pdf", Exit.WRONG_USAGE),
        ([*PERIOD, "--plot", "/nonexistent/report.svg"], "cannot be written", Exit.WRONG_USAGE),
        ([*PERIOD, "--office", "O-99"], "there is no office O-99", Exit.NOT_FOUND),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_sentence(counter: Counter, words: list[str], sentence: str, code: Exit) -> None:
    refused = counter.type("report", *words)

    assert (refused.exit_code, sentence in refused.stderr) == (code, True), refused.stderr


async def test_who_was_said_to_be_one_person_with_another_is_counted_as_one(pool: Pool, desk: HandClock) -> None:
    twice = {"person": "P-2", "office": "O-1", "counsellor": "S-ana", "opened": NOW}
    second = await cases.begin(pool, Opening.model_validate({"id": "x2", "method": "forem", "programme": "p", "version": "1"} | twice))
    await journal.keep(pool, handed(second, lines=[line(1)], **twice))
    await pool.execute("UPDATE people SET same_as = 'P-1' WHERE id = 'P-2'")

    read = [lines async for lines in reports.told(pool, Chosen(), NOW - timedelta(days=1), NOW + timedelta(days=1), kinds_read())]

    assert [lines[0].person for lines in read] == ["P-1", "P-1"]
    assert len({lines[0].case_id for lines in read}) == 2


async def test_cases_are_read_one_after_another_with_the_lines_that_are_looked_at(pool: Pool, desk: HandClock) -> None:
    eva = {"person": "P-2", "office": "O-2", "counsellor": "S-eva", "opened": NOW}
    second = await cases.begin(pool, Opening.model_validate({"id": "x2", "method": "kina", "programme": "p", "version": "1"} | eva))
    plain = [line(n, kind="remark_made", phases=["exploration"] if n < 4 else ["placement"]) for n in range(1, 7)]
    await journal.keep(pool, handed(second, lines=plain, **eva))
    desk.tell(BarrierFound(of="b2", type="debts", severity=1))
    await keep(pool, desk)

    read = [lines async for lines in reports.told(pool, Chosen(), NOW - timedelta(days=1), NOW + timedelta(days=1), kinds_read())]

    there = {lines[0].office: lines for lines in read}
    assert {office: len({told.case_id for told in lines}) for office, lines in there.items()} == {"O-1": 1, "O-2": 1}
    assert [(told.phases, told.happened_before < told.happened) for told in there["O-2"]] == [
        (["exploration"], False),
        (["placement"], True),
        (["placement"], True),
    ], "the first, the one on which the phase changed, and the last"
