"""What a worker holds of the message that began a page, once the case stands: nothing, or each cached case costs a third more."""

from __future__ import annotations

import gc

from temporalio.bridge.proto.workflow_activation import InitializeWorkflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.workflow.office import QUEUE, Office, office
from workers.itinerary import runner
from workers.let_go import HeadersLetGo
from workflows.itinerary import Itinerary
from workflows.referral import Referral


def worker(here: Office, *, lets_go: bool) -> Worker:
    """A worker as it is run, or as the SDK would have it."""
    return Worker(
        here.env.client, task_queue=QUEUE, workflows=[Itinerary, Referral], activities=[here.shelf.keep, here.shelf.look_back],
        workflow_runner=runner() if lets_go else UnsandboxedWorkflowRunner(), interceptors=[HeadersLetGo()] if lets_go else [],
    )  # fmt: skip


async def beginnings_held(*, lets_go: bool) -> int:
    """How many such messages are held while a case is in the cache that has been opened and told something."""
    async with office(works=False) as here, worker(here, lets_go=lets_go):
        case = await here.open()
        await case.tell("conversation_held")
        gc.collect()
        return sum(type(held) is InitializeWorkflow for held in gc.get_objects())


async def test_nothing_is_held_of_the_message_that_began_a_page() -> None:
    assert await beginnings_held(lets_go=True) == 0


async def test_the_sdk_by_itself_would_hold_it() -> None:
    assert await beginnings_held(lets_go=False) > 0, "the SDK lets go by itself: workers/let_go.py may go too"
