"""What Temporal's answers mean for a message: whether all wait for it, or this one alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.gone_past import TemporalSilent, TemporalsRecord
from records.messages import Leaving


class Answers:
    """A client whose server gives this answer to every question about a history."""

    namespace = "default"

    def __init__(self, status: RPCStatusCode) -> None:
        self.workflow_service, self.status = self, status

    async def get_workflow_execution_history_reverse(self, *_: object, **__: object) -> Any:
        """Give it."""
        raise RPCError("no", self.status, b"")


def asked(status: RPCStatusCode) -> tuple[TemporalsRecord, Leaving]:
    written = datetime(2026, 5, 4, 9, tzinfo=UTC)
    message = Leaving.model_construct(case_id="case-1", run="run-1", task=9, tried_at=written)
    return TemporalsRecord(cast("Client", Answers(status))), message


@pytest.mark.parametrize("status", [RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.RESOURCE_EXHAUSTED])
async def test_all_wait_while_temporal_answers_nobody(status: RPCStatusCode):
    record, message = asked(status)

    with pytest.raises(TemporalSilent):
        await record.has_gone_past(message)


@pytest.mark.parametrize("status", [RPCStatusCode.DATA_LOSS, RPCStatusCode.INTERNAL, RPCStatusCode.INVALID_ARGUMENT])
async def test_a_history_that_cannot_be_read_holds_up_its_own_message_only(status: RPCStatusCode):
    record, message = asked(status)

    assert await record.has_gone_past(message) is False
