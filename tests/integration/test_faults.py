"""A few kills in every run: whatever dies while cases are told and hours come, nothing is lost, doubled or forgotten."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults.havoc import survive
from tests.faults.table import table

KILLS = 6


@pytest.fixture
def seed(capsys: pytest.CaptureFixture[str]) -> int:
    """A new one each time, or SEED of the environment; it is printed before anything happens."""
    chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    with capsys.disabled():
        print(f"\n{KILLS} kills, SEED={chosen}")
    return chosen


async def test_nothing_is_lost_doubled_or_forgotten_when_parts_are_killed(tmp_path: Path, seed: int):
    survival = await survive(tmp_path / "data", kills=KILLS, seed=seed)

    assert not survival.audit.findings, table(survival)
    assert len(survival.kills) == KILLS
    assert survival.audit.hours
    assert survival.audit.mails
