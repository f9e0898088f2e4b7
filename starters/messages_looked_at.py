"""Whether messages leave: a dispatcher runs, and nothing waits long past its hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from records import standing
from records.pool import Pool
from starters.findings import Mind, Wrong
from workflows.dispatcher import DISPATCHER

LATE = timedelta(minutes=15)
PATIENCE = timedelta(seconds=5)
START_ONE = "start one with `itinerary worker letters`, or read in its log why it does not"


async def look_at_messages(client: Client, pool: Pool) -> str:
    """That none is late. Raises Wrong with how many are and since when, Mind when nobody would send the next."""
    now = datetime.now(UTC)
    unsent, runs = await standing.unsent(pool, now), await _runs(client)
    if unsent.waiting and unsent.oldest > LATE.total_seconds():
        since = now - timedelta(seconds=unsent.oldest)
        why = "`itinerary messages CASE` says why each waits" if runs else f"no dispatcher runs: {START_ONE}"
        raise Wrong(f"{unsent.waiting} messages are late, the oldest since {since:%Y-%m-%d %H:%M} UTC: {why}")
    if not runs:
        raise Mind(f"no dispatcher runs, and the next message would wait: {START_ONE}")
    return f"none is late; {unsent.waiting} wait for their turn" if unsent.waiting else "none is late"


async def _runs(client: Client) -> bool:
    try:
        found = await client.get_workflow_handle(DISPATCHER).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.status is WorkflowExecutionStatus.RUNNING
