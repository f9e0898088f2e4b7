"""One random life of a case, and what became of it."""

from __future__ import annotations

import random
import typing
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from casework import anytime as a
from casework import appointment_replies as replies
from casework import appointments, documents, reaching, watch
from casework import exploration as e
from casework import placement as p
from casework import referral as r
from casework.agenda import Promise
from casework.case import Case, Line, Message, outsider
from casework.desk import Desk, Turn
from casework.door import Telling, check, note, rehearse, take, tell_or_note, terms_named
from casework.fact import THING, Fact, Refused, kind_of
from casework.new_rules import ProgrammeChanged
from casework.terms import Terms, packed
from tests.handclock import PROGRAMMES, HandClock
from tests.walking.road import ANYTHING, MISTAKES, RARE, Chance, Road

STEPS = 160
LATE = [timedelta(0)] * 6 + [timedelta(hours=3), timedelta(days=2), timedelta(days=20), timedelta(days=90)]
OF_A_REFERRAL: tuple[type[Fact], ...] = (
    r.ReferralAnswered, r.ReferralStarted, r.ReferralAttended, r.ReferralDroppedOut, r.ReferralFinished, r.PartnerSilent, e.CheckHeld,
)  # fmt: skip
OF_AN_APPOINTMENT: tuple[type[Fact], ...] = (
    appointments.AppointmentMoved, appointments.AppointmentCancelled, appointments.AppointmentMissed, appointments.AppointmentKept,
    replies.AppointmentAccepted, replies.OtherTimeAsked, replies.AppointmentDeclined, replies.InvitedAgain,
)  # fmt: skip
OF_A_DOCUMENT: tuple[type[Fact], ...] = (
    documents.DocumentSent, documents.DocumentSigned, documents.DocumentRefused, documents.DocumentRevised,
)  # fmt: skip
SETTLED, ANSWERS = ("appointment_cancelled", "appointment_moved"), ("appointment_accepted", "other_time_asked", "appointment_declined")
MEETINGS = ("contact_held", "conversation_held")


class Rules(NamedTuple):
    """Terms a case may live under, and their text as it travels."""

    terms: Terms
    text: str


def rules_of(clock: HandClock) -> dict[str, Rules]:
    """The rules of this case, those of every other programme of its method, and those of a version to come."""
    own = clock.terms.programme
    others = [programme for programme in PROGRAMMES if programme.method == own.method and programme != own]
    to_come = own.model_copy(update={"version": f"{own.version}-next"})
    found = [Terms(programme=programme, calendar=clock.terms.calendar) for programme in (own, *others, to_come)]
    return {terms_named(terms): Rules(terms, packed(terms.text)) for terms in found}


