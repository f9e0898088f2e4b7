"""The world around the case: time goes by, people say how they want to be reached, and servers go away."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from hypothesis import strategies as st

from casework.appointments import AppointmentMade
from casework.reaching import AddressFailed, AddressMended, MessagesPaused, MessagesRefused, MessagesResumed, MessagesWelcome
from casework.ways import Channel
from tests.handclock import CALENDAR
from tests.machine.happening import Happening, happens
from tests.machine.people import CLIENT, COUNSELLORS, PARTNER
from tests.machine.providers import Dies, Mode

LASTS = st.sampled_from([1, 12, 75, 170]).map(lambda hours: timedelta(hours=hours))
WAYS = st.sampled_from([("email",), ("sms",), ("email", "sms"), ("email", "sms")])
Refused = Literal["email", "sms", "all"]
Ways = tuple[Channel, ...]


class Passing(Happening):
    """Time goes by."""

    @happens(minutes=st.integers(1, 90))
    def minutes_go_by(self, minutes: int) -> None:
        self.office.pass_for(timedelta(minutes=minutes))

    @happens(days=st.sampled_from([1, 2, 5, 8, 20]))
    def days_go_by(self, days: int) -> None:
        self.office.pass_for(timedelta(days=days))

    @happens()
    def whatever_comes_next_comes(self) -> None:
        self.office.pass_until(min(self.office.next_hour(), self.office.hour + timedelta(days=40)))

    @happens()
    def a_working_day_begins(self) -> None:
        self.office.pass_until(CALENDAR.speakable(CALENDAR.opening(CALENDAR.day_of(self.office.hour) + timedelta(days=1))))


class Asking(Happening):
    """Somebody wants to know what becomes of what waits."""

    @happens()
    def somebody_asks_why_it_has_not_left(self) -> None:
        for row in self.office.rows:
            if row.state == "planned" and not self.office.database_away:
                self.office.dispatcher.sees(row, self.office.dispatcher.would(row, self.office.hour), self.office.hour)


class Reached(Happening):
    """How people want to be reached, and where nobody is."""

    @happens(channel=st.sampled_from(["email", "sms", "all", "all"]), invited=st.booleans())
    def the_client_wants_no_messages(self, channel: Refused, invited: bool) -> None:
        self.office.tell(MessagesRefused(channel=channel))
        self.office.after(timedelta(days=9), lambda: self.office.tell(MessagesWelcome(channel="all"), works=False))
        self.and_are_invited(invited)

    @happens(channel=st.sampled_from(["email", "sms", "all"]))
    def the_client_wants_messages_again(self, channel: Refused) -> None:
        self.office.tell(MessagesWelcome(channel=channel))

    @happens(days=st.integers(1, 30), invited=st.booleans())
    def the_client_wants_no_messages_for_a_while(self, days: int, invited: bool) -> None:
        self.office.tell(MessagesPaused(until=CALENDAR.day_of(self.office.hour) + timedelta(days=days)))
        self.and_are_invited(invited)

    @happens()
    def the_client_wants_messages_sooner(self) -> None:
        self.office.tell(MessagesResumed())

    @happens(ways=st.one_of(WAYS, st.just(("all",))))
    def a_partner_wants_no_messages(self, ways: tuple[str, ...]) -> None:
        self.office.people.partner_refuses.update(ways)
        self.office.after(timedelta(days=9), self.office.people.partner_refuses.clear)

    def and_are_invited(self, invited: bool) -> None:
        """Somebody wants to see them all the same."""
        if invited:
            self.office.tell(AppointmentMade(of=self.office.clock.case.next_id("i"), at=self.office.hour + timedelta(hours=15)))

    @happens(ways=WAYS, invited=st.booleans())
    def an_address_reaches_nobody(self, ways: Ways, invited: bool) -> None:
        self.office.providers.dead.update((CLIENT, way) for way in ways)
        self.office.after(timedelta(days=12), self.the_right_address)
        self.and_are_invited(invited)

    @happens(ways=WAYS)
    def it_is_known_that_an_address_fails(self, ways: Ways) -> None:
        for way in ways:
            self.office.tell(AddressFailed(channel=way))

    @happens()
    def the_right_address_is_found(self) -> None:
        self.the_right_address()

    def the_right_address(self) -> None:
        self.office.providers.dead.clear()
        self.office.people.learn_addresses()
        for way in tuple(self.office.clock.case.reach.failed):
            self.office.tell(AddressMended(channel=way), works=False)

    @happens(ways=WAYS, whom=st.sampled_from([CLIENT, CLIENT, PARTNER, *COUNSELLORS]))
    def an_address_is_lost(self, ways: Ways, whom: str) -> None:
        for way in ways:
            self.office.people.addresses[whom].pop(way, None)
        self.office.after(timedelta(days=12), self.the_right_address)
        self.and_are_invited(whom == CLIENT)


class Broken(Happening):
    """What goes wrong, for some hours or for a week."""

    @happens(ways=WAYS, lasts=LASTS)
    def a_provider_is_away(self, ways: Ways, lasts: timedelta) -> None:
        self.office.providers.away.update(ways)
        self.office.after(lasts, lambda: self.office.providers.away.difference_update(ways))

    @happens(mode=st.sampled_from(["refuses this one", "later"]))
    def the_mail_server_does_not_take_it(self, mode: Mode) -> None:
        self.office.providers.mode = mode

    @happens(lasts=LASTS)
    def the_dispatcher_stops(self, lasts: timedelta) -> None:
        self.office.dispatcher.stop()
        self.office.after(lasts, self.office.dispatcher.start)

    @happens(when=st.sampled_from(["before it is taken", "after it is taken"]))
    def the_dispatcher_is_killed_while_it_sends(self, when: Dies) -> None:
        self.office.providers.dies = when

    @happens(lasts=LASTS)
    def the_database_goes_away(self, lasts: timedelta) -> None:
        self.office.database_away = True
        self.office.after(lasts, self.office.database_is_back)

    @happens(lasts=LASTS)
    def no_worker_is_there(self, lasts: timedelta) -> None:
        self.office.no_workers = True
        self.office.after(lasts, self.office.workers_are_back)

    @happens(lasts=st.sampled_from([40, 170, 330]).map(lambda hours: timedelta(hours=hours)))
    def the_house_is_dark_and_messages_leave_before_cases_wake(self, lasts: timedelta) -> None:
        self.office.no_workers = True
        self.office.dispatcher.stop()
        self.office.after(lasts, self.office.dispatcher.start)
        self.office.after(lasts + timedelta(hours=1), self.office.workers_are_back)

    @happens(lasts=LASTS)
    def no_digest_goes_out(self, lasts: timedelta) -> None:
        self.office.no_digest = True
        self.office.after(lasts, self.office.digests_go_out)

    @happens()
    def all_is_well_again(self) -> None:
        self.office.all_is_well()
