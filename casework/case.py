"""A case: everything the itinerary must remember, and the one door by which it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import BaseModel, PrivateAttr

from casework import things as t
from casework import things_forem as forem
from casework import things_insertor as ti
from casework import things_star as star
from casework import things_supported_employment as se
from casework.agenda import Due, Promise, next_due
from casework.clock import REAL_TIME, Clock
from casework.fact import THING, Fact, Refused
from casework.programme import Programme
from casework.rules import Role
from casework.terms import Terms
from casework.working_time import Calendar

REMEMBERED_TELLINGS = 400
CLOCK = "clock"
WORDS_A_LINE = 100
"""More than an appointment is ever moved or corrected: its sequence counts on by so many where something said of it is put right."""


class Mark(NamedTuple):
    """A telling's place in the journal, and the latest day on which it is said to have happened."""

    line: int
    happened: datetime


class Rest(BaseModel):
    """Time in which a chapter stood still because another came first."""

    since: datetime
    until: datetime | None = None


class Chapter(BaseModel):
    """A paragraph of the story being lived: since when, what it has been told, and what it has been missing since when."""

    entered: datetime
    told: dict[str, int] = {}
    missed: dict[str, datetime] = {}
    rests: list[Rest] = []
    rests_for: str = ""
    aside: bool = False


class Line(BaseModel):
    """A line of the journal. The case is exactly what its lines make of it."""

    number: int
    kind: str
    telling: str
    by: str
    happened: datetime
    told: datetime
    phases: list[str] = []
    fact: dict[str, Any]


class Message(BaseModel):
    """A letter that somebody is to get: to whom by role, which letter, about which promise or fact.

    A reminder says its place on the ladder, and where it was planned with its promise, which `plan` that is. What is not `urgent` may wait
    for the digest of a working day; after `useless_after`, in the time of the case, something newer says it better.
    """

    id: str
    line: int
    to: str
    who: str = ""
    letter: str
    about: str
    due: datetime
    values: dict[str, str] = {}
    plan: str = ""
    rung: int | None = None
    urgent: bool = True
    useless_after: datetime | None = None

    @property
    def waits(self) -> bool:
        """True if it was planned with its promise and leaves at its own hour; any other letter comes with its line."""
        return bool(self.plan)


