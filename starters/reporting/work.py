"""When a person was in work, as far as their case was told: the days on which jobs began, and the days on which they ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from starters.reporting import measures as m

OWN_WORK = "own work"
DAY = timedelta(days=1)


class Counting(NamedTuple):
    """A fact as it counts now, on its local day."""

    kind: str
    on: date
    by: str
    says: Mapping[str, Any]

    @property
    def of(self) -> str:
        return str(self.says.get("of", ""))


@dataclass
class Job:
    """From which day until which; without a first day it has not begun, without a last one nothing is known of an end."""

    since: date | None
    until: date | None = None

    def held_on(self, day: date) -> bool:
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)

    def ends(self, on: date) -> None:
        self.until = min(self.until or on, on)


@dataclass
class Work:
    """The jobs of a case on the open labour market, and the days on which other contracts, on the way to one, began."""

    jobs: dict[str, Job] = field(default_factory=dict)
    on_the_way: list[date] = field(default_factory=list)

    def held_on(self, day: date) -> bool:
        """True if the person was in work on this day, in whichever job."""
        return any(job.held_on(day) for job in self.jobs.values())

    def begun(self) -> list[date]:
        """The days on which a person without work began to work; a change of jobs is no new beginning."""
        return sorted({job.since for job in self.jobs.values() if job.since and not self.held_on(job.since - DAY)})


def work_of(facts: Iterable[Counting], method: str) -> Work:
    """The work that is told of in these facts, in their order."""
    work, begins = Work(), m.BEGUN_WHEN_TOLD.get(method, "")
    for fact in facts:
        _agreed(work, fact, begun_when_told=bool(begins))
        if fact.kind == begins and fact.of in work.jobs:
            work.jobs[fact.of].since = fact.on
        _over(work, fact)
        _outcome(work, fact)
    return work


def _agreed(work: Work, fact: Counting, *, begun_when_told: bool) -> None:
    """A contract was signed, turned into a job, or extended."""
    says, ends = fact.says, _day(fact.says.get("ends"))
    if fact.kind == m.CONVERTED or (fact.kind == m.SIGNED and says["type"] in m.JOBS):
        work.jobs[fact.of] = Job(None if begun_when_told else _day(says["starts"]), ends)
    elif fact.kind == m.SIGNED:
        work.on_the_way.append(_day(says["starts"]) or fact.on)
    elif fact.kind == m.OWN_BUSINESS:
        work.jobs[f"{OWN_WORK} {len(work.jobs)}"] = Job(_day(says["starts"]))
    elif fact.kind == m.EXTENDED and fact.of in work.jobs:
        work.jobs[fact.of].until = ends


def _over(work: Work, fact: Counting) -> None:
    """A job was lost, or came to nothing before it began."""
    if m.says(m.NEVER_BEGUN, fact.kind, fact.says):
        work.jobs.pop(fact.of, None)
    elif m.says(m.LOST, fact.kind, fact.says):
        for of, job in work.jobs.items():
            if of == fact.of or (not fact.of and of.startswith(OWN_WORK)):
                job.ends(fact.on)


def _outcome(work: Work, fact: Counting) -> None:
    """The path came out in work, perhaps of a contract that was never told, or without it."""
    if m.says(m.OUTCOME_IN_WORK, fact.kind, fact.says):
        if not any(job.until is None and job.held_on(fact.on) for job in work.jobs.values()):
            work.jobs[f"outcome {len(work.jobs)}"] = Job(fact.on)
    elif m.says(m.OUTCOME_WITHOUT_WORK, fact.kind, fact.says):
        for job in work.jobs.values():
            job.ends(fact.on)


def _day(said: object) -> date | None:
    return date.fromisoformat(str(said)) if said else None
