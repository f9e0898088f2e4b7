"""A case is asked how it stands just as its page turns."""

from __future__ import annotations

from typing import Any, cast

import pytest
from temporalio.client import WorkflowQueryFailedError

from runtime.settings import Settings
from starters.itineraries import PAGES_ASKED, Itineraries


class Turning:
    """A case of which so many pages cannot answer any more."""

    def __init__(self, silent: int) -> None:
        self.silent, self.asked = silent, 0

    async def query(self, *_: object, **__: object) -> str:
        self.asked += 1
        if self.asked <= self.silent:
            raise WorkflowQueryFailedError("this page cannot be read again")
        return "the case"


def itineraries() -> Itineraries:
    return Itineraries(cast("Any", None), cast("Any", None), Settings())


async def test_the_next_page_answers_for_one_that_cannot():
    case = Turning(silent=PAGES_ASKED - 1)

    assert await itineraries()._asked(cast("Any", case)) == "the case"


async def test_a_case_that_never_answers_is_a_fault_and_not_asked_for_ever():
    case = Turning(silent=99)

    with pytest.raises(WorkflowQueryFailedError):
        await itineraries()._asked(cast("Any", case))

    assert case.asked == PAGES_ASKED
