"""One case, its office and the world around it, and the time that goes by in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from casework.door import Telling, note, tell_or_note
from casework.fact import Fact, Refused
from casework.leaving import Decision
from casework.ways import OUTSIDERS
from tests.handclock import CALENDAR, MONDAY, HandClock
from tests.machine.dispatcher import Dispatcher
from tests.machine.people import LEAD, STAFF, House, People
from tests.machine.providers import Providers
from tests.machine.rows import Row, Rows
from tests.machine.talkative import PROGRAMME

NEVER = MONDAY + timedelta(days=36500)


class Client(HandClock):
    """The case of the client; that it can be put down and taken up at any time is walked elsewhere."""

    def reload(self) -> None:
        self.partners = {of: side for of, side in self.partners.items() if of in self.case.referrals and not self.case.ended}

    @property
    def comes(self) -> datetime:
        """When its own clock strikes next."""
        due = self.case.next_due()
        return min([*(hour for side in self.partners.values() if (hour := side.next_due())), *([due.at] if due else [])], default=NEVER)


class Office:
    """Where everything meets; `looks` is asked to look at it whenever the dispatcher has been at work."""

    def __init__(self, house: House, sees: Callable[[Row, Decision, datetime], None], looks: Callable[[], None]) -> None:
        self.house, self.looks = house, looks
        self.clock = Client(under=PROGRAMME)
        self.people, self.providers, self.rows = People(), Providers(), Rows()
        self.dispatcher = Dispatcher(self.rows, self.people, self.providers, house, sees)
        self.database_away, self.no_digest, self.no_workers = False, False, False
        self.last_counsellor = self.clock.case.counsellor
        self.to_come: list[tuple[datetime, Callable[[], object]]] = []
        self.hand_over()

    @property
    def hour(self) -> datetime:
        return self.clock.hour

    # What is told

    def tell(self, fact: Fact, *, on: datetime | None = None, id: str = "", works: bool = True) -> bool:
        """Tell a fact; false when it was refused, or nobody is there to take it."""
        if self.no_workers:
            return False
        try:
            self.clock.answer(fact, on=on, id=id)
        except Refused:
            return False
        self.goes_on() if works else self.hand_over()
        return True

    def told_unseen(self, fact: Fact, by: str) -> None:
        """Told by a signal: a refusal is written to the teller."""
        if self.no_workers or self.clock.case.ended:
            return
        self.clock.tellings += 1
        telling = Telling(id=f"s{self.clock.tellings}", by=by, kind=fact.kind, fact=fact.model_dump(mode="json", exclude={"kind"}))
        tell_or_note(self.clock.desk, telling, self.hour)
        self.clock.reload()
        self.goes_on()

    def noted(self, fact: Fact) -> None:
        """The system itself has something to say."""
        if self.no_workers or self.clock.case.ended:
            return
        note(self.clock.desk, fact, self.hour)
        self.goes_on()

    def mistakable(self) -> list[int]:
        """The last lines that people told and that may have been told by mistake."""
        return [line.number for line in self.clock.case.journal if line.by != "clock" and line.number > 1][-8:]

    def goes_on(self) -> None:
        self.hand_over()
        self.work()

    def hand_over(self) -> None:
        """As soon as the database is there, all that the case says is kept in one go."""
        if self.clock.case.counsellor:
            self.last_counsellor = self.clock.case.counsellor
        if not self.database_away and self.rows.line < self.clock.case.line:
            self.rows.keep(self.clock.case, self.clock.story)
        if not self.database_away:
            self.dispatcher.responsible = self.responsible

    @property
    def responsible(self) -> str:
        """The counsellor; while there is none, the lead of the one before, who is known only of somebody on the list."""
        known = self.last_counsellor in STAFF
        return self.clock.case.counsellor or (LEAD if known else "")

    # Time

    def pass_until(self, end: datetime) -> None:
        """Let time go by; whatever has an hour until then comes in its turn."""
        while self.hour < end:
            self._strike(min(end, max(self.next_hour(), self.hour)))
            self._what_was_to_come_comes()
            self.goes_on()

    def _strike(self, hour: datetime) -> None:
        """The clock of the case strikes what falls due; without workers it does so when they are back."""
        if self.no_workers:
            self.clock.hour = hour
        else:
            self.clock.pass_until(hour)

    def pass_for(self, time: timedelta) -> None:
        self.pass_until(self.hour + time)

    def after(self, time: timedelta, comes: Callable[[], object]) -> None:
        """So much later this happens, unless all is well before."""
        self.to_come.append((self.hour + time, comes))

    def _what_was_to_come_comes(self) -> None:
        come = [(hour, comes) for hour, comes in self.to_come if hour <= self.hour]
        self.to_come = [later for later in self.to_come if later not in come]
        for _, comes in come:
            comes()

    def next_hour(self) -> datetime:
        """The next hour at which something may happen by itself."""
        return min(
            [NEVER if self.no_workers else self.clock.comes, self.next_message(), self.next_digest(), *(hour for hour, _ in self.to_come)]
        )

    def next_message(self) -> datetime:
        dispatcher = self.dispatcher
        if self.database_away or dispatcher.stopped:
            return NEVER
        if dispatcher.up_at and dispatcher.up_at > self.hour:
            return dispatcher.up_at
        hours = (max(row.goes_at, row.claimed_until or row.goes_at) for row in self.rows if row.state == "planned")
        return min((hour for hour in hours if hour > self.hour), default=NEVER)

    def work(self) -> None:
        """The digest and the dispatcher do what they can at this hour."""
        if self.database_away:
            return
        self.digest()
        self.dispatcher.look(self.hour)
        self.looks()

    # The digest of a working day

    def next_digest(self) -> datetime:
        if not self.digests:
            return NEVER
        day = CALENDAR.day_of(self.hour)
        today = CALENDAR.at(CALENDAR.next_working(day), self.digests)
        return today if today > self.hour else CALENDAR.at(CALENDAR.next_working(day + timedelta(days=1)), self.digests)

    @property
    def digests(self) -> time | None:
        return None if self.no_digest or self.house.fast else self.house.digest_at

    def digest(self) -> None:
        """At its hour the digest takes along what is not urgent and still stands."""
        day = CALENDAR.day_of(self.hour)
        if not self.digests or not CALENDAR.is_working(day) or CALENDAR.at(day, self.digests) != self.hour:
            return
        for row in self.rows:
            said = row.message
            goes = row.state == "planned" and not said.urgent and said.to not in OUTSIDERS and said.due <= self.hour
            if goes and not row.claimed_until and self.rows.stands(row) and not self.rows.ended:
                row.becomes("sent", channel="digest", recipient=self.dispatcher.whom(row, self.hour), at=self.hour)

    # Mistakes and recoveries

    def withdraw(self, line: int, *, works: bool = True) -> None:
        self._mended(lambda: self.clock.withdraw(line), works=works)

    def correct(self, line: int, earlier: timedelta) -> None:
        """It happened so much earlier than was told."""
        happened = self.clock.line(line).happened - earlier
        self._mended(lambda: self.clock.correct(line, happened=happened))

    def names_another(self, line: int, guest: Mapping[str, str]) -> None:
        """This appointment is with somebody else than was told."""
        self._mended(lambda: self.clock.correct(line, **guest))

    def _mended(self, tell: Callable[[], object], *, works: bool = True) -> None:
        if self.no_workers:
            return
        try:
            tell()
        except Refused:
            return
        self.goes_on() if works else self.hand_over()

    def database_is_back(self) -> None:
        self.database_away = False

    def workers_are_back(self) -> None:
        self.no_workers = False
        self.clock.pass_until(self.hour)

    def digests_go_out(self) -> None:
        self.no_digest = False

    def all_is_well(self) -> None:
        """Every server is back, and everybody at work."""
        for _, comes in self.to_come:
            comes()
        self.to_come.clear()
        self.providers.mode, self.providers.dies = "takes all", ""
        self.people.away.clear()
        self.goes_on()
