"""Whether Temporal's own record of a case has gone past the task that wrote a message: only then does it come of a line that counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

import structlog
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode


class OfATask(Protocol):
    """Something that a task of a run wrote: that run, the number of the task in its history, and when it began."""

    case_id: str
    run: str | None
    task: int | None
    tried_at: datetime


GonePast: TypeAlias = Callable[[OfATask], Awaitable[bool]]
BEGAN, ACCEPTED = EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
A_FEW = 20
PATIENCE = timedelta(seconds=2)
OF_ALL = frozenset({
    RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.CANCELLED,
    RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.NOT_FOUND,
})  # fmt: skip
"""What Temporal may answer whatever it is asked; anything else is about one history, and holds up no other message."""

ROUNDED = timedelta(milliseconds=1)
"""An hour of Temporal, as a workflow is told it, is rounded a little."""


class TemporalSilent(Exception):
    """Temporal does not answer now; later it may."""


async def taken_at_its_word(_: OfATask) -> bool:
    """Where no Temporal is asked, whatever is written counts."""
    return True


class TemporalsRecord:
    """Asks Temporal for the end of a history; one a dispatcher."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def has_gone_past(self, message: OfATask) -> bool:
        """True once the task that wrote it was accepted: a task that was lost never is, and another may stand in its place.

        True as well when Temporal does not have that run any more: then the journal is all the record there is. Raises TemporalSilent.
        """
        try:
            async with asyncio.timeout(2 * PATIENCE.total_seconds()):  # a first connection has no patience of its own
                return await self._accepted(message)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and not _knows_no_namespace(error):
                return True
            if error.status in OF_ALL:
                raise TemporalSilent(error.status.name) from error
            structlog.get_logger().warning("Temporal cannot read a history", case=message.case_id, status=error.status.name)
            return False
        except (RuntimeError, TimeoutError) as away:
            raise TemporalSilent("no connection") from away

    async def _accepted(self, message: OfATask) -> bool:
        accepted = False
        async for event in self._latest_first(message.case_id, message.run or ""):
            if event.event_type == ACCEPTED:
                accepted |= event.workflow_task_completed_event_attributes.started_event_id == message.task
            elif event.event_id == message.task:
                return accepted and event.event_type == BEGAN and _began_no_later(event, message)
        return False

    async def _latest_first(self, case: str, run: str) -> AsyncIterator[HistoryEvent]:
        execution, page = WorkflowExecution(workflow_id=case, run_id=run), b""
        while True:
            asked = GetWorkflowExecutionHistoryReverseRequest(
                namespace=self._client.namespace, execution=execution, maximum_page_size=A_FEW, next_page_token=page
            )
            answer = await self._client.workflow_service.get_workflow_execution_history_reverse(asked, timeout=PATIENCE)
            for event in answer.history.events:
                yield event
            if not (page := answer.next_page_token):
                return


def _began_no_later(event: HistoryEvent, message: OfATask) -> bool:
    """A task that comes in the place of a lost one has its number, and began after it."""
    return event.event_time.ToDatetime(tzinfo=UTC) <= message.tried_at + ROUNDED


def _knows_no_namespace(error: RPCError) -> bool:
    return any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)
