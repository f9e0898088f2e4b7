"""Any order of facts and days: whatever is told, the case stays whole, and a reload changes nothing."""

from __future__ import annotations

import json
import os
import random
import typing
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from casework import anytime as a
from casework import appointments, watch
from casework import capability_mapping as m
from casework import contract_changes as c
from casework import exploration as e
from casework import in_work_support as w
from casework import placement as p
from casework import referral as r
from casework.case import Case, Line, Message
from casework.contract_clock import days_suspended
from casework.desk import Desk, Turn
from casework.door import Telling, check, note, rehearse, take, tell_or_note, terms_named
from casework.fact import Fact, Refused, kind_of
from casework.folding import fold
from casework.mistakes import FactCorrected, FactWithdrawn
from casework.new_rules import ProgrammeChanged
from casework.terms import Terms, packed
from tests import kina_road as road
from tests.handclock import CALENDAR, HandClock
from workflows.methods.kina import KINA

WALKS, STEPS = int(os.environ.get("ITINERARY_WALKS", "36")), 160
MISTAKES: set[type[Fact]] = {FactWithdrawn, FactCorrected}
BY_THE_SYSTEM: set[type[Fact]] = {a.Opened, watch.HourCame, watch.TellingRefused, watch.WorkFailed, watch.CancelAsked}
"""Facts that only the clock or the system tells; from anybody else they are refused."""

NEVER_REFUSED = {fact for fact in KINA.facts if fact.check is Fact.check}
"""Facts that a case can always take while it is open."""

OF_A_REFERRAL = (
    r.ReferralAnswered,
    r.ReferralStarted,
    r.ReferralAttended,
    r.ReferralDroppedOut,
    r.ReferralFinished,
    r.PartnerSilent,
    e.CheckHeld,
)
OF_AN_APPOINTMENT = (appointments.AppointmentMoved, appointments.AppointmentCancelled, appointments.AppointmentMissed)
OF_A_WORKPLACE = (p.WorkplaceChosen, p.WorkplaceRefused, p.GuidanceAgreed, p.PlacementAgreementSigned)
OF_A_CONTRACT = (
    w.FollowUpAnswered,
    w.ReadinessChecked,
    w.AbsenceBegan,
    w.AbsenceEnded,
    w.ConflictReported,
    w.HostChanged,
    w.HoursChanged,
    w.DaysCounted,
    w.ContractEnded,
    c.SuspensionGranted,
    c.SuspensionEnded,
    c.ProlongationAsked,
    c.ProlongationDecided,
)
RARE = {a.CaseClosed, a.PersonDied}
KINA_NAMES = {paragraph.__name__ for paragraph in KINA.path + KINA.asides}
TELLABLE = sorted(KINA.facts - BY_THE_SYSTEM - RARE - MISTAKES, key=kind_of)
REFUSABLE = sorted(KINA.facts - BY_THE_SYSTEM - NEVER_REFUSED - MISTAKES, key=kind_of)
REASONS: dict[type[Fact], list[str]] = {c.SuspensionGranted: ["other", "career_break"], c.ProlongationAsked: ["rights_not_reached"]}
LATE = [timedelta(0)] * 6 + [timedelta(hours=3), timedelta(days=2), timedelta(days=20), timedelta(days=90)]


OLD, NEW = road.programme(on=road.UNDER_THE_OLD_RULES.date()), road.programme()
KNOWN = {terms_named(terms): terms for terms in (Terms(programme=programme, calendar=CALENDAR) for programme in (OLD, NEW))}
TEXTS = {name: packed(terms.text) for name, terms in KNOWN.items()}


def older_at_the_end() -> HandClock:
    """Somebody for whom the rules before 1 March 2026 ask more days: under them the end that is near moves away."""
    return road.at_the_end(age=55)


def asking_at_the_end() -> HandClock:
    """The end is near, and whether it comes later is to be decided."""
    return road.at_the_end().tell(c.ProlongationAsked(of="k1", reason="rights_not_reached", days=60))


def seeking() -> HandClock:
    """A workplace under art. 60 §7 is sought."""
    return road.placement().tell(road.ARTICLE_60)


