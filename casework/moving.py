"""What moves when a case goes on under other rules: every promise and contract, seen before it is done and exactly so after (T-25)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import BaseModel

from casework.agenda import Promise
from casework.case import Case
from casework.contract_clock import end_of
from casework.desk import Desk
from casework.door import Telling, check, rehearse
from casework.new_rules import CHANGED
from casework.planned import plan_of, rungs_of
from casework.programme import Programme
from casework.terms import Terms, hash_of, packed

How = Literal["stays", "moves", "appears", "vanishes", "is reminded otherwise"]


class Fate(BaseModel, frozen=True):
    """A promise under the rules before and after: by which day, and when it is spoken of next, by a planned rung or by the case."""

    key: str
    how: How
    before: datetime | None = None
    after: datetime | None = None
    spoken_before: datetime | None = None
    spoken_after: datetime | None = None


class EndMoved(BaseModel, frozen=True):
    """How the last day of a contract is found, before and after."""

    contract: str
    before: str
    after: str


class Moving(BaseModel, frozen=True):
    """All that a new programme makes of a case."""

    promises: list[Fate]
    ends: list[EndMoved]
    phases_before: list[str]
    phases_after: list[str]

    @property
    def changed(self) -> list[Fate]:
        """The promises that do not simply stay."""
        return [fate for fate in self.promises if fate.how != "stays"]


def telling_of(case: Case, to: Programme, *, by: str, why: str, at: datetime) -> Telling:
    """The telling that moves a case as it stands to this programme; its calendar stays. Again of the same case it has the same id."""
    text = Terms(programme=to, calendar=case.calendar).text
    name = hash_of(text)
    fact = {"programme": to.name, "version": to.version, "terms": name, "seen": case.line, "why": why}
    along = sys.intern(packed(text))
    return Telling(id=f"migrate.{name[:16]}.{case.line}", by=by, kind=CHANGED, fact=fact, happened=at, terms=along)


def what_moves(desk: Desk, telling: Telling, at: datetime) -> Moving:
    """What this telling would move, by the very code that will move it; raises Refused where the case cannot be moved."""
    fact = check(desk, telling, at)
    return moving(desk, Desk(rehearse(desk, fact, telling, at), desk.story))


def moving(before: Desk, after: Desk) -> Moving:
    """The difference between a case before and after, at the hour after."""
    at = after.case.at
    keys = sorted(before.case.agenda.keys() | after.case.agenda.keys())
    return Moving(
        promises=[_fate(key, *_spoken_of(before.case, after.case, key, at)) for key in keys],
        ends=list(_ends(before.case, after.case)),
        phases_before=before.story.phases_of(before.case), phases_after=after.story.phases_of(after.case),
    )  # fmt: skip


class _Spoken(NamedTuple):
    """A promise as one of the two cases has it, and the hours at which it is still spoken of: the planned rungs, then the case itself."""

    promise: Promise
    hours: list[datetime]


def _spoken_of(before: Case, after: Case, key: str, at: datetime) -> tuple[_Spoken | None, _Spoken | None]:
    """What is planned anew leaves at once where its hour has gone by; of what stands only what is still to come."""
    old, new = before.agenda.get(key), after.agenda.get(key)
    stands = old and new and plan_of(before, old) == plan_of(after, new)
    return _hours(before, old, at), _hours(after, new, at if stands else None)


def _hours(case: Case, promise: Promise | None, later_than: datetime | None) -> _Spoken | None:
    if promise is None:
        return None
    planned = [rung.due for rung in rungs_of(case, promise) if later_than is None or rung.due > later_than]
    return _Spoken(promise, [*planned, *([promise.next] if promise.next else [])])


def _fate(key: str, old: _Spoken | None, new: _Spoken | None) -> Fate:
    return Fate(
        key=key, how=_how(old, new), before=old.promise.by if old else None, after=new.promise.by if new else None,
        spoken_before=next(iter(old.hours), None) if old else None, spoken_after=next(iter(new.hours), None) if new else None,
    )  # fmt: skip


def _how(old: _Spoken | None, new: _Spoken | None) -> How:
    if old is None or new is None:
        return "vanishes" if old else "appears"
    if old.promise.by != new.promise.by:
        return "moves"
    return "stays" if (old.promise.ladder, old.hours) == (new.promise.ladder, new.hours) else "is reminded otherwise"


def _ends(before: Case, after: Case) -> Iterator[EndMoved]:
    for of in sorted(before.running.keys() & after.running.keys()):
        old, new = (end_of(case.running[of], case.programme.day_rule).explained for case in (before, after))
        if old != new:
            yield EndMoved(contract=of, before=old, after=new)
