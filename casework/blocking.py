"""What nobody decides before something that was promised has been told: a choice of the programme (T-31)."""

from __future__ import annotations

from datetime import datetime

from casework.agenda import Promise
from casework.case import Case
from casework.fact import Fact, Refused
from casework.glossary import label


def not_blocked(case: Case, fact: Fact, at: datetime) -> None:
    """Raises Refused while something is overdue at the hour of telling, without which the programme lets nobody decide this (T-31)."""
    block = case.programme.blocks.get(fact.kind)
    late = [p for p in case.agenda.values() if block and p.kind in block.while_overdue and p.overdue(at) and not _meets(fact, p)]
    if by := min((promise.by for promise in late if promise.by), default=None):
        first, day = next(promise for promise in late if promise.by == by), case.calendar.day_of(by)
        what = f"{label(first.kind)}{f' (of={first.of})' if first.of else ''}"
        raise Refused(f"first tell {what}: it was due on {day.day} {day:%B %Y}, and this programme decides nothing before that")


def _meets(fact: Fact, promise: Promise) -> bool:
    """True if what is to be decided is, or counts as, the very thing that is overdue."""
    return promise.key in (fact.key, *fact.counts_as) or fact.kind in promise.or_by
