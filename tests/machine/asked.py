"""With what the one question is asked (casework/leaving.py): the message, whom it reaches today, and how its case stands."""

from __future__ import annotations

from datetime import datetime

from casework import leaving
from casework.leaving import NEWS_OF_APPOINTMENTS, Decision, Reader, Standing, Waiting
from casework.ways import WORKLIST
from tests.handclock import CALENDAR
from tests.machine.people import House, People
from tests.machine.rows import Row, Rows, whom


class Asked:
    """Looks up what the records say."""

    def __init__(self, rows: Rows, people: People, house: House) -> None:
        self.rows, self.people, self.house = rows, people, house
        self.responsible = ""
        self.together: frozenset[str] = frozenset()

    def would(self, row: Row, now: datetime, meanwhile: int = 0) -> Decision:
        """What it would decide of a message at this hour."""
        return leaving.decide(self.waiting(row, now), self.reader(row, now, meanwhile), self.standing(now))

    def whom(self, row: Row, now: datetime) -> str:
        return self.people.meant(*whom(row.message), self.responsible, CALENDAR.day_of(now))

    def waiting(self, row: Row, now: datetime) -> Waiting:
        said = row.message
        return Waiting(
            id=said.id, to=said.to, letter=said.letter, due=said.due, line=said.line, written=row.written, urgent=said.urgent,
            useless_after=said.useless_after, appointment=appointment_of(row), still_open=self.rows.stands(row),
            outdone=self.rows.is_outdone(row, now), heard_of=self.rows.was_heard_of(row, self.together),
            known=self.rows.is_known(row, self.together),
        )  # fmt: skip

    def reader(self, row: Row, now: datetime, meanwhile: int = 0) -> Reader:
        whom = self.whom(row, now)
        known = self.people.reader(row.message.to, whom, self.house, row.came_back, self.rows)
        return known._replace(got_today=self.got_today(whom, now) + meanwhile, colleague=bool(self.stands_in(now)))

    def stands_in(self, now: datetime) -> str:
        """Who does the counsellor's work today."""
        return self.people.acting(self.responsible, CALENDAR.day_of(now))

    def standing(self, now: datetime) -> Standing:
        return Standing(now, self.house.fast, self.rows.ended, self.rows.outcome, self.rows.last_line)

    def got_today(self, whom: str, now: datetime) -> int:
        """What left for them since midnight, but no news of appointments, and nothing that only stands on a list."""
        today = CALENDAR.day_of(now)
        theirs = (row for row in self.rows if row.recipient == whom and row.sent_at and CALENDAR.day_of(row.sent_at) == today)
        left = (row for row in theirs if row.state == "sent" and row.channel not in (WORKLIST, "digest"))
        return sum(row.message.letter not in NEWS_OF_APPOINTMENTS for row in left)


def appointment_of(row: Row) -> datetime | None:
    at = row.message.values.get("at")
    return datetime.fromisoformat(at) if at else None
