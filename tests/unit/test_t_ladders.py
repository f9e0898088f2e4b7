"""Ladders that can be trusted: what users of other systems reported is a test here (T-03, T-10, T-11, T-14, T-18 to T-21, T-33)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casework.anytime import CaseClosed, ContactHeld, ReferentAssigned, ReferentLeft, RemarkMade
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.carried_over import taken_up
from casework.case import Case, Message
from casework.handover import hand_over
from casework.planned import plan_of, planned, rungs_of, to_come
from casework.rules import Ladder
from casework.watch import PromiseSeen
from tests import kina_road as road
from tests.handclock import HandClock, programme

HOUR = timedelta(hours=1)
CONTACT, ANSWER = "contact_held:client", "appointment_missed:i1"


def about(clock: HandClock, key: str) -> list[Message]:
    """What is planned about a promise."""
    return [rung for rung in planned(clock.case) if rung.about == key]


def days(rungs: list[Message]) -> list[str]:
    return [f"{rung.due:%m-%d} {rung.to}" for rung in rungs]


def with_an_appointment(days: int = 5) -> HandClock:
    """The client is expected in some days."""
    clock = road.mapping()
    return clock.tell(AppointmentMade(of="i1", at=clock.hour + timedelta(days=days)))


# Planned, moved, met


def test_every_rung_below_the_top_is_planned_with_the_promise_and_the_case_wakes_at_the_top():
    clock = road.mapping()

    assert days(about(clock, CONTACT)) == ["05-13 counsellor", "05-18 counsellor", "05-20 counsellor", "05-26 deputy"]
    assert about(clock, CONTACT)[1].due == datetime(2026, 5, 18, 6, 30, tzinfo=UTC), "when the office opens"
    assert clock.case.agenda[CONTACT].next == datetime(2026, 6, 2, 6, 30, tzinfo=UTC)
    assert not clock.letters(about=CONTACT)


def test_t_03_what_was_planned_goes_with_its_date_and_is_planned_anew():
    clock = with_an_appointment()
    before = about(clock, ANSWER)

    clock.tell(AppointmentMoved(of="i1", at=clock.hour + timedelta(days=12)))

    after = about(clock, ANSWER)
    assert [rung.to for rung in after] == [rung.to for rung in before]
    assert all(new.due > old.due for old, new in zip(before, after, strict=True))
    assert not {rung.id for rung in before} & {rung.id for rung in after}
    assert {rung.plan for rung in after} == {plan_of(clock.case, clock.case.agenda[ANSWER])}


def test_t_03_a_rung_that_has_gone_does_not_go_again_when_the_date_moves_away_and_back():
    clock = with_an_appointment(1)
    at = clock.case.appointments["i1"].at
    clock.days_pass(2)
    assert not clock.letters(about=ANSWER, letter="promise_overdue")
    said = clock.letters(about=ANSWER)
    assert [message.letter for message in said] == ["promise_due"]

    clock.correct(clock.number("appointment_made"), at=at + timedelta(days=30)).correct(clock.number("appointment_made"), at=at)
    clock.days_pass(1)

    assert clock.letters(about=ANSWER) == said


def test_t_10_what_is_cancelled_on_its_last_day_is_not_asked_about_any_more():
    clock = with_an_appointment(1).days_pass(1)
    assert about(clock, ANSWER)

    clock.tell(AppointmentCancelled(of="i1", why="the office is closed")).days_pass(60)

    assert not about(clock, ANSWER)
    assert not clock.letters(about=ANSWER)


def test_t_11_what_was_received_by_other_means_closes_the_chain():
    clock = with_an_appointment(1).days_pass(3)
    assert clock.letters(about=ANSWER)
    asked = len(clock.letters(about=ANSWER))

    clock.tell(ContactHeld(appointment="i1")).days_pass(60)

    assert not about(clock, ANSWER)
    assert len(clock.letters(about=ANSWER)) == asked


def test_t_14_a_date_that_changes_five_times_in_a_day_gives_one_reminder_in_the_end():
    clock = with_an_appointment()
    for nth in range(5):
        clock.pass_until(clock.hour + HOUR).tell(AppointmentMoved(of="i1", at=clock.hour + timedelta(days=5 - nth)))
    on = clock.case.appointments["i1"].at

    clock.pass_until(on + timedelta(days=2))

    assert [message.to for message in clock.letters(about=ANSWER)] == ["counsellor"]


def test_t_18_a_ladder_that_is_climbed_to_its_end_closes_no_case_and_turns_no_phase():
    clock = road.mapping()
    phases = clock.phases

    clock.days_pass(300)

    assert clock.case.ended is None
    assert clock.phases == phases
    assert len(clock.letters(about=CONTACT, to="team lead")) > 10, "the top comes again and again"


def test_what_is_planned_ends_with_the_case():
    clock = road.mapping()
    assert planned(clock.case)

    clock.tell(CaseClosed(outcome="moved away", why="gone to another town"))

    assert not planned(clock.case)


# To whom


def test_t_19_a_rung_names_a_role_and_never_a_person_of_the_staff():
    clock = road.mapping()
    before = planned(clock.case)

    clock.tell(ReferentAssigned(who="S-2", why="leaves for another office"))

    assert {(rung.to, rung.who) for rung in before} >= {("counsellor", ""), ("deputy", "")}
    assert [rung.id for rung in planned(clock.case)] == [rung.id for rung in before], "who has the role now is seen when it leaves"


def test_t_20_after_the_counsellor_the_deputy_is_asked_and_a_case_of_nobody_alarms_the_team():
    clock = road.mapping()
    assert [rung.urgent for rung in about(clock, CONTACT)] == [False, False, False, True]
    assert about(clock, CONTACT)[-1].to == "deputy"

    clock.tell(ReferentLeft(why="has left the office"))
    assert {rung.to for rung in about(clock, "referent_assigned")} == {"team"}
    clock.days_pass(30)
    assert {message.to for message in clock.letters(about="referent_assigned")} == {"team", "team lead"}


def test_who_is_above_is_told_at_once_and_the_counsellor_by_the_digest_of_the_day():
    for name, ladder in programme().ladders.items():
        told = [(rung.to, ladder.urgent(nth)) for nth, rung in enumerate(ladder.rungs)]
        assert told[-1][1], f"the top of {name} is never missed"
        assert not any(urgent for to, urgent in told[:-1] if to in ("counsellor", "team", "teller"))
        assert all(urgent for to, urgent in told if to in ("client", "employer", "partner")), "they get no digest"
    before_the_day: Ladder = programme().ladders["end"]
    assert (before_the_day.rungs[1].to, before_the_day.urgent(1)) == ("deputy", False)


# Acknowledged


def test_t_21_the_first_acknowledgement_stops_the_ladder_until_the_day_it_names():
    clock = road.mapping().days_pass(18)
    asked, acts_by = len(clock.letters(about=CONTACT)), road.day(clock, 6)

    clock.tell(PromiseSeen(of=CONTACT, acts_by=acts_by))

    assert all(clock.case.calendar.day_of(rung.due) >= acts_by for rung in about(clock, CONTACT))
    assert clock.case.agenda[CONTACT].acknowledged(clock.hour, clock.case.calendar)
    clock.days_pass(5)
    assert len(clock.letters(about=CONTACT)) == asked
    clock.days_pass(60)
    assert not clock.case.agenda[CONTACT].acknowledged(clock.hour, clock.case.calendar)
    assert len(clock.letters(about=CONTACT, to="team lead")) >= 1, "nobody acted: it goes on where it stood"


def test_t_21_what_was_asked_before_it_was_seen_is_not_asked_again():
    clock = road.mapping().days_pass(18)
    said = {message.rung for message in clock.letters(about=CONTACT)}

    clock.tell(PromiseSeen(of=CONTACT, acts_by=road.day(clock, 3))).days_pass(90)

    rungs = [message.rung for message in clock.letters(about=CONTACT) if message.waits]
    assert said
    assert len(rungs) == len(set(rungs)), "no rung twice"


def test_t_21_each_step_of_an_escalation_is_in_the_journal():
    clock = road.mapping().days_pass(80)

    top = clock.letters(about=CONTACT, to="team lead")

    assert [clock.line(message.line).kind for message in top] == ["hour_came"] * len(top)
    assert len(top) > 2


def test_a_ladder_speaks_once_after_it_was_quiet():
    """The day on which somebody acts comes after two rungs: one letter, the higher of the two."""
    clock = road.mapping().days_pass(14)
    clock.tell(PromiseSeen(of=CONTACT, acts_by=road.day(clock, 4)))

    hours = [rung.due for rung in about(clock, CONTACT)]

    assert len(hours) == len(set(hours))


def test_what_is_said_again_to_the_same_role_makes_the_older_useless():
    nears, due, overdue, deputy = about(road.mapping(), CONTACT)

    assert (nears.useless_after, due.useless_after, overdue.useless_after, deputy.useless_after) == (due.due, overdue.due, None, None)


# Kept


def test_t_33_what_is_planned_is_the_same_after_a_page_and_from_the_journal_alone():
    clock = with_an_appointment().days_pass(8)
    clock.tell(PromiseSeen(of=CONTACT, acts_by=road.day(clock, 12))).days_pass(3).withdraw(clock.number("appointment_made"))
    before = hand_over(clock.case, clock.story)

    again = taken_up(Case.model_validate_json(clock.case.model_dump_json()), clock.terms, clock.story).case

    assert planned(again) == before.planned
    assert hand_over(clock.refolded(), clock.story).planned == before.planned
    assert [promise.plan for promise in hand_over(again, clock.story).agenda] == [promise.plan for promise in before.agenda]


def test_t_33_a_case_whose_every_rung_woke_it_is_planned_from_the_rung_on_which_it_stood():
    clock = road.mapping()
    old = clock.case.model_copy(deep=True)
    promise = old.agenda[CONTACT]
    promise.rung, promise.line, promise.planned = 1, 0, None
    promise.next = about(clock, CONTACT)[1].due

    case = taken_up(Case.model_validate_json(old.model_dump_json()), clock.terms, clock.story).case

    assert [rung.rung for rung in rungs_of(case, case.agenda[CONTACT])] == [1, 2, 3]
    assert case.agenda[CONTACT].next == clock.case.agenda[CONTACT].next, "the case wakes for the top and for nothing below it"


def test_what_is_planned_says_nothing_of_what_was_told():
    clock = road.mapping().tell(RemarkMade(note="an invented remark"))

    assert not any("remark" in rung.model_dump_json() for rung in to_come(clock.case, clock.hour))
    assert {name for rung in planned(clock.case) for name in rung.values} == {"kind", "by", "rung"}
