"""The rungs of every ladder below its top, planned with the promise: who hears of it, and when, unless it is met or moved before.

A plan is the name of a promise as it was promised: for which day, from which day its ladder climbs, and what that ladder says.
What is planned is made of the agenda alone, so that a case made anew from its journal plans the same under the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from casework.agenda import Promise, hour_of
from casework.case import Case, Message, outsider, short
from casework.rules import Ladder


def plan_of(case: Case, promise: Promise) -> str:
    """The name of a promise as it was promised; none of what is promised for no day, or comes by itself."""
    if promise.climbs_from is None or promise.sort == "day":
        return ""
    by, says = said_of(promise, 0)["by"], case.programme.ladders[promise.ladder].says
    said = (promise.key, by, str(promise.climbs_from), "seen" if promise.seen_by else "", says, *_guest_instead(case, promise))
    return short("|".join(said))


def _guest_instead(case: Case, promise: Promise) -> Iterator[str]:
    """Of an appointment to which by mistake somebody else was invited: what was said to them was not said to its guest (T-26)."""
    known = case.appointments.get(promise.of)
    if known and known.instead:
        yield known.who or known.with_whom


def planned(case: Case) -> list[Message]:
    """All that is still to be said of the promises of a case below the tops of their ladders, the soonest first (T-03, T-14)."""
    return sorted((rung for promise in case.agenda.values() for rung in rungs_of(case, promise)), key=lambda m: (m.due, m.id))


def to_come(case: Case, at: datetime) -> list[Message]:
    """What is planned for later than this hour."""
    return [message for message in planned(case) if message.due > at]


def rungs_of(case: Case, promise: Promise) -> list[Message]:
    """The letters planned for one promise, from its first rung to below the top, where the case speaks itself."""
    if not (plan := plan_of(case, promise)):
        return []
    ladder = case.programme.ladders[promise.ladder]
    hours = _hours(case, promise, ladder)
    return [_letter(case, promise, plan, rung, hours, ladder) for rung in hours if rung < len(ladder.rungs) - 1]


def said_of(promise: Promise, rung: int) -> dict[str, str]:
    """What a letter about a rung says: of which kind of promise, for when, and how often it was asked."""
    return {"kind": promise.kind, "by": promise.by.isoformat() if promise.by else "", "rung": str(rung)}


def _hours(case: Case, promise: Promise, ladder: Ladder) -> dict[int, datetime]:
    """The hour of each rung up to the top; of those that fall on one hour only the highest: the ladder speaks once."""
    since = promise.planned or promise.made
    hours = {rung: max(hour_of(promise, ladder, rung, case.calendar), since) for rung in range(promise.rung, len(ladder.rungs))}
    return {rung: hour for rung, hour in hours.items() if all(hours[higher] > hour for higher in hours if higher > rung)}


def _letter(case: Case, promise: Promise, plan: str, rung: int, hours: dict[int, datetime], ladder: Ladder) -> Message:
    says = ladder.rungs[rung]
    said = said_of(promise, rung) | case.said_with(says.to, promise.of)
    newer: Iterator[datetime] = (hour for higher, hour in hours.items() if higher > rung and ladder.rungs[higher].to == says.to)
    return Message(
        id=f"{case.id}.{plan}.{rung}", line=promise.line, to=says.to, who=outsider(case, says.to, promise.key), letter=says.letter,
        about=promise.key, due=hours[rung], values=said, plan=plan, rung=rung, urgent=ladder.urgent(rung),
        useless_after=next(newer, None),
    )  # fmt: skip


class Rungs:
    """The planned rungs of one case as its days go by: each leaves at its hour if it is planned then, and once."""

    def __init__(self, gone: Iterable[str] = ()) -> None:
        self.gone, self.coming = set(gone), list[Message]()
        self._known: dict[tuple[str, int], list[Message]] = {}

    def plan(self, case: Case) -> None:
        """Wait for what is planned now, and for nothing else; what was planned again too late to be of use does not leave."""
        plans = {(plan_of(case, promise), promise.line): promise for promise in case.agenda.values()}
        self._known = {plan: self._known.get(plan) or rungs_of(case, promise) for plan, promise in plans.items() if plan[0]}
        rungs = (rung for of_one in self._known.values() for rung in of_one if rung.id not in self.gone and _useful(rung, case.at))
        self.coming = sorted(rungs, key=lambda rung: (rung.due, rung.id))

    def leave(self, until: datetime, *, also_then: bool = True) -> list[Message]:
        """Those whose hour comes until then leave."""
        left = [rung for rung in self.coming if rung.due < until or (also_then and rung.due == until)]
        self.gone.update(rung.id for rung in left)
        self.coming = self.coming[len(left) :]
        return left


def _useful(rung: Message, at: datetime) -> bool:
    return rung.useless_after is None or rung.useless_after > at
