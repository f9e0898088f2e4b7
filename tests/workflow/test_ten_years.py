"""T-33: a case of ten years on a server: its pages turn and stay short, it stays small, and every promise keeps its hours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.service import RPCError

from casework.anytime import ContactHeld
from casework.case import Case
from casework.end_of_contract import OutcomeRecorded
from casework.exploration import BarrierFound
from casework.fact import Fact
from casework.planned import rungs_of
from tests import kina_road as road
from tests.handclock import HandClock
from tests.workflow.office import Office, OneCase, office
from tests.workflow.year import at_work, name_of
from workflows.page import Page

YEARS = 10
VISITS = 53
LONGEST_PAGE = 320
LARGEST_CASE = 64 * 1024
FORTNIGHT = timedelta(days=14)


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened


class Decade:
    """Ten years of a case on a server, and the same by hand."""

    def __init__(self, here: Office, case: OneCase, by_hand: HandClock) -> None:
        self.here, self.case, self.by_hand = here, case, by_hand

    async def days_pass(self, days: int) -> None:
        """Let days go by for both, a fortnight at a time: the server has to answer while they do."""
        for _ in range(days // FORTNIGHT.days):
            await self._sleep(FORTNIGHT)
            self.by_hand.pass_until(self.by_hand.hour + FORTNIGHT)
        await self._as_far_as_by_hand()

    async def _sleep(self, long: timedelta) -> None:
        """Until the server is so much later, also when it loses its breath while a page turns."""
        until = await self.here.env.get_current_time() + long
        while (left := until - await self.here.env.get_current_time()) > timedelta(0):
            with suppress(RPCError):
                await self.here.env.sleep(left)

    async def tell(self, *facts: Fact) -> None:
        """Tell both; as signals, for the test server answers no update in the task in which a page turns."""
        for fact in facts:
            self.by_hand.tell(fact)
            await self.case.signal(fact.kind, id=uuid4().hex, **fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True))
            await self._as_far_as_by_hand()

    async def same_hours(self) -> bool:
        """Whether all is promised for the same days, and the clock speaks of it at the same hours."""
        return hours(await self.case.now()) == hours(self.by_hand.case)

    async def _as_far_as_by_hand(self) -> None:
        while len(self.here.shelf.kinds(self.case.handle.id)) < self.by_hand.case.line:
            await asyncio.sleep(0.01)


def hours(case: Case) -> dict[str, tuple[datetime | None, datetime | None, list[datetime]]]:
    """By when each promise is due, when the case speaks of it itself, and the hours of the rungs that are planned."""
    of_rungs = {key: [rung.due for rung in rungs_of(case, promise)] for key, promise in case.agenda.items()}
    return {key: (promise.by, promise.next, of_rungs[key]) for key, promise in case.agenda.items()}


async def pages_of(decade: Decade) -> list[tuple[int, Page]]:
    """How many events each page had, and what it began with."""
    found: list[tuple[int, Page]] = []
    for event in await decade.case.history():
        if name_of(event) == "WORKFLOW_EXECUTION_STARTED":
            page = Page.model_validate_json(event.workflow_execution_started_event_attributes.input.payloads[0].data)
            found.append((0, page))
        found[-1] = (found[-1][0] + 1, found[-1][1])
    return found


async def test_t_33_after_ten_years_pages_are_short_the_case_is_small_and_every_hour_is_kept(here: Office):
    by_hand = at_work()
    by_hand.tell(OutcomeRecorded(outcome="other regular job", then="aftercare"))
    decade = Decade(here, await here.takes_over(by_hand, most_events=300), by_hand)

    for visit in range(1, VISITS + 1):
        await decade.days_pass(70)
        await decade.tell(ContactHeld())
        if visit % 4 == 0:
            barrier = f"b{visit // 4}"
            await decade.tell(BarrierFound(of=barrier, type="invented"), road.SETTLED.model_copy(update={"of": barrier}))
            assert await decade.same_hours()

    pages = await pages_of(decade)
    assert by_hand.hour.year - by_hand.case.opened.year >= YEARS
    assert len(pages) >= 4
    assert max(events for events, _ in pages) <= LONGEST_PAGE
    assert max(len(page.case.own_json()) for _, page in pages if page.case) <= LARGEST_CASE
    assert not any(page.case.journal for _, page in pages if page.case), "what is written leaves the case"
