"""A fixture: a mail server of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.post_office import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """Open when the test begins, closed when it ends."""
    office = Post()
    await office.opens()
    yield office
    await office.closes()
