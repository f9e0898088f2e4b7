"""What operators see of a case: search attributes and current details. No personal data in any of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from casework.agenda import Promise, rung_to_come
    from casework.case import Case
    from casework.desk import Desk, Story
    from casework.glossary import awaited
    from casework.handover import row_of, waited_for
    from casework.planned import to_come
    from runtime import search_attributes as sa

MOST_SHOWN, MOST_PLANNED = 12, 6
EMPTY: tuple[object, ...] = (None, [], "")


class Seen:
    """The search attributes as they were last written, so that only what has changed is written again."""

    def __init__(self, known: TypedSearchAttributes) -> None:
        self.known = {pair.key.name: pair.value for pair in known}

    def changed(self, pairs: list[SearchAttributePair[Any]]) -> list[SearchAttributeUpdate[Any]]:
        """Those that say something else than before."""
        before, self.known = self.known, {pair.key.name: pair.value for pair in pairs if pair.value not in EMPTY}
        moved = [pair for pair in pairs if self.known.get(pair.key.name) != before.get(pair.key.name)]
        return [pair.key.value_set(pair.value) if pair.key.name in self.known else pair.key.value_unset() for pair in moved]


def at_first(desk: Desk) -> TypedSearchAttributes:
    """What a case that is opened now is started with: said then, it costs neither an event nor an action.

    Its number is said then and never again: it stays, and every page carries it on.
    """
    seen = [pair for pair in search_attributes(desk.case, desk.story) if pair.value not in EMPTY]
    return TypedSearchAttributes([*numbered(desk.case), *seen])


def numbered(case: Case) -> TypedSearchAttributes:
    """The number by which people call a case; it says nothing of the person."""
    return TypedSearchAttributes([SearchAttributePair(sa.NUMBER, case.number)])


def search_attributes(case: Case, story: Story, *, journal_away: bool = False) -> list[SearchAttributePair[Any]]:
    """What operators may search for: coarse words and opaque ids."""
    row = row_of(case, story)
    due = row.next_due.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC) if row.next_due else None
    attention = ", ".join(filter(None, ["journal away" if journal_away else "", row.attention]))
    return [
        SearchAttributePair(sa.METHOD, row.method),
        SearchAttributePair(sa.PHASE, row.phases),
        SearchAttributePair(sa.PROGRAMME, f"{row.programme} {row.version}"),
        SearchAttributePair(sa.OFFICE, row.office),
        SearchAttributePair(sa.COUNSELLOR, row.counsellor),
        SearchAttributePair(sa.DUE_DAY, due),
        SearchAttributePair(sa.OVERDUE, row.overdue),
        SearchAttributePair(sa.WAITING_FOR, waited_for(case)),
        SearchAttributePair(sa.ATTENTION, attention),
    ]


def current_details(case: Case, story: Story, page: int, *, journal_away: bool = False) -> str:
    """In Markdown: where the case stands, what it waits for since when, what is planned, and what the clock of the case speaks of next."""
    return "\n".join([*_heading(case, story, page), *_attention(case, journal_away), *_agenda(case), *_planned(case), *_next(case)])


def _heading(case: Case, story: Story, page: int) -> list[str]:
    programme = case.programme
    phases = ", ".join(f"{programme.word(phase, 'en')} ({programme.word(phase)})" for phase in story.phases_of(case))
    ended = f"Ended {_day(case.ended.on)} with outcome **{case.ended.result}**." if case.ended else f"In **{phases}**."
    return [
        f"### {case.number}",
        "",
        ended,
        "",
        f"{programme.name} {programme.version}, opened {_day(case.opened)}, line {case.line}, page {page}",
        "",
        programme.guide,
        "",
    ]


def _attention(case: Case, journal_away: bool) -> list[str]:
    lines = [f"- {what}: {of}" for of, what in sorted(case.attention.items())]
    if journal_away:
        lines.append("- PostgreSQL does not answer: lines wait to be written")
    if case.paused:
        lines.append(f"- paused since {_day(case.paused.since)}, looked at again on {case.paused.look_again}")
    return ["**Attention**", *lines, ""] if lines else []


def _agenda(case: Case) -> list[str]:
    promises = sorted(case.agenda.values(), key=lambda p: (p.by is None, p.by, p.key))
    more = [f"- ... and {len(promises) - MOST_SHOWN} more"] if len(promises) > MOST_SHOWN else []
    return ["**Waits for**", *(_awaited(case, p) for p in promises[:MOST_SHOWN]), *more, ""] if promises else ["Waits for nothing.", ""]


def _awaited(case: Case, promise: Promise) -> str:
    if promise.sort == "day":
        return f"- the day when {called(promise)}: {_due(promise)}"
    late = ", **overdue**" if promise.overdue(case.at) else ""
    seen = f", seen by {promise.seen_by}" if promise.acknowledged(case.at, case.calendar) else ""
    times = reminded(case, promise)
    again = f", reminded {'once' if times == 1 else f'{times} times'}" if times else ""
    return f"- {called(promise)}, from the {promise.whose} since {_day(promise.made)}: {_due(promise)}{late}{seen}{again} (`{promise.key}`)"


def reminded(case: Case, promise: Promise) -> int:
    """How often its ladder has spoken, at the hour of the last line."""
    return rung_to_come(promise, case.programme.ladders[promise.ladder], case.at, case.calendar)


def called(promise: Promise) -> str:
    """A promise in words, with the thing it is about."""
    if promise.sort == "day":
        return promise.of.replace("_", " ")
    return awaited(promise.kind) + (f" ({promise.of.replace('_', ' ')})" if promise.of else "")


def _due(promise: Promise) -> str:
    return f"due {_day(promise.by)}" if promise.by else "no date yet"


def _planned(case: Case) -> list[str]:
    """The rungs that leave next, unless what they ask for is met: what is asked, of which role, on which day."""
    coming = to_come(case, case.at)
    more = [f"- ... and {len(coming) - MOST_PLANNED} more"] if len(coming) > MOST_PLANNED else []
    rungs = [
        f"- {_day(rung.due)}: {called(case.agenda[rung.about])}, to the {rung.to} (rung {(rung.rung or 0) + 1})"
        for rung in coming[:MOST_PLANNED]
    ]
    return ["**Planned**", *rungs, *more, ""] if rungs else []


def _next(case: Case) -> list[str]:
    due = case.next_due()
    if due is None:
        return ["No hour is set."]
    promise = case.agenda[due.key]
    top = len(case.programme.ladders[promise.ladder].rungs)
    what = "comes" if promise.sort == "day" else f"goes to the top of its ladder (rung {max(promise.rung + 1, top)})"
    return [f"**Next**: {called(promise)} {what} at {due.at:%Y-%m-%d %H:%M} UTC of the case's clock."]


def _day(hour: datetime) -> str:
    return f"{hour:%Y-%m-%d}"
