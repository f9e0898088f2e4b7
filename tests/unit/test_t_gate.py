"""What is mandatory comes first: while it is overdue, the decision that a programme hangs on it waits (T-31)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.anytime import ContactHeld
from casework.appointments import AppointmentMade
from casework.capability_mapping import MappingCompleted
from casework.exploration import CheckHeld, ConversationHeld
from casework.fact import Refused
from casework.plan_follow_up import ActionPlanReviewed
from casework.programme_files import BadProgramme
from casework.rules import Block
from casework.terms import Terms
from starters.answers.shelf import FOLDER, programmes
from starters.answers.takes import all_takes, at_this_hour
from tests import forem_road, kina_road
from tests.handclock import CALENDAR, HandClock, programme

CONTACT_FIRST = Block(while_overdue=["contact_held"], source="choice of the organisation", verified=False)
KINA = programme().model_copy(update={"blocks": {"mapping_completed": CONTACT_FIRST, "conversation_held": CONTACT_FIRST}})
COMPLETED, CONTACT = MappingCompleted(), ContactHeld(of="client")
SAID = "first tell contact held (of=client): it was due on 18 May 2026, and this programme decides nothing before that"
REFUSED = r"^first tell contact held \(of=client\): it was due on 18 May 2026, and this programme decides nothing before that$"
BLOCK = '[blocks.action_plan_reviewed]\nwhile_overdue = ["check_held"]'


def mapped() -> HandClock:
    """All is mapped, under a programme where nobody says so while contact is overdue."""
    return HandClock(under=KINA).tell(ConversationHeld(), *kina_road.NO_PROBLEMS, *kina_road.MAPPED)


def overdue() -> HandClock:
    """Contact was due on Monday 18 May; now it is the Tuesday of the week after."""
    clock = mapped().days_pass(22)
    assert clock.due("contact_held:client") == date(2026, 5, 18)
    return clock


def test_t_31_an_overdue_follow_up_blocks_the_decision_that_hangs_on_it_until_it_is_told():
    clock = overdue()

    with pytest.raises(Refused, match=REFUSED):
        clock.tell(COMPLETED)
    clock.tell(CONTACT, COMPLETED)

    assert clock.open == ["placement"]


def test_t_31_what_is_promised_and_not_overdue_blocks_nothing():
    assert mapped().tell(COMPLETED).open == ["placement"]
    assert mapped().days_pass(14).tell(COMPLETED).open == ["placement"]


def test_t_31_what_happened_before_the_day_is_judged_at_the_hour_of_telling():
    clock = overdue()

    with pytest.raises(Refused, match=REFUSED):
        clock.tell(COMPLETED, on=clock.hour - timedelta(days=10))
    clock.tell(CONTACT, on=clock.hour - timedelta(days=10))

    assert clock.tell(COMPLETED, on=clock.hour - timedelta(days=10)).open == ["placement"]


def test_t_31_what_is_the_follow_up_itself_is_never_blocked_by_it():
    assert "contact_held:client" in ConversationHeld.counts_as

    clock = overdue().tell(ConversationHeld())

    assert clock.tell(COMPLETED).open == ["placement"]


def test_t_31_what_no_block_names_can_be_told_all_the_while():
    assert overdue().tell(AppointmentMade(of="i1", at=overdue().hour + timedelta(days=3))).case.appointments


def test_t_31_corrections_are_not_blocked_and_what_was_decided_stands():
    clock = mapped().days_pass(7).tell(CONTACT).days_pass(10).tell(COMPLETED)

    clock.correct(clock.number("mapping_completed"), note="decided together").withdraw(clock.number("contact_held"))

    assert clock.open == ["placement"]
    assert clock.refolded().own_json() == clock.case.own_json()


def test_t_31_what_can_be_told_now_says_what_comes_first():
    clock = overdue()

    found = {takes.kind: takes for takes in all_takes(at_this_hour(clock.desk, clock.hour))}

    assert (found["mapping_completed"].state, found["mapping_completed"].why) == ("awaited", SAID)
    assert found["contact_held"].example.startswith("contact_held of=client")


def test_t_31_the_plan_of_forem_is_reviewed_once_it_is_known_how_it_goes_at_the_operator():
    clock, review = forem_road.referred().days_pass(40), ActionPlanReviewed(then="plan goes on")

    with pytest.raises(
        Refused, match=r"^first tell .* \(of=r1\): it was due on 4 June 2026, and this programme decides nothing before that$"
    ):
        clock.tell(review)

    assert clock.tell(CheckHeld(of="r1", result="working on it"), review).case.decisions["action_plan_reviewed"].times == 1


def test_t_31_a_block_travels_with_the_terms_and_is_listed_as_a_choice():
    terms = Terms(programme=KINA, calendar=CALENDAR)

    assert Terms.model_validate_json(terms.text).programme.blocks == KINA.blocks
    assert "blocks.mapping_completed" in KINA.unverified()
    assert "blocks" not in Terms(programme=programme(), calendar=CALENDAR).text


WAITS, OF_FOREM = "blocks.action_plan_reviewed.while_overdue", "expected a fact of the forem path"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("blocks.action_plan_reviewed", "blocks.action_plan_revieved", f"blocks: {OF_FOREM}, perhaps action_plan_reviewed"),
        ("blocks.action_plan_reviewed", "blocks.branch_decided", f"blocks: {OF_FOREM}, found 'branch_decided'"),
        ("check_held", "chek_held", f"{WAITS}: {OF_FOREM}, perhaps check_held"),
        ("check_held", "action_plan_reviewed", f"{WAITS}: expected a fact that is not blocked itself"),
        ('"check_held"', "", f"{WAITS}: List should have at least 1 item"),
    ],
)
def test_t_31_a_block_that_nobody_could_lift_is_refused_before_a_case_is_opened_under_it(tmp_path: Path, right: str, wrong: str, said: str):
    shipped = (FOLDER / "forem-2026.toml").read_text(encoding="utf-8")
    assert BLOCK in shipped
    (tmp_path / "forem.toml").write_text(shipped.replace(BLOCK, BLOCK.replace(right, wrong)), encoding="utf-8")

    with pytest.raises(BadProgramme) as refused:
        programmes(tmp_path)

    assert f"forem.toml: {said}" in str(refused.value)
