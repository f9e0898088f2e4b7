"""A running case is moved to other rules on the server: the page carries them on, and a move by mistake is withdrawn (T-25, T-26)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.worker import Replayer

from casework.desk import Desk
from casework.door import Telling
from casework.folding import fold
from casework.moving import Moving, telling_of, what_moves
from casework.planned import planned
from runtime.converter import CONVERTER
from tests.workflow.office import KNOWN, OTHER_TERMS, TERMS, Office, OneCase, office
from workers.itinerary import sandbox
from workflows.itinerary import Itinerary
from workflows.methods.kina import KINA
from workflows.referral import Referral

OLD, NEW = OTHER_TERMS.programme, TERMS.programme


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened


async def shown(here: Office, case: OneCase) -> tuple[Telling, Moving]:
    """What a move to the old programme would do to this case now."""
    now, at = await case.now(), await here.env.get_current_time()
    telling = telling_of(now, OLD, by="S-lead", why="to be tried", at=at)
    return telling, what_moves(Desk(now, KINA), telling, at)


async def whole(here: Office, case: OneCase) -> None:
    """The live case is the fold of what was handed over."""
    live = await case.now()
    lines = [line for _, (_, line) in sorted(here.shelf.lines[case.handle.id].items())]
    assert fold(case.handle.id, lines, TERMS, KINA, KNOWN).case.own_json() == live.own_json()


async def test_t_25_a_living_case_is_moved_and_its_promises_fall_due_as_shown(here: Office) -> None:
    case = await here.open()
    telling, moves = await shown(here, case)

    assert (await case.told_so(telling)).line == 2

    live = await case.now()
    assert {f.key: f.after for f in moves.promises} == {p.key: p.by for p in live.agenda.values()}
    assert live.programme.version == OLD.version
    spoken_of = {rung.due for rung in planned(live)} | {promise.next for promise in live.agenda.values() if promise.next}
    assert min(spoken_of) == min(f.spoken_after for f in moves.promises if f.spoken_after)
    await here.days(20)
    await whole(here, case)


async def test_t_25_a_page_that_turns_goes_on_under_the_new_rules_and_every_history_replays(here: Office) -> None:
    case = await here.open(most_events=30)
    await case.told_so((await shown(here, case))[0])
    for nth in range(8):
        await case.tell("contact_held", note=f"contact {nth}")

    assert await case.pages() > 1
    assert (await case.now()).programme.version == OLD.version
    await case.tell("conversation_held")
    await whole(here, case)
    replayer = Replayer(workflows=[Itinerary, Referral], workflow_runner=sandbox(), data_converter=CONVERTER)
    run = case.handle.first_execution_run_id
    while run:
        history = await here.env.client.get_workflow_handle(case.handle.id, run_id=run).fetch_history()
        await replayer.replay_workflow(history)
        run = history.events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def test_t_26_a_move_by_mistake_is_withdrawn_and_the_case_goes_on_under_its_old_rules(here: Office) -> None:
    case = await here.open(most_events=30)
    before = await case.now()
    await case.told_so((await shown(here, case))[0])

    await case.tell("fact_withdrawn", line=2, what="programme_changed", why="another case was meant")

    after = await case.now()
    assert (after.programme.version, after.agenda) == (NEW.version, before.agenda)
    for nth in range(8):
        await case.tell("contact_held", note=f"contact {nth}")
    assert await case.pages() > 1
    await case.tell("conversation_held")
    await whole(here, case)


async def test_t_25_a_case_that_has_gone_on_is_not_moved(here: Office) -> None:
    case = await here.open()
    telling, _ = await shown(here, case)
    await case.tell("conversation_held")

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told_so(telling)

    assert "look at it again; nothing was changed" in str(refused.value.cause)
