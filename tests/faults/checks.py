"""What must be true of a case after whatever happened, one check a sort of harm; each gives what it finds wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from casework.agenda import Promise
from casework.case import Case, Line
from casework.planned import planned
from notifications.mime import message_id
from records.agenda import Owed
from records.messages import Addressed
from tests.faults.post import Arrival

Sort = Literal["lost", "doubled", "forgotten", "broken"]
BEFORE, AFTER = timedelta(seconds=15), timedelta(seconds=10)
"""A mail taken so long before a part died, or after it had sent its last, may not have been noted; one mail a death."""


class Finding(NamedTuple):
    """Something that must not be."""

    sort: Sort
    says: str


class Seen(NamedTuple):
    """One case at one moment: as its workflow holds it, as its journal alone makes it, and as PostgreSQL lists it."""

    at: datetime
    live: Case
    folded: Case | None
    lines: list[Line]
    owed: list[Owed]
    messages: list[Addressed]

    @property
    def number(self) -> str:
        return self.live.number

    @property
    def settled(self) -> bool:
        """Whether the journal ends where the case stands."""
        return bool(self.lines) and self.lines[-1].number == self.live.line


def facts_are_kept_once(seen: Seen, accepted: set[str]) -> Iterator[Finding]:
    """Every accepted telling is one line, also if it was refused later; no telling is two lines, nor does an hour come twice."""
    times = Counter(line.telling for line in seen.lines)
    yield from (Finding("lost", f"{seen.number}: {telling} was accepted and is in no line") for telling in sorted(accepted - times.keys()))
    yield from (Finding("doubled", f"{seen.number}: {telling} is {n} lines") for telling, n in times.items() if n > 1)
    numbers = [line.number for line in seen.lines]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Finding("lost", f"{seen.number}: its journal has gaps")
    if any(later.told < line.told for line, later in pairwise(seen.lines)):
        yield Finding("broken", f"{seen.number}: its journal is out of order")


def the_case_is_its_journal(seen: Seen) -> Iterator[Finding]:
    """What the workflow holds is what the journal alone makes of it."""
    if not seen.settled:
        yield Finding("broken", f"{seen.number}: its journal does not end where the case stands")
    elif not seen.folded:
        yield Finding("broken", f"{seen.number}: no case can be made of its journal")
    elif seen.live.own_json() != seen.folded.own_json():
        yield Finding("broken", f"{seen.number}: the case is not what its journal says")


def messages_are_planned_once(seen: Seen) -> Iterator[Finding]:
    """The letters and rungs that stand in PostgreSQL are those the journal gives, no more and no fewer, but for rungs that are over."""
    wanted = {one.id for one in (*seen.folded.outbox, *planned(seen.folded))} if seen.folded else set[str]()
    there = {one.id for one in seen.messages if one.id in wanted or not one.plan}
    yield from (Finding("lost", f"{seen.number}: message {id} is not planned") for id in sorted(wanted - there))
    yield from (Finding("doubled", f"{seen.number}: message {id} comes from no line") for id in sorted(there - wanted))


def promises_are_kept_or_explained(seen: Seen, by: datetime) -> Iterator[Finding]:
    """Each promise of the case is on the agenda with its day, and spoken of when its hour came before this one."""
    listed = {owed.key: (owed.by, owed.rung) for owed in seen.owed}
    for key, promise in sorted(seen.live.agenda.items()):
        by_then, times = listed.get(key, (None, -1))
        if by_then != promise.by or times < promise.rung:
            yield Finding("forgotten", f"{seen.number}: {key} is not on the agenda with its day")
        if promise.next and promise.next < seen.live.clock.case_time(by):
            yield Finding("forgotten", f"{seen.number}: the hour of {key} came and nothing was said")
        if _late(promise, seen.live) and not _reminded(key, seen):
            yield Finding("forgotten", f"{seen.number}: {key} is overdue and nobody was reminded")
    yield from (
        Finding("doubled", f"{seen.number}: {key} is on the agenda and not owed") for key in sorted(listed.keys() - seen.live.agenda)
    )


def _late(promise: Promise, case: Case) -> bool:
    """Overdue, and its ladder has spoken."""
    return promise.overdue(case.at) and promise.rung > 0 and not promise.acknowledged(case.at, case.calendar)


def _reminded(key: str, seen: Seen) -> bool:
    return any(message.about == key for message in seen.messages)


def letters_do_not_wait(seen: Seen, by: datetime) -> Iterator[Finding]:
    """A letter that might leave before this hour has left."""
    waiting = [one.id for one in seen.messages if one.state == "planned" and one.goes_at < by]
    yield from (Finding("forgotten", f"{seen.number}: message {id} still waits") for id in waiting)


def letters_arrive_once(
    rows: Sequence[Addressed], before: Sequence[Arrival], after: Sequence[Arrival], kills: Sequence[datetime]
) -> Iterator[Finding]:
    """Each letter sent arrived, and once; one that came again was cut off when a part died. The rows are of between both arrivals.

    A letter that comes again under another Message-ID is another letter to whoever gets it: no death explains that.
    """
    sent, arrived = {row.message_id for row in rows if row.message_id}, {mail.message_id for mail in after}
    yield from (Finding("lost", f"{id} was sent and did not arrive") for id in sorted(sent - arrived))
    yield from (Finding("doubled", f"{id} arrived and is the id of no message") for id in _strangers(rows, before))
    unnoted = [mail for mail in before if mail.message_id not in sent]
    repeated = came_again(after)
    yield from (Finding("doubled", f"{mail.message_id} arrived and is not noted as sent") for mail in unexplained(unnoted, kills))
    yield from (Finding("doubled", f"{mail.message_id} came twice") for mail in unexplained(repeated, kills))


def _strangers(rows: Sequence[Addressed], mails: Sequence[Arrival]) -> list[str]:
    """The ids of mails, but for digests, that name no message."""
    known = {message_id(row.id, "").partition("@")[0] for row in rows}
    named = {mail.message_id for mail in mails if not mail.message_id.startswith("<digest.")}
    return sorted(id for id in named if id.partition("@")[0] not in known)


def came_again(mails: Sequence[Arrival]) -> list[Arrival]:
    """The mails after which the same one came again."""
    last: dict[str, Arrival] = {}
    again = []
    for mail in mails:
        if before := last.get(mail.message_id):
            again.append(before)
        last[mail.message_id] = mail
    return again


def unexplained(mails: Sequence[Arrival], kills: Sequence[datetime]) -> list[Arrival]:
    """The mails for which no part died just then: a death cuts off one mail at most."""
    left, rest = sorted(kills), []
    for mail in mails:
        kill = next((kill for kill in left if kill - BEFORE <= mail.at <= kill + AFTER), None)
        if kill:
            left.remove(kill)
        else:
            rest.append(mail)
    return rest
