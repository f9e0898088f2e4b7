"""The verbs of the desk, each with the smallest story that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.agenda import Awaited, missing
from casework.anytime import ContactHeld, Opened, Paused, PhaseSkipped, RemarkMade, Resumed
from casework.capability_mapping import AbilityRecorded, DiplomaRecorded, WishRecorded
from casework.case import Case, Message
from casework.desk import Desk, Story, Turn, beside, first, instead, the_end
from casework.door import Opening, Telling, open_case, strike, tell
from casework.fact import Fact, Refused
from casework.placement import BranchDecided
from casework.planned import Rungs
from casework.programme import Programme
from casework.terms import Terms
from casework.things import Outcome
from casework.watch import HourCame, PromiseSeen
from casework.working_time import Delay
from tests.handclock import CALENDAR
from workflows.methods.kina import KINA

MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)
WISH, ABILITY, DIPLOMA = WishRecorded(wish="to work"), AbilityRecorded(ability="to read"), DiplomaRecorded(title="a diploma")
CHOSEN = {"source": "chosen for a test", "verified": False}
RUNGS = [{"after": "-1 days", "to": "counsellor", "letter": "nears"}, {"after": "0 days", "to": "counsellor", "letter": "due"},
         {"after": "3 days", "to": "team", "letter": "late"}]  # fmt: skip
SMALL = Programme.model_validate(
    {
        "method": "small", "organisation": "Test office", "name": "small", "version": "1", "applies_from": "2026-01-01",
        "language": "nl", "guide": "none", "lists": {"probes": [], "skills": []},
        "deadlines": {"*": CHOSEN | {"within": "10 days"}, "diploma_recorded": CHOSEN | {"within": "5 working days"}},
        "gaps": {"contact_held": CHOSEN | {"at_most": "14 days"}, "contact_held.close": CHOSEN | {"at_most": "7 days"}},
        "ladders": {"standard": CHOSEN | {"rungs": RUNGS, "again": "7 days"}},
        "pauses": {"holiday": CHOSEN | {"stops": ["wish_recorded", "contact_held"], "longest": "60 days"}},
    }
)  # fmt: skip


async def opening(desk: Desk) -> Any:
    """Replaced by each test."""


async def other(desk: Desk) -> Any:
    """A second chapter."""
    await desk.expect(AbilityRecorded)
    return the_end


async def aside(desk: Desk) -> None:
    """A chapter that runs aside."""
    await desk.expect(DiplomaRecorded)


def no_turn(fact: Fact, case: Case) -> Turn | None:
    return None


class Small:
    """A case of a small story, told by hand."""

    def __init__(self, paragraph: Any, turns: Any = no_turn) -> None:
        paragraph.__name__ = "opening"
        phases = {paragraph: "one", other: "two", aside: "two"}
        self.story = Story("small", (paragraph,), (paragraph, other), phases, KINA.facts, asides=(aside,), turns=turns)
        opened = Opened(number="1", person="P-1", office="O-1", counsellor="S-1", method="small", programme="small", version="1", terms="t")
        self.hour, self.terms = MONDAY, Terms(programme=SMALL, calendar=CALENDAR)
        self.desk = open_case(Opening("c1", MONDAY, "S-1", opened), self.terms, self.story)
        self.rungs, self.gone = Rungs(), list[Message]()

    def tell(self, *facts: Fact, on: datetime | None = None) -> Small:
        for fact in facts:
            fields = fact.model_dump(mode="json", exclude={"kind"})
            tell(self.desk, Telling(id=f"t{self.case.line}", by="S-1", kind=fact.kind, fact=fields, happened=on), self.hour)
            self.desk = Desk(Case.model_validate_json(self.case.model_dump_json()).under(self.terms), self.story)
        return self

    def days_pass(self, days: int) -> Small:
        end = self.hour + timedelta(days=days)
        self.rungs.plan(self.case)
        while (due := self.case.next_due()) and due.at <= end:
            self.gone += self.rungs.leave(due.at, also_then=False)
            strike(self.desk, due, max(due.at, self.case.at))
            self.rungs.plan(self.case)
        self.gone += self.rungs.leave(end)
        self.hour = end
        return self

    @property
    def letters(self) -> list[Message]:
        return sorted([*self.case.outbox, *self.gone], key=lambda message: message.due)

    @property
    def case(self) -> Case:
        return self.desk.case

    @property
    def open(self) -> list[str]:
        return sorted(self.case.open)

    @property
    def awaits(self) -> list[str]:
        return sorted(self.case.agenda)

    def due(self, key: str) -> date | None:
        by = self.case.agenda[key].by
        return CALENDAR.day_of(by) if by else None


def settled(case: Case) -> Iterator[Awaited]:
    """Nothing is settled until both are recorded."""
    yield from (missing(fact) for fact in (WishRecorded, AbilityRecorded) if fact.model_fields["kind"].default not in case.records)


def outcome(case: Case) -> None:
    """Every path of these stories may end."""
    case.outcome = Outcome(result="done", on=MONDAY, then="closure")


def test_expect_waits_until_each_was_told_and_promises_a_day_once():
    async def paragraph(desk: Desk) -> Any:
        await desk.expect(WishRecorded, DiplomaRecorded)
        return other

    small = Small(paragraph)
    assert (small.due("wish_recorded"), small.due("diploma_recorded")) == (date(2026, 6, 11), date(2026, 6, 8))

    small.days_pass(3).tell(RemarkMade(note="all is well"))
    assert small.due("wish_recorded") == date(2026, 6, 11)
    assert small.tell(DIPLOMA).awaits == ["wish_recorded"]
    assert small.tell(WISH).open == ["other"]


def test_expect_hangs_on_a_date_of_the_case_when_it_is_given_one():
    async def paragraph(desk: Desk) -> Any:
        await desk.expect(WishRecorded, by=date(2026, 9, 1))
        return other

    assert Small(paragraph).due("wish_recorded") == date(2026, 9, 1)


def test_expect_counts_what_was_told_since_its_chapter_opened():
    async def paragraph(desk: Desk) -> Any:
        await desk.expect(WishRecorded)
        return other

    small = Small(paragraph).tell(ABILITY, WISH)

    assert small.awaits == ["ability_recorded"], "told early, before its chapter was open, an act of a step is awaited again"


def test_until_waits_for_a_condition_on_the_case_and_what_was_told_early_meets_it():
    async def paragraph(desk: Desk) -> Any:
        await desk.expect(DiplomaRecorded)
        await desk.until(settled)
        return other

    small = Small(paragraph).tell(ABILITY, DIPLOMA)

    assert small.awaits == ["wish_recorded"]
    assert small.tell(WISH).open == ["other"]


def test_first_of_says_which_came_first():
    came = []

    async def paragraph(desk: Desk) -> Any:
        came.append(await desk.first_of(WishRecorded, AbilityRecorded))
        return other

    small = Small(paragraph)
    assert small.awaits == ["ability_recorded", "wish_recorded"]

    assert small.tell(ABILITY).open == ["other"]
    assert came[-1] is AbilityRecorded


def test_decided_waits_for_a_person_and_the_latest_decision_stands():
    choices = []

    async def paragraph(desk: Desk) -> Any:
        choices.append(await desk.decided(BranchDecided))
        await desk.expect(WishRecorded)
        return other

    small = Small(paragraph)
    assert small.awaits == ["branch_decided"]
    small.case.open["placement"] = small.case.open.pop("opening")  # the check of the fact asks for this chapter
    small.story.path[0].__name__ = "placement"
    small.tell(BranchDecided(branch="regular", reason="ready"), BranchDecided(branch="article_60", reason="not yet"))

    assert choices[-1] == "article_60"
    assert small.awaits == ["wish_recorded"]


def test_keep_asks_again_and_again_and_counts_from_the_latest_day_it_happened():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.keep(ContactHeld, of="client")):
            await desk.expect(WishRecorded)
        return other

    small = Small(paragraph).days_pass(10).tell(ContactHeld())
    assert small.due("contact_held:client") == date(2026, 6, 25)
    small.tell(ContactHeld(), on=MONDAY + timedelta(days=3))
    assert small.due("contact_held:client") == date(2026, 6, 25), "an older contact told late brings nothing nearer"
    assert small.tell(WISH).awaits == ["ability_recorded"]


def test_keep_at_another_pace_has_another_gap():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="close")):
            await desk.expect(WishRecorded)
        return other

    assert Small(paragraph).due("contact_held:client") == date(2026, 6, 8)


def test_hear_waits_without_a_day_and_without_a_reminder():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.keep(ContactHeld, of="client")):
            await desk.hear(WishRecorded)
        return other

    small = Small(paragraph).days_pass(60)

    assert small.due("wish_recorded") is None
    assert not [m for m in small.letters if m.about == "wish_recorded"]
    assert small.tell(WISH).open == ["other"]


def test_day_waits_for_a_date_and_the_clock_turns_the_page():
    async def paragraph(desk: Desk) -> Any:
        await desk.day("the_day", date(2026, 7, 31), before=Delay(number=1, unit="months"))
        return other

    small = Small(paragraph)
    assert small.due("day:the_day") == date(2026, 6, 30)
    assert small.days_pass(28).open == ["opening"]
    assert small.days_pass(1).open == ["other"]
    assert not small.letters, "a day that comes is no reminder"


def test_day_without_a_date_waits_for_nothing_to_come():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.keep(ContactHeld, of="client")):
            await desk.day("the_day", None)
        return other

    small = Small(paragraph).days_pass(900)

    assert small.open == ["opening"]
    assert small.due("day:the_day") is None


def test_meanwhile_lasts_as_long_as_what_it_stands_beside():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.expect(DiplomaRecorded)):
            await desk.expect(WishRecorded)
        await desk.expect(BranchDecided)
        return other

    small = Small(paragraph)
    assert small.awaits == ["diploma_recorded", "wish_recorded"]
    assert small.tell(WISH).awaits == ["branch_decided"]


def test_together_waits_for_all_of_its_strands_in_any_order():
    async def strand(desk: Desk) -> None:
        await desk.expect(WishRecorded)
        await desk.expect(AbilityRecorded)

    async def paragraph(desk: Desk) -> Any:
        await desk.together(strand(desk), desk.expect(DiplomaRecorded))
        return other

    small = Small(paragraph)
    assert small.awaits == ["diploma_recorded", "wish_recorded"]
    assert small.tell(WISH).awaits == ["ability_recorded", "diploma_recorded"]
    assert small.tell(DIPLOMA, ABILITY).open == ["other"]


def turning(turn: Turn) -> Any:
    return lambda fact, _case: turn if isinstance(fact, RemarkMade) else None


async def waiting(desk: Desk) -> Any:
    """A chapter with one promise."""
    await desk.expect(WishRecorded)
    return other


def test_instead_leaves_the_path_and_beside_goes_on():
    assert Small(waiting, turning(instead(other))).tell(RemarkMade(note="turn")).awaits == ["ability_recorded"]
    assert Small(waiting, turning(beside(aside))).tell(RemarkMade(note="turn")).awaits == ["diploma_recorded", "wish_recorded"]


def test_instead_leaves_what_runs_aside():
    turns = {"a": beside(aside), "b": instead(other)}
    small = Small(waiting, lambda fact, _case: turns.get(fact.note)).tell(RemarkMade(note="a"), RemarkMade(note="b"))

    assert small.open == ["aside", "other"]


def test_first_lets_the_path_rest_and_it_goes_on_with_the_time_that_was_left():
    small = Small(waiting, turning(first(aside))).days_pass(4).tell(RemarkMade(note="turn"))
    assert small.open == ["aside", "opening"]
    assert small.awaits == ["diploma_recorded"]

    small.days_pass(30).tell(DIPLOMA)

    assert small.open == ["opening"]
    assert small.due("wish_recorded") == date(2026, 7, 13)  # ten days and thirty, and then the next working day
    assert not [m for m in small.letters if m.about == "wish_recorded"]


def test_a_chapter_that_takes_the_place_of_a_resting_one_rests_too():
    turns = {"a": first(aside), "b": instead(other)}
    small = Small(waiting, lambda fact, _case: turns.get(fact.note)).tell(RemarkMade(note="a"), RemarkMade(note="b"))

    assert small.awaits == ["diploma_recorded"]
    assert small.tell(DIPLOMA).awaits == ["ability_recorded"]


def test_one_key_awaited_in_two_chapters_is_one_promise_the_earlier():
    async def also(desk: Desk) -> None:
        await desk.expect(WishRecorded)

    also.__name__ = "aside"
    small = Small(waiting)
    phases = {waiting: "one", other: "two", also: "two"}
    small.story = Story("small", (waiting,), (waiting, other), phases, KINA.facts, asides=(also,), turns=turning(beside(also)))
    small.desk = Desk(small.case, small.story)

    small.days_pass(5).tell(RemarkMade(note="turn"))

    assert small.awaits == ["wish_recorded"]
    assert small.due("wish_recorded") == date(2026, 6, 11)
    assert small.tell(WISH).open == ["other"]


def test_a_pause_stops_what_it_names_and_goes_on_with_the_time_that_was_left():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.keep(ContactHeld, of="client")):
            await desk.expect(WishRecorded, DiplomaRecorded)
        return other

    small = Small(paragraph).days_pass(2).tell(Paused(reason="holiday", look_again=date(2026, 6, 20)))
    assert (small.due("wish_recorded"), small.due("contact_held:client")) == (None, None)
    assert small.due("diploma_recorded") == date(2026, 6, 8), "what a pause does not name goes on"

    small.days_pass(20).tell(Resumed())

    assert small.due("wish_recorded") == date(2026, 7, 1)
    assert small.due("contact_held:client") == date(2026, 7, 3)  # 14 and 20 days end on a Sunday: the working day before


def test_a_rest_and_a_pause_at_once_stop_a_clock_once():
    small = Small(waiting, turning(first(aside))).days_pass(2).tell(RemarkMade(note="turn"))
    small.days_pass(2).tell(Paused(reason="holiday", look_again=date(2026, 6, 30)))
    small.days_pass(2).tell(DIPLOMA).days_pass(2).tell(Resumed())

    assert small.due("wish_recorded") == date(2026, 6, 17)  # ten days, and six on which it stood still


def test_what_is_late_already_is_quiet_during_a_pause_and_speaks_when_it_is_over():
    small = Small(waiting).days_pass(11)
    spoken = len(small.letters)

    small.tell(Paused(reason="holiday", look_again=date(2026, 7, 1))).days_pass(19)
    assert len(small.letters) == spoken

    small.tell(Resumed()).days_pass(1)
    assert small.due("wish_recorded") == date(2026, 6, 11)
    assert len(small.letters) == spoken + 1


def test_a_ladder_climbs_rung_by_rung_and_its_last_rung_comes_again():
    small = Small(waiting).days_pass(40)

    said = [(m.letter, m.due.date()) for m in small.letters]
    assert said[:4] == [("nears", date(2026, 6, 10)), ("due", date(2026, 6, 11)), ("late", date(2026, 6, 15)), ("late", date(2026, 6, 22))]


def test_a_late_wake_speaks_once():
    small = Small(waiting)
    small.hour += timedelta(days=60)
    due = small.case.next_due()

    strike(small.desk, due, small.hour)

    assert [m.letter for m in small.letters] == ["late"]
    assert small.case.next_due().at > small.hour


def test_what_was_seen_is_quiet_until_the_day_it_will_be_acted_on():
    due = Small(waiting).due("wish_recorded")
    acts_by = due + timedelta(days=7)
    with pytest.raises(Refused, match=f"at the latest {acts_by}"):
        Small(waiting).tell(PromiseSeen(of="wish_recorded", acts_by=acts_by + timedelta(days=1)))
    small = Small(waiting).tell(PromiseSeen(of="wish_recorded", acts_by=acts_by))
    assert small.case.agenda["wish_recorded"].seen_by == "S-1"
    assert not small.days_pass((acts_by - MONDAY.date()).days - 1).letters

    small.days_pass(2)

    assert [m.letter for m in small.letters] == ["due"]
    seen = small.case.agenda["wish_recorded"].acknowledged(small.hour, CALENDAR)
    assert not seen, "the day has come and nothing was told: somebody must look again"


def test_nobody_acts_on_a_day_or_on_what_has_no_date():
    async def paragraph(desk: Desk) -> Any:
        with desk.meanwhile(desk.hear(WishRecorded)):
            await desk.day("the_day", date(2026, 9, 1))
        return other

    small = Small(paragraph)
    with pytest.raises(Refused, match="a day that comes by itself"):
        small.tell(PromiseSeen(of="day:the_day", acts_by=date(2026, 7, 1)))
    with pytest.raises(Refused, match="not promised for any day now"):
        small.tell(PromiseSeen(of="wish_recorded", acts_by=date(2026, 7, 1)))
    with pytest.raises(Refused, match="this case has no open promise diploma_recorded"):
        small.tell(PromiseSeen(of="diploma_recorded", acts_by=date(2026, 7, 1)))


def test_a_day_to_act_by_lies_ahead():
    with pytest.raises(Refused, match="say by which day to come"):
        Small(waiting).tell(PromiseSeen(of="wish_recorded", acts_by=date(2026, 6, 1)))


def test_the_path_ends_with_the_outcome_that_was_recorded_on_the_day_it_ends():
    small = Small(waiting)
    outcome(small.case)

    small.days_pass(3).tell(WISH, ABILITY)

    assert small.case.ended == Outcome(result="done", on=small.hour, then="closure")
    assert not small.case.agenda
    assert not small.case.open


def test_a_story_that_ends_without_an_outcome_breaks_in_the_rehearsal_and_not_in_the_case():
    small = Small(waiting).tell(WISH)

    with pytest.raises(Refused, match="the path cannot go on from this"):
        small.tell(ABILITY)
    assert small.open == ["other"]


def test_a_path_that_ends_nowhere_is_refused_too():
    async def paragraph(desk: Desk) -> Any:
        await desk.expect(WishRecorded)

    with pytest.raises(Refused, match=r"the path cannot go on from this \(RuntimeError\)"):
        Small(paragraph).tell(WISH)


def test_a_story_that_goes_round_in_circles_is_found():
    async def paragraph(desk: Desk) -> Any:
        return paragraph

    with pytest.raises(RuntimeError, match="the story goes round in circles"):
        Small(paragraph)


def test_reading_again_changes_nothing():
    small = Small(waiting).days_pass(20)
    before = small.case.model_dump_json()

    small.desk.read()

    assert small.case.model_dump_json() == before


def test_only_a_skip_the_story_knows_shortens_a_path():
    with pytest.raises(Refused, match="early_end cannot be skipped"):
        KINA.skip("early_end")
    assert KINA.skip("mapping").opens == (KINA["placement"],)
    assert PhaseSkipped(of="mapping", why="not needed").of == "mapping"
    assert HourCame().from_whom == "clock"
