"""What operators see of a case: from it alone they say what it waits for, since when, and what comes next."""

from __future__ import annotations

from temporalio.common import TypedSearchAttributes

from casework.anytime import CaseClosed, Paused, RemarkMade
from casework.exploration import ConversationHeld
from casework.planned import planned
from tests import kina_road as road
from tests.handclock import HandClock
from workflows.seen import MOST_PLANNED, Seen, at_first, current_details, search_attributes


def details(clock: HandClock) -> str:
    return current_details(clock.case, clock.story, 1)


def test_the_details_say_where_the_case_is_what_it_waits_for_since_when_and_what_comes_next():
    clock = road.exploring()

    said = details(clock)

    assert "In **exploration (verkenningsfase)**" in said
    assert "- the next contact (client), from the counsellor since 2026-05-04" in said
    assert "**Next**: " in said
    assert "of the case's clock" in said


def test_a_late_promise_is_said_to_be_late_and_how_often_it_was_reminded_of():
    said = details(road.exploring().days_pass(60))

    assert "**overdue**, reminded" in said
    assert "reminded once (" in details(road.exploring().days_pass(17).tell(RemarkMade(note="it was quiet")))


def test_the_rungs_that_leave_next_are_seen_before_they_leave_and_not_when_what_they_ask_is_met():
    clock = HandClock()
    said = details(clock)
    first = "- 2026-05-07: a first conversation, to the counsellor (rung 1)"

    assert f"**Planned**\n{first}\n" in said
    assert f"- ... and {len(planned(clock.case)) - MOST_PLANNED} more" in said
    assert first not in details(clock.tell(ConversationHeld()))
    assert "**Planned**" not in details(clock.tell(CaseClosed(outcome="moved away", why="gone to another town")))


def test_a_day_that_comes_by_itself_is_said_in_words():
    said = details(road.in_article_60())

    assert "- the day when end comes near: due 2026-11-01" in said


def test_nothing_written_freely_and_nobodys_name_is_seen():
    clock = road.with_a_side_problem().tell(RemarkMade(note="Test Client One drinks again"))

    seen = details(clock) + str(search_attributes(clock.case, clock.story))

    assert "drinks" not in seen
    assert "Test Client" not in seen


def test_a_pause_is_seen_and_its_reason_is_not():
    clock = road.mapping()
    clock.tell(Paused(reason="sickness", look_again=road.day(clock, 30)))

    seen = details(clock) + str(search_attributes(clock.case, clock.story))

    assert "- paused since 2026-05-04, looked at again on 2026-06-03" in seen
    assert "sickness" not in seen


def test_of_the_search_attributes_only_those_that_have_changed_are_written():
    clock = road.exploring()
    seen = Seen(TypedSearchAttributes.empty)

    first = {update.key.name for update in seen.changed(search_attributes(clock.case, clock.story))}
    again = seen.changed(search_attributes(clock.case, clock.story))
    late = {update.key.name for update in seen.changed(search_attributes(clock.days_pass(60).case, clock.story))}

    assert first == {"ItMethod", "ItPhase", "ItProgramme", "ItOffice", "ItCounsellor", "ItDueDay", "ItOverdue", "ItWaitingFor"}
    assert again == []
    assert late == {"ItOverdue"}


def test_a_case_is_found_by_its_number_which_is_said_at_its_start_and_never_again():
    clock = road.exploring()
    started = at_first(clock.desk)
    seen = Seen(started)

    assert {pair.key.name: pair.value for pair in started}["ItNumber"] == clock.case.number
    assert seen.changed(search_attributes(clock.case, clock.story)) == []
    assert "ItNumber" not in {update.key.name for update in seen.changed(search_attributes(clock.days_pass(60).case, clock.story))}


def test_what_is_not_so_any_more_is_unset():
    clock = road.exploring()
    seen = Seen(TypedSearchAttributes.empty)
    seen.changed(search_attributes(clock.case, clock.story, journal_away=True))

    (back,) = seen.changed(search_attributes(clock.case, clock.story))

    assert (back.key.name, back.value) == ("ItAttention", None)
