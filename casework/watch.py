"""What a case and its clock say of promises and of themselves: hours that came, tellings refused, work that failed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from casework.agenda import climbs, hour_of, rung_now, rung_to_come
from casework.case import Case
from casework.fact import Fact, Refused, known
from casework.planned import said_of


class HourCame(Fact, frozen=True):
    """Told by the clock: a day came, or a promise stands at the top of its ladder, or past it (T-21).

    The rungs below the top leave by themselves at their hours, and are no lines of the journal.
    """

    from_whom: ClassVar[str] = "clock"
    kind: Literal["hour_came"] = "hour_came"

    def check(self, case: Case) -> None:
        raise Refused("only the clock says that an hour came")

    def happen(self, case: Case) -> None:
        promise = case.agenda[self.of]
        if promise.sort == "day" or not promise.climbs_from:
            return
        ladder = case.programme.ladders[promise.ladder]
        now = rung_now(ladder, promise.rung, promise.climbs_from, case.at, case.calendar)
        rung = ladder.rungs[min(now, len(ladder.rungs) - 1)]
        said = said_of(promise, now) | case.said_with(rung.to, promise.of)
        case.write(rung.to, rung.letter, self.of, said, rung=now)
        promise.rung, promise.next = now + 1, hour_of(promise, ladder, max(now + 1, len(ladder.rungs) - 1), case.calendar)


class PromiseSeen(Fact, frozen=True):
    """Somebody has seen a promise and acts on it by a day, not long after it is due: until then its ladder is quiet (T-21)."""

    kind: Literal["promise_seen"] = "promise_seen"
    acts_by: date

    def check(self, case: Case) -> None:
        promise = known(case.agenda, self.of, "open promise")
        if promise.sort == "day":
            raise Refused("this is a day that comes by itself: nobody has to act on it")
        if promise.by is None:
            raise Refused("this is not promised for any day now: nobody has to act on it yet")
        late = case.calendar.day_of(max(case.at, promise.by))
        longest = case.calendar.add(late, case.programme.ladders[promise.ladder].again)
        if case.calendar.opening(self.acts_by) <= case.at or self.acts_by > longest:
            raise Refused(f"say by which day to come you will act on it, at the latest {longest}: then it is looked at again")

    def still_fits(self, case: Case) -> bool:
        return self.of in case.agenda and case.agenda[self.of].by is not None and case.agenda[self.of].sort != "day"

    def happen(self, case: Case) -> None:
        promise = case.agenda[self.of]
        ladder = case.programme.ladders[promise.ladder]
        to_come = rung_to_come(promise, ladder, case.at, case.calendar)
        seen = promise.model_copy(update={"seen_by": case.speaker, "climbs_from": self.acts_by})
        case.agenda[self.of] = climbs(seen, ladder, to_come, case.at, case.line, case.calendar)


class TellingRefused(Fact, frozen=True):
    """A fact that was kept unchecked was refused later; its teller has to see it."""

    from_whom: ClassVar[str] = "teller"
    kind: Literal["telling_refused"] = "telling_refused"
    of: str
    refused: str
    teller: str
    why: str

    def check(self, case: Case) -> None:
        raise Refused("only the case itself says that a telling was refused")

    def happen(self, case: Case) -> None:
        case.attention[self.of] = "telling refused"
        case.write("teller", "telling_refused", self.refused, {"kind": self.refused, "why": self.why}, who=self.teller)


class RefusalSettled(Fact, frozen=True):
    """The teller has seen the refusal and put it right, or let it be."""

    from_whom: ClassVar[str] = "teller"
    kind: Literal["refusal_settled"] = "refusal_settled"

    def check(self, case: Case) -> None:
        _attends(case, self.of, "refused telling", {"telling refused"})

    def happen(self, case: Case) -> None:
        case.put_away(case.attention, self.of)


class TroubleSeen(Fact, frozen=True):
    """Somebody has looked at work that failed, or at a cancel that was asked, and has done what was to be done."""

    kind: Literal["trouble_seen"] = "trouble_seen"

    def check(self, case: Case) -> None:
        _attends(case, self.of, "trouble", TROUBLES)

    def happen(self, case: Case) -> None:
        case.put_away(case.attention, self.of)


class WorkFailed(Fact, frozen=True):
    """Something the system had to do for this case failed for good; people have to see it."""

    from_whom: ClassVar[str] = "clock"
    kind: Literal["work_failed"] = "work_failed"
    of: str
    what: str

    def check(self, case: Case) -> None:
        raise Refused("only the system itself says that its work failed")

    def happen(self, case: Case) -> None:
        case.attention[self.of] = "work failed"
        case.write("counsellor", "work_failed", self.of, {"what": self.what})


class CancelAsked(Fact, frozen=True):
    """Somebody asked, in the Temporal UI, to cancel this case; it goes on, because a case ends only with an outcome."""

    from_whom: ClassVar[str] = "clock"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["cancel_asked"] = "cancel_asked"

    def check(self, case: Case) -> None:
        raise Refused("to end a case tell case_closed with its outcome")

    def happen(self, case: Case) -> None:
        case.attention["cancel"] = "cancel asked"
        case.write("counsellor", "cancel_asked", "cancel_asked")


def _attends(case: Case, of: str, what: str, troubles: set[str]) -> None:
    known({key: trouble for key, trouble in case.attention.items() if trouble in troubles}, of, what)


TROUBLES = {"work failed", "cancel asked"}
