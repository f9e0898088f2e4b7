"""El insertor, el profesional de referencia, el usuario; el itinerario como objeto: ES-01 to ES-03, ES-06, ES-07, ES-09."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import PhaseReopened, ReferentAssigned, ReferentLeft
from casework.career_plan import ItineraryFramed
from casework.commitments import CommitmentAccepted, CommitmentRefused, ItineraryClosed
from casework.crossroads import CrossroadsDecided
from casework.documents import DocumentSigned
from casework.fact import Refused
from tests import insertor_road as road
from tests.handclock import FIRST_DAY


def test_es_01_the_insertor_opens_the_case_evaluates_the_person_and_writes_the_itinerary():
    clock = road.prepared()

    assert {clock.told(kind)[-1].by for kind in ("opened", "employability_rated", "document_drawn_up")} == {"S-ana"}
    assert clock.case.counsellor == "S-ana"
    assert clock.tell(road.ASSIGNED).case.insertor == "S-ana"


def test_es_02_the_overseeing_professional_is_assigned_once_the_itinerary_is_prepared_with_date_by_whom_and_why():
    clock = road.prepared()
    assert clock.due("overseer_assigned") == date(2026, 5, 11)

    clock.tell(road.ASSIGNED)

    line = clock.told("overseer_assigned")[0]
    assert (line.by, line.happened, line.fact["who"], line.fact["why"]) == (
        "S-ana", clock.hour, "S-ben", "knows the trade of gardeners"
    )  # fmt: skip
    assert (clock.case.insertor, clock.case.counsellor) == ("S-ana", "S-ben")
    assert [m.letter for m in clock.letters("overseer_assigned")] == ["case_given"]


def test_es_02_it_may_be_the_insertor_and_it_is_exactly_one_at_any_moment():
    clock = road.prepared().tell(road.ASSIGNED.model_copy(update={"who": "S-ana"}))
    assert clock.case.counsellor == "S-ana"

    with pytest.raises(Refused, match=r"was assigned before: tell referent_assigned to change who is responsible$"):
        clock.tell(road.ASSIGNED)
    clock.tell(ReferentAssigned(who="S-eva", why="moved to another office"))
    assert (clock.case.insertor, clock.case.counsellor) == ("S-ana", "S-eva")


def test_es_02_it_is_the_insertor_who_assigns_so_there_has_to_be_one():
    clock = road.prepared().tell(ReferentLeft(why="on leave"))

    assert "referent_assigned" in clock.awaits
    with pytest.raises(Refused, match=r"nobody is responsible for this case now: tell referent_assigned first$"):
        clock.tell(road.ASSIGNED)


def test_es_03_the_applicant_takes_part_in_every_decision():
    assert {fact.from_whom for fact in (CommitmentAccepted, CommitmentRefused, CrossroadsDecided, DocumentSigned)} == {"client"}

    clock = road.negotiated()
    assert {clock.case.agenda[key].whose for key in clock.awaits if key.startswith("commitment_accepted")} == {"client"}
    clock.tell(CommitmentAccepted(of="m1"), CommitmentAccepted(of="m2"), road.PLAN, DocumentSigned(of="d1", by="counsellor"))
    assert clock.open == ["plan_of_action"]
    assert clock.case.agenda["document_signed:d1"].whose == "client"
    assert clock.tell(DocumentSigned(of="d1", by="client")).open == ["carrying_out"]


def test_es_06_the_order_is_evaluation_then_itinerary_then_professional():
    with pytest.raises(Refused, match=r"^the plan is drawn up once the person is evaluated: first finish interview and diagnosis$"):
        road.diagnosing().tell(road.PLAN)
    for before in (road.opened, road.diagnosing, road.planning, road.negotiated):
        with pytest.raises(Refused, match=r"^the itinerary is prepared first: the plan of action still waits to be drawn up, or to be"):
            before().tell(road.ASSIGNED)

    assert road.prepared().tell(road.ASSIGNED).awaits.count("overseer_assigned") == 0


def test_es_06_a_plan_that_is_not_signed_by_all_is_not_prepared():
    clock = road.negotiated().tell(*road.AGREED[:-1])

    with pytest.raises(Refused, match=r"^the itinerary is prepared first"):
        clock.tell(road.ASSIGNED)


def test_es_07_the_itinerary_has_a_purpose_a_start_and_a_planned_end():
    clock = road.planning()
    assert "itinerary_framed" in clock.awaits
    framed = ItineraryFramed(purpose="lasting work", starts=FIRST_DAY, ends=FIRST_DAY + timedelta(days=300))

    clock.tell(framed)

    assert clock.row("itinerary_framed")["purpose"] == "lasting work"
    assert clock.due("itinerary_closed") == FIRST_DAY + timedelta(days=300)
    with pytest.raises(Refused, match=r"^an itinerary ends after it starts: look at the two dates$"):
        clock.tell(framed.model_copy(update={"ends": FIRST_DAY}))
    with pytest.raises(Refused, match=r"^an itinerary is planned until a day to come$"):
        clock.days_pass(10).tell(framed.model_copy(update={"ends": FIRST_DAY + timedelta(days=5)}))


def test_es_07_when_the_planned_end_nears_it_is_told_and_framed_anew_the_promise_moves():
    clock = road.overseen().days_pass(520)
    assert [m.letter for m in clock.letters("itinerary_closed")][:1] == ["promise_nears"]

    clock.tell(ItineraryFramed(purpose="lasting work", starts=FIRST_DAY, ends=FIRST_DAY + timedelta(days=900)))

    assert clock.due("itinerary_closed") == FIRST_DAY + timedelta(days=900)
    assert clock.days_pass(60).open == ["carrying_out"], "a date alone closes nothing"


def test_es_09_a_step_can_be_revisited_and_what_was_recorded_later_stays():
    clock = road.at_work()
    later = ("contracts", "adaptations", "commitments", "actions", "goals", "objectives", "needs", "findings", "papers", "decisions")
    before = {name: getattr(clock.case, name) for name in later}

    clock.tell(PhaseReopened(of="diagnosis", why="two years later, the trade has changed"))

    assert clock.open == ["diagnosis"]
    assert {name: getattr(clock.case, name) for name in later} == before
    assert {"adaptation_visit_held:k1", "commitment_settled:m1", "action_done:a1"} <= set(clock.awaits)


def test_es_09_from_a_revisited_step_the_itinerary_goes_on_through_its_gates_to_where_it_was():
    clock = road.at_work().tell(PhaseReopened(of="initial_interview", why="much has changed"))
    assert clock.open == ["initial_interview"]

    assert road.interviewed(clock, "v2").open == ["diagnosis"]
    assert clock.tell(road.RATED).open == ["plan_of_action"]
    assert "document_revised:d1" in clock.awaits
    assert clock.tell(road.REVISED, *road.SIGNED).open == ["first_months"]


def test_es_09_an_itinerary_that_is_closed_says_so_and_asks_for_a_new_one():
    clock = road.overseen().tell(
        ItineraryClosed(result="withdrew", autonomy="not_known", carried_over=["m1", "m2"], why="moved in with family")
    )

    with pytest.raises(Refused, match=r"^this case ended on 2026-05-04 with outcome withdrew: open a new one$"):
        clock.tell(PhaseReopened(of="diagnosis", why="is back"))
