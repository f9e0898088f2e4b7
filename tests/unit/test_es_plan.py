"""El plan de acción y los compromisos: ES-10 to ES-12, ES-37 to ES-42."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import career_plan as c
from casework.anytime import PhaseReopened
from casework.autonomy import ActionHandedOver
from casework.autonomy_trend import Owned, trend, trend_said
from casework.capability_mapping import GoalSet, GoalSettled
from casework.commitments import CommitmentAccepted, CommitmentProposed, CommitmentRefused, CommitmentSettled
from casework.documents import DocumentRefused, DocumentSigned
from casework.employability import NeedFound, NeedMet
from casework.fact import Refused
from casework.placement import ActionAgreed, ActionDone
from tests import insertor_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock

FAMILIES = ["social_inclusion", "personal_development", "training_and_practice", "active_job_search", "self_employment"]
REFUSED = CommitmentRefused(of="m1", why="cannot come every week")


def action(of: str = "a2", **said: object) -> ActionAgreed:
    return ActionAgreed.model_validate({"of": of, "sort": "active_job_search", "owner": "client", "towards": "n1"} | said)


def without(kind: str) -> HandClock:
    """In the plan, with everything on the table but this."""
    return road.planning().tell(*[fact for fact in road.PLANNED if fact.kind != kind])


def test_es_10_no_action_exists_without_something_it_is_for():
    clock = road.overseen()

    with pytest.raises(Refused, match=r"^say towards=\.\.\.: this programme asks for it with action_agreed$"):
        clock.tell(action(towards=""))
    with pytest.raises(Refused, match=r"^an action serves something of this case: towards is one of c1, g1, g2, g3, l1, n1, o1, o2$"):
        clock.tell(action(towards="n9"))


def test_es_10_nor_is_it_corrected_to_be_for_nothing():
    clock = road.overseen()

    with pytest.raises(Refused, match=r"say towards=\.\.\.: this programme asks for it with action_agreed$"):
        clock.correct(clock.number("action_agreed"), towards="")


@pytest.mark.parametrize("towards", ["n1", "o2", "l1", "c1", "g1"])
def test_es_10_it_is_for_a_need_an_objective_a_finding_or_a_goal(towards):
    assert road.overseen().tell(action(towards=towards)).case.actions["a2"].towards == towards


def test_es_10_every_need_has_an_action_under_way_or_is_met():
    clock = road.overseen().tell(NeedFound(of="n2", what="a flat nearer to work", evidence=[1]))
    assert clock.due("action_agreed:n2") == date(2026, 5, 18)

    assert "action_agreed:n2" not in clock.tell(action("a2", towards="n2")).awaits
    assert "action_agreed:n2" in clock.tell(ActionDone(of="a2")).awaits
    assert "action_agreed:n2" not in clock.tell(NeedMet(of="n2", result="met")).awaits


def test_es_11_the_share_of_actions_that_are_the_applicants_own_is_a_trend():
    clock = road.overseen().tell(action("a2", owner="counsellor"), action("a3", owner="client"))
    clock.days_pass(40).tell(ActionHandedOver(of="a2", owner="client"), action("a4"), action("a5", owner="shared"))

    months = trend(clock.case.journal)

    assert months == [
        Owned(month="2026-05", professional=1, shared=1, applicant=1),
        Owned(month="2026-06", professional=0, shared=1, applicant=2),
    ]
    assert [round(month.share, 2) for month in months] == [0.33, 0.67]
    assert trend_said(months) == "actions that are the client's own: 2026-05: 1 of 3, 2026-06: 2 of 3"
    assert trend_said([]) == ""


def test_es_11_an_action_told_by_mistake_is_not_counted_and_one_corrected_counts_as_corrected():
    clock = road.overseen().tell(action("a2"), action("a3"))
    clock.withdraw(clock.number("action_agreed")).correct(clock.number("action_agreed", -2), owner="counsellor")

    assert trend(clock.case.journal) == [Owned(month="2026-05", professional=1, shared=1)]


def test_es_11_an_action_passes_to_another_and_not_to_whose_it_is():
    clock = road.overseen()

    with pytest.raises(Refused, match=r"^a1 has this owner already: shared$"):
        clock.tell(ActionHandedOver(of="a1", owner="shared"))
    assert clock.tell(ActionHandedOver(of="a1", owner="client")).case.actions["a1"].owner == "client"
    with pytest.raises(Refused, match=r"^a1 has this owner already: client$"):
        clock.tell(ActionHandedOver(of="a1", owner="client"))


def test_es_12_the_plan_is_checked_against_the_local_labour_market_with_a_date_and_a_result():
    clock = without("local_market_checked")
    assert clock.due("local_market_checked") == date(2026, 5, 18)

    clock.tell(c.LocalMarketChecked(result="some demand", source="the observatory"), on=MONDAY - timedelta(days=1))

    checked = clock.case.decisions["local_market_checked"]
    assert (checked.choice, checked.on) == ("some demand", MONDAY - timedelta(days=1))
    assert "local_market_checked" not in clock.awaits


def test_es_12_without_demand_the_objective_is_looked_at_again_and_another_objective_is_checked_anew():
    clock = without("local_market_checked").tell(c.LocalMarketChecked(result="no demand"))
    assert "job_objective_defined" in clock.awaits

    clock.tell(road.JOB_OBJECTIVE.model_copy(update={"occupation": "florist"}))
    assert "local_market_checked" in clock.awaits
    with pytest.raises(Refused, match=r"^the market is asked about a job: tell job_objective_defined first$"):
        road.diagnosing().tell(c.LocalMarketChecked(result="demand"))


def test_es_37_the_career_plan_has_goals_on_three_horizons():
    clock = without("goal_set")
    assert {"goal_set:short", "goal_set:medium", "goal_set:long"} <= set(clock.awaits)

    clock.tell(GoalSet(of="g1", goal="a certificate", horizon="short"), GoalSet(of="g2", goal="a team", horizon="long"))
    assert [key for key in clock.awaits if key.startswith("goal_set")] == ["goal_set:medium"]

    clock.tell(GoalSettled(of="g1", result="given up"))
    assert [key for key in clock.awaits if key.startswith("goal_set")] == ["goal_set:medium", "goal_set:short"]


def test_es_38_the_intervention_has_a_general_and_a_specific_objective():
    clock = without("intervention_objective_set")
    assert {"intervention_objective_set:general", "intervention_objective_set:specific"} <= set(clock.awaits)

    clock.tell(*[fact for fact in road.PLANNED if fact.kind == "intervention_objective_set"])
    assert {of: objective.scope for of, objective in clock.case.objectives.items()} == {"o1": "general", "o2": "specific"}

    clock.tell(c.ObjectiveSettled(of="o2", result="reached"))
    assert "intervention_objective_set:specific" in clock.awaits
    with pytest.raises(Refused, match=r"^this case has no objective o2: there is o1$"):
        clock.tell(c.ObjectiveSettled(of="o2", result="reached"))


def test_es_39_the_job_objective_says_preferences_strengths_and_weaknesses():
    clock = road.planning()
    assert "job_objective_defined" in clock.awaits

    clock.tell(road.JOB_OBJECTIVE)

    row = clock.row("job_objective_defined")
    assert (row["preferences"], row["strengths"], row["weaknesses"]) == ("outdoors", "careful", "no driving licence")
    with pytest.raises(ValueError, match="weaknesses"):
        c.JobObjectiveDefined.model_validate({"occupation": "gardener", "preferences": "outdoors", "strengths": "careful"})


@pytest.mark.parametrize("family", FAMILIES)
def test_es_40_an_action_belongs_to_exactly_one_of_five_families(family):
    assert road.programme(road.NAME).lists["actions"] == FAMILIES
    assert road.overseen().tell(action(sort=family)).case.actions["a2"].sort == family


def test_es_40_there_is_no_sixth():
    with pytest.raises(Refused, match=r"^this programme's actions are social_inclusion, .*, self_employment: name one with sort=\.\.\.$"):
        road.overseen().tell(action(sort="leisure"))


def test_es_41_the_commitments_of_both_parties_are_listed():
    clock = without("commitment_proposed")
    assert {"commitment_proposed:client", "commitment_proposed:counsellor"} <= set(clock.awaits)

    clock.tell(CommitmentProposed(of="m1", whose="client", what="comes to every interview"))
    assert "commitment_proposed:client" not in clock.awaits
    assert "commitment_proposed:counsellor" in clock.awaits
    with pytest.raises(Refused, match=r"^a commitment is due on a day to come$"):
        clock.tell(CommitmentProposed(of="m2", whose="counsellor", what="calls", due=FIRST_DAY - timedelta(days=1)))


def test_es_41_the_applicant_accepts_each_commitment_and_the_plan():
    clock = road.negotiated()
    assert clock.due("commitment_accepted:m2") == date(2026, 5, 18)

    clock.tell(CommitmentAccepted(of="m1"), road.PLAN, *road.SIGNED)
    assert clock.open == ["plan_of_action"], "one commitment waits for an answer"
    assert clock.tell(CommitmentAccepted(of="m2")).open == ["carrying_out"]
    assert clock.told("commitment_accepted")[0].happened == clock.hour


def test_es_41_a_refusal_leads_back_to_the_table():
    clock = road.negotiated().tell(REFUSED)
    assert clock.open == ["plan_of_action"]
    assert "commitment_proposed:client" in clock.awaits

    clock.tell(CommitmentProposed(of="m3", whose="client", what="comes every second week"))
    assert "commitment_accepted:m3" in clock.awaits
    with pytest.raises(Refused, match=r"^this case has no commitment m1: there is m2, m3$"):
        clock.tell(CommitmentAccepted(of="m1"))


def test_es_41_or_to_the_diagnosis():
    clock = road.negotiated().tell(CommitmentRefused(of="m1", back_to="diagnosis", why="this is not my need"))

    assert clock.open == ["diagnosis"]
    assert {"employability_rated", "commitment_accepted:m2"} <= set(clock.awaits)
    assert clock.tell(road.RATED).open == ["plan_of_action"]


def test_es_41_a_plan_that_is_refused_is_revised_and_signed_anew():
    clock = road.negotiated().tell(*road.AGREED[:-1], DocumentRefused(of="d1", by="counsellor", why="a mistake in it"))
    assert clock.due("document_revised:d1") == date(2026, 5, 18)

    assert clock.tell(road.REVISED).case.papers["d1"].version == 2
    assert clock.tell(*road.SIGNED).open == ["carrying_out"]


def test_es_41_a_plan_that_nobody_signs_in_time_is_talked_over_again():
    clock = road.negotiated().tell(*road.AGREED[:-2]).days_pass(32)

    assert "document_revised:d1" in clock.awaits
    with pytest.raises(Refused, match=r"has expired: tell document_revised first$"):
        clock.tell(DocumentSigned(of="d1", by="client"))


def test_es_41_what_is_not_answered_is_asked_again_and_goes_higher_x_06():
    clock = road.negotiated().days_pass(45)

    assert [m.to for m in clock.letters("commitment_accepted:m1")] == ["client", "counsellor", "client", "counsellor", "team lead"]


def test_es_41_of_what_was_accepted_it_is_told_what_became_of_it():
    due = FIRST_DAY + timedelta(days=20)
    clock = without("commitment_proposed").tell(
        CommitmentProposed(of="m1", whose="client", what="asks for the certificate", due=due),
        CommitmentProposed(of="m2", whose="counsellor", what="looks for a course"),
        *road.AGREED,
    )
    assert (clock.due("commitment_settled:m1"), clock.due("commitment_settled:m2")) == (due, date(2026, 8, 4))

    clock.tell(CommitmentSettled(of="m1", result="kept"))
    assert "commitment_settled:m1" not in clock.awaits
    with pytest.raises(Refused, match=r"^the applicant has not answered to m1 yet: tell commitment_accepted or commitment_refused$"):
        road.negotiated().tell(CommitmentSettled(of="m1", result="kept"))
    with pytest.raises(Refused, match=r"^m2 is accepted: to change it go back to the plan, or tell commitment_settled$"):
        clock.tell(CommitmentRefused(of="m2"))


def test_es_42_every_renegotiation_makes_a_new_version_and_the_old_one_stays_readable():
    clock = road.overseen().tell(PhaseReopened(of="plan_of_action", why="the course is full"))
    assert clock.open == ["plan_of_action"]
    assert "document_revised:d1" in clock.awaits

    clock.tell(road.REVISED.model_copy(update={"sections": road.SECTIONS | {"goals": "another course"}}), *road.SIGNED)

    assert clock.open == ["carrying_out"]
    assert clock.case.papers["d1"].version == 2
    assert [line.fact["sections"]["goals"] for line in clock.case.journal if "sections" in line.fact] == [
        "as talked over",
        "another course",
    ]


def test_es_42_what_is_negotiated_after_the_plan_was_written_asks_for_a_new_version():
    clock = road.negotiated().tell(*road.AGREED[:3], CommitmentProposed(of="m3", whose="client", what="one thing more"))
    clock.tell(CommitmentAccepted(of="m3"))

    assert "document_revised:d1" in clock.awaits
    assert clock.tell(*road.SIGNED).open == ["plan_of_action"], "what was signed does not hold the latest commitment"
    assert clock.tell(road.REVISED, *road.SIGNED).open == ["carrying_out"]


def test_es_42_a_plan_is_renegotiated_in_its_own_step():
    clock = road.overseen()

    with pytest.raises(Refused, match=r"^a plan is renegotiated in its own step: tell phase_reopened of=plan_of_action first$"):
        clock.tell(road.REVISED)
    with pytest.raises(Refused, match=r"^commitments are negotiated with the plan: tell phase_reopened of=plan_of_action first$"):
        clock.tell(CommitmentProposed(of="m3", whose="client", what="one thing more"))


def test_es_42_a_plan_speaks_of_all_that_was_negotiated():
    with pytest.raises(Refused, match=r"^plan_of_action also speaks of commitments: "):
        road.negotiated().tell(road.PLAN.model_copy(update={"sections": road.SECTIONS | {"commitments": ""}}))
