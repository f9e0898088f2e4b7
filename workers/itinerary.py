"""A worker of itineraries: which workflows and activities it runs, how the sandbox of its tests is laid out, under which build id."""

from __future__ import annotations

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import MetricMeter, VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.corrections import CorrectionActivities
from activities.journal import JournalActivities
from activities.told import Told
from records.pool import Pool
from runtime.deployment import DEPLOYMENT
from runtime.settings import Settings
from workers.let_go import HeadersLetGo, LettingGo
from workers.refusals import Refusals
from workflows.itinerary import Itinerary
from workflows.methods import STORIES
from workflows.referral import Referral

PASSED_THROUGH = (
    "casework", "workflows.methods", "workflows.page", "workflows.seen", "runtime.search_attributes",
    "pydantic", "pydantic_core", "annotated_types", "typing_inspection", "zoneinfo", "tzdata",
)  # fmt: skip
STICKY = timedelta(seconds=3)
CACHED_CASES = 2_000


def sandbox() -> SandboxedWorkflowRunner:
    """The sandbox in which every test and every replay runs, with all that is pure passed through."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def runner() -> LettingGo:
    """How a worker runs its cases: what the sandbox would find is found before a release (docs/decisions/what-it-costs.md)."""
    return LettingGo()


def worker(client: Client, pool: Pool, settings: Settings, *, cached: int = CACHED_CASES, meter: MetricMeter = MetricMeter.noop) -> Worker:
    """A worker that keeps cases moving; pinned to its build when one is configured, unversioned in development."""
    told = Told(meter)
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Itinerary, Referral],
        activities=[JournalActivities(pool, told).keep, CorrectionActivities(pool, STORIES).look_back],
        interceptors=[Refusals(told), HeadersLetGo()],
        workflow_runner=runner(),
        max_cached_workflows=cached,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=timedelta(seconds=5),
        deployment_config=deployment(settings.build_id),
    )


def deployment(build_id: str) -> WorkerDeploymentConfig | None:
    """Pinned, declared on the worker: a case goes on with the code that began its page, and turns the page to newer code."""
    if not build_id:
        return None
    version = WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id)
    return WorkerDeploymentConfig(version=version, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED)
