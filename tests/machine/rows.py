"""What the records keep of the messages of one case: a row each, with its plan, its state and every fate, as the queries do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from casework.case import Case, Line, Message
from casework.desk import Story
from casework.handover import Handover, Promise, hand_over
from casework.leaving import FOR_A_WHILE, NOT_HEARD_OF
from casework.mistakes import CORRECTIONS
from casework.ways import WORKLIST

MISTAKEN = "what it says was told by mistake"
SEEN, MOVED, ENDED = "somebody has seen it and acts on it by a day", "promised for another day since", "the case ended before it left"
MET, NOT_ASKED = "met before it left", "not asked any more before it left"
OF_PLANS = frozenset({SEEN, MOVED, ENDED, MET, NOT_ASKED})
HEARD = frozenset({"sent", "delivered", "done", "bounced", "failed"})
LEASE = timedelta(seconds=30)


@dataclass
class Row:
    """A message and what became of it."""

    message: Message
    written: datetime
    goes_at: datetime
    reminds: bool
    state: str = "planned"
    reason: str = ""
    channel: str = ""
    recipient: str = ""
    sent_as: str = ""
    sent_at: datetime | None = None
    claimed_until: datetime | None = None
    in_doubt: bool = False
    came_back: frozenset[str] = frozenset()
    fates: list[str] = field(default_factory=list)

    @property
    def order(self) -> tuple[datetime, datetime, int, str]:
        return self.goes_at, self.message.due, self.message.line, self.message.id

    @property
    def sequence(self) -> int:
        """Of a word of an appointment: the greater outdoes the lesser in every calendar."""
        return int(self.message.values["sequence"])

    @property
    def where_to_be(self) -> tuple[str, datetime]:
        """What a word of an appointment tells its reader."""
        return self.message.values["method"], datetime.fromisoformat(self.message.values["at"])

    @property
    def has_left(self) -> bool:
        """True if it surely left for its reader; what a colleague has yet to pass on did not."""
        return self.state == "sent" and self.channel != WORKLIST

    def becomes(self, state: str, reason: str = "", *, channel: str = "", recipient: str = "", at: datetime | None = None) -> None:
        """Its fate changes."""
        self.state, self.reason, self.channel, self.recipient, self.claimed_until = state, reason, channel, recipient, None
        self.sent_at = at or self.sent_at
        self.fates.append(state)

    def waits(self, until: datetime, reason: str) -> None:
        self.goes_at, self.reason, self.claimed_until = until, reason, None


class Rows:
    """The messages of one case, its agenda and its row, as far as messages ask for them."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.agenda: dict[str, Promise] = {}
        self.planned: dict[str, Message] = {}
        self.line, self.last_line, self.ended, self.outcome = 0, 0, False, ""
        self.appointments = frozenset[str]()
        self.refuses, self.unreachable, self.silent_until = frozenset[str](), frozenset[str](), cast("datetime | None", None)
        self.told: dict[int, datetime] = {}
        self.locked: str | None = None
        self._taken_back_later: set[str] | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def keep(self, case: Case, story: Story) -> None:
        """Keep what a case hands over, as one transaction; again, or later, is harmless."""
        given = hand_over(case, story)
        new = [line for line in given.lines if line.number > self.line]
        self.told |= {line.number: line.told for line in new}
        self.last_line = last_line(given.lines)
        self.agenda = {promise.key: promise for promise in given.agenda}
        self.refuses, self.unreachable = frozenset(given.case.refuses), frozenset(given.case.unreachable)
        self.appointments = frozenset(given.case.appointments or ())
        self.line, self.ended, self.outcome = given.case.line, given.case.ended is not None, given.case.outcome
        hours = {line.number for line in given.lines if line.kind == "hour_came"}
        for message in given.messages:
            self.rows.setdefault(message.id, self._new(message, reminds=message.line in hours))
        self._keep_plans(given, {f"{line.kind}:{line.fact['of']}" if line.fact.get("of") else line.kind for line in new})
        if any(line.kind in CORRECTIONS for line in new):
            self._take_back({message.id for message in given.messages})
        self._look_again(given.case.silent_until)

    @contextmanager
    def held(self, row: Row) -> Iterator[None]:
        """A dispatcher has it in its hands: its plan is left alone, and whoever takes it back waits."""
        self.locked = row.message.id
        try:
            yield
        finally:
            self.locked, waited = None, self._taken_back_later
            self._taken_back_later = None
            if waited is not None:
                self._take_back(waited)

    def _new(self, message: Message, *, reminds: bool = True) -> Row:
        return Row(message, self.told[message.line], message.due, reminds)

    def _look_again(self, silent_until: datetime | None) -> None:
        """What waited for the end of a silence is looked at anew once that is another day, or none."""
        before, self.silent_until = self.silent_until, silent_until
        for row in self:
            if before != silent_until and row.state == "planned" and row.reason == FOR_A_WHILE:
                row.goes_at = row.message.due

    def _keep_plans(self, given: Handover, told: set[str]) -> None:
        """Add what is planned anew, correct what is planned otherwise, and say why the rest never leaves."""
        planned = self.planned = {message.id: message for message in given.planned}
        for id, row in self.rows.items():
            if row.message.plan and row.state == "planned" and id not in (*planned, self.locked) and not self.stands(row):
                row.becomes(*self._why_not(row, told))
        for id, message in planned.items():
            row = self.rows.setdefault(id, self._new(message))
            if row.state == "planned" or (row.state in ("superseded", "suppressed") and row.reason in OF_PLANS):
                self._planned_again(row, message)

    def _planned_again(self, row: Row, message: Message) -> None:
        if row.state != "planned":
            row.becomes("planned")
            row.goes_at = message.due
        elif row.message.due != message.due:
            row.goes_at = message.due
        row.message, row.written = message, self.told[message.line]

    def _why_not(self, row: Row, told: set[str]) -> tuple[str, str]:
        if promise := self.agenda.get(row.message.about):
            return "superseded", SEEN if promise.plan and promise.acknowledged else MOVED
        return "suppressed", ENDED if self.ended else MET if row.message.about in told else NOT_ASKED

    def _take_back(self, written: set[str]) -> None:
        """Something was told by mistake: what was written of it is not said; what was taken back before may be said after all."""
        if self.locked:
            self._taken_back_later = written
            return
        for id, row in self.rows.items():
            if row.message.waits or row.state == "done":
                continue
            claimed = row.claimed_until
            if id not in written:
                unsaid = row.state in ("planned", "failed", "bounced", "expired", "superseded") or row.channel == "worklist"
                row.becomes("suppressed" if unsaid else row.state, MISTAKEN, channel=row.channel, recipient=row.recipient)
            elif row.reason == MISTAKEN:
                after_all = row.state if row.state != "suppressed" else "sent" if row.sent_at else "planned"
                row.becomes(after_all, channel=row.channel, recipient=row.recipient)
                row.goes_at = row.message.due
            row.claimed_until = claimed

    # What is asked of them

    def stands(self, row: Row) -> bool:
        """A planned rung is open while its promise stands as it was planned, what a case itself reminds of while it was not made anew.

        A word of where to be is open while that appointment stands.
        """
        promise = self.agenda.get(row.message.about)
        if row.message.plan:
            return promise is not None and promise.plan == row.message.plan
        if row.message.values.get("method") == "REQUEST":
            return row.message.values["appointment"] in self.appointments
        return not row.reminds or (promise is not None and promise.made <= row.message.due)

    def is_outdone(self, said: Row, now: datetime) -> bool:
        """Something newer about the same has come by now, and was not taken back; or all of it came to nothing before it was heard of."""
        if any(row.reason == NOT_HEARD_OF and row.message.line > said.message.line and _about_the_same(row, said) for row in self):
            return True
        return any(
            newer.state not in ("suppressed", "superseded") and newer.message.due <= now and _says_it_newer(newer, said)
            for newer in self.rows.values()
        )

    def was_heard_of(self, said: Row, together: frozenset[str]) -> bool:
        """A word of its appointment has left for them, may have, or is on its way; what is decided together with it is not."""
        before = [row for row in self if _about_the_same(row, said) and row.message.line < said.message.line]
        written = any("appointment" in row.message.values for row in before)
        return not written or any(_may_have_left(row, together) for row in before)

    def is_known(self, said: Row, together: frozenset[str]) -> bool:
        """The last word of its appointment that left for them says the same, and there is no doubt that it left."""
        words = [row for row in self.words_like(said) if row is not said and _may_have_left(row, together)]
        last = max(words, key=lambda row: (row.sequence, not row.has_left), default=None)
        return last is not None and last.has_left and last.where_to_be == said.where_to_be

    def words_like(self, said: Row) -> list[Row]:
        """All that says where to be, or not to be, to the same reader of the same appointment; itself too."""
        return [row for row in self if "sequence" in row.message.values and _about_the_same(row, said)]

    def due_by(self, hour: datetime) -> list[Row]:
        """Those that should have left by this hour and wait still."""
        return [row for row in self if row.state == "planned" and row.message.due <= hour]

    def due(self, now: datetime) -> list[Row]:
        """Those that nobody is dealing with and whose hour has come, those that wait longest first."""
        there = (row for row in self if row.state == "planned" and row.goes_at <= now)
        return sorted((row for row in there if not row.claimed_until or row.claimed_until <= now), key=lambda row: row.order)


