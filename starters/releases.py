"""The builds of the product as Temporal knows them: which is current, which are polled, and how many cases are still on each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.enums.v1 import RoutingConfigUpdateState, TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeTaskQueueRequest,
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from runtime.deployment import DEPLOYMENT
from runtime.sentences import Sentence
from runtime.settings import Settings
from workflows.page import TURN

PATIENCE = timedelta(seconds=10)
A_POLL = timedelta(seconds=75)
"""A worker that is alive asks for work again within a minute; Temporal lists one that died for some minutes more."""

GLANCE = 0.1
ON_ITS_WAY = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS

UNVERSIONED = ""
VERSION = "TemporalWorkerDeploymentVersion"


class NotPolled(Sentence):
    """No worker of the build that is to be made current asks for work."""


class Build(BaseModel):
    """One build: whether it is current or was, who polls for it, and what is still on it."""

    build: str
    current: bool = False
    was_current: bool = False
    workers: int = 0
    cases: int = 0
    referrals: int = 0

    @property
    def left(self) -> int:
        return self.cases + self.referrals


class Releases:
    """The way to the builds; needs a Temporal client and does not close it."""

    def __init__(self, temporal: Client, settings: Settings) -> None:
        self.temporal, self.settings = temporal, settings

    async def builds(self) -> list[Build]:
        """Every build that is current, is polled, or has something on it; the unversioned one has no name."""
        known, polled = await self._known(), await self._polled()
        found = [await self._build(name, known, polled) for name in sorted({UNVERSIONED, *self._names(known), *polled})]
        return [build for build in found if build.current or build.workers or build.left]

    async def make_current(self, build: str) -> None:
        """New cases and turned pages go to this build from now on. Raises NotPolled."""
        await self._must_be_polled(build)
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.settings.namespace, deployment_name=DEPLOYMENT, build_id=build, identity=self.temporal.identity
        )
        try:
            await self.temporal.workflow_service.set_worker_deployment_current_version(request, timeout=PATIENCE)
        except RPCError as error:
            if error.status not in (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION):
                raise
            raise NotPolled(f"Temporal does not make {build} current ({error.message}): start its workers, then release it") from error
        await self._known_everywhere()

    async def others(self, build: str) -> list[str]:
        """The ids of the open cases and referrals that are not on this build."""
        return [run.id async for run in self.temporal.list_workflows(f"{self._open_ones} AND {_not_on(build)}")]

    async def count_others(self, build: str) -> int:
        """How many open cases and referrals are not on this build."""
        return await self._count(_not_on(build))

    async def nudge(self, ids: list[str], rate: float, on_each: Callable[[int], None] = lambda _: None) -> None:
        """Ask each to turn its page, so many a second; one that has ended meanwhile is passed over."""
        began = time.monotonic()
        for nth, id in enumerate(ids):
            await asyncio.sleep(max(0, began + nth / rate - time.monotonic()))
            try:
                await self.temporal.get_workflow_handle(id).signal(TURN, rpc_timeout=PATIENCE)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            on_each(nth + 1)

    async def _known_everywhere(self) -> None:
        """Wait until every part of Temporal knows which build is current, or for a while."""
        give_up = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < give_up and (await self._known()).routing_config_update_state == ON_ITS_WAY:
            await asyncio.sleep(GLANCE)

    async def _must_be_polled(self, build: str) -> None:
        polled = await self._polled()
        if not polled.get(build):
            those = f"those of {', '.join(name or 'no build' for name in sorted(polled))} do" if polled else "none do"
            raise NotPolled(f"no worker of build {build} polls {self.settings.task_queue}, {those}: start its workers, then release it")

    async def _build(self, name: str, known: WorkerDeploymentInfo, polled: dict[str, int]) -> Build:
        on_it = f"{VERSION} = '{DEPLOYMENT}:{name}'" if name else f"{VERSION} IS NULL"
        since = {version.deployment_version.build_id: version.HasField("first_activation_time") for version in known.version_summaries}
        return Build(
            build=name, current=bool(name) and name == known.routing_config.current_deployment_version.build_id,
            was_current=since.get(name, False), workers=polled.get(name, 0),
            cases=await self._count(f"{on_it} AND WorkflowType = 'Itinerary'"),
            referrals=await self._count(f"{on_it} AND WorkflowType = 'Referral'"),
        )  # fmt: skip

    @staticmethod
    def _names(known: WorkerDeploymentInfo) -> set[str]:
        return {version.deployment_version.build_id for version in known.version_summaries}

    async def _known(self) -> WorkerDeploymentInfo:
        request = DescribeWorkerDeploymentRequest(namespace=self.settings.namespace, deployment_name=DEPLOYMENT)
        try:
            told = await self.temporal.workflow_service.describe_worker_deployment(request, retry=True, timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return WorkerDeploymentInfo()
        return told.worker_deployment_info

    async def _polled(self) -> dict[str, int]:
        """How many workers ask for work, by build."""
        asked = DescribeTaskQueueRequest(
            namespace=self.settings.namespace, task_queue=TaskQueue(name=self.settings.task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )  # fmt: skip
        told = await self.temporal.workflow_service.describe_task_queue(asked, retry=True, timeout=PATIENCE)
        alive = [poller for poller in told.pollers if datetime.now(UTC) - poller.last_access_time.ToDatetime(UTC) < A_POLL]
        builds = [_build_of(poller) for poller in alive]
        return {build: builds.count(build) for build in sorted(set(builds))}

    async def _count(self, what: str) -> int:
        request = CountWorkflowExecutionsRequest(namespace=self.settings.namespace, query=f"{self._open_ones} AND {what}")
        return (await self.temporal.workflow_service.count_workflow_executions(request, retry=True, timeout=PATIENCE)).count

    @property
    def _open_ones(self) -> str:
        ours = f"TaskQueue = '{self.settings.task_queue}' AND ExecutionStatus = 'Running'"
        return f"WorkflowType IN ('Itinerary', 'Referral') AND {ours}"


def standing(build: Build) -> str:
    """In words: whether it is current, what is left on it, and when it may go."""
    if build.build == UNVERSIONED:
        return "workers without a build id: they are not released" if build.workers else "on no build yet"
    if build.current:
        return "current: new cases and turned pages go here" if build.workers else "current, but no worker of it polls: start one"
    if build.left:
        return (
            "goes once its cases have turned their page"
            if build.workers
            else "no worker of it polls: start one until its cases have turned"
        )
    return "may go: nothing is on it" if build.was_current else f"waits for `itinerary release {build.build}`"


def _not_on(build: str) -> str:
    return f"({VERSION} != '{DEPLOYMENT}:{build}' OR {VERSION} IS NULL)"


def _build_of(poller: PollerInfo) -> str:
    """The build of a worker; what it is called without a build id does not count."""
    return poller.deployment_options.build_id
