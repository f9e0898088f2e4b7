"""What Temporal still has of a case, over as many of its runs as are needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

from temporalio.api.enums.v1 import PendingActivityState, PendingWorkflowTaskState
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from casework.case import Line
from casework.door import Telling
from starters.revival.replayed import Run, replayed
from workflows.page import Page


class Remembered(NamedTuple):
    """A case as Temporal has it.

    `lines` go from `first` to `last`; what is before is written, or in no history that is left. `kept` is the last line of which
    the workflow knows that it is written, `unheard` what was sent to it and not looked at yet. While it is `busy` a worker has it in
    hand, and may just be writing a line.
    """

    run: str
    runs: bool
    busy: bool
    page: Page
    lines: list[Line]
    first: int
    kept: int
    last: int
    tried_at: datetime
    unheard: list[Telling]
    texts: frozenset[str] = frozenset()
    """Of all terms it lived under, as far as these runs tell."""

    @property
    def held(self) -> list[Line]:
        """Lines of which the workflow does not know that they are written."""
        return [line for line in self.lines if line.number > self.kept]


async def remember(client: Client, case: str, written: int) -> Remembered | None:
    """What Temporal has of a case, back to the last line that is written; None when it has nothing. Raises NotReplayable."""
    try:
        latest = await client.get_workflow_handle(case).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    lived = [await replayed(await client.get_workflow_handle(case, run_id=latest.run_id).fetch_history())]
    async for history in _earlier(client, case, latest.run_id, latest.start_time):
        if lived[-1].base <= written:
            break
        lived.append(await replayed(history))
    return _as_one(lived, latest)


def _as_one(lived: list[Run], now: WorkflowExecutionDescription) -> Remembered:
    """Runs, the latest first, as one memory; where two tell the same line, the later one counts."""
    latest, lines, base = lived[0], dict(lived[0].lines), lived[0].base
    for earlier in lived[1:]:
        lines |= {number: line for number, line in earlier.lines.items() if number <= base}
        base = min(base, earlier.base)
    first = latest.last
    while first in lines:
        first -= 1
    return Remembered(
        run=now.run_id,
        runs=now.status is WorkflowExecutionStatus.RUNNING,
        busy=_busy(now),
        page=latest.page,
        lines=[lines[number] for number in range(first + 1, latest.last + 1)],
        first=first + 1,
        kept=latest.kept,
        last=latest.last,
        tried_at=max(one.tried_at for one in lived),
        unheard=latest.unheard,
        texts=frozenset[str]().union(*(one.texts for one in lived)),
    )


def _busy(now: WorkflowExecutionDescription) -> bool:
    """Whether a worker has taken up a task of it, or an activity, and not answered yet."""
    described = now.raw_description
    task = described.pending_workflow_task.state == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_STARTED
    return task or any(one.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED for one in described.pending_activities)


async def _earlier(client: Client, case: str, run: str, began: datetime) -> AsyncIterator[WorkflowHistory]:
    """The histories of the runs before, the latest first, as long as Temporal has them."""
    runs = [(found.start_time, found.run_id) async for found in client.list_workflows(f"WorkflowId = '{case}'")]
    for start, earlier in sorted(runs, reverse=True):
        if earlier != run and start <= began:
            try:
                yield await client.get_workflow_handle(case, run_id=earlier).fetch_history()
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return
                raise