def last_line(lines: Iterable[Line]) -> int:
    """The last line that says something new: after the end of a case only corrections are told."""
    return max(line.number for line in lines if line.kind not in CORRECTIONS)


def _may_have_left(row: Row, together: frozenset[str]) -> bool:
    """It left, or nobody can say; what is decided together with what is asked about has not."""
    claimed = row.claimed_until and row.message.id not in together
    return bool(row.sent_at or row.state in HEARD or row.in_doubt or claimed)


def whom(message: Message) -> tuple[str, str]:
    """To whom it is, by role and id: what its values say of them is kept with it."""
    return message.to, message.who or message.values.get(message.to, "")


def _about_the_same(row: Row, said: Row) -> bool:
    """Both to the same guest, and about the appointment that one of them changes."""
    this, that = row.message, said.message
    of = that.values.get("appointment")
    return of is not None and whom(this) == whom(that) and of == (this.values.get("appointment") or this.values.get("meeting"))


def _says_it_newer(newer: Row, said: Row) -> bool:
    this, that = newer.message, said.message
    if whom(this) != whom(that):
        return False
    appointment = that.values.get("appointment")
    about_it = newer.reminds and said.reminds and this.about == that.about
    about_that_hour = appointment is not None and appointment == this.values.get("appointment")
    higher = bool(that.plan) and this.plan == that.plan and _rung(this) > _rung(that)
    return higher or (this.line > that.line and (about_it or about_that_hour))


def _rung(message: Message) -> int:
    return -1 if message.rung is None else message.rung
