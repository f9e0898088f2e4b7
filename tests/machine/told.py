"""What is told of the client: talks, questions, partners, pauses, and meetings that were arranged."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from casework import anytime as a
from casework import appointments as ap
from casework import exploration as e
from casework import referral as r
from casework.appointment_replies import AppointmentDeclined
from casework.fact import Fact
from casework.watch import PromiseSeen
from tests.machine.happening import SOME, Happening, happens, one_of
from tests.machine.people import PARTNER

PROBES = st.sampled_from(["health", "family", "addiction"])


class Told(Happening):
    """Facts, as counsellors tell them."""

    @happens(ago=st.sampled_from([0, 0, 1, 9]))
    def the_client_comes(self, ago: int) -> None:
        self.office.tell(a.ContactHeld(), on=self.office.hour - timedelta(days=ago))

    @happens()
    def a_first_conversation_is_held(self) -> None:
        self.office.tell(e.ConversationHeld())

    @happens(probe=PROBES, answer=st.sampled_from(["no problem", "problem", "unknown"]))
    def a_question_is_answered(self, probe: str, answer: str) -> None:
        barrier = self.office.clock.case.next_id("b") if answer == "problem" else ""
        self.office.tell(e.ProbeAnswered(of=probe, answer=answer, barrier=barrier))

    @happens(nth=SOME)
    def a_side_problem_is_settled(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.barriers, nth):
            self.office.tell(e.BarrierSettled(of=of, result="solved", judgement="stable for a month"))

    @happens(nth=SOME)
    def help_is_asked_of_a_partner(self, nth: int) -> None:
        case = self.office.clock.case
        if barrier := one_of(case.barriers, nth):
            referred = e.Referred(of=case.next_id("r"), barrier=barrier, partner=PARTNER, reason="debts", consent=True)
            self.office.tell(referred)

    @happens(nth=SOME, what=st.sampled_from([r.ReferralStarted, r.ReferralAttended, r.ReferralDroppedOut, r.ReferralFinished, e.CheckHeld]))
    def the_partner_says_something(self, nth: int, what: type[Fact]) -> None:
        if of := one_of(self.office.clock.case.referrals, nth):
            said = {"result": "working on it"} if what is e.CheckHeld else {}
            self.office.tell(what.model_validate({"of": of} | said))

    @happens(nth=SOME, days=st.integers(1, 6))
    def somebody_has_seen_it(self, nth: int, days: int) -> None:
        if of := one_of(self.office.clock.case.agenda, nth):
            acts_by = self.office.clock.case.calendar.day_of(self.office.hour) + timedelta(days=days)
            self.office.tell(PromiseSeen(of=of, acts_by=acts_by))

    @happens(reason=st.sampled_from(["holiday", "sickness", "other"]), days=st.integers(1, 30))
    def the_case_pauses(self, reason: str, days: int) -> None:
        look_again = self.office.clock.case.calendar.day_of(self.office.hour) + timedelta(days=days)
        self.office.tell(a.Paused(reason=reason, look_again=look_again))

    @happens()
    def the_case_goes_on(self) -> None:
        self.office.tell(a.Resumed())

    # Appointments

    @happens(minutes=st.sampled_from([5, 40, 14 * 60, 14 * 60, 24 * 60, 3 * 24 * 60]))
    def an_appointment_is_made(self, minutes: int) -> None:
        case = self.office.clock.case
        self.office.tell(ap.AppointmentMade(of=case.next_id("i"), at=self.office.hour + timedelta(minutes=minutes)))

    @happens(times=st.integers(2, 3))
    def one_appointment_after_the_other_is_made(self, times: int) -> None:
        for nth in range(times):
            of = self.office.clock.case.next_id("i")
            self.office.tell(ap.AppointmentMade(of=of, at=self.office.hour + timedelta(hours=15 + nth)))

    @happens(nth=SOME, minutes=st.sampled_from([10, 20 * 60, 4 * 24 * 60]))
    def an_appointment_is_moved(self, nth: int, minutes: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.office.tell(ap.AppointmentMoved(of=of, at=self.office.hour + timedelta(minutes=minutes)))

    @happens()
    def an_appointment_is_called_off_at_once(self) -> None:
        of = self.office.clock.case.next_id("i")
        if self.office.tell(ap.AppointmentMade(of=of, at=self.office.hour + timedelta(days=9))):
            self.office.pass_for(timedelta(minutes=2))
            self.office.tell(ap.AppointmentCancelled(of=of))

    @happens()
    def a_guest_says_at_once_that_they_do_not_come(self) -> None:
        of = self.office.clock.case.next_id("i")
        if self.office.tell(ap.AppointmentMade(of=of, at=self.office.hour + timedelta(days=9))):
            self.office.pass_for(timedelta(minutes=2))
            self.office.tell(AppointmentDeclined(of=of))

    @happens(nth=SOME)
    def an_appointment_is_cancelled(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.office.tell(ap.AppointmentCancelled(of=of))

    @happens(nth=SOME)
    def the_client_does_not_come(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.office.tell(ap.AppointmentMissed(of=of))

    @happens(nth=SOME)
    def the_client_comes_to_an_appointment(self, nth: int) -> None:
        if of := one_of(self.office.clock.case.appointments, nth):
            self.office.tell(a.ContactHeld(appointment=of))
