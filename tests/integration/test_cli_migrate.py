"""`itinerary programme migrate`: what would move is shown, is done exactly so, and stands in a report (T-25)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.exploration import ConversationHeld
from casework.terms import hash_of
from records import terms
from starters.answers import migrating
from starters.exit_codes import Exit
from tests.integration.counter import Counter, keep, lived

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

SHELF = Path(__file__).parents[2] / "programmes"
NEXT = ("--to", "kina-example@2026.2", "--folder")
WHY = ("--why", "the council decided it")


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    return await lived(pool)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A shelf with a version to come, that asks for probes in fifteen days instead of twenty."""
    text = (SHELF / "kina-2026.toml").read_text(encoding="utf-8").replace('version = "2026.1"', 'version = "2026.2"')
    (tmp_path / "kina-next.toml").write_text(text.replace('within = "20 working days"', 'within = "15 working days"'), encoding="utf-8")
    return str(tmp_path)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(dsn, desk, monkeypatch)


def test_t_25_a_preview_says_what_would_move_and_changes_nothing(counter: Counter, folder: str) -> None:
    shown = counter.type("programme", "migrate", "K-0001", *NEXT, folder, "--preview")

    assert shown.exit_code == 0, shown.stderr
    assert "K-0001 would move, kina-example 2026.1 -> kina-example 2026.2" in shown.stdout
    assert "~ moves: talking about a side of life (family), from " in shown.stdout
    assert shown.stdout.splitlines()[-1] == "1 would move"
    assert len(counter.read("journal", "K-0001")) == 3


def test_t_25_what_was_shown_is_what_the_records_say_after(counter: Counter, folder: str) -> None:
    (before,) = counter.read("programme", "migrate", "K-0001", *NEXT, folder, "--preview")["cases"]

    (done,) = counter.read("programme", "migrate", "--office", "O-1", *NEXT, folder, "--yes", *WHY)["cases"]

    assert (done["became"], done["promises"]) == ("moved", before["promises"])
    owed = {promise["key"]: promise["by"] for promise in counter.read("agenda", "K-0001")}
    assert {fate["key"]: fate["after"] for fate in done["promises"]}.items() <= owed.items()
    shown = counter.read("show", "K-0001")
    assert (shown["case"]["version"], shown["last"][-1]["kind"]) == ("2026.2", "programme_changed")


def test_t_25_again_nothing_changes_and_the_report_says_of_each_case_what_became_of_it(
    counter: Counter, folder: str, tmp_path: Path
) -> None:
    file = tmp_path / "moved.csv"
    counter.read("programme", "migrate", "--version", "2026.1", *NEXT, folder, "--yes", *WHY, "--report", str(file))

    again = counter.read("programme", "migrate", "--programme", "kina-example", *NEXT, folder, "--yes", *WHY)
    none_left = counter.type("programme", "migrate", "--version", "2026.1", *NEXT, folder, "--yes", *WHY)

    assert [(one["became"], one["why"]) for one in again["cases"]] == [("untouched", "lives under kina-example 2026.2 already")]
    assert none_left.stdout == "no open case is meant by this\n"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert (rows[0]["case"], rows[0]["became"], rows[0]["from"], rows[0]["to"]) == (
        "K-0001", "moved", "kina-example 2026.1", "kina-example 2026.2",
    )  # fmt: skip
    assert {row["how"] for row in rows[1:]} == {"moves"}
    assert len(counter.read("journal", "K-0001")) == 4


async def test_t_25_a_case_that_was_told_something_after_it_was_shown_is_refused_and_the_next_run_moves_it(
    counter: Counter, folder: str, desk: HandClock, pool: Pool
) -> None:
    asked = migrating.Asked(NEXT[1], ["K-0001"], why="the council decided it", folder=Path(folder))
    _, shown = await migrating.preview(asked)
    desk.hour = desk.case.at
    desk.tell(ConversationHeld())
    await keep(pool, desk)

    refused = await migrating.migrate(asked, shown)

    assert refused.code is Exit.NOT_YET
    assert "something was told or fell due since it was shown" in str(refused.looks)
    assert (await migrating.migrate(asked)).code is Exit.OK


def test_t_26_a_move_is_withdrawn_with_its_consequences_shown_first(counter: Counter, folder: str) -> None:
    agenda = counter.read("agenda", "K-0001")
    counter.read("programme", "migrate", "K-0001", *NEXT, folder, "--yes", *WHY)

    shown = counter.type("withdraw", "K-0001", "4", "--why", "another office was meant", "--preview")
    assert "~ moves: " in shown.stdout
    counter.read("withdraw", "K-0001", "4", "--why", "another office was meant", "--yes")

    assert [(p["key"], p["by"]) for p in counter.read("agenda", "K-0001")] == [(p["key"], p["by"]) for p in agenda]
    assert counter.read("show", "K-0001")["case"]["version"] == "2026.1"
    assert counter.read("rebuild", "K-0001")["rebuilt"] == 1


def test_which_cases_and_why_have_to_be_said(counter: Counter, folder: str) -> None:
    nobody = counter.type("programme", "migrate", *NEXT, folder, "--yes", *WHY)
    no_reason = counter.type("programme", "migrate", "K-0001", *NEXT, folder, "--yes")
    unconfirmed = counter.type("programme", "migrate", "K-0001", *NEXT, folder, *WHY)
    by_hand = counter.type("tell", "K-0001", "programme_changed", "version=2025.1")

    assert [said.exit_code for said in (nobody, no_reason, unconfirmed, by_hand)] == [Exit.WRONG_USAGE] * 4
    assert "say which cases" in nobody.stderr
    assert "say why, with --why" in no_reason.stderr
    assert "look at what would move with --preview, then say --yes" in unconfirmed.stderr
    assert "use `itinerary programme migrate`" in by_hand.stderr


async def test_the_records_know_under_which_terms_a_case_lives(counter: Counter, folder: str, pool: Pool, desk: HandClock) -> None:
    await migrating.migrate(migrating.Asked(NEXT[1], ["K-0001"], why="the council decided it", folder=Path(folder)))

    kept = await pool.fetchval("SELECT terms FROM cases WHERE id = $1", desk.case.id)
    known = await terms.texts(pool, [kept])
    assert kept == desk.case.terms == hash_of(known[kept])
