"""One case as a report sees it: what of it counts as found, got and kept, when it first entered each phase, what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from casework.case import Line
from casework.desk import Desk
from casework.earlier_names import fields_now, kind_now
from casework.handover import CaseRow, row_of
from records.reports import Told
from starters.reporting import measures as m
from starters.reporting.measures import Quota
from starters.reporting.work import Counting, Work, work_of


class Delay(NamedTuple):
    """The days from the opening to the first entry of a phase, and from the phase entered before it, if there is one."""

    since_opening: int
    since_phase_before: int | None


class Life(NamedTuple):
    """One case, on the days of its office."""

    person: str
    programme: str
    version: str
    method: str
    office: str
    opened: date
    ended: date | None
    outcome: str
    facts: list[Counting]
    work: Work
    delays: dict[str, Delay]

    def open_between(self, first: date, last: date) -> bool:
        return self.opened <= last and (self.ended is None or self.ended >= first)

    def found(self) -> list[date]:
        """The days on which an employer wanted to go on."""
        return [fact.on for fact in self.facts if m.says(m.FOUND, fact.kind, fact.says)]

    def told(self, *kinds: str) -> list[Counting]:
        """What was told of these kinds."""
        return [fact for fact in self.facts if fact.kind in kinds]

    def exempted(self, quota: Quota, first: date, last: date) -> bool:
        """True if the person was exempted on some day between these (DA-04)."""
        standing = False
        for fact in self.told(quota.exempted, quota.no_longer):
            if fact.of == quota.name and fact.on <= last:
                standing = fact.kind == quota.exempted or fact.on >= first
        return standing


def life_of(lines: Sequence[Told], zone: str) -> Life:
    """A case from the lines that are looked at, in their order; the first of them carries its row."""
    row, local = lines[0], ZoneInfo(zone)
    facts = [
        Counting(kind_now(line.kind), line.happened.astimezone(local).date(), line.by, fields_now(line.kind, line.fact)) for line in lines
    ]
    return Life(
        person=row.person, programme=row.programme, version=row.version, method=row.method, office=row.office,
        opened=row.opened.astimezone(local).date(),
        ended=row.ended.astimezone(local).date() if row.ended else None, outcome=row.outcome,
        facts=facts, work=work_of(facts, row.method), delays=_delays(lines, local),
    )  # fmt: skip


def as_it_counts(desk: Desk) -> list[Told]:
    """The lines of a case that was made anew from its journal, in which nothing is left of what was told by mistake."""
    return as_told(row_of(desk.case, desk.story), desk.case.journal)


def as_told(row: CaseRow, lines: Iterable[Line]) -> list[Told]:
    """These lines as they are read from the records, each with the row of its case."""
    found: list[Told] = []
    for line in lines:
        before = found[-1].happened if found else line.happened
        found.append(
            Told(
                person=row.person,
                case_id=row.id,
                method=row.method,
                programme=row.programme,
                version=row.version,
                office=row.office,
                counsellor=row.counsellor,
                opened=row.opened,
                ended=row.ended,
                outcome=row.outcome,
                phases_now=row.phases,
                kind=line.kind,
                by=line.by,
                happened=line.happened,
                happened_before=before,
                phases=line.phases,
                fact=line.fact,
            )
        )
    return found


class Entry(NamedTuple):
    """When a phase was entered, and on which of the lines it was seen first; phases of one line were entered together."""

    line: int
    hour: datetime


def _delays(lines: Sequence[Told], local: ZoneInfo) -> dict[str, Delay]:
    """A line says in which phases it was told: one that was not there before was entered by the line before it."""
    opened, entered = lines[0].opened, dict[str, Entry]()
    for nth, line in enumerate(lines):
        for phase in line.phases:
            entered.setdefault(phase, Entry(nth, max(opened, line.happened_before)))
    for phase in lines[-1].phases_now:
        entered.setdefault(phase, Entry(len(lines), max(opened, lines[-1].happened)))
    return {phase: Delay(_days(opened, entry.hour, local), _since_before(entry, entered, local)) for phase, entry in entered.items()}


def _since_before(entry: Entry, entered: dict[str, Entry], local: ZoneInfo) -> int | None:
    earlier = [other.hour for other in entered.values() if other.line < entry.line]
    return max(0, _days(max(earlier), entry.hour, local)) if earlier else None


def _days(since: datetime, until: datetime, local: ZoneInfo) -> int:
    return (until.astimezone(local).date() - since.astimezone(local).date()).days
