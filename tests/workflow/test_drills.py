"""A true hour without PostgreSQL, by a clock that skips: what was told and what fell due meanwhile is handed over once, when it is back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from activities.gone_past import TemporalsRecord
from casework.clock import Clock
from casework.handover import Handover
from records.messages import Leaving
from tests.integration.living import MONDAY, fast
from tests.workflow.office import OneCase, office

TWO_MONTHS_AN_HOUR = 1440
LONGEST_PAUSE = timedelta(minutes=2, seconds=15)


async def test_postgresql_away_for_an_hour_is_asked_seldom_and_given_everything_once_when_it_is_back():
    async with office() as here:
        real = await here.env.get_current_time()
        case = await here.open(clock=Clock(real=real, case=MONDAY, pace=TWO_MONTHS_AN_HOUR))
        await case.tell("remark_made", note="before")
        here.shelf.away, here.shelf.tries = True, 0

        answers = [await case.tell("remark_made", id=f"away-{n}", note="meanwhile") for n in range(3)]
        await here.env.sleep(timedelta(hours=1))
        tries = here.shelf.tries
        here.shelf.away = False
        await here.env.sleep(LONGEST_PAUSE)

        live = await case.now()
        kinds = here.shelf.kinds(live.id)
        assert [answer.kept for answer in answers] == [False] * 3
        assert 25 < tries < 60
        assert (kinds.count("remark_made"), len(kinds)) == (4, live.line)
        assert kinds.count("hour_came") > 1
        assert not live.journal
        tellings = [line.telling for _, line in here.shelf.lines[live.id].values()]
        assert len(set(tellings)) == len(tellings)


async def test_what_one_workflow_task_hands_over_in_two_goes_is_one_attempt_kept_or_lost_together():
    async with office(real=True, works=False) as here:
        case = await here.open(clock=fast())
        async with here.worker():
            await case.tell("remark_made", note="a worker is there")
        await case.signal("remark_made", note="none is there, and an hour comes")
        while EventType.EVENT_TYPE_TIMER_FIRED not in [event.event_type for event in (await case.handle.fetch_history()).events]:
            await asyncio.sleep(0.05)
        here.shelf.tries = 0
        async with here.worker():
            while "hour_came" not in here.shelf.kinds(case.handle.id):
                await asyncio.sleep(0.05)

        kept = [(line.kind, tried_at) for tried_at, line in here.shelf.lines[case.handle.id].values()][2:4]
        assert here.shelf.tries >= 2
        assert [kind for kind, _ in kept] == ["remark_made", "hour_came"]
        assert len({tried_at for _, tried_at in kept}) == 1
        assert len({(handover.run, handover.task) for handover in here.shelf.handed_over[-2:]}) == 1


async def test_temporal_goes_past_every_task_that_hands_over_however_it_does_so():
    async with office(real=True) as here:
        case, record = await here.open(most_events=40), TemporalsRecord(here.env.client)
        await case.tell("remark_made", note="in one task")
        here.shelf.away = True
        await case.tell("remark_made", note="the journal is away")
        here.shelf.away = False
        while len(here.shelf.kinds(case.handle.id)) < 3:
            await asyncio.sleep(0.05)
        await withdrawn(case)
        while await case.pages() < 2:
            await case.tell("remark_made", note="until the page turns")
        await case.tell("case_closed", outcome="other", why="all was seen")

        given = here.shelf.handed_over
        assert {kind for kept in given for kind in [line.kind for line in kept.lines]} > {"fact_withdrawn", "case_closed"}
        assert len({handover.run for handover in given}) == 2
        assert [await record.has_gone_past(written_by(handover)) for handover in given] == [True] * len(given)
        assert not await record.has_gone_past(written_by(given[0], earlier=timedelta(seconds=1)))


async def withdrawn(case: OneCase) -> None:
    """A line is withdrawn, as soon as the case has heard that its journal is back."""
    for _ in range(200):
        with suppress(WorkflowUpdateFailedError):
            await case.tell("fact_withdrawn", line=2, what="remark_made", why="after a look back")
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the case does not hear that its journal is back")


def written_by(handover: Handover, earlier: timedelta = timedelta(0)) -> Leaving:
    """A message that the task of this handover wrote, or one that began earlier."""
    began = handover.tried_at - earlier
    return Leaving.model_construct(None, case_id=handover.case.id, run=handover.run, task=handover.task, tried_at=began)
