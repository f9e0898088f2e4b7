"""Whoever looks at a case reads when its contracts end, and by which rules that was reckoned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.counter import Counter, lived

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


@pytest.fixture
async def counter(dsn: str, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Where verbs are typed."""
    return Counter(dsn, await lived(pool), monkeypatch)


def test_a_case_shows_how_the_end_of_its_contract_was_found(counter: Counter) -> None:
    for phase in ("exploration", "mapping"):
        counter.read("tell", "1", "phase_skipped", f"of={phase}", "why=a job was found")
    counter.read("tell", "1", "contract_signed", "type=regular", "legal_employer=E-1", "host=E-1", "starts=2026-05-04", "ends=2027-05-03")

    assert "contract k1 ends 03 May 2027, as agreed" in counter.type("show", "1").stdout
    assert counter.read("show", "1")["contracts"] == {"k1": "ends 03 May 2027, as agreed"}