class Walk:
    """A case to which things happen that may be true or nonsense, on days that may be in any order."""

    def __init__(self, road: Road, seed: int, often: Counter[str]) -> None:
        self.road, self.chance, self.often = road, random.Random(seed), often
        self.clock: HandClock = road.starts[seed % len(road.starts)]()
        self.turns: list[Turn] = []
        self.rules = rules_of(self.clock)
        self.clock.known |= {name: rules.terms for name, rules in self.rules.items()}
        self.clock.story = replace(road.story, turns=self.turn)
        self.clock.reload()
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.turned: Counter[str] = Counter()
        self.sentences: set[str] = set()
        self.seen: set[str] = set(self.clock.case.visited) | set(self.clock.open)
        self.phases: set[str] = {phase for line in self.clock.case.journal for phase in line.phases}
        self.lines: list[Line] = []
        self.messages: list[Message] = []

    def live(self, steps: int) -> None:
        """So many steps, or until the case has ended; whoever is still on the path then leaves it."""
        for _ in range(steps):
            self.step()
            if self.clock.case.ended:
                break
        self.leave()

    def step(self) -> None:
        """A day or more goes by, or something is told that may be true or nonsense."""
        if self.chance.random() < 0.2:
            self.clock.days_pass(self.chance.choice([1, 3, 10, 40]))
        else:
            self.tell(self.likely())
            if self.chance.random() < 0.01:
                trouble = self.chance.choice([watch.CancelAsked(), watch.WorkFailed(of="r1", what="it was away")])
                note(self.clock.desk, trouble, self.clock.hour)
                self.clock.reload()
        self.seen |= set(self.clock.open)
        self.phases |= set(self.clock.phases)
        self.hand_over()
        self.look()

    def look(self) -> None:
        """See that the case is whole, after every step."""
        whole(self.clock)
        self.road.whole(self.clock.case)

    def leave(self) -> None:
        """Whoever is still on the path leaves it."""
        if not self.clock.case.ended:
            self.tell(self.drawn(self.chance.choice(sorted(RARE, key=kind_of))))
            self.hand_over()

    def turn(self, fact: Fact, case: Case) -> Turn | None:
        """The story's own turns, remembered."""
        turn = self.road.story.turns(fact, case)
        self.turns += [turn] if turn else []
        return turn

    def hand_over(self) -> None:
        """The queues are emptied, as PostgreSQL does."""
        case = self.clock.case
        self.lines += case.journal
        self.taken.update(line.kind for line in case.journal)
        self.messages += case.outbox
        case.journal.clear()
        case.outbox.clear()

    def tell(self, fact: Fact) -> None:
        before, case = self.clock.case.own_json(), self.clock.case
        happened = self.clock.hour - self.chance.choice(LATE)
        telling = self.telling("try", fact, happened)
        try:
            fact = check(self.clock.desk, telling, self.clock.hour)
        except Refused as refusal:
            self.refused[fact.kind] += 1
            self.often[f"no {fact.kind}"] += 1
            self.sentences.add(str(refusal))
            assert case.own_json() == before, "whatever was refused changed nothing"
            if self.chance.random() < 0.03:
                tell_or_note(self.clock.desk, telling.model_copy(update={"id": f"signal-{case.line}"}), self.clock.hour)
            return
        expected = rehearse(self.clock.desk, fact, telling, self.clock.hour) if self.chance.random() < 0.3 else None
        promised = dict(case.agenda)
        self.turns.clear()
        take(self.clock.desk, fact, telling.model_copy(update={"id": f"t{case.line}"}), self.clock.hour)
        self.clock.relay(fact, happened)
        self.often[fact.kind] += bool(self.turns) or type(fact) not in self.road.story.turned_by
        self.turned.update([fact.kind, self.turns[0].others] if self.turns else [])
        if expected:
            assert expected.agenda == self.clock.case.agenda, "what was rehearsed is what came"
            assert expected.open == self.clock.case.open
        self.lost_none(promised, fact)
        self.clock.reload()

    def telling(self, id: str, fact: Fact, happened: datetime) -> Telling:
        """The fact on its way, with the text of the terms it names if it names any."""
        told = fact.model_dump(mode="json", exclude={"kind"})
        rules = self.rules.get(str(told.get("terms", "")))
        return Telling(id=id, by="S-ana", kind=fact.kind, fact=told, happened=happened, terms=rules.text if rules else "")

    def likely(self) -> Fact:
        """Mostly something that is awaited, so that walks go far; sometimes whatever comes."""
        if self.chance.random() < 0.12:
            return self.nonsense()
        agenda = [due for due in self.clock.case.agenda.values() if due.sort != "day"]
        promise = self.chance.choice(sorted(agenda, key=lambda due: due.key)) if agenda else None
        if promise and self.chance.random() < (0.1 if promise.kind in self.road.seldom else 0.5):
            return self.drawn(next(fact for fact in self.road.story.facts if kind_of(fact) == promise.kind), of=promise.of)
        if self.chance.random() < 0.5 and (chances := self.chances()):
            new = [chosen for chosen in chances if not self.often[kind_of(chosen[0])]]
            return self.drawn(*min(self.chance.choices(new or chances, k=6), key=lambda chosen: self.often[kind_of(chosen[0])]))
        if self.chance.random() < 0.003:
            return self.drawn(self.chance.choice(sorted(RARE, key=kind_of)))
        return self.drawn(min(self.chance.choices(self.road.tellable, k=4), key=lambda fact: self.often[kind_of(fact)]))

    def nonsense(self) -> Fact:
        """Something about a thing that the case does not hold; what was seldom refused comes first."""
        fact = self.drawn(min(self.chance.choices(self.road.refusable, k=6), key=lambda kind: self.often[f"no {kind_of(kind)}"]), of="k9")
        appointment = {"appointment": "i99"} if "appointment" in type(fact).model_fields else {}
        return fact.model_copy(update={"note": ""} | appointment)

    def chances(self) -> list[Chance]:
        """What may well happen to what the case holds: first what all methods share."""
        case = self.clock.case
        shared: list[Chance] = [(fact, of) for of in case.referrals for fact in OF_A_REFERRAL]
        shared += [(fact, of) for of in case.appointments for fact in self.chance.sample(OF_AN_APPOINTMENT, 3)]
        shared += [(replies.InvitedAgain, of) for of, meeting in case.appointments.items() if meeting.at > case.at and not meeting.answer]
        shared += [(fact, of) for of in case.papers for fact in OF_A_DOCUMENT]
        shared += [(watch.TroubleSeen, of) for of, what in case.attention.items() if what != "telling refused"]
        shared += [(a.ContactFailed, "client"), (appointments.AppointmentMade, case.next_id("i")), (ProgrammeChanged, "")]
        shared += [(appointments.ConvocationMade, case.next_id("i"))] * (self.chance.random() < 0.2)
        shared += [(fact, "") for fact in of_being_reached(case, self.chance)]
        return [(fact, of) for fact, of in shared + self.road.chances(case, self.chance) if fact in self.road.story.facts]

    def drawn(self, kind: type[Fact], of: str | None = None) -> Fact:
        """A fact of this kind with fields that may fit."""
        values: dict[str, object] = {}
        for name, field in kind.model_fields.items():
            if name not in ("kind", "note", "of") and (field.is_required() or self.chance.random() < 0.5):
                values[name] = self.value(kind, name, field.annotation)
        values["of"] = self.name(kind) if of is None else of
        if kind is ProgrammeChanged:
            values |= self.other_rules()
        if kind is a.RemarkMade and self.chance.random() < 0.8:
            values["note"] = "a remark"
        return kind.model_validate(values)

    def other_rules(self) -> dict[str, object]:
        """Those under which the case does not live; now and then what was shown is out of date."""
        case = self.clock.case
        name, rules = self.chance.choice([known for known in sorted(self.rules.items()) if known[0] != case.terms])
        out_of_date, programme = self.chance.random() < 0.1, rules.terms.programme
        return {"programme": programme.name, "version": programme.version, "terms": name, "seen": case.line + out_of_date}

    def name(self, kind: type[Fact]) -> str:
        case, chance = self.clock.case, self.chance
        if kind.begins and chance.random() < 0.9:
            return case.next_id(kind.begins)
        if names := sorted(self.road.names(kind, case)):
            return chance.choice(names)
        if kind in (a.PhaseReopened, a.PhaseSkipped):
            return chance.choice(sorted(self.road.chapters))
        if kind is watch.PromiseSeen:
            return chance.choice([*sorted(case.agenda), "nothing"])
        pools = [sorted(pool) for pool in things_of(case) if pool] + [["client"], [""], ["b9"]]
        return chance.choice(chance.choice(pools))

    def value(self, kind: type[Fact], name: str, annotation: object) -> object:
        case, chance, today = self.clock.case, self.chance, self.clock.hour.date()
        if (said := self.road.values(kind, name, self.clock, chance)) is not ANYTHING:
            return said
        if typing.get_origin(annotation) is typing.Literal:
            return chance.choice(typing.get_args(annotation))
        if (shared := self.shared_value(kind, name)) is not ANYTHING:
            return shared
        if kind is reaching.MessagesPaused:
            return today + timedelta(days=chance.choice([-1, 90, 90]))
        if annotation is bool:
            return chance.random() < 0.8
        if annotation is datetime:
            return self.clock.hour + timedelta(days=chance.choice([-1, 1, 9]))
        if annotation in (date, date | None):
            ahead = {"starts": [0, 7], "ends": [20, 90, 500], "look_again": [3, 20, 900], "acts_by": [2, 9], "due": [-2, 5, 30],
                     "until": [-1, 5, 30]}  # fmt: skip
            return today + timedelta(days=chance.choice(ahead.get(name, [-20, -5, 0, 4])))
        if annotation in (int, int | None):
            return chance.choice([1, 2, 3])
        someone = name in ("who", "partner", "employer", "mentor", "legal_employer") or (name == "host" and not case.workplaces)
        return "someone" if someone else "three words here"

    def shared_value(self, kind: type[Fact], name: str) -> object:
        """What a field that all methods share may say."""
        case, chance, programme = self.clock.case, self.chance, self.clock.case.programme
        reasons = sorted(programme.pauses) or ["other"]
        known: dict[str, list[object]] = {
            "reason": [*reasons] if kind is a.Paused else ["a reason"],
            "sort": [*programme.lists.get("actions", p.ACTIONS)] if kind is p.ActionAgreed else [*programme.documents],
            "towards": [*sorted(p.served(case)), ""],
            "sections": [{name: "said" for paper in programme.documents.values() for name in paper.sections}],
            "authors": [["client", "counsellor"]],
            "appointment": [*sorted(case.appointments), ""],
            "minutes": [60], "severity": [2], "message": ["m1"], "terms": ["t"], "clock": [{}], "measures": [[]],
            "fraction": [0.5, 0.8, 1], "age": [25, 35, 55],
        }  # fmt: skip
        if name == "sort" and kind not in (p.ActionAgreed, documents.DocumentDrawnUp):
            return ANYTHING
        return chance.choice(known[name]) if known.get(name) else ANYTHING

    def lost_none(self, before: Mapping[str, Promise], fact: Fact) -> None:
        """A promise leaves the agenda only because it was told, or because its condition or its chapter is gone."""
        case, road = self.clock.case, self.road
        for key in sorted(before.keys() - case.agenda.keys()):
            promise = before[key]
            told = fact.kind == promise.kind or fact.kind in promise.or_by
            turned, shared = type(fact) in road.story.turned_by, SHARED_MAY_TAKE_AWAY.get(promise.kind, ())
            taken = fact.kind in (*road.gates, *shared, *road.may_take_away.get(promise.kind, ()))
            assert told or turned or taken or promise.sort == "heard" or case.ended, f"{key} was lost when {fact.kind} was told"


