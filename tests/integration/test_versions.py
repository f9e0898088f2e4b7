"""Two builds of the code at once: a page ends with the code it began with, and the next page goes to the build that is current."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.service import RPCError
from temporalio.worker import Worker

from casework.anytime import CaseClosed, RemarkMade
from casework.exploration import BarrierFound, Referred
from runtime.deployment import DEPLOYMENT
from starters.itineraries import Itineraries
from tests.integration.living import PATIENCE, Living, eventually, fast
from workers.itinerary import worker
from workflows.page import TURN

pytestmark = pytest.mark.asyncio(loop_scope="module")

REMARK = RemarkMade(note="a line")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers of this file; each test has workers of its own."""
    async with Living(tmp_path_factory.mktemp("versions") / "data", works=False) as living:
        yield living


def worker_of(living: Living, queue: str, build: str) -> Worker:
    """A worker of one build; cases opened from now on live on its queue."""
    settings = living.settings.model_copy(update={"task_queue": queue, "build_id": build})
    living.itineraries = Itineraries(living.temporal, living.pool, settings, patience=PATIENCE)
    return worker(living.temporal, living.pool, settings)


async def make_current(living: Living, build: str) -> None:
    """As operators do once the workers of a build are up."""
    await eventually(lambda: _made_current(living, build))


async def _made_current(living: Living, build: str) -> bool:
    request = SetWorkerDeploymentCurrentVersionRequest(namespace="default", deployment_name=DEPLOYMENT, build_id=build)
    with suppress(RPCError):
        await living.temporal.workflow_service.set_worker_deployment_current_version(request)
        return True
    return False


async def build_of(living: Living, case: str) -> str:
    """The build that runs the present page."""
    info = (await living.handle(case).describe()).raw_description.workflow_execution_info
    return info.versioning_info.deployment_version.build_id


async def test_without_a_build_id_a_worker_takes_every_case(living: Living):
    async with worker_of(living, "unversioned", ""):
        case = await living.opened()
        said = await living.tell(case, REMARK)

    assert (said.how, await build_of(living, case)) == ("accepted", "")


async def test_a_page_ends_with_the_code_it_began_with_and_the_next_goes_to_the_newer_build(living: Living):
    async with worker_of(living, "versioned", "a"), worker_of(living, "versioned", "b"):
        await make_current(living, "a")
        case = await living.opened()
        await living.tell(case, REMARK)
        before = await build_of(living, case)
        page = (await living.handle(case).describe()).run_id

        await make_current(living, "b")
        same = ((await living.handle(case).describe()).run_id, await build_of(living, case))
        await eventually(lambda: _is_on(living, case, "b"))
        await living.tell(case, REMARK)

        assert (before, same) == ("a", (page, "a"))
        assert (await living.handle(case).describe()).run_id != page
        assert [line.kind for line in await living.journal(case)][:3] == ["opened", "remark_made", "remark_made"]


async def _is_on(living: Living, case: str, build: str) -> bool:
    """Whether the case is on a build, a remark later."""
    said = await living.tell(case, REMARK)
    assert said.how in ("accepted", "told before", "accepted, not yet written")
    return await build_of(living, case) == build


async def test_a_referral_turns_its_page_to_the_newer_build_when_the_partner_is_asked_again(living: Living):
    async with worker_of(living, "versioned", "a"), worker_of(living, "versioned", "b"):
        await make_current(living, "a")
        case = await living.opened(clock=fast())
        await living.tell(case, BarrierFound(of="b1", type="any"))
        await living.tell(case, Referred(of="r1", barrier="b1", partner="A-1", reason="any", consent=True))
        await eventually(lambda: _is_there(living, f"{case}-r1"))
        before = await build_of(living, f"{case}-r1")

        await make_current(living, "b")
        await eventually(lambda: _runs_on(living, f"{case}-r1", "b"))
        await living.tell(case, CaseClosed(outcome="other", why="a test is over"))

        assert before == "a"


async def _is_there(living: Living, workflow: str) -> bool:
    with suppress(RPCError):
        return bool(await build_of(living, workflow))
    return False


async def _runs_on(living: Living, workflow: str, build: str) -> bool:
    return await build_of(living, workflow) == build


async def test_a_case_opened_after_the_change_begins_with_the_newer_build(living: Living):
    async with worker_of(living, "versioned", "a"), worker_of(living, "versioned", "b"):
        await make_current(living, "b")
        case = await living.opened()
        await living.tell(case, REMARK)

        assert await build_of(living, case) == "b"


async def test_a_nudge_turns_a_quiet_case_and_its_quiet_referral_once_a_newer_build(living: Living):
    async with worker_of(living, "versioned", "a"), worker_of(living, "versioned", "b"):
        await make_current(living, "a")
        case = await living.opened()
        await living.tell(case, BarrierFound(of="b1", type="any"))
        await living.tell(case, Referred(of="r1", barrier="b1", partner="A-1", reason="any", consent=True))
        await eventually(lambda: _is_there(living, f"{case}-r1"))
        before = await living.itineraries.show(case)
        page = (await living.handle(case).describe()).run_id

        await nudge(living, case)
        same = (await living.handle(case).describe()).run_id
        await make_current(living, "b")
        await eventually(lambda: _nudged_onto(living, case, "b"))
        await eventually(lambda: _nudged_onto(living, f"{case}-r1", "b"))
        turned = (await living.handle(case).describe()).run_id
        await nudge(living, case)

        assert same == page != turned == (await living.handle(case).describe()).run_id
        assert await living.itineraries.show(case) == before
        assert [line.kind for line in await living.journal(case)] == ["opened", "barrier_found", "referred"]


async def nudge(living: Living, workflow: str) -> None:
    """As a release does; answered once a worker has heard it."""
    await living.temporal.get_workflow_handle(workflow).signal(TURN)
    await living.temporal.get_workflow_handle(workflow).query("__temporal_workflow_metadata")


async def _nudged_onto(living: Living, workflow: str, build: str) -> bool:
    await nudge(living, workflow)
    return await build_of(living, workflow) == build
