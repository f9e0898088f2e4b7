"""The plan followed for as long as it takes, operators, surveys and the exit: FR-12, FR-14 to FR-21."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import CaseClosed, PersonDied, ReferentAssigned
from casework.appointments import AppointmentMade
from casework.documents import DocumentRevised
from casework.exploration import CheckHeld
from casework.fact import Refused, as_seen_by, seen_by
from casework.handover import row_of
from casework.placement import ActionDone
from casework.plan_follow_up import ActionPlanReviewed, ReferralConcluded
from casework.referral import ReferralAnswered, ReferralAttended, ReferralDroppedOut, ReferralFinished, ReferralStarted
from casework.surveys import SurveyAsked, SurveyReturned
from tests import forem_road as road
from tests.forem_road import INTERVIEW, signed
from workflows.seen import current_details

GOES_ON, CHANGED, ANEW = (
    ActionPlanReviewed.model_validate({"then": then}) for then in ("plan goes on", "plan is changed", "assessed anew")
)
DONE = ActionDone(of="a1", result="done", evidence="attestation of the operator")
ACCEPTED, STARTED = ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1")
AFTER_INTERVIEW = "assessment_interview_held"


def test_fr_12_an_action_has_a_day_an_owner_and_is_asked_for_on_its_day():
    with pytest.raises(Refused, match=r"^say due=\.\.\.: this programme asks for it with action_agreed$"):
        road.agreed().tell(road.action(due=None))

    clock = road.followed()
    assert (clock.case.actions["a1"].owner, clock.due("action_done:a1")) == ("client", date(2026, 8, 31))


def test_fr_12_a_result_comes_with_what_shows_it():
    with pytest.raises(Refused, match=r"^say evidence=\.\.\.: this programme asks for it with action_done$"):
        road.followed().tell(DONE.model_copy(update={"evidence": ""}))

    clock = road.followed().tell(DONE)
    assert (clock.case.tally["actions done"], clock.row("action_done")["evidence"]) == (1, "attestation of the operator")
    assert seen_by(ActionDone, "evidence") == "restricted"


def test_fr_12_an_action_nobody_reports_reminds_the_jobseeker_then_the_counsellor_then_the_lead():
    clock = road.followed().days_pass(150)

    assert [m.to for m in clock.letters(about="action_done:a1")][:5] == ["client", "counsellor", "client", "counsellor", "team lead"]


def test_fr_12_a_plan_is_never_empty():
    clock = road.followed().tell(DONE)
    assert clock.case.agenda["action_agreed"].or_by == ("referred",)

    assert "action_agreed" not in clock.tell(road.action("a2", due=road.day(clock, 30))).awaits


def test_fr_12_the_same_counsellor_follows_the_plan_through_every_loop():
    clock = road.followed()
    for then in (GOES_ON, CHANGED, GOES_ON):
        clock.days_pass(30).tell(then)

    assert row_of(clock.case, clock.story).counsellor == "S-ana"
    assert not clock.told("referent_assigned")


def test_fr_14_an_operator_is_asked_for_a_service_with_the_consent_of_the_jobseeker():
    with pytest.raises(Refused, match=r"^say service=\.\.\.: this programme asks for it with referred$"):
        road.followed().tell(road.referral(service=""))
    with pytest.raises(Refused, match="a referral needs the person's consent"):
        road.followed().tell(road.referral(consent=False))

    clock = road.referred()
    assert (clock.case.referrals["r1"].partner, clock.row("referred")["service"]) == ("OP-1", "prequalification")
    assert [m.who for m in clock.letters(letter="referral_sent")] == ["OP-1"]


def test_fr_15_a_referral_is_sent_accepted_started_attended_and_finished_and_the_referent_hears_of_it():
    clock = road.referred()
    told = (ACCEPTED, STARTED, ReferralAttended(of="r1"))
    states = [clock.case.referrals["r1"].state, *(clock.tell(fact).case.referrals["r1"].state for fact in told)]
    assert states == ["sent", "accepted", "started", "started"]

    clock.tell(ReferralFinished(of="r1", feedback="ready for the course"))

    assert not clock.case.referrals
    assert [m.about for m in clock.letters(to="counsellor", letter="referral_news")] == [
        "referral_answered:r1", "referral_started:r1", "referral_finished:r1",
    ]  # fmt: skip
    assert clock.row("referral_finished")["feedback"] == "ready for the course"


def test_fr_15_an_operator_who_does_not_answer_is_asked_again_and_the_referent_hears_of_it():
    clock = road.referred().days_pass(21)

    assert [line.fact["owes"] for line in clock.told("partner_silent")] == ["answer"]
    assert clock.letters(letter="partner_silent", to="counsellor")
    assert clock.letters(letter="referral_answer_asked", to="partner")


@pytest.mark.parametrize(
    ("told", "state"),
    [([ReferralAnswered(of="r1", answer="refused")], "refused"), ([ACCEPTED, STARTED, ReferralDroppedOut(of="r1")], "dropped out")],
)
def test_fr_15_after_a_refusal_or_a_drop_out_the_referent_says_what_follows(told, state):
    clock = road.referred().tell(*told)
    assert clock.due("referral_concluded:r1") == date(2026, 5, 11)
    assert "check_held:r1" not in clock.awaits

    clock.tell(ReferralConcluded(of="r1", then="another operator", feedback="the group is full"))

    assert not clock.case.referrals
    assert clock.case.tally[f"referrals {state}"] == 1


def test_fr_15_what_is_still_under_way_is_not_concluded():
    with pytest.raises(Refused, match="referral r1 is sent: this is told of one that is refused or dropped out"):
        road.referred().tell(ReferralConcluded(of="r1", then="nothing more"))
    with pytest.raises(Refused, match="this case has no open referral r9: there is r1"):
        road.referred().tell(ReferralConcluded(of="r9", then="nothing more"))


def test_fr_15_the_referent_keeps_asking_about_a_referral_and_poor_news_goes_to_the_team():
    clock = road.referred()
    assert clock.due("check_held:r1") == date(2026, 6, 4)

    clock.tell(*[CheckHeld(of="r1", result="not really working on it")] * 2)

    assert {"person_spoken_to:r1", "team_consulted:r1"} <= set(clock.awaits)


def test_fr_16_the_row_of_a_case_says_all_that_a_portfolio_shows():
    row = row_of(road.followed().case, road.followed().story)

    assert (row.counsellor, row.phases, row.waiting_for) == ("S-ana", ["placement"], "counsellor")
    assert (row.next_due.date() if row.next_due else None, row.overdue) == (date(2026, 5, 11), False)


def test_fr_17_whatever_is_pending_follows_the_new_referent():
    clock = road.followed()
    before = dict(clock.case.agenda)

    clock.tell(ReferentAssigned(who="S-ben", why="leave until September"))

    assert clock.case.agenda == before
    assert [m.to for m in clock.letters(letter="case_given")] == ["counsellor"]


def test_fr_18_the_vademecum_in_force_is_named_on_the_case():
    clock = road.followed()

    assert clock.case.programme.guide.startswith("Vademecum des conseillers référents, version 2026.1")
    assert clock.case.programme.guide in current_details(clock.case, clock.story, 1)


def test_fr_19_after_the_interview_and_after_the_first_review_the_jobseeker_is_asked_how_they_are_served():
    clock = road.assessing().tell(INTERVIEW)
    assert clock.due(f"survey_asked:{AFTER_INTERVIEW}") == date(2026, 5, 11)

    clock.tell(SurveyAsked(of=AFTER_INTERVIEW))

    assert [m.to for m in clock.letters(letter="survey_asked")] == ["client"]
    assert clock.due(f"survey_returned:{AFTER_INTERVIEW}") == date(2026, 6, 4)
    assert "survey_asked:action_plan_reviewed" in road.followed().tell(GOES_ON).awaits


@pytest.mark.parametrize("result", ["answered", "declined", "no answer"])
def test_fr_19_the_case_knows_that_a_survey_came_back_and_never_what_it_says(result):
    clock = road.assessing().tell(INTERVIEW, SurveyAsked(of=AFTER_INTERVIEW))
    clock.tell(SurveyReturned(of=AFTER_INTERVIEW, result=result))

    assert clock.case.surveys == {AFTER_INTERVIEW: result}
    assert f"survey_returned:{AFTER_INTERVIEW}" not in clock.awaits
    assert set(SurveyReturned.model_fields) == {"kind", "of", "note", "result"}


def test_fr_19_a_survey_is_asked_once_at_its_point_and_not_before():
    with pytest.raises(Refused, match="assessment_interview_held has not been told yet: the survey comes after it"):
        road.assessing().tell(SurveyAsked(of=AFTER_INTERVIEW))
    with pytest.raises(Refused, match="this programme's surveys are assessment_interview_held, action_plan_reviewed: name one"):
        road.assessing().tell(SurveyAsked(of="breakfast"))
    with pytest.raises(Refused, match="this was asked already, and is asked"):
        road.assessing().tell(INTERVIEW, *[SurveyAsked(of=AFTER_INTERVIEW)] * 2)
    with pytest.raises(Refused, match="no survey waits for an answer here: waiting are none"):
        road.assessing().tell(INTERVIEW, SurveyReturned(of=AFTER_INTERVIEW, result="answered"))


@pytest.mark.parametrize("outcome", ["work", "training", "deregistered", "transferred", "other"])
def test_fr_20_every_exit_has_its_reason(outcome):
    with pytest.raises(ValueError, match="at least 3 characters"):
        CaseClosed(outcome=outcome, why="")

    clock = road.followed().tell(CaseClosed(outcome=outcome, why="said so at the desk"))

    assert clock.case.ended
    assert (clock.case.ended.result, clock.awaits, clock.row("case_closed")["why"]) == (outcome, [], "said so at the desk")
    assert as_seen_by("everyone", CaseClosed, clock.row("case_closed"))["why"] == "(withheld)"


def test_fr_20_a_death_ends_every_reminder_at_once():
    clock = road.referred().tell(PersonDied())

    assert clock.case.ended
    assert (clock.case.ended.result, clock.awaits) == ("died", [])
    assert not [m for m in clock.days_pass(100).letters() if m.due > clock.case.ended.on]


def test_fr_20_time_alone_ends_no_support():
    clock = road.followed().days_pass(800)

    assert (clock.case.ended, clock.open) == (None, ["follow_up"])


def test_fr_21_interview_actions_and_review_go_round_as_often_as_it_takes():
    clock = road.followed()
    for loop in range(1, 7):
        number = loop + 1
        clock.days_pass(20).tell(ActionDone(of=f"a{loop}", evidence="seen"), ANEW, INTERVIEW)
        assert clock.open == ["action_plan", "assessment"]
        clock.tell(road.action(f"a{number}", due=road.day(clock, 60)))
        clock.tell(*revised("d1"), *revised("d2"))
        assert clock.open == ["follow_up"]

    assert (clock.case.decisions["action_plan_reviewed"].times, clock.case.papers["d2"].in_force) == (6, 7)
    assert len(clock.case.own_json()) < 8 * 1024


def test_fr_21_a_review_may_leave_the_plan_as_it_is_and_the_next_one_is_promised_at_once():
    clock = road.followed().days_pass(40).tell(GOES_ON)

    assert (clock.open, clock.due("action_plan_reviewed")) == (["follow_up"], date(2026, 9, 14))
    assert clock.due("contact_held:client") == date(2026, 7, 13), "a review is a contact"


def test_fr_21_a_review_may_change_the_plan_while_it_is_followed():
    clock = road.followed().tell(CHANGED)
    assert clock.open == ["action_plan", "follow_up"]
    assert "document_revised:d2" in clock.awaits
    assert "document_revised:d1" not in clock.awaits

    assert clock.tell(*revised("d2")).open == ["follow_up"]


def test_fr_21_a_plan_is_reviewed_while_it_is_followed():
    with pytest.raises(Refused, match="a plan is reviewed while it is followed: first comes what the assessment waits for"):
        road.interviewed().tell(GOES_ON)


def test_fr_21_a_review_nobody_holds_is_asked_for_patiently_and_then_by_the_team():
    clock = road.followed().tell(SurveyAsked(of=AFTER_INTERVIEW)).days_pass(130)

    assert [m.to for m in clock.letters(about="action_plan_reviewed")][:4] == ["counsellor", "counsellor", "counsellor", "team"]
    assert clock.case.agenda["action_plan_reviewed"].overdue(clock.hour)


def test_x_03_a_review_told_later_than_it_was_held_counts_from_its_own_day():
    clock = road.followed().days_pass(40)

    clock.tell(GOES_ON, on=clock.hour - timedelta(days=10))

    assert clock.due("contact_held:client") == date(2026, 7, 3)


def revised(of: str):
    """A new version of this document, signed by both."""
    sections = road.SAID if of == "d1" else {}
    return [DocumentRevised(of=of, sections=sections), *signed(of)]


def test_fr_07_a_review_says_how_it_was_held_and_answers_its_appointment():
    clock = road.followed()
    clock.tell(AppointmentMade(of="i1", at=clock.hour + timedelta(days=1))).days_pass(2)
    assert "appointment_missed:i1" in clock.awaits

    clock.tell(GOES_ON.model_copy(update={"mode": "by video", "appointment": "i1"}))

    assert (clock.row("action_plan_reviewed")["mode"], clock.case.appointments) == ("by video", {})
    with pytest.raises(Refused, match="this case has no appointment i9"):
        clock.tell(GOES_ON.model_copy(update={"appointment": "i9"}))
