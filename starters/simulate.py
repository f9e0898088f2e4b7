"""Plays a dossier through the story alone, without a server: a year in some milliseconds."""

from __future__ import annotations

from collections.abc import Sequence

from casework.anytime import Opened
from casework.door import Opening, terms_named
from casework.fact import Refused
from casework.hand_wound import HandWound
from casework.programme import Programme
from casework.programme_files import in_force
from casework.terms import Terms
from starters import under_way
from starters.dossier import Dossier, Expectation, Timed
from starters.expectation import Sight, answered, differences
from starters.timeline import Entry, Played, entries
from starters.under_way import SoFar
from workflows.methods import STORIES


def simulate(dossier: Dossier, programmes: Sequence[Programme]) -> Played:
    """What the dossier shows under the programme in force when it opens; raises LookupError if there is none."""
    return _Simulation(dossier, programmes).play()


def opened(dossier: Dossier, terms: Terms) -> Opened:
    """The first fact of a dossier's case."""
    programme = terms.programme
    return Opened(
        number="example", person=dossier.client, office="O-1", counsellor=dossier.counsellor, method=programme.method,
        programme=programme.name, version=programme.version, terms=terms_named(terms),
    )  # fmt: skip


class _Simulation:
    """A dossier under way: its case wound by hand, and how much of it has been seen."""

    def __init__(self, dossier: Dossier, programmes: Sequence[Programme]) -> None:
        programme = in_force(list(programmes), dossier.programme, dossier.opened.day)
        terms = Terms(programme=programme, calendar=dossier.calendar)
        self.dossier, self.story, self.programmes = dossier, STORIES[programme.method], programmes
        opening = Opening("example", dossier.opened.under(terms.calendar), dossier.counsellor, opened(dossier, terms))
        self.wound = HandWound(opening, terms, self.story)
        self.played = Played(
            title=dossier.title, story=dossier.story, programme=programme.name, version=programme.version, zone=dossier.office.zone
        )
        self.noted = self.shown = self.looked_at = self.tellings = 0

    def play(self) -> Played:
        for timed in self.dossier.timed:
            self.wound.pass_until(timed.hour)
            if timed.step.tell:
                self._tell(timed)
            self._note()
            if timed.step.expect:
                self._look(timed.step.expect)
        return self.played

    def _tell(self, timed: Timed) -> None:
        refusal = ""
        try:
            self.wound.tell(under_way.telling(self.dossier, timed, self._so_far()))
        except Refused as refused:
            refusal = str(refused)
        self._note()
        if said := answered(timed.step, refusal):
            self.played.add(Entry(hour=self.wound.hour, what=said[0], text=said[1], by=timed.step.by))

    def _so_far(self) -> SoFar:
        return SoFar(self.wound.case, self.wound.lines, self.wound.hour, self.programmes, prefix="step")

    def _look(self, expected: Expectation) -> None:
        case = self.wound.case
        for sentence in differences(expected, Sight(case, self.story, self.wound.hour, self.wound.letters[self.looked_at :])):
            self.played.add(Entry(hour=self.wound.hour, what="difference", text=sentence))
        self.looked_at = len(self.wound.letters)

    def _note(self) -> None:
        """Take what the case has written since into the timeline."""
        wound = self.wound
        for entry in entries(wound.lines[self.noted :], wound.letters[self.shown :], self.story.phases_of(wound.case)):
            self.played.add(entry)
        self.noted, self.shown = len(wound.lines), len(wound.letters)