def of_being_reached(case: Case, chance: random.Random) -> list[type[Fact]]:
    """What a client may say of being reached now and then, and soon what takes back what they said."""
    back = {reaching.MessagesResumed: reaching.silent(case), reaching.MessagesWelcome: case.reach.refused,
            reaching.AddressMended: case.reach.failed}  # fmt: skip
    said = [fact for fact, before in back.items() if before]
    now = (reaching.MessagesPaused, reaching.MessagesRefused, reaching.AddressFailed)
    return said * 3 or [fact for fact in now if chance.random() < 0.1]


SHARED_MAY_TAKE_AWAY: dict[str, tuple[str, ...]] = {
    "appointment_missed": (*SETTLED, "other_time_asked", "appointment_declined", "appointment_kept", *MEETINGS),
    "appointment_accepted": (*SETTLED, "other_time_asked", "appointment_declined", "appointment_kept", "appointment_missed", *MEETINGS),
    "appointment_moved": (*SETTLED, "appointment_accepted", "appointment_kept", "appointment_missed", "other_time_asked", *MEETINGS),
    "appointment_made": ("programme_changed", "convocation_made", "contact_failed", "appointment_missed", *MEETINGS),
    "convocation_made": ("programme_changed", "appointment_made", "contact_failed", "appointment_missed", *MEETINGS),
    "address_mended": ("programme_changed",),
    "team_consulted": ("check_held", "appointment_kept", *ANSWERS, *MEETINGS),
    "person_spoken_to": ("check_held",),
    "check_held": ("referral_finished",),
    "document_signed": ("document_refused", "document_revised"),
    "document_revised": ("document_drawn_up", "document_sent"),
    "day": (
        "document_signed",
        "document_refused",
        "document_revised",
        "appointment_kept",
        "appointment_missed",
        *SETTLED,
        *ANSWERS,
        *MEETINGS,
    ),
}


