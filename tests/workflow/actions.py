"""What Temporal bills: one action for each of these, as its price list of 2026 says."""

from __future__ import annotations

from collections.abc import Iterable

BILLED = {
    "WORKFLOW_EXECUTION_STARTED",  # an opening, or the page that a turn begins
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "WORKFLOW_EXECUTION_SIGNALED",
    "TIMER_STARTED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "ACTIVITY_TASK_SCHEDULED",
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
}
TASK = "WORKFLOW_TASK_COMPLETED"
LOCAL_ACTIVITY = "MARKER_RECORDED"


def billed(events: Iterable[str]) -> int:
    """How many actions these events cost; all local activities of one workflow task are one."""
    actions, counted = 0, False
    for event in events:
        if event == TASK:
            counted = False
        actions += event in BILLED or (event == LOCAL_ACTIVITY and not counted)
        counted |= event == LOCAL_ACTIVITY
    return actions
