"""A fact told by mistake, or told wrongly: the case goes on as if it had been told right (T-26)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.anytime import CaseClosed, ContactHeld, PersonDied, ReferentAssigned, RemarkMade
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.door import Telling, tell_or_note
from casework.exploration import BarrierFound, ConversationHeld, ProbeAnswered
from casework.fact import Fact, Refused
from casework.folding import as_they_count, fold
from casework.in_work_support import AbsenceBegan, ContractEnded
from casework.mistakes import FactCorrected, FactWithdrawn
from casework.referral import ReferralAnswered
from casework.watch import PromiseSeen
from tests import kina_road as road
from tests.handclock import MONDAY, HandClock, stands

NEXT_WEEK = MONDAY + timedelta(days=8)


def whole(clock: HandClock) -> None:
    """The case is what its journal says."""
    assert clock.refolded().own_json() == clock.case.own_json()


# Withdrawn


def test_an_appointment_entered_by_mistake_leaves_the_case_as_it_was_and_both_lines_in_the_journal_t_26():
    clock = road.exploring()
    before = stands(clock.case)
    clock.tell(AppointmentMade(of="i1", at=NEXT_WEEK))

    clock.withdraw(clock.number("appointment_made"))

    assert stands(clock.case) == before
    assert clock.letters(letter="invitation") == []
    assert [line.kind for line in clock.case.journal[-2:]] == ["appointment_made", "fact_withdrawn"]
    whole(clock)


def test_an_id_that_was_used_by_mistake_is_never_given_again():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), ProbeAnswered(of="health", answer="problem", barrier="b1"))

    clock.withdraw(clock.number("appointment_made")).withdraw(clock.number("probe_answered"))

    assert (clock.case.next_id("i"), clock.case.next_id("b")) == ("i2", "b2")
    with pytest.raises(Refused, match="i1 has been used"):
        clock.tell(AppointmentMade(of="i1", at=NEXT_WEEK))


def test_what_others_lean_on_is_withdrawn_after_them():
    clock = road.referred()
    probe = clock.number("probe_answered", 0)

    with pytest.raises(Refused, match=r"^line \d+, referred, would then have been refused: .*; withdraw or correct line \d+ first$"):
        clock.withdraw(probe)

    clock.withdraw(clock.number("referred")).withdraw(probe)
    assert not clock.case.barriers
    whole(clock)


def test_a_contact_that_was_with_somebody_else_is_owed_as_before():
    clock, other = road.mapping().days_pass(3), road.mapping().days_pass(3)
    clock.tell(ContactHeld())
    assert clock.due("contact_held:client") != other.due("contact_held:client")

    clock.withdraw(clock.number("contact_held"))

    assert stands(clock.case) == stands(other.case)


def test_a_promise_that_is_late_again_climbs_from_the_day_of_the_withdrawal_and_speaks_once():
    clock = road.mapping().tell(ContactHeld()).days_pass(2).tell(ContactHeld())
    wrong = clock.number("contact_held")
    late = clock.days_pass(16).case.agenda["contact_held:client"].by
    reminded = len(clock.letters(about="contact_held:client"))

    clock.withdraw(wrong)

    promise = clock.case.agenda["contact_held:client"]
    assert promise.by is not None
    assert late is not None
    assert promise.by < late
    assert promise.climbs_from == clock.hour.date()
    assert len(clock.letters(about="contact_held:client")) <= reminded, "what never came does not come now, all at once"
    clock.days_pass(1)
    assert [letter.to for letter in clock.letters(about="contact_held:client")][-1] == "counsellor", "the first rung asks the counsellor"
    whole(clock)


def test_a_reminder_that_came_rightly_is_not_given_twice():
    clock = road.mapping().days_pass(25)
    reminders = [letter.id for letter in clock.letters(about="contact_held:client")]
    promise = clock.case.agenda["contact_held:client"]
    clock.tell(RemarkMade(note="told in the wrong case"))
    assert reminders

    clock.withdraw(clock.number("remark_made"))

    assert [letter.id for letter in clock.letters(about="contact_held:client")] == reminders
    assert clock.case.agenda["contact_held:client"] == promise


def test_what_was_said_of_a_promise_that_is_gone_falls_away_and_so_does_the_partners_silence():
    clock = road.referred().days_pass(20)
    assert clock.told("partner_silent")
    clock.tell(PromiseSeen(of="check_held:r1", acts_by=road.day(clock, 3)))
    telling = _withdrawal(clock, clock.number("referred"))

    mended = clock.mended(telling)

    assert {line.kind for line in mended.fell_away} == {"partner_silent", "promise_seen"}
    clock.withdraw(clock.number("referred"))
    assert "check_held:r1" not in clock.case.agenda
    whole(clock)


def test_a_case_closed_by_mistake_is_open_again_with_the_same_days():
    clock, other = road.mapping().days_pass(3), road.mapping().days_pass(3)
    clock.tell(CaseClosed(outcome="moved away", why="told in the wrong case"))
    assert clock.case.ended

    clock.withdraw(clock.number("case_closed"))

    assert stands(clock.case) == stands(other.case)
    whole(clock)


def test_a_death_told_of_the_wrong_person_stops_nothing_for_good():
    clock, other = road.in_article_60(), road.in_article_60()

    clock.tell(PersonDied()).days_pass(2).withdraw(clock.number("person_died"))

    assert stands(clock.case) == stands(other.days_pass(2).case)


def test_a_withdrawal_that_was_itself_a_mistake_is_withdrawn():
    clock = road.mapping().tell(ContactHeld(), on=MONDAY)
    before = stands(clock.case)
    clock.withdraw(clock.number("contact_held"))

    clock.withdraw(clock.number("fact_withdrawn"))

    assert stands(clock.case) == before
    assert as_they_count(clock.case.journal) == {clock.number("fact_withdrawn", 0): None}
    whole(clock)


def test_days_that_would_have_come_come_in_their_time():
    """An early end was told by mistake; meanwhile the end of the contract came near."""
    clock, other = road.at_the_end(), road.at_the_end()
    clock.tell(ContractEnded(of="k1", by="employer", why="told in the wrong case"))
    clock.days_pass(60)
    other.days_pass(60)
    assert clock.open == ["early_end"]

    clock.withdraw(clock.number("contract_ended"))

    assert clock.open == other.open == ["end_of_contract"]
    assert {k: p.by for k, p in clock.case.agenda.items()} == {k: p.by for k, p in other.case.agenda.items()}
    assert clock.case.open["end_of_contract"].entered == other.case.open["end_of_contract"].entered
    whole(clock)


# Corrected


def test_a_wrong_date_corrected_moves_every_day_that_hangs_on_it():
    right, wrong = road.in_article_60().days_pass(30), road.in_article_60().days_pass(30)
    right.tell(AbsenceBegan(of="k1", reason="sickness", since=road.day(right, -2)))
    wrong.tell(AbsenceBegan(of="k1", reason="sickness", since=road.day(wrong, -20)))

    wrong.days_pass(2).correct(wrong.number("absence_began"), since=road.day(wrong, -4))

    assert stands(wrong.case) == stands(right.days_pass(2).case)
    whole(wrong)


def test_a_contract_that_was_told_a_year_too_long_is_near_its_end_at_once():
    right, wrong = road.in_a_job(ends=road.day(HandClock(), 100)), road.in_a_job(ends=road.day(HandClock(), 465))
    right.days_pass(50)

    wrong.days_pass(50).correct(wrong.number("contract_signed"), ends=road.day(HandClock(), 100))

    assert wrong.open == right.open
    assert wrong.awaits == right.awaits
    whole(wrong)


def test_the_day_something_happened_is_corrected():
    clock, other = road.mapping().days_pass(5), road.mapping().days_pass(5)
    other.tell(ContactHeld(), on=MONDAY + timedelta(days=3))

    clock.tell(ContactHeld()).correct(clock.number("contact_held"), happened=MONDAY + timedelta(days=3))

    assert clock.due("contact_held:client") == other.due("contact_held:client")
    whole(clock)


def test_the_latest_correction_stands():
    clock = road.exploring().tell(BarrierFound(of="b1", type="debts", severity=1))
    line = clock.number("barrier_found")

    clock.correct(line, severity=3).correct(line, severity=2)

    assert clock.case.barriers["b1"].severity == 2
    whole(clock)


def test_a_letter_that_says_the_same_is_not_written_again_and_one_that_says_something_else_is():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK, with_whom="client"))
    line, invitation = clock.number("appointment_made"), clock.letters(letter="invitation")[0]

    mended = clock.mended(_correction(clock, line, at=NEXT_WEEK + timedelta(hours=1)))

    assert [letter.id for letter in mended.unsaid] == [invitation.id]
    assert [letter.values["at"] for letter in mended.said_now] == [(NEXT_WEEK + timedelta(hours=1)).isoformat()]
    assert [letter.letter for letter in mended.to_go_on_with().outbox] == ["invitation"]
    assert mended.to_go_on_with().unsaid == [invitation.id]

    remark = road.exploring().tell(ReferentAssigned(who="S-2", why="on leave"))
    assert not remark.mended(_correction(remark, remark.number("referent_assigned"), why="on leave for a month")).said_now


def test_an_invitation_that_is_corrected_outdoes_the_one_that_has_gone():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), AppointmentMoved(of="i1", at=NEXT_WEEK + timedelta(days=1)))
    clock.correct(clock.number("appointment_moved"), at=NEXT_WEEK + timedelta(days=2))

    clock.tell(AppointmentCancelled(of="i1"))

    assert [letter.values["sequence"] for letter in clock.letters() if "sequence" in letter.values] == ["0", "2", "3"]


def words(clock: HandClock) -> list[tuple[str, datetime, int]]:
    """What guests were told of where to be, as their calendars follow it."""
    said = [letter.values for letter in clock.letters() if "sequence" in letter.values]
    return sorted(((s["method"], datetime.fromisoformat(s["at"]), int(s["sequence"])) for s in said), key=lambda word: word[2])


@pytest.mark.parametrize(
    "mistake", [AppointmentMoved(of="i1", at=NEXT_WEEK + timedelta(days=1)), AppointmentCancelled(of="i1"), ContactHeld(appointment="i1")]
)
def test_t_26_a_change_of_an_appointment_that_is_taken_back_is_put_right_by_a_word_that_outdoes_it(mistake: Fact):
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), mistake)
    gone = words(clock)

    clock.withdraw(clock.number(mistake.kind))

    *_, (method, at, sequence) = words(clock)
    assert (method, at) == ("REQUEST", NEXT_WEEK)
    assert sequence > max(before for _, _, before in gone)
    assert clock.letters()[-1].letter == "appointment_moved"
    assert stands(clock.refolded()) == stands(clock.case)
    assert clock.refolded().outbox[-1].id == clock.case.outbox[-1].id


def test_t_26_the_sequence_grows_however_often_a_change_is_taken_back_and_told_anew():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), AppointmentMoved(of="i1", at=NEXT_WEEK + timedelta(days=1)))
    moved, told = clock.number("appointment_moved"), words(clock)
    for _ in range(3):
        clock.withdraw(moved)
        told.append(words(clock)[-1])
        clock.withdraw(clock.case.line)
        told.append(words(clock)[-1])
    clock.tell(AppointmentMoved(of="i1", at=NEXT_WEEK + timedelta(days=2)))
    clock.correct(clock.case.line, at=NEXT_WEEK + timedelta(days=3))
    told.append(words(clock)[-1])
    clock.withdraw(clock.case.line)
    told.append(words(clock)[-1])

    assert [at - NEXT_WEEK for _, at, _ in told] == [timedelta(days=days) for days in (0, 1, 0, 1, 0, 1, 0, 1, 3, 2)]
    assert [sequence for _, _, sequence in told] == sorted({sequence for _, _, sequence in told})


def test_t_26_a_cancellation_that_was_none_and_is_one_after_all_is_told_again():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), AppointmentCancelled(of="i1"))

    *_, (_, _, before) = words(clock.withdraw(clock.case.line))
    *_, (method, at, sequence) = words(clock.withdraw(clock.case.line))

    assert (method, at) == ("CANCEL", NEXT_WEEK)
    assert sequence > before
    assert not [name for name in clock.case.tally if name.startswith("corrected:")]


def test_t_26_who_was_invited_to_what_was_never_to_be_hears_that_it_is_cancelled():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK, with_whom="employer", who="E-1"))

    clock.withdraw(clock.number("appointment_made"))

    [word] = clock.letters(letter="appointment_cancelled")
    assert (word.to, word.who, word.values["method"], word.values["at"]) == ("employer", "E-1", "CANCEL", NEXT_WEEK.isoformat())
    assert int(word.values["sequence"]) > 0
    assert not clock.letters(letter="invitation")


def test_t_26_nothing_is_said_of_what_stands_as_it_stood_or_is_over():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), ContactHeld())
    assert not clock.mended(_withdrawal(clock, clock.case.line)).said_now

    clock.tell(AppointmentMoved(of="i1", at=NEXT_WEEK + timedelta(days=1))).days_pass(10)
    assert not clock.mended(_withdrawal(clock, clock.number("appointment_moved"))).said_now


def test_t_26_a_case_closed_by_mistake_invites_again_whoever_was_not_told():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=NEXT_WEEK), CaseClosed(outcome="other", why="the wrong client"))

    clock.withdraw(clock.case.line)

    assert words(clock)[-1][:2] == ("REQUEST", NEXT_WEEK)


def test_the_opening_is_corrected_in_its_day_and_its_counsellor_only():
    clock = HandClock().tell(ConversationHeld())
    clock.correct(1, counsellor="S-bo", happened=MONDAY - timedelta(days=5))
    assert (clock.case.counsellor, clock.case.opened) == ("S-bo", MONDAY - timedelta(days=5))
    whole(clock)

    with pytest.raises(Refused, match=r"^person of an opening cannot be corrected: close the case with outcome=other"):
        clock.correct(1, person="P-2")
    with pytest.raises(Refused, match=r"^an opening is not withdrawn: tell case_closed"):
        clock.withdraw(1)


# Refused


def test_a_line_that_cannot_be_withdrawn_says_why():
    clock = road.mapping().days_pass(40).tell(RemarkMade(note="hm"))
    hour, remark = clock.number("hour_came"), clock.number("remark_made")
    clock.withdraw(remark)

    for line, what, sentence in (
        (99, "remark_made", f"this case has no line 99: its journal ends with line {remark + 1}"),
        (hour, "hour_came", f"line {hour} was told by the clock, not by a person: correct the fact it hangs on"),
        (remark, "remark_made", f"line {remark} was withdrawn in line {remark + 1}: to have it back, withdraw line {remark + 1}"),
    ):
        with pytest.raises(Refused, match=f"^{sentence}$"):
            clock.tell(FactWithdrawn(line=line, what=what, why="told by mistake"))


def test_a_correction_says_something_else_and_can_be_meant():
    clock = road.exploring().tell(BarrierFound(of="b1", type="debts"))
    line = clock.number("barrier_found")
    for said, sentence in (
        ({}, f"line {line} says just this already: name what is to be different"),
        ({"of": "b2"}, "the id b1 stays when a line is corrected: withdraw line 3, and tell it anew"),
        ({"severity": 9}, "severity: expected 3 at most, found 9"),
        ({"colour": "red"}, "there is no field colour here"),
        ({"happened": MONDAY + timedelta(days=1)}, "was told on 2026-05-04, before it would have happened: withdraw it, and tell it again"),
        ({"happened": MONDAY - timedelta(days=900)}, "is more than a year before this case was opened"),
        ({"happened": datetime(2026, 5, 1)}, "say when it happened with its time zone"),  # noqa: DTZ001
    ):
        with pytest.raises(Refused, match=sentence):
            clock.correct(line, **said)
    with pytest.raises(Refused, match="is side problem found, not contact held"):
        clock.tell(FactWithdrawn(line=line, what="contact_held", why="told by mistake"))
    clock.correct(line, severity=3)
    with pytest.raises(Refused, match="is a correction itself: correct line 3 again, or withdraw line 4"):
        clock.correct(clock.number("fact_corrected"), why="another reason")
    assert clock.case.barriers["b1"].severity == 3


def test_a_fact_as_corrected_must_have_been_possible_then():
    clock = road.in_article_60().days_pass(10).tell(AbsenceBegan(of="k1", reason="sickness", since=road.day(road.in_article_60(), 2)))

    with pytest.raises(Refused, match=r"^line \d+ would have been refused like this: the contract starts on"):
        clock.correct(clock.number("absence_began"), since=MONDAY.date() - timedelta(days=20))


def test_a_correction_nobody_waits_for_is_refused_where_its_teller_sees_it():
    clock = road.exploring().tell(RemarkMade(note="hm"))

    tell_or_note(clock.desk, _withdrawal(clock, clock.number("remark_made")), clock.hour)

    assert clock.told("telling_refused")[0].fact["why"].startswith("a correction needs the whole journal")
    assert not clock.told("fact_withdrawn")


def test_a_journal_that_does_not_begin_with_an_opening_cannot_be_rebuilt():
    clock = road.exploring()

    with pytest.raises(LookupError, match="does not begin with an opening"):
        fold("c1", clock.case.journal[1:], clock.terms, clock.story)


def test_a_partners_answer_told_of_the_wrong_referral_is_owed_again():
    clock = road.referred().tell(ReferralAnswered(of="r1", answer="refused"))

    clock.withdraw(clock.number("referral_answered"))

    assert clock.case.referrals["r1"].state == "sent"
    whole(clock)


def _withdrawal(clock: HandClock, line: int) -> Telling:
    fact = FactWithdrawn(line=line, what=clock.line(line).kind, why="told by mistake")
    return Telling(id="w", by="S-ana", kind=fact.kind, fact=fact.model_dump(mode="json", exclude={"kind"}))


def _correction(clock: HandClock, line: int, **said: object) -> Telling:
    told = clock.line(line)
    instead = told.fact | {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}
    fact = FactCorrected(line=line, what=told.kind, instead=instead, why="told wrongly")
    return Telling(id="w", by="S-ana", kind=fact.kind, fact=fact.model_dump(mode="json", exclude={"kind"}))
