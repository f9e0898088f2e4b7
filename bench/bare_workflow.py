"""T: the least a Temporal workflow must do to leave the same rows, and the same due day in Temporal's list; it knows no method."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel
from temporalio import activity, workflow

from bench.note import Note, Owed, Writing
from records.pool import Pool
from runtime.search_attributes import DUE_DAY

QUEUE = "bare"
KEEP = "keep_note"
A_TRY = timedelta(seconds=10)
LONGEST = 300
FIRST, SECOND = "conversation_held", "contact_held"
PROMISES = (FIRST, SECOND, "probe_answered:addiction", "probe_answered:family", "probe_answered:health")


class Opening(BaseModel):
    """The argument of the workflow: a case that begins, or one that goes on."""

    case: str
    due: datetime
    line: int = 0


class Told(BaseModel):
    """A fact, and whether it moves the deadline."""

    kind: str
    text: str = ""
    moves: bool = False


@workflow.defn(name="Bare")
class Bare:
    """Writes what it is told, and reminds when the hour comes."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self.case, self.due, self.line = opening.case, opening.due, opening.line

    @workflow.run
    async def run(self, opening: Opening) -> None:
        """Wait on one timer for ever; the page turns when it is long."""
        if not self.line:
            await self._keep("opened", owed=[Owed(key=key, by=self.due) for key in PROMISES], letters=["case_opened", "welcome"])
        while workflow.info().get_current_history_length() < LONGEST:
            await self._remind_when_due()
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(Opening(case=self.case, due=self.due, line=self.line))

    @workflow.update
    async def tell(self, told: Told) -> int:
        """Answer once it is written."""
        if told.moves:
            self.due += timedelta(days=14)
            workflow.upsert_search_attributes([DUE_DAY.value_set(self.due)])
        line = self.line + 1
        await self._keep(
            told.kind, text=told.text, met=FIRST if told.moves else "", owed=[Owed(key=SECOND, by=self.due)] if told.moves else []
        )
        return line

    async def _remind_when_due(self) -> None:
        due, full = self.due, workflow.info().get_current_history_length
        try:
            await workflow.wait_condition(
                lambda: self.due != due or full() >= LONGEST, timeout=max(due - workflow.now(), timedelta(milliseconds=1))
            )
        except TimeoutError:
            self.due += timedelta(days=2)
            await self._keep("hour_came", owed=[Owed(key=FIRST, by=self.due)], letters=["promise_nears"], reminds=True)

    async def _keep(
        self, kind: str, *, text: str = "", met: str = "", owed: list[Owed], letters: list[str] | None = None, reminds: bool = False
    ) -> None:
        self.line += 1
        note = Note(
            case=self.case, line=self.line, kind=kind, at=workflow.now(), due=self.due, text=text, met=met, owed=owed,
            letters=letters or [], reminds=reminds,
        )  # fmt: skip
        await workflow.execute_local_activity(KEEP, note, start_to_close_timeout=A_TRY)


class BareActivities:
    """Knows the database."""

    def __init__(self, pool: Pool) -> None:
        self.writing = Writing(pool, "bare")

    @activity.defn(name=KEEP)
    async def keep(self, note: Note) -> None:
        """Write the rows of a line."""
        await self.writing.write(note)