class Case(BaseModel):
    """The memory of one itinerary. It holds ids and states; names, and what is over, stand in PostgreSQL."""

    id: str
    terms: str
    clock: Clock = REAL_TIME
    number: str = ""
    person: str = ""
    office: str = ""
    counsellor: str = ""

    at: datetime
    hour: datetime
    opened: datetime
    line: int = 0
    ended: t.Outcome | None = None

    open: dict[str, Chapter] = {}
    visited: list[str] = []
    last: dict[str, Mark] = {}
    agenda: dict[str, Promise] = {}
    used: dict[str, int] = {}
    heard: dict[str, int] = {}
    attention: dict[str, str] = {}

    pauses: list[t.Pause] = []
    decisions: dict[str, t.Decision] = {}
    probes: dict[str, str] = {}
    records: dict[str, int] = {}
    barriers: dict[str, t.Barrier] = {}
    referrals: dict[str, t.Referral] = {}
    appointments: dict[str, t.Appointment] = {}
    reach: t.Reach = t.Reach()
    trainings: dict[str, t.Training] = {}
    goals: dict[str, t.Goal] = {}
    actions: dict[str, t.Action] = {}
    applications: dict[str, t.Application] = {}
    employers: dict[str, t.EmployerContact] = {}
    documents: dict[str, t.Version] = {}
    papers: dict[str, t.Paper] = {}
    # the insertor's itinerary: who prepared it, its course, interviews, what was diagnosed, negotiated and met, support in a new job
    insertor: str = ""
    course: ti.Course | None = None
    interviews: dict[str, ti.Interview] = {}
    groups: dict[str, ti.DataGroup] = {}
    needs: dict[str, ti.Need] = {}
    findings: dict[str, ti.Finding] = {}
    objectives: dict[str, ti.Objective] = {}
    commitments: dict[str, ti.Commitment] = {}
    crossroads: dict[str, ti.Crossroads] = {}
    to_talk_over: datetime | None = None
    business_since: date | None = None
    adaptations: dict[str, ti.Adaptation] = {}

    # Supported Employment
    steps: dict[str, se.Step] = {}
    strategies: dict[str, se.Strategy] = {}
    situations: dict[str, se.Situation] = {}
    tried_out: dict[str, se.TriedOut] = {}
    obstacles: dict[str, se.Obstacle] = {}
    dialogues: dict[str, se.Dialogue] = {}
    supports: dict[str, se.Support] = {}
    off_job: dict[str, se.OffJobItem] = {}
    results: dict[str, date] = {}
    alliance_low: datetime | None = None

    # of job-ready unemployed people (STAR)
    unemployment: star.Unemployment | None = None
    job_list: list[str] = []
    cv: star.Cv | None = None
    cv_news: datetime | None = None
    courses: dict[str, star.Course] = {}
    offers: dict[str, star.Offer] = {}
    exemptions: dict[str, date] = {}
    stays_ended: dict[str, datetime] = {}

    # Forem's support: what was found to be required, and what became of each survey
    requirements: dict[str, forem.Requirement] = {}
    surveys: dict[str, forem.SurveyState] = {}

    workplaces: dict[str, t.Workplace] = {}
    contracts: dict[str, t.Contract] = {}
    outcome: t.Outcome | None = None
    tally: dict[str, int] = {}

    journal: list[Line] = []
    outbox: list[Message] = []
    unsaid: list[str] = []

    _terms: Terms = PrivateAttr()
    _left: Programme | None = PrivateAttr(default=None)

    def under(self, terms: Terms) -> Case:
        """This case, able to look up what its programme promises."""
        self._terms = terms
        return self

    def go_on_under(self, terms: Terms, name: str) -> None:
        """Other terms hold from now on; what was promised is looked at under them when the story is read next."""
        self._left = self.programme
        self.terms, self._terms = name, terms

    def twin(self) -> Case:
        """A second case that stands as this one does, to try something out on; several times cheaper than a deep copy."""
        return Case.model_validate(self.model_dump()).under(self._terms)

    @property
    def programme(self) -> Programme:
        return self._terms.programme

    @property
    def left(self) -> Programme | None:
        """The programme this case has just left, until its agenda is made under the new one."""
        return self._left

    @property
    def calendar(self) -> Calendar:
        return self._terms.calendar

    def own_json(self) -> str:
        """The case without its queues: what must stay small however long it lives."""
        return self.model_dump_json(exclude={"journal", "outbox", "unsaid"}, exclude_defaults=True)

    # What happened

    def note(self, fact: Fact, *, happened: datetime, told: datetime, by: str, telling: str, phases: list[str]) -> int:
        """Take a fact into the case and its journal; give its line."""
        self.line += 1
        self.at, self.hour = max(told, self.at), happened
        self._mark(fact, happened)
        if by != CLOCK or fact.kind == "telling_refused":
            self._remember(telling)
        line = Line(number=self.line, kind=fact.kind, telling=telling, by=by, happened=happened, told=self.at, phases=phases,
                    fact=fact.model_dump(mode="json", exclude_defaults=True))  # fmt: skip
        self.journal.append(line)
        fact.happen(self)
        return self.line

    def pass_over(self, line: Line) -> None:
        """A line that counts no more keeps its number and its telling, and changes nothing else."""
        self.line, self.at = line.number, max(line.told, self.at)
        if line.by != CLOCK:
            self._remember(line.telling)

    def _remember(self, telling: str) -> None:
        self.heard[short(telling)] = self.line
        if len(self.heard) > REMEMBERED_TELLINGS:
            del self.heard[next(iter(self.heard))]

    def _mark(self, fact: Fact, happened: datetime) -> None:
        for key in sorted({fact.key, fact.kind, *fact.counts_as}):
            before = self.last.get(key)
            self.last[key] = Mark(self.line, max(happened, before.happened) if before else happened)
        for chapter in self.open.values():
            for key in (fact.key, fact.kind):
                chapter.told.setdefault(key, self.line)

    def mark_too(self, key: str) -> None:
        """What is being noted keeps this too, as if it had been told."""
        before = self.last.get(key)
        self.last[key] = Mark(self.line, max(self.hour, before.happened) if before else self.hour)

    @property
    def speaker(self) -> str:
        """Who told the line that is being noted."""
        return self.journal[-1].by

    def write(
        self, to: Role, letter: str, about: str, values: Mapping[str, str] | None = None, who: str = "", rung: int | None = None
    ) -> None:
        """Put a letter into the outbox, of the top of a ladder or past it with its `rung`.

        Its id hangs on the telling and on what it says: told again it is no second letter, corrected it is another one.
        """
        said, who = dict(values or {}), who or outsider(self, to, about)
        id = f"{self.id}.{short(self.journal[-1].telling)}.{short(repr((to, who, letter, about, sorted(said.items()))))[:6]}"
        self.outbox.append(Message(id=id, line=self.line, to=to, who=who, letter=letter, about=about, due=self.at, values=said, rung=rung))

    def said_with(self, to: Role, of: str) -> dict[str, str]:
        """What a reminder says besides its day: to a guest, the hour and the place of the appointment (T-03)."""
        known = self.appointments.get(of)
        return {"meeting": of, "at": known.at.isoformat(), "where": known.where} if known and to == known.with_whom else {}

    # Things

    def begin(self, things: dict[str, Any], fact: Fact, thing: Any) -> None:
        """A new thing lives in the case from now on."""
        things[fact.of] = thing
        self.reserve(fact.of)

    def reserve(self, of: str) -> None:
        """This id is never given again."""
        if THING.match(of):
            letter = of.rstrip("0123456789")
            self.used[letter] = max(self.used.get(letter, 0), int(of[len(letter) :]))

    def may_begin(self, fact: Fact) -> None:
        """Raises Refused unless the fact gives the thing it begins an id that was never used."""
        following = self.next_id(fact.begins)
        if not (THING.match(fact.of) and fact.of.startswith(fact.begins) and fact.of[len(fact.begins) :].isdigit()):
            raise Refused(f"give it a short id of its own, such as of={following}")
        if int(fact.of[len(fact.begins) :]) <= self.used.get(fact.begins, 0):
            raise Refused(f"{fact.of} has been used in this case: the next free one is of={following}")

    def next_id(self, letter: str) -> str:
        """The id the next thing of this sort may have."""
        return f"{letter}{self.used.get(letter, 0) + 1}"

    def corrected(self, fact: Fact, times: int) -> None:
        """What this fact begins or changes was told wrongly so often: invitations to it must outdo those that have gone."""
        if fact.of in self.appointments or fact.begins == "i":
            self.tally[f"corrected:{fact.of}"] = self.tally.get(f"corrected:{fact.of}", 0) + times

    def outdo(self, of: str) -> None:
        """From this line on, words about this appointment outdo all that can have been said before, in whichever life."""
        known = self.tally.get(f"corrected:{of}", 0)
        self.tally[f"corrected:{of}"] = self.line * WORDS_A_LINE + known % WORDS_A_LINE

    def put_away(self, things: dict[str, Any], of: str, counted_as: str = "") -> None:
        """A thing is over: the journal keeps it, the case only counts it."""
        things.pop(of, None)
        self.tally.pop(f"corrected:{of}", None)
        everywhere: list[dict[str, Any]] = [self.last, *(chapter.told for chapter in self.open.values())]
        for marks in everywhere:
            for key in [k for k in marks if k.endswith(f":{of}")]:
                del marks[key]
        if counted_as:
            self.tally[counted_as] = self.tally.get(counted_as, 0) + 1

    def decide(self, kind: str, choice: str) -> None:
        """A person has decided; what was decided before stays in the journal."""
        times = self.decisions[kind].times + 1 if kind in self.decisions else 1
        self.decisions[kind] = t.Decision(choice=choice, by=self.speaker, on=self.hour, times=times)

    # Questions

    def has(self, key: str) -> bool:
        return key in self.last

    def last_told(self, key: str, *, otherwise: datetime) -> datetime:
        """The latest day this is said to have happened on."""
        return self.last[key].happened if key in self.last else otherwise

    def was_told(self, telling: str) -> int | None:
        """The line of a telling, as far back as the case remembers."""
        return self.heard.get(short(telling))

    @property
    def running(self) -> dict[str, t.Contract]:
        """The contracts that are not over, the one signed first first."""
        return {of: contract for of, contract in self.contracts.items() if not contract.over}

    @property
    def contract(self) -> t.Contract | None:
        """The contract the path follows: an art. 60 §7 contract if one runs, else the one signed last."""
        contracts = list((self.running or self.contracts).values())
        return next((c for c in contracts if c.type == "article_60"), contracts[-1] if contracts else None)

    @property
    def paused(self) -> t.Pause | None:
        return next((p for p in self.pauses if p.until is None), None)

    # Chapters

    def enter(self, name: str, *, aside: bool, rests_for: str = "", since: datetime | None = None) -> None:
        """Open a chapter; it began when what opened it happened, and never before the one that led to it."""
        entered = max(self.hour, since) if since else self.hour
        rests = [Rest(since=entered)] if rests_for else []
        if not aside and name not in self.visited:
            self.visited.append(name)
        self.open.setdefault(name, Chapter(entered=entered, aside=aside, rests_for=rests_for, rests=rests))

    def leave(self, name: str) -> Chapter:
        """Close a chapter; those that rested for it go on."""
        left = self.open.pop(name)
        for chapter in self.open.values():
            if chapter.rests_for == name:
                chapter.rests_for = ""
                chapter.rests[-1].until = max(self.hour, chapter.rests[-1].since)
        return left

    def rest(self, name: str, *, for_: str) -> None:
        """Let a chapter stand still until another is done."""
        chapter = self.open[name]
        if not chapter.rests_for:
            chapter.rests.append(Rest(since=max(self.hour, chapter.entered)))
        chapter.rests_for = for_

    # The agenda

    def promise(self, agenda: dict[str, Promise]) -> None:
        """What is promised from now on."""
        self.agenda, self._left = agenda, None

    def next_due(self) -> Due | None:
        """What the clock of the case speaks of next."""
        return next_due(self.agenda.values())


def short(telling: str) -> str:
    """A telling's id as the case remembers it."""
    return sha256(telling.encode()).hexdigest()[:12]


def outsider(case: Case, to: Role, about: str) -> str:
    """The employer or partner a letter about this thing is for, by opaque id; staff are found by their role when it leaves (T-19)."""
    of = about.partition(":")[2]
    if to == "employer" and of in case.contracts:
        return case.contracts[of].host
    if to == "employer" and of in case.workplaces:
        return case.workplaces[of].host
    if to == "employer" and of in case.dialogues:
        return case.dialogues[of].employer
    if of in case.appointments and to == case.appointments[of].with_whom:
        return case.appointments[of].who
    return case.referrals[of].partner if to == "partner" and of in case.referrals else ""
