"""What is told by mistake, twice, or by somebody who has nothing to say; and the hands through which the case goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st

from casework import anytime as a
from casework import exploration as e
from casework.appointment_replies import AppointmentAccepted
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.watch import WorkFailed
from tests.handclock import CALENDAR
from tests.machine.happening import Happening, happens
from tests.machine.people import COUNSELLORS, EMPLOYER, LEAD, NEW_HERE, PARTNER
from tests.machine.providers import Dies

Guest = dict[str, str]
GUESTS: list[Guest] = [{"with_whom": "client"}, {"with_whom": "partner", "who": PARTNER}, {"with_whom": "employer", "who": EMPLOYER}]
SINCE = st.sampled_from(["", "", "moved", "cancelled", "accepted"])
SEEN_AFTER = st.sampled_from([1, 4, 14, 90, 3 * 24 * 60]).map(lambda minutes: timedelta(minutes=minutes))


class Mistaken(Happening):
    """Mistakes are seen at once or some days later, also while letters are on their way."""

    @happens(nth=st.integers(0, 7))
    def something_was_told_by_mistake(self, nth: int) -> None:
        self.withdraw(nth)

    @happens(nth=st.integers(0, 7), in_hand=st.booleans())
    def a_mistake_is_seen_while_letters_are_on_their_way(self, nth: int, in_hand: bool) -> None:
        self.meanwhile(lambda: self.withdraw(nth, works=False), in_hand)

    @happens(in_hand=st.booleans(), dies=st.sampled_from(["", "before it is taken", "before it is taken", "after it is taken"]))
    def the_client_comes_while_letters_are_on_their_way(self, in_hand: bool, dies: Dies) -> None:
        self.office.providers.dies = dies
        self.meanwhile(lambda: self.office.tell(e.ConversationHeld(), works=False), in_hand)

    @happens(in_hand=st.booleans())
    def an_invitation_is_taken_back_while_it_leaves(self, in_hand: bool) -> None:
        of = self.office.clock.case.next_id("i")
        if self.office.tell(AppointmentMade(of=of, at=self.office.hour + timedelta(days=9))):
            line = self.office.clock.case.line
            self.meanwhile(lambda: self.office.withdraw(line, works=False), in_hand)

    @happens(before=SEEN_AFTER, seen=SEEN_AFTER, what=st.sampled_from(["moved", "moved", "cancelled", "met"]))
    def a_change_of_an_appointment_is_a_mistake(self, before: timedelta, seen: timedelta, what: str) -> None:
        of = self.office.clock.case.next_id("i")
        changes = {"moved": AppointmentMoved(of=of, at=self.office.hour + timedelta(days=12)), "cancelled": AppointmentCancelled(of=of)}
        if self.office.tell(AppointmentMade(of=of, at=self.office.hour + timedelta(days=9))):
            self.office.pass_for(before)
            if self.office.tell(changes.get(what, a.ContactHeld(appointment=of))):
                line = self.office.clock.case.line
                self.office.pass_for(seen)
                self.office.withdraw(line)

    @happens(
        guests=st.permutations(GUESTS), before=SEEN_AFTER, seen=SEEN_AFTER, since=SINCE, then=st.sampled_from(["", "withdrawn", "other"])
    )
    def an_appointment_is_with_somebody_else(self, guests: list[Guest], before: timedelta, seen: timedelta, since: str, then: str) -> None:
        first, meant, other = guests
        of = self.office.clock.case.next_id("i")
        if not self.office.tell(AppointmentMade(of=of, at=self.office.hour + timedelta(days=9), **first)):
            return
        line = self.office.clock.case.line
        self.office.pass_for(before)
        self.something_is_told_of(of, since)
        self.office.names_another(line, meant)
        correction = self.office.clock.case.line
        self.office.pass_for(seen)
        if then == "withdrawn":
            self.office.withdraw(correction)
        elif then == "other":
            self.office.names_another(line, other)

    def something_is_told_of(self, of: str, what: str) -> None:
        told = {"moved": AppointmentMoved(of=of, at=self.office.hour + timedelta(days=12)), "cancelled": AppointmentCancelled(of=of)}
        if what:
            self.office.tell(told.get(what, AppointmentAccepted(of=of)))

    def meanwhile(self, happens: Callable[[], object], in_hand: bool) -> None:
        """When letters have been claimed, or when the first of them is being taken."""
        if in_hand:
            self.office.dispatcher.meanwhile = happens
        else:
            self.office.dispatcher.once_claimed = happens

    def withdraw(self, nth: int, *, works: bool = True) -> None:
        if lines := self.office.mistakable():
            self.office.withdraw(lines[nth % len(lines)], works=works)

    @happens(nth=st.integers(0, 7), ago=st.integers(1, 9))
    def it_happened_on_another_day(self, nth: int, ago: int) -> None:
        if lines := self.office.mistakable():
            self.office.correct(lines[nth % len(lines)], timedelta(days=ago))

    @happens()
    def the_same_is_told_twice(self) -> None:
        id = f"twice{self.office.clock.tellings}"
        if self.office.tell(a.ContactHeld(mode="by phone"), id=id):
            line = self.office.clock.case.line
            self.office.tell(a.ContactHeld(mode="by phone"), id=id)
            assert self.office.clock.case.line == line, "told twice, it happened once"

    @happens(by=st.sampled_from(["X-9", *COUNSELLORS]))
    def nonsense_is_told(self, by: str) -> None:
        self.office.told_unseen(e.BarrierSettled(of="b99", result="solved", judgement="no such thing"), by)

    @happens()
    def something_fails(self) -> None:
        self.office.noted(WorkFailed(of="r1", what="it was away"))


class Staffed(Happening):
    """Counsellors come, go, and are away."""

    @happens(who=st.sampled_from([*COUNSELLORS, NEW_HERE]))
    def the_case_is_given_to(self, who: str) -> None:
        self.office.tell(a.ReferentAssigned(who=who, why="it is their district"))

    @happens()
    def the_counsellor_leaves(self) -> None:
        self.office.tell(a.ReferentLeft(why="another job"))

    @happens(who=st.sampled_from([*COUNSELLORS, LEAD]), days=st.integers(0, 20))
    def somebody_is_away(self, who: str, days: int) -> None:
        self.office.people.away[who] = CALENDAR.day_of(self.office.hour) + timedelta(days=days)