def sick_at_the_end() -> HandClock:
    """Two months of sickness when the end was near: work that goes on now moves the end away."""
    clock = road.at_the_end()
    return clock.tell(w.AbsenceBegan(of="k1", reason="sickness", since=road.day(clock))).days_pass(60)


STARTS = (
    older_at_the_end,
    HandClock,
    asking_at_the_end,
    road.at_the_end,
    road.referred,
    seeking,
    road.in_article_60,
    sick_at_the_end,
    road.in_a_job,
    road.with_a_side_problem,
)


class Walk:
    """One random life of a case, and what became of it."""

    def __init__(self, seed: int, often: Counter[str]) -> None:
        self.chance, self.often = random.Random(seed), often
        self.clock: HandClock = STARTS[seed % len(STARTS)]()
        self.turns: list[Turn] = []
        self.clock.known |= KNOWN
        self.clock.story = replace(KINA, turns=self.turn)
        self.clock.reload()
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.turned: Counter[str] = Counter()
        self.sentences: set[str] = set()
        self.seen: set[str] = set(self.clock.case.visited) | set(self.clock.open)
        self.phases: set[str] = {phase for line in self.clock.case.journal for phase in line.phases}
        self.lines: list[Line] = []
        self.messages: list[Message] = []

    def step(self) -> None:
        """A day or more goes by, or something is told that may be true or nonsense."""
        if self.chance.random() < 0.2:
            self.clock.days_pass(self.chance.choice([1, 3, 10, 40]))
        else:
            self.tell(self.likely())
            if self.chance.random() < 0.01:
                note(
                    self.clock.desk,
                    self.chance.choice([watch.CancelAsked(), watch.WorkFailed(of="r1", what="it was away")]),
                    self.clock.hour,
                )
                self.clock.reload()
        self.seen |= set(self.clock.open)
        self.phases |= set(self.clock.phases)
        self.hand_over()
        self.look()

    def look(self) -> None:
        """See that the case is whole, after every step."""
        whole(self.clock)

    def leave(self) -> None:
        """Whoever is still on the path leaves it."""
        if not self.clock.case.ended:
            self.tell(self.drawn(self.chance.choice(sorted(RARE, key=kind_of))))
            self.hand_over()

    def turn(self, fact: Fact, case: Case) -> Turn | None:
        """The story's own turns, remembered."""
        turn = KINA.turns(fact, case)
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
        told = fact.model_dump(mode="json", exclude={"kind"})
        telling = Telling(id="try", by="S-ana", kind=fact.kind, fact=told, happened=happened, terms=TEXTS.get(told.get("terms", ""), ""))
        try:
            fact = check(self.clock.desk, telling, self.clock.hour)
        except Refused as refusal:
            self.refused[fact.kind] += 1
            self.often[f"no {fact.kind}"] += 1
            self.sentences.add(str(refusal))
            left_no_trace(case, before)
            if self.chance.random() < 0.03:
                tell_or_note(self.clock.desk, telling.model_copy(update={"id": f"signal-{case.line}"}), self.clock.hour)
            return
        expected = rehearse(self.clock.desk, fact, telling, self.clock.hour) if self.chance.random() < 0.3 else None
        promised = dict(case.agenda)
        self.turns.clear()
        take(self.clock.desk, fact, telling.model_copy(update={"id": f"t{case.line}"}), self.clock.hour)
        self.clock.relay(fact, happened)
        self.often[fact.kind] += bool(self.turns) or type(fact) not in KINA.turned_by
        self.turned.update([fact.kind, self.turns[0].others] if self.turns else [])
        if expected:
            assert expected.agenda == self.clock.case.agenda, "what was rehearsed is what came"
            assert expected.open == self.clock.case.open
        lost_none(promised, self.clock.case, fact)
        self.clock.reload()

    def likely(self) -> Fact:
        """Mostly something that is awaited, so that walks go far; sometimes whatever comes."""
        if self.chance.random() < 0.12:
            return self.nonsense()
        agenda = [due for due in self.clock.case.agenda.values() if due.sort != "day"]
        promise = self.chance.choice(sorted(agenda, key=lambda due: due.key)) if agenda else None
        if promise and self.chance.random() < (0.1 if promise.kind in ("barrier_settled", "outcome_recorded", "aftercare_ended") else 0.5):
            kind = next(fact for fact in KINA.facts if kind_of(fact) == promise.kind)
            return self.drawn(kind, of=promise.of)
        if self.chance.random() < 0.5:
            return self.drawn(*self.about_a_thing())
        if self.chance.random() < 0.003:
            return self.drawn(self.chance.choice(sorted(RARE, key=kind_of)))
        return self.drawn(min(self.chance.choices(TELLABLE, k=4), key=lambda fact: self.often[kind_of(fact)]))

    def nonsense(self) -> Fact:
        """Something about a thing that the case does not hold; what was seldom refused comes first."""
        fact = self.drawn(min(self.chance.choices(REFUSABLE, k=6), key=lambda kind: self.often[f"no {kind_of(kind)}"]), of="k9")
        appointment = {"appointment": "i99"} if "appointment" in type(fact).model_fields else {}
        return fact.model_copy(update={"note": ""} | appointment)

    def about_a_thing(self) -> tuple[type[Fact], str]:
        """Something that may well happen to what the case holds."""
        case, contracts = self.clock.case, sorted(self.clock.case.running)
        chances: list[tuple[type[Fact], str]] = [(fact, of) for of in case.referrals for fact in OF_A_REFERRAL]
        chances += [(fact, of) for of in case.appointments for fact in OF_AN_APPOINTMENT]
        chances += [(fact, of) for of in case.workplaces for fact in OF_A_WORKPLACE]
        chances += [(fact, of) for of in contracts for fact in OF_A_CONTRACT if fact is not w.ContractEnded or self.chance.random() < 0.2]
        chances += [(r.ReferralAttended, of) for of, referral in case.referrals.items() if referral.state == "started"] * 3
        chances += [ends for of in contracts for ends in self.may_go_on(of)] * 5
        chances += [(e.Relapsed if barrier.state != "open" else e.SolutionTried, of) for of, barrier in case.barriers.items()]
        chances += [(e.Referred, case.next_id("r")) for barrier in case.barriers.values() if barrier.state == "open"]
        chances += [(watch.TroubleSeen, of) for of, what in case.attention.items() if what != "telling refused"]
        chances += [
            (ProgrammeChanged, ""),
            (p.ContractSigned, case.next_id("k")),
            (a.ContactFailed, "client"),
            (e.ProbeAnswered, "health"),
            (appointments.AppointmentMade, case.next_id("i")),
            (m.GoalSettled, min(case.goals)) if case.goals else (m.GoalSet, case.next_id("g")),
        ]
        return min(self.chance.choices(chances, k=3), key=lambda chosen: self.often[kind_of(chosen[0])])

    def may_go_on(self, of: str) -> list[tuple[type[Fact], str]]:
        """Where work stands still today, that it goes on."""
        contract, today = self.clock.case.contracts[of], self.clock.hour.date()
        absent = any(absence.until is None for absence in contract.absences)
        still = {today - timedelta(days=1), today} <= days_suspended(contract)
        return [(w.AbsenceEnded, of)] * absent + [(c.SuspensionEnded, of)] * still

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
        other = NEW if case.programme.version == OLD.version else OLD
        name = next(name for name, terms in KNOWN.items() if terms.programme is other)
        out_of_date = self.chance.random() < 0.1
        return {"programme": other.name, "version": other.version, "terms": name, "seen": case.line + out_of_date}

    def name(self, kind: type[Fact]) -> str:
        case, chance = self.clock.case, self.chance
        if kind.begins and chance.random() < 0.9:
            return case.next_id(kind.begins)
        if kind in (a.PhaseReopened, a.PhaseSkipped):
            return chance.choice(sorted(KINA_NAMES))
        if kind is watch.PromiseSeen:
            return chance.choice([*sorted(case.agenda), "nothing"])
        if kind is e.ProbeAnswered:
            return chance.choice(["health", "family", "addiction"])
        things = [case.barriers, case.referrals, case.contracts, case.workplaces, case.trainings, case.appointments, case.actions]
        things.append(case.goals)
        pools = [sorted(pool) for pool in things if pool] + [["client"], [""], ["b9"]]
        return chance.choice(chance.choice(pools))

    def value(self, kind: type[Fact], name: str, annotation: object) -> object:
        case, chance, today = self.clock.case, self.chance, self.clock.hour.date()
        if typing.get_origin(annotation) is typing.Literal:
            return chance.choice(typing.get_args(annotation))
        if kind in REASONS and name == "reason":
            return chance.choice([*REASONS[kind], "a reason"])
        if kind in (c.ProlongationAsked, c.ProlongationDecided) and name == "days":
            return chance.choice([1, 20, 60])
        known = {
            "signed_by": ["OCMW", "host", "worker"], "month": f"{today:%Y-%m}", "fraction": chance.choice([0.5, 0.8, 1]), "days": 20.0,
            "assimilated": 5.0,
            "measures": [], "reason": "sickness" if kind is a.Paused else "a reason", "terms": "t", "minutes": 60, "severity": 2,
            "age": chance.choice([25, 35, 55]), "clock": {}, "level": "good",
        }  # fmt: skip
        if name in known:
            return known[name]
        if name == "barrier":
            return case.next_id("b") if kind is e.ProbeAnswered else chance.choice([*sorted(case.barriers), "b9"])
        if name == "workplace":
            return chance.choice([*sorted(case.workplaces), ""])
        if name == "host":
            return chance.choice([place.host for place in case.workplaces.values()] or ["H-1"])
        if name == "appointment":
            return chance.choice([*sorted(case.appointments), ""])
        if kind in (w.AbsenceEnded, c.SuspensionEnded) and name == "on":
            return today
        if annotation is bool:
            return chance.random() < 0.8
        if annotation is datetime:
            return self.clock.hour + timedelta(days=chance.choice([-1, 1, 9]))
        if annotation in (date, date | None):
            ahead = {"starts": [0, 7], "ends": [20, 90, 500], "look_again": [3, 20, 900], "acts_by": [2, 9], "due": [-2, 5, 30],
                     "until": [-1, 5, 30]}  # fmt: skip
            return today + timedelta(days=chance.choice(ahead.get(name, [-20, -5, 0, 4])))
        return "someone" if name in ("who", "partner", "employer", "mentor", "legal_employer") else "three words here"


