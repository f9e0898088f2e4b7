"""Anything may happen, in any order: hypothesis picks from what happens in an office, and every message is looked at."""

from __future__ import annotations

from datetime import time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from casework import anytime as a
from casework import appointments as ap
from casework import exploration as e
from casework import referral as r
from casework.fact import Fact
from casework.leaving import Decision
from casework.watch import PromiseSeen, WorkFailed
from tests.handclock import CALENDAR
from tests.machine.office import Office
from tests.machine.people import CLIENT, COUNSELLORS, LEAD, NEW_HERE, PARTNER, House
from tests.machine.rows import Row
from tests.machine.seen import Seen
from tests.machine.truths import Truths, on_decision

SEEN = Seen()
MINUTES, HOURS = st.integers(1, 90), st.integers(1, 30)
DAYS = st.sampled_from([1, 1, 2, 3, 5, 8, 20])
SOME = st.integers(0, 99)
WAYS = st.sampled_from(["email", "sms"])
PROBES = st.sampled_from(["health", "family", "addiction"])
HOUSES = st.builds(
    House, hold=st.sampled_from([10, 0, 45]).map(lambda m: timedelta(minutes=m)), most_a_day=st.integers(1, 3),
    digest_at=st.sampled_from([None, time(8, 30)]), left_to_digest=st.sampled_from([timedelta(0), timedelta(days=7)]),
    says_why_no_way=st.booleans(), fast=st.sampled_from([False] * 7 + [True]),
)  # fmt: skip


