"""Anything may happen, in any order: hypothesis picks from what happens in an office, and every message is looked at."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from casework import anytime as a
from casework.appointments import AppointmentMade
from casework.leaving import Decision
from tests.machine.happening import happens
from tests.machine.mistaken import Mistaken, Staffed
from tests.machine.office import Office
from tests.machine.people import House
from tests.machine.rows import Row
from tests.machine.seen import SEEN
from tests.machine.told import Told
from tests.machine.truths import Truths
from tests.machine.world import Asking, Broken, Passing, Reached

OUTCOMES = ("work", "deregistered", "died")
HOUSES = st.builds(
    House, hold=st.sampled_from([10, 0, 45]).map(lambda minutes: timedelta(minutes=minutes)), most_a_day=st.integers(1, 3),
    digest_at=st.sampled_from([time(8, 30), time(11), None]), left_to_digest=st.sampled_from([timedelta(0), timedelta(days=7)]),
    fast=st.sampled_from([False] * 7 + [True]),
)  # fmt: skip


class Anything(Told, Mistaken, Staffed, Passing, Asking, Reached, Broken):
    """A case, its office, and the world around them."""

    @initialize(house=HOUSES, after=st.integers(0, 7 * 24))
    def an_office_opens_a_case(self, house: House, after: int) -> None:
        SEEN.sequences += 1
        self.office = Office(house, self.sees, self.looks)
        self.truths = Truths(self.office)
        self.office.dispatcher.goes = self.truths.leaves
        with self.looked_at():
            self.office.work()
            self.office.pass_for(timedelta(hours=after))

    def sees(self, row: Row, decision: Decision, now: datetime) -> None:
        SEEN.decision(decision)
        self.truths.decided(row, decision, now)

    def looks(self) -> None:
        self.truths.all_is_explained()

    @happens(only_if=lambda machine: machine.steps > 12, outcome=st.sampled_from(OUTCOMES))
    def the_case_ends(self, outcome: str) -> None:
        self.ends(outcome)

    def ends(self, outcome: str) -> None:
        self.office.tell(a.PersonDied() if outcome == "died" else a.CaseClosed(outcome=outcome, why="it is time"))

    def teardown(self) -> None:
        """In the end all is well again, and everything that was due leaves or says why it does not; then the case ends while news waits."""
        if self.whole and hasattr(self, "office"):
            self.office.all_is_well()
            self.nothing_stays_behind()
            case = self.office.clock.case
            self.office.tell(AppointmentMade(of=case.next_id("i"), at=self.office.hour + timedelta(days=9)))
            self.ends(OUTCOMES[case.line % len(OUTCOMES)])
            self.nothing_stays_behind()
            SEEN.fates.update(fate for row in self.office.rows for fate in row.fates)

    def nothing_stays_behind(self) -> None:
        owed = self.office.rows.due_by(self.office.hour)
        self.office.pass_until(self._by_when(owed))
        for row in owed:
            late = row.state == "planned" and row.message.due <= self.office.hour
            assert not late, f"{row.message.letter} never left: {row.reason}"

    def _by_when(self, owed: list[Row]) -> datetime:
        """After the last wait some days go by, and one more for each message of somebody who gets one a day."""
        last = max([self.office.hour, self.office.rows.silent_until or self.office.hour, *(row.goes_at for row in owed)])
        return last + timedelta(days=4 + len(owed))