def left_no_trace(case: Case, before: str) -> None:
    """Whatever was refused changed nothing."""
    assert case.own_json() == before


def whole(clock: HandClock) -> None:
    """What is true of every case at every hour."""
    case = clock.case
    again = Desk(Case.model_validate_json(case.own_json()).under(KNOWN[case.terms]), clock.story)
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
    assert sum(c.type == "article_60" for c in case.running.values()) <= 1
    assert {f"barrier_settled:{of}" for of, b in case.barriers.items() if b.state == "open"} <= still_due(case)
    assert {f"check_held:{of}" for of in case.referrals} <= still_due(case)
    assert len(case.own_json()) <= 64 * 1024


def still_due(case: Case) -> set[str]:
    """What is awaited now, or would be if exploration did not ask for something else first."""
    if "exploration" in case.open and {due.kind for due in case.agenda.values()} & {"conversation_held", "probe_answered"}:
        return set(case.agenda) | {f"barrier_settled:{of}" for of in case.barriers} | {f"check_held:{of}" for of in case.referrals}
    return set(case.agenda)


def lost_none(before: dict[str, typing.Any], case: Case, fact: Fact) -> None:
    """A promise leaves the agenda only because it was told, or because its condition or its chapter is gone."""
    for key in sorted(before.keys() - case.agenda.keys()):
        promise = before[key]
        told = fact.kind == promise.kind or fact.kind in promise.or_by
        turned = type(fact) in KINA.turned_by
        gone = promise.sort == "heard" or case.ended or turned or fact.kind in MAY_TAKE_AWAY.get(promise.kind, ())
        assert told or gone, f"{key} was lost when {fact.kind} was told"


