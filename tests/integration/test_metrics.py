"""A worker shows Temporal's metrics and ours on one address, and nothing by which a person could be known."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from temporalio import workflow
from temporalio.worker import Worker

from casework.anytime import RemarkMade
from casework.appointments import AppointmentMissed
from casework.fact import Refused
from runtime.connection import connect
from tests.integration.living import CLIENT, Living, eventually
from tests.integration.test_versions import make_current, worker_of
from tests.shown import OwnPage, Shown, free_address
from tests.watched import OF_TEMPORAL as ASKED_OF_TEMPORAL
from workers.temporal_watched import TemporalWatched

pytestmark = pytest.mark.asyncio(loop_scope="module")


@workflow.defn(sandboxed=False)
class Broken:
    """A workflow whose tasks fail."""

    @workflow.run
    async def run(self) -> None:
        raise RuntimeError


REMARK, NO_SUCH = RemarkMade(note="a line"), AppointmentMissed(of="i9")
OURS = {"kind", "fate", "method", "phase", "server"}
OF_TEMPORAL = {
    "namespace", "task_queue", "worker_type", "poller_type", "workflow_type", "activity_type", "operation", "status_code",
    "failure_reason", "eager", "le",
}  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> Shown:
    """The page of the worker."""
    return Shown(free_address())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory, shown: Shown) -> AsyncIterator[Living]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ITINERARY_METRICS", shown.address)
        living = Living(tmp_path_factory.mktemp("metrics") / "data")
    async with living:
        yield living


@pytest.fixture(scope="module")
def page() -> OwnPage:
    """A page of the test's own."""
    return OwnPage()


async def test_a_working_worker_shows_what_was_told_and_refused_beside_temporals_own(living: Living, shown: Shown):
    case = await living.opened()
    await living.tell(case, REMARK)
    with pytest.raises(Refused):
        await living.tell(case, NO_SUCH)

    await eventually(lambda: shown.says("itinerary_facts_refused_total", 1, kind="appointment_missed"))

    assert shown.value("itinerary_facts_told_total", kind="remark_made") == 1
    assert shown.value("itinerary_facts_told_total", kind="opened") == 1
    assert shown.value("itinerary_server_answers", server="temporal") == shown.value("itinerary_server_answers", server="postgresql") == 1
    assert (shown.value("temporal_num_pollers", poller_type="workflow_task") or 0) > 0
    assert shown.value("temporal_workflow_task_execution_latency_seconds_count", workflow_type="Itinerary")
    assert {label for sample in shown.samples for label in sample.labels} <= OURS | OF_TEMPORAL
    assert [word for word in (case, CLIENT, "S-counsellor") if word in shown.page] == []


async def test_what_a_case_heard_before_is_not_counted_again_when_another_worker_reads_its_history(living: Living, shown: Shown):
    case = await living.opened()
    await living.tell(case, REMARK)
    living.kill("worker")
    await living.begin_again("worker")

    await living.tell(case, REMARK)

    await eventually(lambda: shown.says("itinerary_facts_told_total", 1, kind="remark_made"))
    assert shown.value("itinerary_facts_told_total", kind="opened") == 0


async def test_a_case_that_cannot_hand_over_is_watched(living: Living, page: OwnPage):
    watched = TemporalWatched(living.temporal, page.meter, versioned=False)

    async def says(cases: float) -> bool:
        await watched.look()
        return await page.says("itinerary_cases_journal_away", cases)

    case = await living.opened()
    living.kill("postgres")
    await living.tell(case, REMARK)
    await eventually(lambda: says(1))
    await living.begin_again("postgres")
    await eventually(lambda: says(0))

    assert (page.value("itinerary_cases_running") or 0) >= 1
    assert (page.value("itinerary_cases_failing"), page.value("itinerary_pages_unturned")) == (0, 0)


async def test_cases_left_on_an_older_build_are_watched_and_so_is_that_no_build_is_current(living: Living, page: OwnPage):
    watched = TemporalWatched(living.temporal, page.meter, versioned=True)

    async def left(cases: float) -> bool:
        await watched.look()
        return await page.says("itinerary_pages_unturned", cases)

    await watched.look()
    assert await page.says("itinerary_build_current", 0)
    async with worker_of(living, "versioned", "a"), worker_of(living, "versioned", "b"):
        await make_current(living, "a")
        case = await living.opened()
        await living.tell(case, REMARK)
        await watched.look()
        await page.says("itinerary_pages_unturned", 0)
        before = page.value("itinerary_pages_unturned") or 0
        await make_current(living, "b")
        await eventually(lambda: left(before + 1))
        await living.tell(case, REMARK)
        await eventually(lambda: left(before))

    assert page.value("itinerary_build_current") == 1


async def test_temporals_metrics_that_rules_and_dashboard_ask_for_are_shown_under_these_names(living: Living, shown: Shown, page: OwnPage):
    client = await connect(living.settings, runtime=page.runtime)
    failed = "temporal_workflow_task_execution_failed_total"

    async def seen() -> bool:
        return failed in {sample.name for sample in page.read().samples}

    async with Worker(client, task_queue="broken", workflows=[Broken]):
        await client.start_workflow(Broken.run, id="broken", task_queue="broken")
        await eventually(seen)

    samples = shown.read().samples + page.samples
    for name, labels in ASKED_OF_TEMPORAL.items():
        assert {label for sample in samples if sample.name == name for label in sample.labels} >= labels, name
    assert {sample.name for sample in samples} >= ASKED_OF_TEMPORAL.keys()
