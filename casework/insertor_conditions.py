"""What the insertor's itinerary waits for whatever its step: interviews told, needs served, the planned end looked at."""

from __future__ import annotations

from collections.abc import Iterator

from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.commitments import ItineraryClosed
from casework.interviews import InterviewHeld, InterviewRecorded, StrengthsFound
from casework.placement import ActionAgreed
from casework.things_insertor import Interview


def interviews_told(case: Case) -> Iterator[Awaited]:
    """An interview that was planned is held, one that was held is recorded, and none speaks only of lacks (ES-15, ES-20, ES-23)."""
    for of, interview in case.interviews.items():
        if not interview.held:
            yield _held(case, of, interview)
        elif not interview.recorded:
            yield missing(InterviewRecorded, of, since=interview.held)
        elif interview.only_lacks:
            yield missing(StrengthsFound, of, since=interview.only_lacks)


def _held(case: Case, of: str, interview: Interview) -> Awaited:
    """On the day of its appointment, if it has one."""
    meeting = case.appointments.get(interview.appointment)
    day = case.calendar.day_of(meeting.at) if meeting else None
    awaited = due_on(InterviewHeld, of, day) if day else missing(InterviewHeld, of, since=interview.planned)
    return awaited._replace(or_by=("interview_called_off",))


def needs_served(case: Case) -> Iterator[Awaited]:
    """Every need that is open has an action under way; a new one asks for one too (ES-10, ES-33, ES-46)."""
    served = {action.towards for action in case.actions.values()}
    return (missing(ActionAgreed, of)._replace(or_by=("need_met",)) for of in case.needs if of not in served)


def end_looked_at(case: Case) -> Iterator[Awaited]:
    """When the planned end comes, the itinerary closes, or it is framed anew (ES-07)."""
    if case.course:
        yield due_on(ItineraryClosed, "", case.course.ends)._replace(or_by=("itinerary_framed",))
