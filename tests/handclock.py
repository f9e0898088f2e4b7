"""A case whose clock is wound by hand: no server, no event loop, a year in a few milliseconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from casework.anytime import Opened
from casework.carried_over import taken_up
from casework.case import Case, Line, Message
from casework.desk import Desk
from casework.door import Answer, Opening, Telling, answer, fact_of, open_case, strike, tell, tell_or_note, terms_named
from casework.fact import Fact
from casework.folding import fold
from casework.mending import Mended, mend
from casework.mistakes import CORRECTIONS, FactCorrected, FactWithdrawn
from casework.new_rules import ProgrammeChanged
from casework.partner import PartnerSide, concerns
from casework.planned import Rungs
from casework.programme import Programme
from casework.programme_files import in_force, load_all
from casework.public_holidays import calendar_of
from casework.terms import Terms, terms_of
from casework.working_time import Calendar
from workflows.methods import STORIES

PROGRAMMES = load_all(Path(__file__).parents[1] / "programmes")
CALENDAR = calendar_of(zone="Europe/Brussels", country="BE", first_year=2014, years=32)
MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)
FIRST_DAY = MONDAY.date()


def programme(name: str = "kina-example", on: date = FIRST_DAY) -> Programme:
    """The programme in force on a day."""
    return in_force(PROGRAMMES, name, on)


class HandClock:
    """Tells facts and lets days pass; after every step the case is put down as JSON and taken up again."""

    def __init__(
        self,
        opened_at: datetime = MONDAY,
        *,
        under: Programme | None = None,
        counsellor: str = "S-ana",
        case: str = "c1",
        calendar: Calendar = CALENDAR,
    ) -> None:
        self.terms = Terms(programme=under or programme(on=opened_at.date()), calendar=calendar)
        self.story = STORIES[self.terms.programme.method]
        self.hour = opened_at
        opened = Opened(
            number="K-0001", person="P-1", office="O-1", counsellor=counsellor, method=self.story.method,
            programme=self.terms.programme.name, version=self.terms.programme.version, terms=terms_named(self.terms),
        )  # fmt: skip
        self.desk = open_case(Opening(case, opened_at, "S-ana", opened), self.terms, self.story)
        self.partners: dict[str, PartnerSide] = {}
        self.rungs, self.gone = Rungs(), list[Message]()
        self.known = {self.case.terms: self.terms}
        self.tellings = 0
        self.reload()

    def tell(self, *facts: Fact, on: datetime | None = None, by: str = "S-ana") -> HandClock:
        """Tell these now, as having happened now or then."""
        for fact in facts:
            self.answer(fact, on=on, by=by)
        return self

    def answer(self, fact: Fact, *, on: datetime | None = None, by: str = "S-ana", id: str = "") -> Answer:
        """Tell one fact and give what the teller hears."""
        self.tellings += 1
        fields = fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)
        telling = Telling(id=id or f"t{self.tellings}", by=by, kind=fact.kind, fact=fields, happened=on)
        heard = self.mend(telling) if fact.kind in CORRECTIONS else tell(self.desk, telling, self.hour)
        self.relay(fact, on or self.hour)
        self.reload()
        return heard

    def told_so(self, telling: Telling) -> Answer:
        """Tell what brings its terms along."""
        fact = fact_of(telling)
        if isinstance(fact, ProgrammeChanged):
            self.known[fact.terms] = terms_of(telling.terms)
        heard = tell(self.desk, telling, self.hour)
        self.reload()
        return heard

    def withdraw(self, line: int) -> HandClock:
        """Say that a line was told by mistake."""
        return self.tell(FactWithdrawn(line=line, what=self.line(line).kind, why="told by mistake"))

    def correct(self, line: int, *, happened: datetime | None = None, **other: object) -> HandClock:
        """Say what a line should have said, or when it happened."""
        told, fields = self.line(line), TypeAdapter(dict[str, Any]).dump_python(other, mode="json")
        return self.tell(
            FactCorrected(line=line, what=told.kind, instead=told.fact | fields, happened=happened, why="told wrongly"),
        )

    def mended(self, telling: Telling) -> Mended:
        """What a correction would make of the case."""
        return mend(self.case.id, self.case.journal, telling, self.hour, self.terms, self.story, self.known)

    def mend(self, telling: Telling) -> Answer:
        """Take a correction, as the workflow does."""
        case, mended = self.case, self.mended(telling)
        unsaid = {message.id for message in mended.unsaid}
        kept = [message for message in case.outbox if message.id not in unsaid]
        journal = case.journal + mended.after.case.journal[-1:]
        update = {"journal": journal, "outbox": kept + mended.said_now, "unsaid": sorted(unsaid)}
        self.desk = Desk(mended.after.case.model_copy(update=update), self.story)
        return answer(self.desk, self.case.line)

    def days_pass(self, days: int) -> HandClock:
        """Let so many days go by; the clock strikes whatever falls due, each in its time."""
        return self.pass_until(self.hour + timedelta(days=days))

    def pass_until(self, end: datetime) -> HandClock:
        """Let time go by until an hour; a planned rung leaves at its hour, after what the case is told at that hour."""
        while True:
            due = self.case.next_due()
            silent = min(((hour, r) for r, p in self.partners.items() if (hour := p.next_due())), default=None)
            if silent and silent[0] <= end and (due is None or silent[0] < due.at):
                self.hour = self.leave(silent[0])
                tell_or_note(self.desk, self.partners[silent[1]].strike(self.hour), self.hour)
            elif due and due.at <= end:
                self.hour = self.leave(due.at)
                strike(self.desk, due, self.hour)
            else:
                break
            self.reload()
        self.gone += self.rungs.leave(end)
        self.hour = end
        return self

    def leave(self, hour: datetime) -> datetime:
        """Let go what leaves before this hour comes, and give the hour it is then."""
        self.gone += self.rungs.leave(hour, also_then=False)
        return max(hour, self.hour)

    def reload(self) -> None:
        """As after a crash or a turned page: only the case survives, and nothing is different."""
        before = self.case.model_dump_json()
        self.desk = taken_up(Case.model_validate_json(before), self.known[self.case.terms], self.story)
        assert self.case.model_dump_json() == before
        self.rungs.plan(self.case)
        self.partners = {of: side for of, side in self.partners.items() if of in self.case.referrals and not self.case.ended}

    def refolded(self) -> Case:
        """The case made anew from its journal alone."""
        return fold(self.case.id, self.case.journal, self.terms, self.story, self.known).case

    def relay(self, fact: Fact, happened: datetime) -> None:
        """The partner's side begins with a referral and hears what is told of it."""
        for of, referral in self.case.referrals.items():
            if of not in self.partners:
                self.partners[of] = PartnerSide(case=self.case.id, referral=of, since=referral.made).under(self.terms)
        if concerns(fact) and fact.of in self.partners:
            self.partners[fact.of].hear(fact.kind, fact.model_dump(mode="json"), happened)

    @property
    def case(self) -> Case:
        return self.desk.case

    @property
    def open(self) -> list[str]:
        """The chapters that are open."""
        return sorted(self.case.open)

    @property
    def phases(self) -> list[str]:
        return self.story.phases_of(self.case)

    @property
    def awaits(self) -> list[str]:
        """What the case waits for and has a date."""
        return sorted(key for key, p in self.case.agenda.items() if p.sort != "heard")

    def due(self, key: str) -> date | None:
        """The day something is promised for."""
        by = self.case.agenda[key].by
        return self.case.calendar.day_of(by) if by else None

    def letters(self, about: str = "", to: str = "", letter: str = "") -> list[Message]:
        """The letters written and the rungs that have gone, as they came; perhaps only those about, to or of one sort."""
        every = sorted([*self.case.outbox, *self.gone], key=lambda m: m.due)
        return [m for m in every if (not about or m.about == about) and (not to or m.to == to) and (not letter or m.letter == letter)]

    def line(self, number: int) -> Line:
        """The line of this number."""
        return next(line for line in self.case.journal if line.number == number)

    def number(self, kind: str, nth: int = -1) -> int:
        """The number of the last line of a kind, or of another one."""
        return self.told(kind)[nth].number

    def told(self, kind: str) -> list[Line]:
        """The lines of the journal of one kind."""
        return [line for line in self.case.journal if line.kind == kind]

    def row(self, kind: str) -> dict[str, Any]:
        """What the journal holds of the last fact of a kind."""
        return self.told(kind)[-1].fact


def stands(case: Case) -> dict[str, Any]:
    """What a case is apart from its numbers: chapters, things, and what is promised by when."""
    own = case.model_dump(exclude={"line", "at", "hour", "heard", "last", "journal", "outbox", "unsaid", "agenda", "open", "used", "tally"})
    own["appointments"] = {of: {**known, "instead": False} for of, known in own["appointments"].items()}
    chapters = {name: (chapter.entered, chapter.missed, chapter.rests_for) for name, chapter in case.open.items()}
    tally = {name: count for name, count in case.tally.items() if not name.startswith("corrected:")}
    return own | {"agenda": {key: promise.by for key, promise in case.agenda.items()}, "open": chapters, "tally": tally}
