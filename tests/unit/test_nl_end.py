"""Fase 5, einde art. 60, and what holds for the whole path: NL-37 to NL-43."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import CaseClosed, PersonDied, PhaseReopened, PhaseSkipped
from casework.end_of_contract import (
    AftercareEnded,
    ApplicationsPrepared,
    Measure,
    MeasuresChecked,
    OutcomeRecorded,
    SearchBegun,
    StayAnswered,
)
from casework.exploration import BarrierFound
from casework.fact import Refused
from casework.in_work_support import AbsenceBegan, AbsenceEnded, FollowUpAnswered, HostChanged, HoursChanged
from casework.placement import ApplicationSent
from tests import kina_road as road
from tests.handclock import HandClock

STAYS = OutcomeRecorded(outcome="stays with host", then="aftercare")
COUNTDOWN = (
    "day:end_comes_near",
    "search_begun:k1",
    "stay_answered:k1",
    "measures_checked:k1",
    "applications_prepared:k1",
    "outcome_recorded",
)


def countdown(clock: HandClock) -> dict[str, date | None]:
    return {key: clock.due(key) for key in COUNTDOWN if key in clock.case.agenda}


def test_nl_37_the_search_for_the_next_job_starts_before_the_contract_ends():
    clock = road.in_article_60()
    assert countdown(clock) == {"day:end_comes_near": date(2026, 11, 1)}
    assert clock.pass_until(clock.hour + timedelta(days=180)).open == ["in_work_support"]

    clock.days_pass(2)

    assert clock.open == ["end_of_contract"]
    assert clock.phases == ["end_of_contract"]
    assert countdown(clock) == {
        "search_begun:k1": date(2026, 12, 1),
        "stay_answered:k1": date(2027, 2, 1),
        "measures_checked:k1": date(2027, 2, 1),
        "applications_prepared:k1": date(2027, 4, 1),
        "outcome_recorded": date(2027, 5, 1),
    }
    assert clock.days_pass(60).letters("search_begun:k1")


def test_nl_37_the_whole_countdown_moves_when_the_end_does():
    clock = road.at_the_end()
    clock.tell(AbsenceBegan(of="k1", reason="sickness", since=date(2026, 10, 26))).days_pass(7)
    before = countdown(clock)

    clock.tell(AbsenceEnded(of="k1", on=date(2026, 10, 29)))

    assert clock.case.contract.ends == date(2027, 5, 5)
    after = countdown(clock)
    assert after["outcome_recorded"] == date(2027, 5, 5)
    assert all(after[key] > before[key] for key in before)


def test_nl_37_when_the_end_moves_far_away_support_goes_on_until_it_is_near_again():
    clock = road.at_the_end().tell(SearchBegun(of="k1"), HoursChanged(of="k1", fraction=0.5, since=date(2026, 11, 2)))

    assert clock.open == ["in_work_support"]
    assert clock.case.contract.ends == date(2027, 10, 30)
    assert clock.due("day:end_comes_near") == date(2027, 4, 30)
    assert clock.pass_until(clock.case.calendar.opening(date(2027, 4, 30))).open == ["end_of_contract"]
    assert "search_begun:k1" not in clock.case.agenda, "what was begun stays begun"


def test_nl_37_a_countdown_of_a_job_with_an_end_is_the_same():
    clock = road.in_a_job(ends=date(2027, 5, 1))

    assert clock.due("day:end_comes_near") == date(2026, 11, 1)
    assert clock.pass_until(clock.case.calendar.opening(date(2026, 11, 1))).open == ["end_of_contract"]


def test_nl_37_while_the_end_nears_what_else_was_begun_is_still_followed():
    clock = road.at_the_end().tell(ApplicationSent(of="s1"), road.job("k2"))

    assert clock.open == ["end_of_contract"]
    assert {"application_answered:s1", "follow_up_answered:k2"} <= set(clock.awaits)


def test_nl_37_a_new_host_while_the_end_nears_still_agrees_on_guidance_and_signs():
    clock = road.at_the_end().tell(HostChanged(of="k1", host="H-2"))

    assert clock.open == ["end_of_contract"]
    assert {"guidance_agreed:w1", "placement_agreement_signed:w1"} <= set(clock.awaits)


@pytest.mark.parametrize(("answer", "asked_again"), [("yes", False), ("no", False), ("later", True)])
def test_nl_38_the_host_is_asked_whether_the_client_can_stay(answer, asked_again):
    clock = road.at_the_end()
    assert clock.case.agenda["stay_answered:k1"].whose == "employer"

    clock.tell(StayAnswered(of="k1", answer=answer, why="the budget is not known"))

    assert ("stay_answered:k1" in clock.awaits) is asked_again
    line = clock.told("stay_answered")[-1]
    assert (line.fact["answer"], line.fact["why"], line.happened) == (answer, "the budget is not known", clock.hour)


def test_nl_38_a_host_who_says_nothing_is_asked_by_letter():
    clock = road.at_the_end().days_pass(120)

    assert [m.letter for m in clock.letters("stay_answered:k1", to="employer")] == ["host_asked", "host_asked"]
    assert clock.letters("stay_answered:k1", to="team lead")


def test_nl_39_the_measures_a_client_qualifies_for_are_listed_with_their_dates():
    clock = road.at_the_end()
    measure = Measure(name="target group reduction", valid_from=date(2027, 1, 1), valid_until=date(2027, 12, 31))

    clock.tell(MeasuresChecked(of="k1", measures=[measure]))

    assert "measures_checked:k1" not in clock.awaits
    listed = clock.row("measures_checked")["measures"]
    assert listed == [{"name": "target group reduction", "valid_from": "2027-01-01", "valid_until": "2027-12-31"}]


def test_nl_39_a_measure_ends_after_it_begins():
    wrong = Measure(name="reduction", valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1))

    with pytest.raises(Refused, match="reduction ends before it begins"):
        road.at_the_end().tell(MeasuresChecked(of="k1", measures=[wrong]))


def test_nl_40_applications_are_prepared_before_the_end():
    clock = road.at_the_end()
    assert clock.due("applications_prepared:k1") == date(2027, 4, 1)
    assert "client" in {m.to for m in road.at_the_end().days_pass(170).letters("applications_prepared:k1")}

    assert "applications_prepared:k1" not in clock.tell(ApplicationsPrepared(of="k1")).awaits


@pytest.mark.parametrize("outcome", ["stays with host", "other regular job", "training", "other"])
def test_nl_41_after_an_outcome_comes_aftercare_and_then_the_end(outcome):
    clock = road.at_the_end().tell(*road.PREPARED, OutcomeRecorded(outcome=outcome, then="aftercare"))
    assert clock.open == ["aftercare"]
    assert clock.awaits == ["aftercare_ended", "contact_held:client"]

    clock.days_pass(150).tell(AftercareEnded(still_at_work=True))

    assert clock.case.ended.result == outcome
    assert clock.case.ended.on == clock.hour, "the path ended now, not when the outcome was known"
    assert not clock.case.agenda


def test_nl_41_after_no_job_the_path_closes_or_goes_back_to_placement():
    no_job = OutcomeRecorded(outcome="no job", then="closure")
    assert road.at_the_end().tell(no_job).case.ended.result == "no job"

    clock = road.at_the_end().tell(no_job.model_copy(update={"then": "placement"}))
    assert clock.open == ["placement"]
    assert "branch_decided" in clock.awaits
    with pytest.raises(Refused, match="without a job there is nothing to follow up"):
        road.at_the_end().tell(no_job.model_copy(update={"then": "aftercare"}))


def test_nl_41_another_job_may_come_long_before_the_end():
    clock = road.in_article_60().days_pass(30).tell(OutcomeRecorded(outcome="other regular job", then="aftercare"))

    assert clock.open == ["aftercare"]
    assert not [key for key in clock.awaits if key.endswith(":k1")]


def test_nl_41_aftercare_is_not_ended_before_it_began():
    with pytest.raises(Refused, match="this case is not in aftercare"):
        road.at_the_end().tell(AftercareEnded(still_at_work=True))


def test_nl_41_an_outcome_is_of_work_that_was_done():
    with pytest.raises(Refused, match="an outcome is recorded of work that was done"):
        road.placement().tell(STAYS)


def test_nl_42_an_end_date_that_has_passed_closes_nothing():
    clock = road.in_article_60().days_pass(1000)

    assert clock.open == ["end_of_contract"]
    assert not clock.case.ended
    assert clock.case.agenda["outcome_recorded"].overdue(clock.hour)
    assert clock.letters("outcome_recorded")[-1].to == "team lead"
    assert clock.tell(OutcomeRecorded(outcome="no job", then="closure")).case.ended


def test_nl_42_nobodys_contract_ends_unseen():
    clock = road.at_the_end().days_pass(184)

    assert [(m.to, m.letter, m.due.date()) for m in clock.letters("outcome_recorded")] == [
        ("counsellor", "contract_end_nears", date(2027, 4, 1)),
        ("deputy", "contract_end_nears", date(2027, 4, 19)),
        ("counsellor", "promise_due", date(2027, 5, 3)),
    ]


def test_nl_42_a_case_is_closed_with_an_outcome_and_a_reason_only():
    with pytest.raises(ValueError, match="outcome"):
        CaseClosed.model_validate({"why": "no reason to go on"})
    with pytest.raises(ValueError, match="why"):
        CaseClosed(outcome="work", why="")

    clock = road.mapping().tell(CaseClosed(outcome="moved away", why="to another city"))

    assert clock.case.ended.result == "moved away"
    assert [m.to for m in clock.letters("case_closed")] == ["counsellor", "client"]


def test_nl_42_when_the_person_dies_every_reminder_stops():
    clock = road.in_article_60().tell(PersonDied())
    written = len(clock.letters())

    assert clock.case.ended.result == "died"
    assert clock.case.next_due() is None
    assert len(clock.days_pass(400).letters()) == written


@pytest.mark.parametrize(
    ("phase", "following"),
    [("exploring", "mapping"), ("mapping", "placement"), ("placement", "in_work_support"), ("in_article_60", "end_of_contract")],
)
def test_nl_43_a_phase_may_be_skipped_with_a_reason(phase, following):
    clock = getattr(road, phase)()

    clock.tell(PhaseSkipped(of=clock.open[0], why="the guide is not a law"))

    assert clock.open == [following]
    assert clock.row("phase_skipped")["why"] == "the guide is not a law"
    assert [k for k in clock.case.tally if k.startswith("skipped:")]


def test_nl_43_without_a_reason_or_out_of_place_nothing_is_skipped():
    with pytest.raises(ValueError, match="why"):
        PhaseSkipped(of="exploration", why="")
    with pytest.raises(Refused, match="only the phase the path is in can be skipped: it is in exploration"):
        road.exploring().tell(PhaseSkipped(of="mapping", why="not there yet"))
    with pytest.raises(Refused, match="only the phase the path is in can be skipped: it is in mapping"):
        road.mapping().tell(BarrierFound(of="b1", type="debts"), PhaseSkipped(of="side_problems", why="no time for it"))


def test_nl_43_the_end_itself_cannot_be_skipped():
    with pytest.raises(Refused, match="end_of_contract cannot be skipped: a path ends with an outcome"):
        road.at_the_end().tell(PhaseSkipped(of="end_of_contract", why="all is said"))


def test_nl_43_the_path_may_go_back_to_any_phase_it_has_been_in_and_loses_nothing():
    clock = road.in_article_60().tell(PhaseReopened(of="exploration", why="worries at home"))

    assert clock.open == ["exploration"]
    assert clock.due("search_begun:k1") == date(2026, 12, 1), "the contract nears its end all the same"
    assert clock.case.contract.host == "H-1"
    assert clock.tell(road.ConversationHeld(), PhaseReopened(of="in_work_support", why="all is calm")).open == ["in_work_support"]
    with pytest.raises(Refused, match="in_work_support is open already"):
        clock.tell(PhaseReopened(of="in_work_support", why="again"))
    with pytest.raises(Refused, match="this case has never been in aftercare"):
        clock.tell(PhaseReopened(of="aftercare", why="to see"))


def test_nl_41_aftercare_of_a_job_nobody_followed_begins_with_its_own_gap_and_is_not_late_at_once():
    clock = road.in_a_job().tell(FollowUpAnswered(of="k1", answer="not offered")).days_pass(200)

    clock.tell(OutcomeRecorded(outcome="other regular job", then="aftercare"))

    assert not clock.case.agenda["contact_held:client"].overdue(clock.hour)
