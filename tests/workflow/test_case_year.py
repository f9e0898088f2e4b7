"""What a year of a case costs: every event of it has a name here, so that none is added unseen."""

from __future__ import annotations

import asyncio

from tests import kina_road as road
from tests.workflow.actions import billed
from tests.workflow.office import office
from tests.workflow.year import Year, name_of, the_year

MOST_EVENTS, MOST_ACTIONS = 300, 110

TASK = ("WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED", "WORKFLOW_TASK_COMPLETED")
BEGUN = ("WORKFLOW_EXECUTION_STARTED", *TASK)
TOLD = (*TASK, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED")
WRITTEN, SHOWN, ANSWERED = "MARKER_RECORDED", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "WORKFLOW_EXECUTION_UPDATE_COMPLETED"
WAITS, WAITS_NO_MORE = "TIMER_STARTED", "TIMER_CANCELED"

BEGINS = ("a page begins", (*BEGUN, WAITS))
NEXT_PAGE = ("WORKFLOW_EXECUTION_CONTINUED_AS_NEW", *BEGUN, WAITS)
NEXT_PHASE = ("outcome_recorded is told, and the page turns", (*TOLD, WAITS_NO_MORE, WAITS, WRITTEN, SHOWN, ANSWERED, *NEXT_PAGE))
ESCALATED = ("an hour of contact_held:client comes", ("TIMER_FIRED", *TASK, WAITS, WRITTEN))
CONTACT = ("contact_held is told", (*TOLD, WAITS_NO_MORE, WAITS, WRITTEN, SHOWN, ANSWERED))
NOBODY_ANSWERED = ("contact_failed is told", (*TOLD, WRITTEN, SHOWN, ANSWERED))
REMARK = ("remark_made is told", (*TOLD, WRITTEN, ANSWERED))
REMARK_AND_FULL = ("remark_made is told, and the page turns", (*TOLD, WRITTEN, ANSWERED, *NEXT_PAGE))


async def test_every_event_of_the_reference_year_is_known_and_there_are_few():
    async with office() as here:
        year = await the_year(here)

    assert year == [
        BEGINS,
        NEXT_PHASE,
        *[CONTACT, *[REMARK] * 4],
        *[CONTACT, REMARK, REMARK, REMARK_AND_FULL, REMARK, REMARK],
        *[CONTACT, *[REMARK] * 5],
        *[NOBODY_ANSWERED, REMARK_AND_FULL, *[REMARK] * 4, ESCALATED],
    ]
    events = [event for step in year for event in step.events]
    assert (len(events), billed(events)) == (186, 67)
    assert len(events) <= MOST_EVENTS
    assert billed(events) <= MOST_ACTIONS


async def test_an_opening_costs_six_events_and_what_operators_see_of_it_costs_nothing():
    async with office() as here:
        case = await here.open()
        while WRITTEN not in (events := tuple(name_of(event) for event in await case.history())):
            await asyncio.sleep(0.01)

    assert (events, billed(events)) == ((*BEGUN, WAITS, WRITTEN), 3)


async def test_promises_due_at_the_same_hour_are_spoken_of_in_one_task():
    by_hand = road.in_article_60()
    async with office() as here:
        lived = Year(here, await here.takes_over(by_hand), by_hand)
        await lived.note("a page begins")
        await lived.an_hour_comes()

        assert here.shelf.kinds(lived.case.handle.id)[-2:] == ["hour_came", "hour_came"]
        assert lived.steps[1:] == [(ESCALATED[0], (*ESCALATED[1], SHOWN))]