def things_of(case: Case) -> list[typing.Iterable[str]]:
    """The ids of whatever the case holds."""
    return [value for value in dict(case).values() if isinstance(value, dict) and value and all(map(THING.match, value))]


def whole(clock: HandClock) -> None:
    """What is true of every case at every hour."""
    case = clock.case
    again = Desk(Case.model_validate_json(case.own_json()).under(clock.known[case.terms]), clock.story)
    again.read()
    assert again.case.agenda == case.agenda, "the agenda is exactly what is waited for"
    assert again.case.open == case.open
    if case.ended:
        assert case.outcome is not None
        assert not case.agenda
        assert not case.open
        return
    assert any(due.sort != "heard" for due in case.agenda.values()), "an open case always awaits somebody"
    assert any(not chapter.rests_for for chapter in case.open.values())
    assert all(chapter.rests_for in ("", *case.open) for chapter in case.open.values())
    assert any(not chapter.aside for chapter in case.open.values()), "an open case is on its path"
    assert bool(case.counsellor) != ("referent_assigned" in case.agenda), "one referent, or one is sought"
    assert len(case.own_json()) <= 64 * 1024
    assert not list(asked_of_nobody(case)), "whom outside the office a rung is for is known"


def asked_of_nobody(case: Case) -> Iterator[str]:
    """The promises of which an employer or a partner would be reminded that the case does not name."""
    for key, promise in case.agenda.items():
        roles = {rung.to for rung in case.programme.ladders[promise.ladder].rungs} & {"employer", "partner"}
        yield from (key for role in roles if not outsider(case, role, key))


def unseen(road: Road, walks: list[Walk]) -> list[str]:
    """Where no walk has been yet: chapters, phases, facts taken and refused, turns."""
    taken, refused, turned = (sum((getattr(walk, name) for walk in walks), Counter[str]()) for name in ("taken", "refused", "turned"))
    wanted = {
        "chapter": (road.chapters, set().union(*(walk.seen for walk in walks))),
        "phase": (set(road.story.phases.values()), set().union(*(walk.phases for walk in walks))),
        "taken": ({kind_of(fact) for fact in road.story.facts - MISTAKES}, set(taken)),
        "refused": ({kind_of(fact) for fact in road.refusable}, set(refused)),
        "turned by": ({kind_of(fact) for fact in road.story.turned_by} | road.turns_so, set(turned)),
    }
    return sorted(f"{what} {name}" for what, (all_of_them, seen) in wanted.items() for name in all_of_them - seen)
