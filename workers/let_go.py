"""What the SDK keeps of the task that began a page, though nobody asks for it any more: with it, the whole message stays in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from temporalio.api.common.v1 import Payload, Payloads
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowInterceptorClassInput,
)


class LettingGo(UnsandboxedWorkflowRunner):
    """Begins a case with copies of what the SDK keeps of that message: a part of it would hold all of it, terms and case and all."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """As the SDK does, with nothing in hand that belongs to the message."""
        result = Payloads()
        result.CopyFrom(det.last_completion_result)
        info = replace(det.info, headers=_copied(det.info.headers), raw_memo=_copied(det.info.raw_memo))
        return super().create_instance(replace(det, info=info, last_completion_result=result))


class HeadersLetGo(Interceptor):
    """The headers with which a page began are a part of that message too."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """The class that stands before `run` of every case."""
        return AtTheBeginning


class AtTheBeginning(WorkflowInboundInterceptor):
    """Goes on with copies of the headers."""

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Run the case."""
        input.headers = _copied(input.headers)
        return await super().execute_workflow(input)


def _copied(payloads: Mapping[str, Payload]) -> dict[str, Payload]:
    copies = {name: Payload() for name in payloads}
    for name, copy in copies.items():
        copy.CopyFrom(payloads[name])
    return copies
