"""One invented life: what its dossier tells, at the pace of people, with the contacts that the programme asks for between."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from casework.agenda import Promise
from casework.anytime import Opened
from casework.case import CLOCK
from casework.door import Opening, Telling
from casework.fact import Refused, key_of
from casework.hand_wound import HandWound
from casework.programme import Programme
from casework.terms import Terms
from casework.vocabulary import vocabulary
from starters.dossier import Dossier, Timed
from starters.forecast.habits import Habits
from starters.forecast.invented import as_it_can_be_told, least
from starters.forecast.moved import moved
from starters.simulate import opened
from starters.under_way import as_it_counts
from workflows.methods import STORIES

OFFICE_HOURS = timedelta(hours=6)
TOUCH = ("contact_held", "check_held")


class Done(NamedTuple):
    """Something that took somebody's time: `what` is a contact, a fact, or a reminder to a role."""

    at: datetime
    what: str


class Ground(NamedTuple):
    """What all lives of one dossier under one programme share."""

    dossier: Dossier
    terms: Terms
    opened: Opened
    begins: datetime
    told: list[Timed]
    """What the dossier tells and is not refused, each at its hour."""

    @classmethod
    def of(cls, dossier: Dossier, programme: Programme, year: int) -> Ground:
        """For cases that are opened in this year."""
        terms = Terms(programme=programme, calendar=dossier.calendar_for(year))
        told = as_it_counts(list(dossier.timed))
        return cls(dossier, terms, opened(dossier, terms), dossier.opened.under(dossier.calendar), told)


class Life:
    """A case under way. It ends as its dossier does; one whose dossier leaves it open is closed when the dossier is over."""

    def __init__(self, ground: Ground, begins: datetime, habits: Habits, chance: Random) -> None:
        self.ground, self.dossier, self.calendar = ground, ground.dossier, ground.terms.calendar
        self.habits, self.chance = habits, chance
        self.pace = habits.pace(chance)
        opening = Opening("example", begins, self.dossier.counsellor, ground.opened)
        self.wound = HandWound(opening, ground.terms, STORIES[ground.terms.programme.method])
        self.told, self.given_up = 0, 0
        self.to_come: list[str] = []
        """What the dossier itself is still to tell, by key."""

    def live(self, until: datetime) -> Sequence[Done]:
        """Everything that was done about this case until an hour."""
        before, told = self.ground.begins, self.ground.told
        for nth, timed in enumerate(told):
            self.to_come = [key_of(later.step.tell, str(later.step.fields.get("of", ""))) for later in told[nth:]]
            if self.wound.case.ended or not self._next(timed, (timed.hour - before) * self.pace, until):
                break
            before = timed.hour
        else:
            self._close()
        self.wound.pass_until(until)
        return [*self._done()]

    def _next(self, timed: Timed, wait: timedelta, until: datetime) -> bool:
        """Keep contact until the time has come for what the dossier tells next, then tell it; false if the forecast ends before."""
        kind, fields = timed.step.tell, timed.step.fields
        promise = self.wound.case.agenda.get(key_of(kind, str(fields.get("of", ""))))
        when = self.habits.keeps(promise, self.wound.hour, self.chance) if promise and promise.by else self.wound.hour + wait
        self._keep_contact(min(when, until))
        if when <= until and not self.wound.case.ended:
            self._pass_until(when)
            self._tell(kind, as_it_can_be_told(self.wound.case, kind, moved(fields, self.wound.hour - timed.hour)))
        return when <= until

    def _keep_contact(self, until: datetime) -> None:
        """Until an hour, whatever contact the programme asks for and the dossier does not tell is held as people hold it."""
        while not self.wound.case.ended and (due := self._next_contact(until)):
            when, promise = due
            self._pass_until(when)
            if (now := self.wound.case.agenda.get(promise.key)) is None or now.by != promise.by:
                continue
            if not self._tell(promise.kind, self._words(promise)):
                break

    def _words(self, promise: Promise) -> dict[str, Any]:
        """What is said at a contact: as the dossier says it somewhere, or the least there is to say."""
        case, kind = self.wound.case, promise.kind
        for timed in self.ground.told:
            if timed.step.tell == kind:
                said = moved(timed.step.fields, self.wound.hour - timed.hour) | ({"of": promise.of} if promise.of else {})
                return as_it_can_be_told(case, kind, said)
        return least(case, vocabulary()[kind], promise.of, self.chance)

    def _next_contact(self, until: datetime) -> tuple[datetime, Promise] | None:
        owed = [
            p for p in self.wound.case.agenda.values() if p.by and (p.sort == "gap" or _is_contact(p.kind)) and p.key not in self.to_come
        ]
        if not owed:
            return None
        soonest = min(owed, key=lambda p: (p.by or until, p.key))
        when = self.habits.keeps(soonest, self.wound.hour, self.chance)
        return (when, soonest) if when < until else None

    def _close(self) -> None:
        """The dossier is over."""
        if not self.wound.case.ended:
            self._tell("case_closed", {"outcome": "other", "why": "the forecast goes no further"})

    def _pass_until(self, when: datetime) -> None:
        """Go on to that hour, or to the next at which somebody works."""
        day = self.calendar.next_working(self.calendar.day_of(when))
        open_ = self.calendar.opening(day)
        self.wound.pass_until(max(when if when - open_ < OFFICE_HOURS else open_ + OFFICE_HOURS, open_, self.wound.hour))

    def _tell(self, kind: str, fields: dict[str, Any]) -> bool:
        self.told += 1
        try:
            self.wound.tell(Telling(id=f"t{self.told}", by=self.dossier.counsellor, kind=kind, fact=fields, happened=self.wound.hour))
        except Refused:
            self.given_up += 1
            return False
        return True

    def _done(self) -> typing.Iterator[Done]:
        for line in self.wound.lines:
            if line.by != CLOCK:
                yield Done(line.told, "contact" if _is_contact(line.kind) else "fact")
        for letter in self.wound.letters:
            yield Done(letter.due, f"reminder to {letter.to}" if letter.rung is not None else f"letter to {letter.to}")


def _is_contact(kind: str) -> bool:
    fact = vocabulary().get(kind)
    return kind in TOUCH or (fact is not None and any(key.startswith(TOUCH) for key in fact.counts_as))
