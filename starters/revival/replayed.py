"""What one run of a case came to, found by replaying its history: every line it handed over, and those it still held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from casework.case import Line
from casework.clock import START
from casework.door import Telling
from casework.handover import Handover, hand_over
from runtime.converter import CONVERTER
from runtime.sentences import Sentence
from workflows.itinerary import Itinerary
from workflows.page import Page

TASK_DONE = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
OF_THE_TASK = "workflow_task_completed_event_id"
ANSWERS = ("workflow_execution_update_accepted_event_attributes", "workflow_execution_update_completed_event_attributes")


class NotReplayable(Sentence):
    """This code does other things than the history tells."""


class Run(NamedTuple):
    """A run as its history tells it.

    `lines` are all that it held or handed over, by number; `base` is the last line before them; `kept` the last of which it
    knows that it is written; `last` the last there is. `unheard` was sent and not looked at yet.
    """

    page: Page
    lines: dict[int, Line]
    base: int
    kept: int
    last: int
    tried_at: datetime
    unheard: list[Telling]
    texts: frozenset[str]
    """Of all terms it lived under."""


async def replayed(history: WorkflowHistory) -> Run:
    """Live a run again without a server. Raises NotReplayable."""
    page = await page_of(history)
    base = page.case.line - len(page.case.journal) if page.case else 0
    seen = (await _seen(history)) if _lived(history) else Seen()
    given, last = seen.given, seen.held
    lines = {line.number: line for line in (page.case.journal if page.case else [])}
    lines |= {line.number: line for handover in given for line in handover.lines}
    end = page.case.line if page.case else 0
    return Run(
        page=page,
        lines=lines | ({line.number: line for line in last.lines} if last else {}),
        base=base,
        kept=last.case.line - len(last.lines) if last else base,
        last=last.case.line if last else end,
        tried_at=max((handover.tried_at for handover in given), default=START),
        unheard=[telling for event in history.events[_heard(history) :] if (telling := await _telling(event))],
        texts=frozenset({page.terms, *seen.texts}),
    )


async def page_of(history: WorkflowHistory) -> Page:
    """What a run began with."""
    started = history.events[0].workflow_execution_started_event_attributes
    (page,) = await CONVERTER.decode(started.input.payloads, [Page])
    return Page.model_validate(page)


class Seen:
    """What a run handed over, and what it would have handed over whenever nothing more moved."""

    def __init__(self) -> None:
        self.given: list[Handover] = []
        self.held: Handover | None = None
        self.texts: set[str] = set()


SEEN: dict[str, Seen] = {}
"""By run, while it is replayed: the threads of the replayer write it."""


@workflow.defn(name="Itinerary")
class Witnessed(Itinerary):
    """An itinerary that lets somebody see what it hands over and holds."""

    @workflow.init
    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.seen_by = SEEN[workflow.info().run_id]

    @workflow.run
    async def run(self, page: Page) -> str:
        """Live again."""
        return await super().run(page)

    async def _keep(self, handover: Handover) -> None:
        self.seen_by.given.append(handover)
        await super()._keep(handover)

    def _ready_to_stop(self) -> bool:
        self.seen_by.held = hand_over(self.case, self.desk.story)
        self.seen_by.texts.add(self.text)
        return super()._ready_to_stop()


async def _seen(history: WorkflowHistory) -> Seen:
    """Every handover, and what would have been handed over at the end."""
    heard = WorkflowHistory(history.workflow_id, history.events[: _heard(history)])
    seen = SEEN[heard.run_id] = Seen()
    replayer = Replayer(workflows=[Witnessed], workflow_runner=UnsandboxedWorkflowRunner(), data_converter=CONVERTER)
    try:
        result = await replayer.replay_workflow(heard, raise_on_replay_failure=False)
    finally:
        del SEEN[heard.run_id]
    if result.replay_failure or seen.held is None:
        raise NotReplayable("its history cannot be read by this version: install the version that wrote it, and try again")
    return seen


def _lived(history: WorkflowHistory) -> bool:
    """Whether a worker ever looked at it."""
    return any(event.event_type == TASK_DONE for event in history.events)


def _heard(history: WorkflowHistory) -> int:
    """How many events the workflow has seen and answered: what came after its last task is not part of its story."""
    events: Sequence[HistoryEvent] = history.events
    last = max((n for n, event in enumerate(events) if event.event_type == TASK_DONE), default=-1)
    end = last + 1
    while last >= 0 and end < len(events) and _follows(events[end], events[last].event_id):
        end += 1
    return max(end, 1)


def _follows(event: HistoryEvent, task: int) -> bool:
    """Whether this event is what a workflow task asked for."""
    what = event.WhichOneof("attributes") or ""
    return what in ANSWERS or getattr(getattr(event, what, None), OF_THE_TASK, 0) == task


async def _telling(event: HistoryEvent) -> Telling | None:
    """The telling that a signal carried, if it is one."""
    if not event.HasField("workflow_execution_signaled_event_attributes"):
        return None
    signal = event.workflow_execution_signaled_event_attributes
    try:
        (telling,) = await CONVERTER.decode(signal.input.payloads[:1], [Telling])
        return Telling.model_validate(telling).model_copy(update={"kind": signal.signal_name})
    except Exception:  # noqa: BLE001 - a nudge, or whatever a stranger sent, is no telling
        return None
