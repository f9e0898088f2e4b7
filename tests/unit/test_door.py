"""The one door: what comes late, out of order, twice, too early or never fits, and the fold that finds the same case again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from casework.anytime import CaseClosed, ContactFailed, ContactHeld, Paused, PersonDied, RemarkMade, Resumed, TeamConsulted
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMissed, AppointmentMoved
from casework.case import REMEMBERED_TELLINGS
from casework.desk import Story
from casework.door import Telling, check, note, rehearse, tell, tell_or_note
from casework.end_of_contract import OutcomeRecorded
from casework.exploration import BarrierFound, ConversationHeld, ProbeAnswered
from casework.fact import Refused
from casework.folding import fold
from casework.handover import hand_over, row_of
from casework.in_work_support import DaysCounted, FollowUpAnswered, ReadinessChecked
from casework.placement import ActionAgreed, ActionDone
from casework.watch import CancelAsked, RefusalSettled, TroubleSeen, WorkFailed
from tests import kina_road as road
from tests.handclock import MONDAY, HandClock
from tests.kina_road import NO_PROBLEMS, SETTLED
from workflows.methods import STORIES

LONG_AGO = MONDAY - timedelta(days=400)


def telling(kind: str, id: str = "t-new", **fact: object) -> Telling:
    return Telling(id=id, by="S-ana", kind=kind, fact=fact)


def said(clock: HandClock, kind: str, **fact: object) -> str:
    """The sentence with which this is refused."""
    with pytest.raises(Refused) as refused:
        check(clock.desk, telling(kind, **fact), clock.hour)
    return str(refused.value)


# Late and out of order


def test_promises_count_from_the_day_it_happened_not_from_the_day_it_was_told():
    clock = road.mapping().days_pass(10).tell(ContactHeld(), on=MONDAY + timedelta(days=7))

    assert clock.due("contact_held:client") == date(2026, 5, 22)  # 14 days end on Whit Monday, so the working day before
    line = clock.told("contact_held")[-1]
    assert (line.happened, line.told) == (MONDAY + timedelta(days=7), clock.hour)


def test_what_is_told_out_of_order_moves_no_cadence_back():
    clock = road.mapping().days_pass(10).tell(ContactHeld())
    due = clock.due("contact_held:client")

    assert clock.tell(ContactHeld(), on=MONDAY + timedelta(days=2)).due("contact_held:client") == due


def test_a_fact_told_late_opens_its_chapter_late_and_what_is_overdue_says_so_once():
    clock = road.exploring().days_pass(60)
    clock.tell(*NO_PROBLEMS, on=MONDAY + timedelta(days=1)).days_pass(1)

    assert clock.case.agenda["contact_held:client"].overdue(clock.hour)
    assert len(clock.letters("contact_held:client")) == len([m for m in clock.letters("contact_held:client") if m.due < clock.hour])


def test_facts_may_be_told_in_any_order_with_the_same_result():
    one, other = HandClock(), HandClock()
    one.tell(ConversationHeld(), *NO_PROBLEMS)
    other.tell(*NO_PROBLEMS, ConversationHeld())

    assert one.open == other.open == ["mapping"]
    assert one.awaits == other.awaits


# Days that cannot be


def test_what_is_still_to_come_has_not_happened():
    clock = HandClock()
    with pytest.raises(Refused, match="2026-05-05 is still to come: tell a fact when it has happened"):
        clock.tell(ConversationHeld(), on=MONDAY + timedelta(days=1))


def test_a_day_long_before_the_case_was_opened_is_doubted():
    with pytest.raises(Refused, match="more than a year before this case was opened: look at the date"):
        HandClock().tell(ConversationHeld(), on=LONG_AGO)
    assert HandClock().tell(ConversationHeld(), on=MONDAY - timedelta(days=30)).told("conversation_held")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-05-04", "2099-01-01", "9999-12-31"])
def test_a_day_that_can_only_be_a_slip_of_the_hand_is_doubted_wherever_it_stands(day):
    at_work = road.in_article_60()
    measures = [{"name": "a measure", "valid_from": "2026-05-04", "valid_until": day}]

    assert "more than 20 years away: look at the date" in said(at_work, "action_agreed", of="a1", sort="other", due=day)
    assert "more than 20 years away: look at the date" in said(at_work, "measures_checked", of="k1", measures=measures)


def test_an_hour_has_a_time_zone():
    with pytest.raises(Refused, match="say when it happened with its time zone"):
        HandClock().tell(ConversationHeld(), on=datetime(2026, 5, 4, 8))  # noqa: DTZ001


def test_what_is_promised_lies_ahead_of_the_hour_of_telling_however_long_nothing_was_told():
    clock = road.placement().tell(road.REGULAR).days_pass(1)
    quiet = clock.case.at
    clock.hour += timedelta(hours=50)
    assert clock.case.at == quiet

    with pytest.raises(Refused, match="an appointment is in the future"):
        clock.tell(AppointmentMade(of="i1", at=clock.hour - timedelta(hours=1)))
    with pytest.raises(Refused, match="an action is due on a day to come"):
        clock.tell(ActionAgreed(of="a1", sort="find vacancies", due=(clock.hour - timedelta(days=2)).date()))


def test_an_appointment_is_missed_once_its_hour_has_come():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=MONDAY + timedelta(days=3)))
    with pytest.raises(Refused, match="this appointment is still to come"):
        clock.tell(AppointmentMissed(of="i1"))

    clock.hour += timedelta(days=3, hours=1)

    assert clock.tell(AppointmentMissed(of="i1")).case.tally["appointments missed"] == 1


# no answer is a normal event with a next step


def test_a_client_who_does_not_answer_is_talked_over_in_the_team_x_06():
    clock = road.mapping().tell(ContactFailed(), ContactFailed())
    assert "team_consulted:client" not in clock.awaits

    clock.tell(AppointmentMade(of="i1", at=clock.hour + timedelta(days=1))).days_pass(2).tell(AppointmentMissed(of="i1"))

    assert clock.case.agenda["team_consulted:client"].whose == "team"
    assert "team_consulted:client" not in clock.tell(TeamConsulted(of="client", advice="visit at home")).awaits


def test_an_answer_ends_the_count_x_06():
    clock = road.mapping().tell(ContactFailed(), ContactFailed(), ContactHeld(), ContactFailed())

    assert clock.case.tally["unanswered:client"] == 1


def test_a_missed_meeting_with_an_employer_is_not_held_against_the_client_x_06():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=MONDAY + timedelta(days=1), with_whom="employer", who="E-1")).days_pass(2)

    assert "unanswered:client" not in clock.tell(AppointmentMissed(of="i1")).case.tally


def test_of_every_appointment_it_is_asked_on_its_day_what_became_of_it_x_06():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=MONDAY + timedelta(days=3)))
    assert clock.due("appointment_missed:i1") == date(2026, 5, 7)
    assert not clock.days_pass(3).letters("appointment_missed:i1", to="counsellor")
    assert clock.days_pass(5).letters("appointment_missed:i1", to="counsellor")

    assert "appointment_missed:i1" not in clock.tell(ContactHeld(appointment="i1")).awaits


def test_an_appointment_is_moved_or_cancelled_and_the_client_is_told():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=MONDAY + timedelta(days=3)))
    clock.tell(AppointmentMoved(of="i1", at=MONDAY + timedelta(days=9)), AppointmentCancelled(of="i1", why="not needed"))

    sent = [(m.letter, m.values["sequence"]) for m in clock.letters(to="client") if m.about.startswith("appointment")]
    assert sent == [("invitation", "0"), ("appointment_moved", "1"), ("appointment_cancelled", "2")]
    with pytest.raises(Refused, match="this case has no appointment i1"):
        clock.tell(ContactHeld(appointment="i1"))


# Twice


def test_told_twice_under_one_id_it_counts_once():
    clock = HandClock()
    first, second = (tell(clock.desk, telling("conversation_held", id="same"), clock.hour) for _ in range(2))

    assert (first.before, second.before) == (False, True)
    assert first.line == second.line
    assert clock.case.records["conversations"] == 1


def test_a_case_remembers_as_many_tellings_as_it_says_and_the_journal_the_rest():
    clock = HandClock()
    for nth in range(REMEMBERED_TELLINGS + 5):
        tell(clock.desk, telling("remark_made", id=f"n{nth}", note="again"), clock.hour)

    assert len(clock.case.heard) == REMEMBERED_TELLINGS
    assert clock.case.was_told("n1") is None
    assert clock.case.was_told(f"n{REMEMBERED_TELLINGS}")


def test_after_the_end_a_new_telling_is_refused_and_an_old_one_answered():
    clock = HandClock()
    tell(clock.desk, telling("conversation_held", id="early"), clock.hour)
    clock.tell(CaseClosed(outcome="moved away", why="to another city"))

    assert tell(clock.desk, telling("conversation_held", id="early"), clock.hour).before
    assert said(clock, "conversation_held") == "this case ended on 2026-05-04 with outcome moved away: open a new one"
    assert tell_or_note(clock.desk, telling("conversation_held"), clock.hour).ended == "moved away"


# What nobody knows


def test_an_unknown_fact_field_or_value_is_answered_with_what_there_is():
    clock = HandClock()

    assert said(clock, "party_held") == "there is no fact called party_held: see `itinerary facts` for what can be told"
    assert said(clock, "conversation_held", mood="good") == "there is no field mood here: there is of, note, appointment"
    assert said(clock, "probe_answered", of="health") == "answer is missing"
    assert said(clock, "probe_answered", of="health", answer="perhaps").startswith("answer: ")
    assert (
        said(clock, "barrier_settled", of="b1", result="solved", judgement="all is well")
        == "this case has no side problem b1: there is none yet"
    )


def test_a_fact_of_another_method_is_refused_by_name():
    clock = HandClock()
    kina = clock.story
    clock.desk.story = Story("other", kina.opens, kina.path, kina.phases, kina.facts - {ContactHeld}, kina.asides)

    assert said(clock, "contact_held") == "the other path knows no contact_held"


@pytest.mark.parametrize(
    ("kind", "fact", "sentence"),
    [
        ("opened", road.exploring().row("opened"), "this case is open already"),
        ("hour_came", {"of": "conversation_held"}, "only the clock says that an hour came"),
        ("telling_refused", {"of": "x", "refused": "y", "teller": "z", "why": "w"}, "only the case itself says that a telling was refused"),
        ("work_failed", {"of": "x", "what": "y"}, "only the system itself says that its work failed"),
        ("cancel_asked", {}, "to end a case tell case_closed with its outcome"),
        ("resumed", {}, "this case is not paused"),
        ("remark_made", {}, "write the remark in note=..."),
        ("paused", {"reason": "boredom", "look_again": "2026-05-20"}, "this case has no reason to pause called boredom"),
        ("paused", {"reason": "holiday", "look_again": "2026-12-20"}, "a pause for this reason lasts at most 6 weeks"),
        ("paused", {"reason": "holiday", "look_again": "2026-05-04"}, "look again on a day to come"),
        ("refusal_settled", {"of": "t9"}, "this case has no refused telling t9"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(kind, fact, sentence):
    clock = road.exploring()
    before = clock.case.model_dump_json()

    assert sentence in said(clock, kind, **fact)
    assert clock.case.model_dump_json() == before


def test_a_case_pauses_once_at_a_time_and_is_looked_at_again_on_the_day_named():
    clock = road.mapping().tell(Paused(reason="holiday", look_again=date(2026, 5, 22)))

    assert clock.due("resumed") == date(2026, 5, 22)
    assert said(clock, "paused", reason="holiday", look_again="2026-05-22") == "this case is paused already: tell resumed first"
    assert clock.days_pass(30).letters("resumed")
    assert "contact_held:client" in clock.tell(Resumed()).awaits


def test_what_was_put_away_is_gone_and_its_id_never_used_twice():
    clock = road.placement().tell(road.REGULAR, ActionAgreed(of="a1", sort="find vacancies"), ActionDone(of="a1"))

    assert not clock.case.actions
    assert not [key for key in clock.case.last if key.endswith(":a1")]
    assert said(clock, "action_agreed", of="a1", sort="other") == "a1 has been used in this case: the next free one is of=a2"


# Signals: what nobody waits for


def test_a_signal_that_is_refused_is_written_down_for_its_teller_and_never_raised():
    clock = HandClock()

    tell_or_note(clock.desk, telling("barrier_settled", id="sig-1", of="b1", result="solved", judgement="all is well"), clock.hour)

    line = clock.told("telling_refused")[-1]
    assert (line.fact["of"], line.fact["refused"], line.fact["teller"]) == ("sig-1", "barrier_settled", "S-ana")
    assert clock.case.agenda["refusal_settled:sig-1"].whose == "teller"
    assert [(m.to, m.who) for m in clock.letters(letter="telling_refused")] == [("teller", "S-ana")]
    assert row_of(clock.case, clock.story).attention == "telling refused"

    clock.tell(RefusalSettled(of="sig-1"))
    assert not clock.case.attention
    assert "refusal_settled:sig-1" not in clock.awaits
    assert not [key for key in clock.case.last if key.endswith(":sig-1")]


def test_not_even_a_signal_with_an_odd_id_breaks_the_case():
    clock = HandClock()

    tell_or_note(clock.desk, telling("party_held", id="a id with spaces and ü"), clock.hour)

    [of] = clock.case.attention
    assert clock.tell(RefusalSettled(of=of)).case.attention == {}


def test_a_signal_that_is_taken_is_a_fact_like_any_other():
    clock = HandClock()

    assert tell_or_note(clock.desk, telling("conversation_held"), clock.hour).line == 2
    assert clock.told("conversation_held")


def test_what_the_system_says_of_itself_is_seen_by_people():
    clock = HandClock()
    note(clock.desk, WorkFailed(of="letters", what="the letter could not be written"), clock.hour)
    note(clock.desk, CancelAsked(), clock.hour)

    assert row_of(clock.case, clock.story).attention == "cancel asked, work failed"
    assert not clock.case.ended
    assert {"work_failed", "cancel_asked"} <= {m.letter for m in clock.letters(to="counsellor")}


@pytest.mark.parametrize("happened", [datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_not_even_a_signal_of_an_impossible_day_breaks_the_case(happened):
    clock = HandClock()

    tell_or_note(clock.desk, telling("conversation_held").model_copy(update={"happened": happened}), clock.hour)

    assert "more than 20 years away" in clock.row("telling_refused")["why"]


def test_who_tells_is_named_by_an_id_because_operators_see_who_acts_on_a_promise():
    with pytest.raises(ValidationError, match="by"):
        Telling(id="t-new", by="Test Counsellor One", kind="conversation_held")


def test_a_check_that_breaks_is_a_refusal_too(monkeypatch):
    def broken(fact: ConversationHeld, case: object) -> None:
        raise OverflowError

    monkeypatch.setattr(ConversationHeld, "check", broken)

    assert said(HandClock(), "conversation_held").startswith("the path cannot go on from this (OverflowError): nothing was changed")


# Rehearsal and fold


def test_a_rehearsal_shows_the_case_to_come_and_touches_nothing():
    clock = road.with_a_side_problem()
    before = clock.case.model_dump_json()
    settled = Telling(id="t-new", by="S-ana", kind="barrier_settled", fact=SETTLED.model_dump(mode="json", exclude={"kind"}))

    to_come = rehearse(clock.desk, SETTLED, settled, clock.hour)

    assert list(to_come.open) == ["mapping"]
    assert clock.case.model_dump_json() == before
    assert clock.tell(SETTLED).case.agenda == to_come.agenda


def test_a_case_is_the_fold_of_its_journal():
    clock = road.in_article_60().days_pass(45).tell(ReadinessChecked(of="k1", readiness="on the way"), on=MONDAY + timedelta(days=30))
    clock.tell(BarrierFound(of="b1", type="debts", later_work="rests")).days_pass(20)
    tell_or_note(clock.desk, telling("party_held"), clock.hour)
    note(clock.desk, CancelAsked(), clock.hour)
    clock.tell(SETTLED, PersonDied())

    assert clock.refolded() == clock.case


def test_a_case_opened_for_a_day_gone_by_folds_too():
    clock = HandClock(datetime(2026, 2, 2, 8, tzinfo=UTC)).tell(ConversationHeld(), on=datetime(2026, 1, 20, 8, tzinfo=UTC))

    assert clock.refolded() == clock.case


def test_without_a_journal_there_is_no_case():
    clock = HandClock()

    with pytest.raises(LookupError, match="a case without a journal cannot be rebuilt"):
        fold("c1", [], clock.terms, clock.story)


def test_the_row_says_what_a_case_waits_for():
    clock = road.mapping().days_pass(20).tell(RemarkMade(note="still looking"))
    handed = hand_over(clock.case, clock.story)

    assert (handed.case.overdue, handed.case.waiting_for, handed.case.phases) == (True, "counsellor", ["capability_mapping"])
    assert handed.case.next_due == clock.case.agenda["contact_held:client"].by
    assert handed.agenda[0].key == "contact_held:client"
    assert handed.agenda[0].overdue
    assert handed.lines == clock.case.journal
    assert STORIES[handed.case.method] is clock.story


def test_after_ten_years_a_case_is_still_small():
    clock = road.in_article_60()
    clock.tell(OutcomeRecorded(outcome="other regular job", then="placement"), road.REGULAR, road.job("k2"))
    clock.tell(FollowUpAnswered(of="k2", answer="agreed"))
    for nth in range(120):
        clock.days_pass(30).tell(ContactHeld(), ContactHeld(of="k2"), on=clock.hour)
        clock.tell(DaysCounted(of="k2", month=f"{clock.hour:%Y-%m}", days=20))
        if nth % 6 == 0:
            clock.tell(BarrierFound(of=f"b{nth // 6 + 1}", type="debts", later_work="goes on"))
            clock.tell(SETTLED.model_copy(update={"of": f"b{nth // 6 + 1}"}), ProbeAnswered(of="health", answer="unknown"))
            clock.tell(ActionAgreed(of=f"a{nth // 6 + 1}", sort="other"), ActionDone(of=f"a{nth // 6 + 1}"))
        if nth % 12 == 0:
            clock.tell(Paused(reason="holiday", look_again=(clock.hour + timedelta(days=14)).date())).days_pass(10).tell(Resumed())
            tell_or_note(clock.desk, telling("party_held", id=f"odd-{nth}"), clock.hour)
            clock.tell(RefusalSettled(of=f"odd-{nth}"))
        clock.case.journal.clear()
        clock.case.outbox.clear()

    assert clock.hour.year >= 2036
    assert not clock.case.ended
    assert clock.case.line > 600
    assert len(clock.case.own_json()) <= 64 * 1024


def test_a_cancel_that_was_asked_stays_on_the_agenda_until_somebody_has_looked_at_it():
    clock = road.exploring()
    note(clock.desk, CancelAsked(), clock.hour)
    assert clock.case.agenda["trouble_seen:cancel"].whose == "counsellor"
    with pytest.raises(Refused, match=r"^this case has no trouble r1: there is cancel$"):
        clock.tell(TroubleSeen(of="r1"))
    with pytest.raises(Refused, match=r"^this case has no refused telling cancel: there is none yet$"):
        clock.tell(RefusalSettled(of="cancel"))

    clock.tell(TroubleSeen(of="cancel"))

    assert not clock.case.attention
    assert "trouble_seen:cancel" not in clock.case.agenda


def test_work_that_failed_is_looked_at_and_a_refused_telling_is_no_trouble_of_that_sort():
    clock = road.exploring()
    note(clock.desk, WorkFailed(of="r1", what="the partner could not be reached"), clock.hour)
    tell_or_note(clock.desk, Telling(id="later-1", by="S-ana", kind="mapping_completed"), clock.hour)
    with pytest.raises(Refused, match=r"^this case has no trouble later-1: there is r1$"):
        clock.tell(TroubleSeen(of="later-1"))

    clock.tell(TroubleSeen(of="r1"), RefusalSettled(of="later-1"))

    assert not clock.case.attention


def test_the_row_of_a_case_says_when_its_clock_speaks_next_and_nothing_once_it_ended():
    clock = HandClock().tell(BarrierFound(of="b1", type="any"))
    due = clock.case.next_due()
    assert due
    assert row_of(clock.case, clock.story).speaks_at == due.at

    clock.tell(CaseClosed(outcome="other", why="a test is over"))

    assert row_of(clock.case, clock.story).speaks_at is None
