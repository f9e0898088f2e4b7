"""What is waited for around an appointment: an answer, another hour, what became of it, and what follows when nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from casework import things as t
from casework.agenda import Awaited, due_on, missing
from casework.appointment_replies import AppointmentAccepted
from casework.appointments import IN_A_ROW, AppointmentMade, AppointmentMissed, AppointmentMoved, ConvocationMade
from casework.case import Case

MET = ("contact_held", "conversation_held", "assessment_interview_held", "action_plan_reviewed")
MET_SOMEHOW = (*MET, "interview_held", "talk_held", "appointment_kept")
CHANGED = ("appointment_moved", "appointment_cancelled")
ANSWERED = ("other_time_asked", "appointment_declined", "invited_again")


def appointments_followed(case: Case) -> Iterator[Awaited]:
    """Whoever is invited answers, is reminded, and comes or not; nothing of it is left to itself (T-02 to T-05, T-12)."""
    for of, appointment in case.appointments.items():
        if appointment.answer in ("other time", "declined"):
            yield _another_hour(case, of, appointment)
        else:
            yield _came(case, of, appointment)
            yield from _an_answer(case, of, appointment)
    yield from no_show_followed(case)


def no_show_followed(case: Case) -> Iterator[Awaited]:
    """After a client did not come one step and no more: a new invitation or, if the programme says so, a convocation (T-12)."""
    rule, missed = case.programme.no_show, case.tally.get(IN_A_ROW, 0)
    if not rule or not missed or not _still_to_be_met(case):
        return
    convoked = rule.convoked_from is not None and missed >= rule.convoked_from
    step, other = (ConvocationMade, "appointment_made") if convoked else (AppointmentMade, "convocation_made")
    yield missing(step, since=case.last_told("appointment_missed", otherwise=case.opened))._replace(or_by=(other, *MET_SOMEHOW))


def _still_to_be_met(case: Case) -> bool:
    """Not met since, not invited anew, and not yet so silent that the team is asked what to do: that is a step already."""
    invited = any(appointment.with_whom == "client" for appointment in case.appointments.values())
    return not invited and 0 < case.tally.get("unanswered:client", 0) < case.programme.counts["unanswered"].at_most


def _came(case: Case, of: str, appointment: t.Appointment) -> Awaited:
    """On its day it is told what became of it; before, its guest is reminded of its hour, where the programme says when."""
    told = due_on(AppointmentMissed, of, case.calendar.day_of(appointment.at))._replace(or_by=(*MET, *CHANGED))
    reminded = f"appointment_missed.{appointment.with_whom}" in case.programme.deadlines
    also = (*MET_SOMEHOW, *CHANGED, *ANSWERED[:2])
    return told._replace(hour=appointment.ends, pace=appointment.with_whom, or_by=also) if reminded else told


def _an_answer(case: Case, of: str, appointment: t.Appointment) -> Iterator[Awaited]:
    """An answer in time, at the latest on the working day before, until its hour; so near it that nobody can answer, none."""
    if appointment.answer or not appointment.invited or appointment.at <= case.at:
        return
    asked = case.calendar.day_of(appointment.invited)
    if (by := _answer_by(case, asked, appointment)) > asked:
        wanted = due_on(AppointmentAccepted, of, by)._replace(or_by=(*ANSWERED, *CHANGED, *MET_SOMEHOW))
        yield wanted._replace(whose=appointment.with_whom, pace=appointment.with_whom)
        yield Awaited("day", f"appointment_is_over.{of}", "clock", "day", on=_day_after(case, appointment), dated=True)


def _answer_by(case: Case, asked: date, appointment: t.Appointment) -> date:
    calendar, within = case.calendar, case.programme.deadline("appointment_accepted", appointment.with_whom).within
    day_before = calendar.day_of(appointment.at) - timedelta(days=1)
    return min(calendar.next_working(calendar.add(asked, within)), calendar.last_working(day_before))


def _day_after(case: Case, appointment: t.Appointment) -> date:
    """On this day the case looks again: nobody is asked any more to answer an invitation to what is over."""
    return case.calendar.day_of(appointment.at) + timedelta(days=1)


def _another_hour(case: Case, of: str, appointment: t.Appointment) -> Awaited:
    told = "other_time_asked" if appointment.answer == "other time" else "appointment_declined"
    moved = missing(AppointmentMoved, of, since=case.last_told(f"{told}:{of}", otherwise=case.at))
    return moved._replace(or_by=("appointment_cancelled", "appointment_accepted", *MET_SOMEHOW))