class Anything(RuleBasedStateMachine):
    """A case, its office, and the world around them."""

    @initialize(house=HOUSES, after=st.integers(0, 7 * 24))
    def an_office_opens_a_case(self, house: House, after: int) -> None:
        SEEN.sequences += 1
        self.office = Office(house, self.sees, self.looks)
        self.truths = Truths(self.office)
        self.office.dispatcher.goes = self.truths.leaves
        self.office.work()
        self.office.pass_until(self.office.hour + timedelta(hours=after))

    def sees(self, row: Row, decision: Decision, now: object) -> None:
        SEEN.decision(decision)
        on_decision(row, decision, now)

    def looks(self) -> None:
        self.truths.all_is_explained()

    def told(self, step: str, fact: Fact, **said: object) -> bool:
        SEEN.steps[step] += 1
        taken = self.office.tell(fact, **said)
        SEEN.refused[step] += not taken
        return taken

    # Time

    @rule(minutes=MINUTES)
    def minutes_go_by(self, minutes: int) -> None:
        self.goes_by("minutes_go_by", timedelta(minutes=minutes))

    @rule(hours=HOURS)
    def hours_go_by(self, hours: int) -> None:
        self.goes_by("hours_go_by", timedelta(hours=hours))

    @rule(days=DAYS)
    def days_go_by(self, days: int) -> None:
        self.goes_by("days_go_by", timedelta(days=days))

    def goes_by(self, step: str, time: timedelta) -> None:
        SEEN.steps[step] += 1
        self.office.pass_until(self.office.hour + time)

    # The client and the counsellor

    @rule(ago=st.sampled_from([0, 0, 1, 9]))
    def the_client_comes(self, ago: int) -> None:
        self.told("the_client_comes", a.ContactHeld(), on=self.office.hour - timedelta(days=ago))

    @rule()
    def a_first_conversation_is_held(self) -> None:
        self.told("a_first_conversation_is_held", e.ConversationHeld())

    @rule(probe=PROBES, answer=st.sampled_from(["no problem", "problem", "unknown"]))
    def a_question_is_answered(self, probe: str, answer: str) -> None:
        barrier = self.office.clock.case.next_id("b") if answer == "problem" else ""
        self.told("a_question_is_answered", e.ProbeAnswered(of=probe, answer=answer, barrier=barrier))

    @rule(nth=SOME)
    def a_side_problem_is_settled(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.barriers, nth):
            self.told("a_side_problem_is_settled", e.BarrierSettled(of=of, result="solved", judgement="stable for a month"))

    @rule(nth=SOME)
    def help_is_asked_of_a_partner(self, nth: int) -> None:
        case = self.office.clock.case
        if barrier := one_of(case.barriers, nth):
            referred = e.Referred(of=case.next_id("r"), barrier=barrier, partner=PARTNER, reason="debts", consent=True)
            self.told("help_is_asked_of_a_partner", referred)

    @rule(nth=SOME, what=st.sampled_from([r.ReferralStarted, r.ReferralAttended, r.ReferralDroppedOut, r.ReferralFinished, e.CheckHeld]))
    def the_partner_says_something(self, nth: int, what: type[Fact]) -> None:
        if of := one_of(self.office.clock.case.referrals, nth):
            said = {"result": "working on it"} if what is e.CheckHeld else {}
            self.told("the_partner_says_something", what.model_validate({"of": of} | said))

    @rule(nth=SOME, days=st.integers(1, 6))
    def somebody_has_seen_it(self, nth: int, days: int) -> None:
        if of := one_of(self.office.clock.case.agenda, nth):
            acts_by = self.office.clock.case.calendar.day_of(self.office.hour) + timedelta(days=days)
            self.told("somebody_has_seen_it", PromiseSeen(of=of, acts_by=acts_by))

    @rule(reason=st.sampled_from(["holiday", "sickness", "other"]), days=st.integers(1, 30))
    def the_case_pauses(self, reason: str, days: int) -> None:
        look_again = self.office.clock.case.calendar.day_of(self.office.hour) + timedelta(days=days)
        self.told("the_case_pauses", a.Paused(reason=reason, look_again=look_again))

    @rule()
    def the_case_goes_on(self) -> None:
        self.told("the_case_goes_on", a.Resumed())

    # Appointments

    @rule(minutes=st.sampled_from([5, 40, 14 * 60, 24 * 60, 3 * 24 * 60]))
    def an_appointment_is_made(self, minutes: int) -> None:
        case = self.office.clock.case
        self.told("an_appointment_is_made", ap.AppointmentMade(of=case.next_id("i"), at=self.office.hour + timedelta(minutes=minutes)))

    @rule(nth=SOME, minutes=st.sampled_from([10, 20 * 60, 4 * 24 * 60]))
    def an_appointment_is_moved(self, nth: int, minutes: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.told("an_appointment_is_moved", ap.AppointmentMoved(of=of, at=self.office.hour + timedelta(minutes=minutes)))

    @rule(nth=SOME)
    def an_appointment_is_cancelled(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.told("an_appointment_is_cancelled", ap.AppointmentCancelled(of=of))

    @rule(nth=SOME)
    def the_client_does_not_come(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.told("the_client_does_not_come", ap.AppointmentMissed(of=of))

    @rule(nth=SOME)
    def the_client_comes_to_an_appointment(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.told("the_client_comes_to_an_appointment", a.ContactHeld(appointment=of))

    # Mistakes

    @rule(nth=st.integers(0, 7))
    def something_was_told_by_mistake(self, nth: int) -> None:
        SEEN.steps["something_was_told_by_mistake"] += 1
        self.withdraw(nth)

    @rule(nth=st.integers(0, 7))
    def a_mistake_is_seen_while_letters_are_on_their_way(self, nth: int) -> None:
        SEEN.steps["a_mistake_is_seen_while_letters_are_on_their_way"] += 1
        self.office.dispatcher.meanwhile = lambda: self.withdraw(nth, works=False)

    def withdraw(self, nth: int, *, works: bool = True) -> None:
        if lines := self.office.mistakable():
            self.office.withdraw(lines[nth % len(lines)], works=works)

    @rule(nth=st.integers(0, 7), ago=st.integers(1, 9))
    def it_happened_on_another_day(self, nth: int, ago: int) -> None:
        SEEN.steps["it_happened_on_another_day"] += 1
        if lines := self.office.mistakable():
            self.office.correct(lines[nth % len(lines)], timedelta(days=ago))

    @rule()
    def the_same_is_told_twice(self) -> None:
        id = f"twice{self.office.clock.tellings}"
        self.told("the_same_is_told_twice", a.ContactHeld(mode="by phone"), id=id)
        self.told("the_same_is_told_twice", a.ContactHeld(mode="by phone"), id=id)

    @rule(by=st.sampled_from(["X-9", *COUNSELLORS]))
    def nonsense_is_told(self, by: str) -> None:
        SEEN.steps["nonsense_is_told"] += 1
        if not self.office.clock.case.ended:
            self.office.told_unseen(e.BarrierSettled(of="b99", result="solved", judgement="no such thing"), by)

    @rule()
    def something_fails(self) -> None:
        SEEN.steps["something_fails"] += 1
        if not self.office.clock.case.ended:
            self.office.noted(WorkFailed(of="r1", what="it was away"))

    # Staff

    @rule(who=st.sampled_from([*COUNSELLORS, NEW_HERE]))
    def the_case_is_given_to(self, who: str) -> None:
        self.told("the_case_is_given_to", a.ReferentAssigned(who=who, why="it is their district"))

    @rule()
    def the_counsellor_leaves(self) -> None:
        self.told("the_counsellor_leaves", a.ReferentLeft(why="another job"))

    @rule(who=st.sampled_from([*COUNSELLORS, LEAD]), days=st.integers(0, 20))
    def somebody_is_away(self, who: str, days: int) -> None:
        SEEN.steps["somebody_is_away"] += 1
        self.office.people.away[who] = CALENDAR.day_of(self.office.hour) + timedelta(days=days)

    # What the client says of being reached

    @rule(way=st.sampled_from(["email", "sms", "all"]), whom=st.sampled_from([CLIENT, PARTNER]))
    def they_want_no_messages(self, way: str, whom: str) -> None:
        SEEN.steps["they_want_no_messages"] += 1
        self.office.people.refuses[whom].add(way)

    @rule()
    def they_want_messages_again(self) -> None:
        SEEN.steps["they_want_messages_again"] += 1
        self.office.people.refuses = {CLIENT: set(), PARTNER: set()}
        self.office.people.silent_until = None

    @rule(days=st.integers(1, 30))
    def they_want_no_messages_for_a_while(self, days: int) -> None:
        SEEN.steps["they_want_no_messages_for_a_while"] += 1
        calendar = self.office.clock.case.calendar
        self.office.people.silent_until = calendar.opening(calendar.day_of(self.office.hour) + timedelta(days=days))

    @rule(way=WAYS)
    def an_address_reaches_nobody(self, way: str) -> None:
        SEEN.steps["an_address_reaches_nobody"] += 1
        self.office.providers.dead.add((CLIENT, way))

    @rule(way=WAYS)
    def it_is_known_that_an_address_fails(self, way: str) -> None:
        SEEN.steps["it_is_known_that_an_address_fails"] += 1
        self.office.people.unreachable.add(way)

    @rule()
    def the_right_address_is_found(self) -> None:
        SEEN.steps["the_right_address_is_found"] += 1
        self.office.people.unreachable.clear()
        self.office.providers.dead.clear()
        self.office.people.addresses[CLIENT] = {"email": "client@home.example", "sms": "+32470000000"}

    @rule(way=WAYS)
    def an_address_is_lost(self, way: str) -> None:
        SEEN.steps["an_address_is_lost"] += 1
        self.office.people.addresses[CLIENT].pop(way, None)

    # What goes wrong

    @rule(ways=st.sampled_from([("email",), ("sms",), ("email", "sms")]))
    def a_provider_is_away(self, ways: tuple[str, ...]) -> None:
        SEEN.steps["a_provider_is_away"] += 1
        self.office.providers.away.update(ways)

    @rule(mode=st.sampled_from(["refuses this one", "later"]))
    def the_mail_server_does_not_take_it(self, mode: str) -> None:
        SEEN.steps["the_mail_server_does_not_take_it"] += 1
        self.office.providers.mode = mode

    @rule()
    def the_dispatcher_stops(self) -> None:
        SEEN.steps["the_dispatcher_stops"] += 1
        self.office.dispatcher.stop()

    @rule(when=st.sampled_from(["before it is taken", "after it is taken"]))
    def the_dispatcher_is_killed_while_it_sends(self, when: str) -> None:
        SEEN.steps["the_dispatcher_is_killed_while_it_sends"] += 1
        self.office.providers.dies = when

    @rule()
    def the_database_goes_away(self) -> None:
        SEEN.steps["the_database_goes_away"] += 1
        self.office.database_away = True

    @rule()
    def no_digest_goes_out(self) -> None:
        SEEN.steps["no_digest_goes_out"] += 1
        self.office.no_digest = True

    @rule()
    def all_is_well_again(self) -> None:
        SEEN.steps["all_is_well_again"] += 1
        self.office.all_is_well()

    # The end

    @precondition(lambda self: self.office.clock.case.line > 12)
    @rule(outcome=st.sampled_from(["work", "deregistered", "died"]))
    def the_case_ends(self, outcome: str) -> None:
        closed = a.PersonDied() if outcome == "died" else a.CaseClosed(outcome=outcome, why="it is time")
        self.told("the_case_ends", closed)

    def teardown(self) -> None:
        """In the end all is well again, and everything that was due leaves or says why it does not."""
        if not hasattr(self, "office"):
            return
        office = self.office
        office.all_is_well()
        owed = [row for row in office.rows.rows.values() if row.state == "planned" and row.message.due <= office.hour]
        last = max([office.hour, office.people.silent_until or office.hour, *(row.goes_at for row in owed)])
        office.pass_until(last + timedelta(days=4 + len(owed)))
        for row in owed:
            assert row.state != "planned" or row.message.due > office.hour, f"{row.message.letter} never left: {row.reason}"
        SEEN.fates.update(fate for row in office.rows.rows.values() for fate in row.fates)


def one_of(things: object, nth: int) -> str:
    """One of these by its id; none if there are none."""
    names = sorted(things)  # type: ignore[call-overload]
    return names[nth % len(names)] if names else ""
