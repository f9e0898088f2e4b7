"""What is watched of Temporal, said in numbers: cases alive, cut off from the journal, failing, left on an older build."""

from __future__ import annotations

from datetime import timedelta

from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.common import MetricMeter
from temporalio.service import RPCError, RPCStatusCode

from runtime import metrics
from runtime.deployment import DEPLOYMENT
from runtime.metrics import Gauge

ALIVE = "WorkflowType = 'Itinerary' AND ExecutionStatus = 'Running'"
AWAY = f"{ALIVE} AND ItAttention STARTS_WITH 'journal away'"
FAILING = f"{ALIVE} AND TemporalReportedProblems IS NOT NULL"
PATIENCE = timedelta(seconds=10)


class TemporalWatched:
    """Asks Temporal's visibility for four counts; one a worker."""

    server = "temporal"

    def __init__(self, client: Client, meter: MetricMeter, *, versioned: bool) -> None:
        self._client, self._versioned = client, versioned
        self._running, self._away = Gauge(metrics.CASES_RUNNING, meter), Gauge(metrics.JOURNAL_AWAY, meter)
        self._failing, self._unturned = Gauge(metrics.CASES_FAILING, meter), Gauge(metrics.PAGES_UNTURNED, meter)
        self._current = Gauge(metrics.BUILD_CURRENT, meter)

    async def look(self) -> None:
        """Ask all of it once; raises whatever keeps Temporal from answering."""
        running = await self._count(ALIVE)
        self._running.say(running)
        self._away.say(await self._count(AWAY))
        self._failing.say(await self._count(FAILING))
        await self._look_at_builds(running)

    async def _look_at_builds(self, running: int) -> None:
        current = await self._current_build() if self._versioned else ""
        turned = await self._count(f"{ALIVE} AND TemporalWorkerDeploymentVersion = '{DEPLOYMENT}:{current}'") if current else running
        self._unturned.say(max(running - turned, 0))
        self._current.say(float(bool(current) or not self._versioned))

    async def _count(self, query: str) -> int:
        return (await self._client.count_workflows(query, rpc_timeout=PATIENCE)).count

    async def _current_build(self) -> str:
        """The build to which cases turn their page; empty while there is none."""
        request = DescribeWorkerDeploymentRequest(namespace=self._client.namespace, deployment_name=DEPLOYMENT)
        try:
            described = await self._client.workflow_service.describe_worker_deployment(request, timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return ""
            raise
        return described.worker_deployment_info.routing_config.current_deployment_version.build_id
