"""Whoever and whatever stands in a case is known by an opaque id, so that no name gets where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from starters.exit_codes import Exit
from tests.integration.counter import Counter, lived

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


@pytest.fixture
async def counter(dsn: str, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Where verbs are typed."""
    return Counter(dsn, await lived(pool), monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        ["office", "add", "Office Nine", "Office Nine", "--zone", "Europe/Stockholm", "--country", "SE"],
        ["staff", "add", "Test Counsellor Nine", "--id", "Test Nine", "--email", "nine@office.example", "--office", "O-1"],
        ["person", "add", "Test Client Nine", "--id", "Test Client Nine"],
    ],
)
def test_a_name_is_no_id(counter: Counter, words: list[str]) -> None:
    ended = counter.type(*words)

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "id: expected an id of letters, digits and dashes, as in S-1; never a name" in ended.stderr
