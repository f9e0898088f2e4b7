"""What surveys bring back is kept without a person and shown only where many have answered (FR-19)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import asyncpg
import pytest
from typer.testing import CliRunner

from records import surveys
from starters.cli import app
from starters.exit_codes import Exit

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]

POINT = "action_plan_reviewed"


async def test_fr_19_a_mean_is_told_once_five_have_answered_and_no_sooner(pool: Pool):
    for _ in range(surveys.FEWEST - 1):
        await surveys.add(pool, "forem-example", POINT, date(2026, 5, 20), {"clarity": 4, "listening": 2})
    assert {(r.question, r.answers, r.mean) for r in await surveys.results(pool, "forem-example", date(2026, 1, 1))} == {
        ("clarity", 4, None), ("listening", 4, None),
    }  # fmt: skip

    await surveys.add(pool, "forem-example", POINT, date(2026, 6, 2), {"clarity": 2})

    clarity, listening = await surveys.results(pool, "forem-example", date(2026, 5, 31))
    assert (clarity.answers, clarity.mean, listening.mean) == (5, 3.6, None)
    assert [r.answers for r in await surveys.results(pool, "forem-example", date(2026, 6, 1))] == [1]


async def test_fr_19_what_is_kept_names_nobody_and_no_day(pool: Pool):
    await surveys.add(pool, "forem-example", POINT, date(2026, 5, 20), {"clarity": 4})

    (row,) = await pool.fetch("SELECT * FROM survey_answers")
    assert set(row.keys()) == {"id", "programme", "point", "month", "question", "mark"}
    assert row["month"] == date(2026, 5, 1)


async def test_fr_19_a_mark_is_from_one_to_five(pool: Pool):
    with pytest.raises(asyncpg.CheckViolationError):
        await surveys.add(pool, "forem-example", POINT, date(2026, 5, 20), {"clarity": 6})


def test_fr_19_a_survey_that_came_back_is_typed_and_its_results_are_shown(dsn: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_DSN", dsn)

    def typed(*words: str):
        return CliRunner().invoke(app, ["survey", *words])

    assert typed("answer", "forem-example", POINT, "clarity=4").exit_code == Exit.OK
    assert "fewer than 5 answered" in typed("results", "forem-example").stdout
    assert typed("answer", "forem-example", "breakfast", "clarity=4").exit_code == Exit.WRONG_USAGE
    assert "kina-example asks no surveys" in typed("answer", "kina-example", POINT, "clarity=4").stderr