GATES = (
    "barrier_settled",
    "probe_answered",
    "mapping_completed",
    "conversation_held",
    "contract_signed",
    "outcome_recorded",
    "return_decided",
)
"""What moves the path on, or wakes what rested: the chapter before it takes its promises along."""

MAY_TAKE_AWAY: dict[str, tuple[str, ...]] = {
    "check_held": ("barrier_settled",),
    "person_spoken_to": ("check_held", "barrier_settled"),
    "team_consulted": ("check_held", "barrier_settled", "contact_held", "conversation_held"),
    "contact_held": (*GATES, "follow_up_answered"),
    "readiness_checked": GATES,
    "follow_up_answered": GATES,
    "search_begun": GATES,
    "stay_answered": GATES,
    "measures_checked": GATES,
    "applications_prepared": GATES,
    "outcome_recorded": GATES,
    "day": (*GATES, "hours_changed", "days_counted", "absence_ended", "suspension_ended"),
    "mapping_completed": ("training_started",),
    "appointment_missed": ("appointment_cancelled", "contact_held", "conversation_held", "appointment_moved"),
    "workplace_proposed": ("branch_decided", *GATES),
    "workplace_chosen": ("workplace_refused", "branch_decided", *GATES),
    "guidance_agreed": ("workplace_refused", "branch_decided", *GATES),
    "placement_agreement_signed": ("workplace_refused", "branch_decided", *GATES),
    "action_agreed": ("branch_decided", "application_sent", "employer_approached", *GATES),
    "action_done": GATES,
    "application_answered": GATES,
    "employer_answered": GATES,
    "match_judged": ("wish_recorded", "ability_recorded"),
    "wish_recorded": ("ability_recorded",),
    "contract_signed": ("workplace_refused",),
    "prolongation_decided": ("outcome_recorded",),
}


