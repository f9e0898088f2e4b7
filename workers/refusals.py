"""Refusals are counted where a case gives them: as it checks an update, which happens once and is never replayed."""

from __future__ import annotations

from temporalio.exceptions import ApplicationError
from temporalio.worker import HandleUpdateInput, Interceptor, WorkflowInboundInterceptor, WorkflowInterceptorClassInput

from activities.told import Told


class Refusals(Interceptor):
    """Counts the facts that cases refuse to those who wait for an answer; the journal counts those told by signal."""

    def __init__(self, told: Told) -> None:
        self.told = told

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """The class that stands before the validator of every case."""
        told = self.told

        class AtTheDoor(WorkflowInboundInterceptor):
            def handle_update_validator(self, input: HandleUpdateInput) -> None:
                try:
                    super().handle_update_validator(input)
                except ApplicationError:
                    told.refused(input.update)
                    raise

        return AtTheDoor
