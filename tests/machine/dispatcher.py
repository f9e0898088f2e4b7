"""The dispatcher without its servers: it claims what is due, asks the one question, sends, and notes what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from casework.leaving import NEWS_OF_APPOINTMENTS, Decision, Drop, Leave, Wait
from casework.ways import OUTSIDERS, WORKLIST
from tests.machine.asked import Asked
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


class Dispatcher(Asked):
    """One of a case; `sees` hears of every decision, `meanwhile` happens once between a claim and what is sent of it."""

    def __init__(
        self, rows: Rows, people: People, providers: Providers, house: House, sees: Callable[[Row, Decision, datetime], None]
    ) -> None:
        super().__init__(rows, people, house)
        self.providers, self.sees = providers, sees
        self.once_claimed: Callable[[], object] | None = None
        self.meanwhile: Callable[[], object] | None = None
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

    def _claim(self, now: datetime) -> list[Row]:
        free = (row for row in self.rows.due(now) if not self._is_left_to_digest(row, now))
        claimed = list(free)[:A_BATCH]
        for row in claimed:
            row.in_doubt = row.in_doubt or row.claimed_until is not None
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
        self.together = frozenset(row.message.id for row in claimed)
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
        once_claimed, self.once_claimed = self.once_claimed, None
        if once_claimed:
            once_claimed()
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
        if not self.still_mine(row, now):
            row.claimed_until = None
            return
        if now < self.away_until.get(way, now):
            row.waits(self.away_until[way], AWAY)
            return
        self.goes(going, now)
        with self.rows.held(row):
            self._try(going, now)

    def _try(self, going: Going, now: datetime) -> None:
        """Whatever is told meanwhile, nobody changes this one before it is known what became of it."""
        row, way = going.row, going.leave.way
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
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

    def still_mine(self, row: Row, now: datetime) -> bool:
        """Whether it is still to be sent, by whoever claimed it at this hour, and was not met meanwhile."""
        return row.state == "planned" and row.claimed_until == now + LEASE and self.rows.stands(row)

    def _note(self, going: Going, outcome: str, now: datetime) -> None:
        row, leave = going.row, going.leave
        if outcome == "sent":
            row.sent_as = message_id(row)
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


def message_id(row: Row) -> str:
    """Under which id it leaves, however often it is tried."""
    return row.message.id