def unseen(walks: list[Walk]) -> list[str]:
    """Where no walk has been yet: chapters, phases, facts taken and refused, turns."""
    taken, refused, turned = (sum((getattr(walk, name) for walk in walks), Counter[str]()) for name in ("taken", "refused", "turned"))
    wanted = {
        "chapter": (KINA_NAMES, set().union(*(walk.seen for walk in walks))),
        "phase": (set(KINA.phases.values()), set().union(*(walk.phases for walk in walks))),
        "taken": ({kind_of(fact) for fact in KINA.facts - MISTAKES}, set(taken)),
        "refused": ({kind_of(fact) for fact in REFUSABLE}, set(refused)),
        "turned by": ({kind_of(fact) for fact in KINA.turned_by} | {"are left", "go on", "rest"}, set(turned)),
    }
    return sorted(f"{what} {name}" for what, (all_of_them, seen) in wanted.items() for name in all_of_them - seen)


@pytest.fixture(scope="module")
def walked() -> list[Walk]:
    """The walks, once for all tests; if they have not been everywhere, some more."""
    walks, often = list[Walk](), Counter[str]()
    while len(walks) < WALKS or (len(walks) < 3 * WALKS and unseen(walks)):
        walk = Walk(len(walks), often)
        for _ in range(STEPS):
            walk.step()
            if walk.clock.case.ended:
                break
        walk.leave()
        walks.append(walk)
    return walks


def test_whatever_is_told_the_case_stays_whole_and_folds_from_its_journal(walked):
    for walk in walked:
        again = fold("c1", walk.lines, walk.clock.terms, KINA, KNOWN).case
        assert again.own_json() == walk.clock.case.own_json()
        assert (again.journal, again.outbox) == (walk.lines, walk.messages)


def test_a_refusal_is_a_sentence_and_never_a_break_in_the_story(walked):
    sentences = set().union(*(walk.sentences for walk in walked))

    assert not [sentence for sentence in sentences if "the path cannot go on" in sentence]
    assert not [sentence for sentence in sentences if "  " in sentence or "None" in sentence]


def test_the_walks_went_everywhere(walked, capsys):
    taken, refused, turned = (sum((getattr(walk, name) for walk in walked), Counter[str]()) for name in ("taken", "refused", "turned"))
    with capsys.disabled():
        ended = sum(walk.clock.case.ended is not None for walk in walked)
        print(f"\n{len(walked)} walks: {taken.total()} facts taken, {refused.total()} refused, {ended} cases ended")
        print(f"turned {json.dumps(turned)}")

    assert not unseen(walked)
