"""What every engine writes for an opening, a fact and a reminder: the same rows as T writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.note import Note, Owed

FIRST, SECOND = "conversation_held", "contact_held"
PROMISES = (FIRST, SECOND, "probe_answered:addiction", "probe_answered:family", "probe_answered:health")
LONGER, AGAIN = timedelta(days=14), timedelta(days=2)


def opening(case: str, due: datetime) -> Note:
    """The first line."""
    owed = [Owed(key=key, by=due) for key in PROMISES]
    return Note(case=case, line=1, kind="opened", at=_now(), due=due, owed=owed, letters=["case_opened", "welcome"])


def fact(case: str, line: int, due: datetime, *, moves: bool) -> Note:
    """A fact; `due` is the next hour after it."""
    note = Note(case=case, line=line, kind=FIRST if moves else "remark_made", at=_now(), due=due, text="an invented remark of its day")
    if moves:
        note.met, note.owed = FIRST, [Owed(key=SECOND, by=due)]
    return note


def reminder(case: str, line: int, due: datetime) -> Note:
    """An hour that came; `due` is the next one."""
    owed = [Owed(key=FIRST, by=due)]
    return Note(case=case, line=line, kind="hour_came", at=_now(), due=due, owed=owed, letters=["promise_nears"], reminds=True)


def _now() -> datetime:
    return datetime.now(UTC)
