"""Corrections on the server: the live case becomes what its journal makes of it, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy

from casework.door import Answer, Telling
from casework.folding import fold
from tests.workflow.office import QUEUE, TERMS, Office, OneCase, office
from workflows.itinerary import Itinerary
from workflows.methods.kina import KINA
from workflows.page import Page
from workflows.referral import child_of

WHY = "told in the wrong case"


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened


async def whole(here: Office, case: OneCase) -> None:
    """The live case is the fold of what was handed over."""
    live = await case.now()
    lines = [line for _, (_, line) in sorted(here.shelf.lines[case.handle.id].items())]
    assert fold(case.handle.id, lines, TERMS, KINA).case.own_json() == live.own_json()


async def test_a_fact_is_withdrawn_and_the_live_case_is_the_fold_of_its_journal(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    await case.tell("barrier_found", of="b1", type="debts")
    before = await case.now()

    answer = await case.tell("fact_withdrawn", line=3, what="barrier_found", why=WHY)

    assert (answer.line, answer.kept) == (4, True)
    assert "barrier_settled:b1" in before.agenda
    assert not (await case.now()).barriers
    await here.days(10)
    await case.tell("contact_held")
    await whole(here, case)


async def test_what_is_told_while_the_journal_is_looked_through_is_looked_at_too(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    await case.tell("barrier_found", of="b1", type="debts")
    here.shelf.meanwhile.append(case.tell("solution_tried", of="b1", what="a plan", result="not yet"))

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.tell("fact_withdrawn", line=3, what="barrier_found", why=WHY, id="w")

    assert "line 4, solution tried, would then have been refused" in str(refused.value.cause)
    await case.tell("fact_withdrawn", line=4, what="solution_tried", why=WHY)
    await case.tell("fact_withdrawn", line=3, what="barrier_found", why=WHY)
    assert not (await case.now()).barriers
    await whole(here, case)


async def test_while_the_journal_cannot_be_read_nothing_is_corrected(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    here.shelf.away = True

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.tell("fact_withdrawn", line=2, what="conversation_held", why=WHY)

    assert "the journal cannot be read now" in str(refused.value.cause)
    here.shelf.away = False
    assert (await case.tell("fact_withdrawn", line=2, what="conversation_held", why=WHY)).line == 3


async def test_a_correction_told_twice_is_taken_once(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    await case.tell("fact_withdrawn", line=2, what="conversation_held", why=WHY, id="once")

    again = await case.tell("fact_withdrawn", line=2, what="conversation_held", why=WHY, id="once")

    assert (again.before, again.line) == (True, 3)


async def test_a_partners_side_ends_with_a_referral_that_was_a_mistake_and_begins_again_when_it_was_none(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    await case.tell("barrier_found", of="b1", type="debts")
    await case.tell("referred", of="r1", barrier="b1", partner="P-1", reason="help", consent=True)
    child = here.env.client.get_workflow_handle(child_of(case.handle.id, "r1"))

    await case.tell("fact_withdrawn", line=4, what="referred", why=WHY)
    assert await child.result() == "closed"
    await case.tell("fact_withdrawn", line=5, what="fact_withdrawn", why="it was right")

    assert (await case.now()).referrals["r1"].state == "sent"
    await here.days(30)
    assert "partner_silent" in here.shelf.kinds(case.handle.id)
    await whole(here, case)


async def test_a_case_closed_by_mistake_lives_again() -> None:
    async with office(real=True) as here:
        case = await here.open()
        await case.tell("conversation_held")
        await case.tell("case_closed", outcome="moved away", why=WHY)
        await case.handle.result()
        lines = [line for _, (_, line) in sorted(here.shelf.lines[case.handle.id].items())]
        ended = fold(case.handle.id, lines, TERMS, KINA).case.model_copy(update={"journal": [], "outbox": []})
        assert ended.ended
        withdrawn = Telling(id="w", by="S-ana", kind="fact_withdrawn", fact={"line": 3, "what": "case_closed", "why": WHY})

        start = WithStartWorkflowOperation(
            "Itinerary", Page(terms=TERMS.text, case=ended), id=case.handle.id, task_queue=QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )  # fmt: skip
        answer = await here.env.client.execute_update_with_start_workflow(
            "fact_withdrawn", withdrawn, result_type=Answer, start_workflow_operation=start
        )

        assert (answer.line, answer.ended) == (4, "")
        again = OneCase(here.env.client.get_workflow_handle_for(Itinerary.run, case.handle.id), here.env)
        await again.tell("contact_held", id="later")
        await whole(here, again)
