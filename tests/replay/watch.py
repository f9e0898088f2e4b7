"""Sees what a workflow comes to, while it lives and again when its history is replayed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from temporalio import workflow
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from casework.handover import Handover


class Seen(BaseModel):
    """What one run came to: the case (or the partner's side) as it stood at its end, and the lines and letters it handed over."""

    final: dict[str, Any] = {}
    lines: list[Any] = []
    letters: list[Any] = []


SEEN: dict[str, Seen] = {}
"""By run; the workflow threads of this process write it."""


class Watch(Interceptor):
    """Watches every workflow of a worker or a replayer."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return _In


class _In(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Out(outbound))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        lives, referral = workflow.instance(), workflow.info().workflow_type == "Referral"
        seen = SEEN[workflow.info().run_id] = Seen()
        try:
            return await super().execute_workflow(input)
        finally:
            seen.final = _told(lives.side if referral else lives.case)


class _Out(WorkflowOutboundInterceptor):
    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:
        _note(input.args[0])
        return super().start_local_activity(input)

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        _note(input.args[0])
        return super().start_activity(input)


def _note(handover: Handover) -> None:
    seen, told = SEEN[workflow.info().run_id], _told(handover)
    seen.lines += told["lines"]
    seen.letters += told["messages"]


def _told(model: BaseModel) -> dict[str, Any]:
    return json.loads(model.model_dump_json(exclude_defaults=True))
