"""The dispatcher without its servers: it claims what is due, asks the one question, sends, and notes what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from casework import leaving
from casework.leaving import NEWS_OF_APPOINTMENTS, Decision, Drop, Leave, Reader, Standing, Wait, Waiting
from casework.ways import OUTSIDERS, WORKLIST
from tests.handclock import CALENDAR
from tests.machine.people import House, People
from tests.machine.providers import Away, Killed, Later, Providers
from tests.machine.rows import LEASE, Row, Rows

A_BATCH = 6
SOONEST, LATEST = timedelta(seconds=5), timedelta(hours=1)
AWAY = "the mail server does not answer: it is tried again"
COMES_UP_AGAIN = timedelta(seconds=12)


class Going(NamedTuple):
    """A message that leaves now, for whom, and how."""

    row: Row
    whom: str
    leave: Leave


class Dispatcher:
    """One of a case; `sees` hears of every decision, `meanwhile` happens once between a claim and what is sent of it."""

    def __init__(self, rows: Rows, people: People, providers: Providers, house: House, sees: Callable[[Row, Decision, datetime], None]) -> None:
        self.rows, self.people, self.providers, self.house, self.sees = rows, people, providers, house, sees
        self.responsible = ""
        self.meanwhile: Callable[[], None] | None = None
        self.goes: Callable[[Going, datetime], None] = lambda _going, _hour: None
        self.stopped = False
        self.up_at: datetime | None = None
        self.away_until: dict[str, datetime] = {}

    def look(self, now: datetime) -> None:
        """Deal with all that is due, as long as it lives."""
        if self.stopped or (self.up_at and now < self.up_at):
            return
        self.up_at = None
        try:
            while claimed := self._claim(now):
                self._deal_with(claimed, now)
        except Killed:
            self.up_at, self.away_until = now + COMES_UP_AGAIN, {}

    def stop(self) -> None:
        self.stopped, self.away_until = True, {}

    def start(self) -> None:
        self.stopped = False

    def would(self, row: Row, now: datetime, meanwhile: int = 0) -> Decision:
        """What it would decide of a message at this hour."""
        return leaving.decide(self.waiting(row, now), self.reader(row, now, meanwhile), self.standing(now))

    def _claim(self, now: datetime) -> list[Row]:
        free = (row for row in self.rows.due(now) if not self._is_left_to_digest(row, now))
        claimed = list(free)[:A_BATCH]
        for row in claimed:
            row.claimed_until = now + LEASE
        return claimed

    def _is_left_to_digest(self, row: Row, now: datetime) -> bool:
        house, message = self.house, row.message
        if message.urgent or message.to in OUTSIDERS or message.to == "teller" or house.fast or not house.digest_at:
            return False
        return now < row.goes_at + house.left_to_digest

    def _deal_with(self, claimed: list[Row], now: datetime) -> None:
        """Decide of all in one transaction, then send in order to each person."""
        going, today = list[Going](), dict[str, int]()
        for row in claimed:
            whom = self.whom(row, now)
            decision = self.would(row, now, today.get(whom, 0))
            self.sees(row, decision, now)
            if isinstance(decision, Wait):
                row.waits(decision.until, decision.why)
            elif isinstance(decision, Drop):
                row.becomes(decision.fate, decision.why)
            elif decision.way == WORKLIST:
                self._show(Going(row, whom, decision), now)
            else:
                today[whom] = today.get(whom, 0) + (row.message.letter not in NEWS_OF_APPOINTMENTS)
                going.append(Going(row, whom, decision))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile and going:
            meanwhile()
        for one in going:
            self._send(one, now)

    def _show(self, going: Going, now: datetime) -> None:
        row = going.row
        self.goes(going, now)
        if row.came_back and row.message.to in OUTSIDERS:
            row.becomes("bounced", going.leave.why, recipient=going.whom)
            return
        seen_by = self.stands_in(now) if row.message.to in OUTSIDERS else going.whom
        row.becomes("sent", going.leave.why, channel=WORKLIST, recipient=seen_by, at=now)

    def _send(self, going: Going, now: datetime) -> None:
        row, way = going.row, going.leave.way
        if row.state != "planned" or row.claimed_until != now + LEASE:
            return
        if now < self.away_until.get(way, now):
            row.waits(self.away_until[way], AWAY)
            return
        self.goes(going, now)
        try:
            outcome = self.providers.take(message_id(row), going.whom, way)
        except Away:
            self.away_until[way] = self._again(row, now)
            row.waits(self.away_until[way], AWAY)
        except Later:
            row.waits(self._again(row, now), "the mail server takes it later: it is tried again")
        else:
            self.away_until.pop(way, None)
            self._note(going, outcome, now)

    def _note(self, going: Going, outcome: str, now: datetime) -> None:
        row, leave = going.row, going.leave
        if outcome == "sent":
            row.becomes("sent", leave.why, channel=leave.way, recipient=going.whom, at=now)
        elif outcome == "refused":
            row.becomes("failed", "the mail server refused it for good")
        elif leave.others:
            row.came_back |= {leave.way}
            row.becomes("planned", "it came back, and another way is tried")
        else:
            row.becomes("bounced", "it was refused for this address", channel=leave.way, recipient=going.whom)

    def _again(self, row: Row, now: datetime) -> datetime:
        return now + min(max(now - row.message.due, SOONEST), LATEST)

    # What the question is asked with

    def whom(self, row: Row, now: datetime) -> str:
        return self.people.meant(row.message.to, row.message.who, self.responsible, self._day(now))

    def waiting(self, row: Row, now: datetime) -> Waiting:
        said = row.message
        return Waiting(
            id=said.id, to=said.to, letter=said.letter, due=said.due, line=said.line, written=row.written, urgent=said.urgent,
            useless_after=said.useless_after, appointment=appointment_of(row), still_open=self.rows.stands(row),
            outdone=self.rows.is_outdone(row, now), bounced=row.came_back,
        )  # fmt: skip

    def reader(self, row: Row, now: datetime, meanwhile: int = 0) -> Reader:
        whom = self.whom(row, now)
        known = self.people.reader(row.message.to, whom, self.house, row.came_back)
        return known._replace(got_today=self.got_today(whom, now) + meanwhile, colleague=bool(self.stands_in(now)))

    def stands_in(self, now: datetime) -> str:
        """Who does the counsellor's work today."""
        return self.people.acting(self.responsible, self._day(now))

    def standing(self, now: datetime) -> Standing:
        return Standing(now, self.house.fast, self.rows.ended, self.rows.outcome, self.rows.line)

    def got_today(self, whom: str, now: datetime) -> int:
        """What left for them since midnight, but no news of appointments, and nothing that only stands on a list."""
        return sum(
            row.recipient == whom and row.sent_at is not None and self._day(row.sent_at) == self._day(now) and row.state == "sent"
            and row.channel not in (WORKLIST, "digest") and row.message.letter not in NEWS_OF_APPOINTMENTS
            for row in self.rows
        )  # fmt: skip

    def _day(self, now: datetime) -> date:
        return CALENDAR.day_of(now)


def message_id(row: Row) -> str:
    """Under which id it leaves, however often it is tried."""
    return row.message.id


def appointment_of(row: Row) -> datetime | None:
    at = row.message.values.get("at") if "appointment" in row.message.values else None
    return datetime.fromisoformat(at) if at else None
