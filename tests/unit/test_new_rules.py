"""A running case and new rules: it keeps its own, or is moved by a fact whose consequences are exactly those shown (T-13, T-25)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from casework.desk import Desk
from casework.door import tell
from casework.exploration import ConversationHeld
from casework.fact import Refused
from casework.folding import fold
from casework.hand_wound import HandWound
from casework.moving import Fate, Moving, moving, telling_of, what_moves
from casework.programme import Programme
from casework.terms import packed
from casework.watch import PromiseSeen
from casework.working_time import Delay
from starters import simulate
from starters.dossier import Timed
from starters.dossier_file import load
from tests import kina_road as road
from tests.handclock import PROGRAMMES, HandClock, programme, stands

DOSSIERS = sorted((Path(__file__).parents[2] / "dossiers" / "kina").glob("*.yaml"))
OLD, NEW = programme(on=date(2026, 2, 1)), programme()
WHY = "the law asks it"


def move(clock: HandClock, to: Programme) -> Moving:
    """Show what would move, then move it; the case is what was shown."""
    telling = telling_of(clock.case, to, by="S-lead", why=WHY, at=clock.hour)
    shown, before = what_moves(clock.desk, telling, clock.hour), Desk(clock.case.twin(), clock.story)
    clock.told_so(telling)
    assert moving(before, clock.desk) == shown
    return shown


def fates(shown: Moving) -> dict[str, Fate]:
    return {fate.key: fate for fate in shown.promises}


def day_of(clock: HandClock, hour: datetime | None) -> date | None:
    return clock.case.calendar.day_of(hour) if hour else None


def test_t_25_a_case_keeps_the_rules_it_was_opened_under_when_a_law_changes():
    clock = HandClock(road.UNDER_THE_OLD_RULES).days_pass(30)

    assert (clock.case.programme.version, clock.due("conversation_held")) == ("2025.1", date(2026, 3, 2))


def test_t_25_a_promise_moves_to_the_day_that_was_shown():
    clock = HandClock(under=OLD)
    assert clock.due("conversation_held") == date(2026, 5, 19)

    shown = move(clock, NEW)

    fate = fates(shown)["conversation_held"]
    assert (fate.how, day_of(clock, fate.after)) == ("moves", date(2026, 5, 11))
    assert clock.due("conversation_held") == date(2026, 5, 11)
    assert clock.case.programme.version == "2026.1"


def test_t_25_a_gap_counts_from_the_last_contact_under_the_new_rules():
    clock = road.mapping(road.UNDER_THE_OLD_RULES)
    before = clock.due("contact_held:client")

    move(clock, NEW)

    assert (before, clock.due("contact_held:client")) == (date(2026, 3, 9), date(2026, 3, 2))


def test_t_25_what_the_new_rules_ask_appears_and_what_they_do_not_ask_vanishes():
    clock = HandClock(under=OLD).tell(ConversationHeld())
    lists = NEW.lists | {"probes": ["health", "family", "housing"]}

    shown = fates(move(clock, road.changed(lists=lists)))

    assert shown["probe_answered:housing"].how == "appears"
    assert shown["probe_answered:addiction"].how == "vanishes"
    assert "probe_answered:addiction" not in clock.case.agenda
    assert clock.due("probe_answered:housing") == clock.due("probe_answered:health")


def test_t_25_the_end_of_a_running_contract_is_reckoned_anew_and_explained_before_and_after():
    clock = road.in_article_60(road.UNDER_THE_OLD_RULES, age=40)
    shown = move(clock, NEW)

    (end,) = shown.ends
    assert "468 days" in end.before
    assert "the rules before 1 March 2026" in end.before
    assert "312 days" in end.after
    assert "the rules from 1 March 2026" in end.after
    assert clock.case.contract is not None
    assert clock.case.contract.ends == date(2027, 2, 13)


def test_t_25_a_contract_whose_end_moves_far_away_is_supported_again():
    clock = road.at_the_end(age=55)
    assert clock.phases == ["end_of_contract"]

    shown = move(clock, OLD)

    assert (shown.phases_before, shown.phases_after) == (["end_of_contract"], ["in_work_support"])
    assert clock.phases == ["in_work_support"]


def test_t_25_a_ladder_that_says_otherwise_goes_on_from_the_same_day_and_says_nothing_twice():
    clock = HandClock().tell(ConversationHeld()).days_pass(29)
    reminded = len(clock.letters(about="probe_answered:health"))
    standard, before = NEW.ladders["standard"], clock.case.agenda["probe_answered:health"]
    later = [rung.model_copy(update={"after": Delay.parse("30 days")}) for rung in standard.rungs[before.rung :]]
    slower = standard.model_copy(update={"rungs": [*standard.rungs[: before.rung], *later]})

    shown = fates(move(clock, road.changed(ladders=NEW.ladders | {"standard": slower}, version="2026.2")))

    fate, promise = shown["probe_answered:health"], clock.case.agenda["probe_answered:health"]
    assert reminded
    assert (fate.how, fate.before) == ("is reminded otherwise", fate.after)
    assert promise.rung == before.rung
    assert promise.next is not None
    assert before.next is not None
    assert promise.next > before.next
    assert clock.days_pass(1).letters(about="probe_answered:health")[reminded:] == []


def test_t_25_what_a_denser_ladder_would_have_said_by_now_is_said_once():
    clock = HandClock().tell(ConversationHeld()).days_pass(31)
    about = "probe_answered:health"
    said = len(clock.letters(about=about))
    standard = NEW.ladders["standard"]
    up = standard.rungs[-1].model_copy(update={"after": Delay.parse("1 day")})
    denser = standard.model_copy(update={"rungs": [*standard.rungs[:2], up, up, up]})

    move(clock, road.changed(ladders=NEW.ladders | {"standard": denser}, version="2026.2"))
    clock.days_pass(3)

    assert [letter.to for letter in clock.letters(about=about)[said:]] == ["team lead"]


def test_t_25_somebody_who_has_seen_a_promise_is_left_in_peace_until_the_day_they_named():
    clock = HandClock().tell(ConversationHeld()).days_pass(29)
    about = "probe_answered:health"
    clock.tell(PromiseSeen(of=about, acts_by=road.day(clock, 7)))
    said = len(clock.letters(about=about))
    standard = NEW.ladders["standard"]
    earlier = standard.rungs[0].model_copy(update={"after": Delay.parse("-5 days")})
    otherwise = standard.model_copy(update={"rungs": [earlier, *standard.rungs[1:]]})

    move(clock, road.changed(ladders=NEW.ladders | {"standard": otherwise}, version="2026.2"))

    assert clock.case.agenda[about].seen_by == "S-ana"
    assert len(clock.days_pass(6).letters(about=about)) == said
    assert len(clock.days_pass(2).letters(about=about)) == said + 1


def test_t_25_under_the_same_promises_a_reminder_keeps_its_hour():
    clock = HandClock().tell(ConversationHeld()).days_pass(29)
    before = dict(clock.case.agenda)

    shown = move(clock, road.changed(version="2026.2"))

    assert not shown.changed
    assert clock.case.agenda == before


def test_t_25_moved_twice_nothing_changes_the_second_time():
    clock = HandClock(under=OLD)
    telling = telling_of(clock.case, NEW, by="S-lead", why=WHY, at=clock.hour)
    clock.told_so(telling)
    line = clock.case.line

    assert tell(clock.desk, telling, clock.hour).before
    assert clock.case.line == line
    with pytest.raises(Refused, match=r"this case lives under kina-example 2026\.1 already"):
        what_moves(clock.desk, telling_of(clock.case, NEW, by="S-lead", why=WHY, at=clock.hour), clock.hour)


def test_t_25_a_case_that_has_gone_on_since_it_was_shown_is_not_moved():
    clock = HandClock(under=OLD)
    telling = telling_of(clock.case, NEW, by="S-lead", why=WHY, at=clock.hour)
    clock.tell(ConversationHeld())

    with pytest.raises(Refused, match="look at it again; nothing was changed"):
        tell(clock.desk, telling, clock.hour)


def test_t_25_what_was_shown_yesterday_is_looked_at_again():
    clock = HandClock(under=OLD)
    telling = telling_of(clock.case, NEW, by="S-lead", why=WHY, at=clock.hour)
    clock.days_pass(1)

    with pytest.raises(Refused, match="look at it again; nothing was changed"):
        tell(clock.desk, telling, clock.hour)


def test_t_25_only_a_programme_of_the_same_method_and_only_with_its_terms():
    clock = HandClock()
    strange = telling_of(clock.case, road.changed(method="star", name="star-example"), by="S-lead", why=WHY, at=clock.hour)
    with pytest.raises(Refused, match="star-example is a programme of star and this case goes the kina path: close it, and open another"):
        tell(clock.desk, strange, clock.hour)

    other = road.changed(name="kina-south", version="1")
    known = telling_of(clock.case, other, by="S-lead", why=WHY, at=clock.hour)
    with pytest.raises(Refused, match="the new programme has to come along"):
        tell(clock.desk, known.model_copy(update={"terms": ""}), clock.hour)
    with pytest.raises(Refused, match="are not those that were shown"):
        tell(clock.desk, known.model_copy(update={"terms": packed(clock.terms.text)}), clock.hour)

    tell(clock.desk, known, clock.hour)
    assert clock.case.programme.name == "kina-south"


def test_t_25_a_programme_that_the_story_cannot_be_read_under_is_refused():
    clock = road.mapping()
    gaps = {key: gap for key, gap in NEW.gaps.items() if key != "contact_held.mapping"}

    with pytest.raises(Refused, match="the path cannot go on from this"):
        what_moves(clock.desk, telling_of(clock.case, road.changed(gaps=gaps), by="S-lead", why=WHY, at=clock.hour), clock.hour)


def test_t_25_the_journal_keeps_who_moved_it_and_why_but_not_the_text_of_the_terms():
    clock = HandClock(under=OLD)
    move(clock, NEW)

    line = clock.case.journal[-1]
    assert (line.kind, line.by, line.fact["version"], line.fact["why"]) == ("programme_changed", "S-lead", "2026.1", WHY)
    assert len(line.model_dump_json()) < 1000
    assert clock.refolded().own_json() == clock.case.own_json()


def test_t_25_a_fold_without_the_terms_of_a_change_says_so():
    clock = HandClock(under=OLD)
    move(clock, NEW)

    with pytest.raises(LookupError, match=r"the terms of kina-example 2026\.1 are not in the records"):
        fold("c1", clock.case.journal, clock.terms, clock.story)


def test_t_26_a_move_that_was_a_mistake_is_withdrawn_and_the_case_stands_as_before():
    clock = HandClock(under=OLD)
    before = clock.case.twin()
    move(clock, NEW)
    moved = clock.case.twin()

    clock.withdraw(2)

    assert stands(clock.case) == stands(before)
    assert clock.case.programme.version == "2025.1"
    clock.withdraw(3)
    assert stands(clock.case) == stands(moved)
    clock.tell(ConversationHeld()).days_pass(30)
    assert clock.refolded().own_json() == clock.case.own_json()


def test_t_26_a_fact_told_before_a_move_is_corrected_under_the_rules_of_then_and_of_now():
    clock = HandClock(under=OLD).days_pass(2).tell(ConversationHeld())
    move(clock, NEW)

    clock.withdraw(2)

    assert clock.case.programme.version == "2026.1"
    assert clock.due("conversation_held") == date(2026, 5, 11)


def test_t_26_of_a_move_only_the_reason_and_the_day_are_corrected():
    clock = HandClock(under=OLD)
    move(clock, NEW)

    with pytest.raises(Refused, match="the rules of line 2 stay: withdraw it, then move the case with"):
        clock.correct(2, version="2025.1")
    clock.correct(2, why="the council decided it")
    assert clock.case.programme.version == "2026.1"


def test_t_13_a_new_policy_does_not_make_old_cases_incomplete():
    lists = NEW.lists | {"probes": [*NEW.lists["probes"], "housing"]}
    new_policy = road.changed(lists=lists, version="2026.2")
    untouched, moved = road.placement(), road.placement()

    move(moved, new_policy)

    assert not [key for key in untouched.awaits if "housing" in key]
    assert moved.phases == untouched.phases == ["placement"]
    assert not [key for key in moved.awaits if "housing" in key]


def told_until(dossier: Path, steps: int) -> HandWound | None:
    """The case of a dossier as it stands after so many steps; nothing if it has ended by then."""
    told = load(dossier)
    playing = simulate._Simulation(told, PROGRAMMES)
    timed: list[Timed] = list(told.timed)[:steps]
    for one in timed:
        playing.wound.pass_until(one.hour)
        if one.step.tell:
            playing._tell(one)
    return None if playing.wound.case.ended else playing.wound


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_t_25_wherever_a_dossier_is_the_promises_move_as_shown_and_fall_due_as_shown(path: Path):
    moved = 0
    for steps in range(1, len(list(load(path).timed)) + 1, 3):
        wound = told_until(path, steps)
        if wound is None:
            continue
        wound.pass_until(wound.hour)
        to = OLD if wound.case.programme.version == NEW.version else NEW
        opened, lines, written, at = wound.terms, list(wound.lines), len(wound.letters), wound.hour
        telling = telling_of(wound.case, to, by="S-lead", why=WHY, at=wound.hour)
        shown, before = what_moves(wound.desk, telling, wound.hour), Desk(wound.case.twin(), wound.desk.story)

        wound.tell(telling)

        assert moving(before, wound.desk) == shown
        assert {f.key: f.after for f in shown.promises if f.how != "vanishes"} == {p.key: p.by for p in wound.case.agenda.values()}
        again = fold(wound.case.id, wound.lines, opened, wound.desk.story, wound.known)
        assert again.case.own_json() == wound.case.own_json()
        first = min((f.spoken_after for f in shown.promises if f.spoken_after), default=None)
        assert first is not None
        wound.pass_until(max(first, wound.hour) + timedelta(minutes=1))
        struck = [line.happened for line in wound.lines[len(lines) + 1 :] if line.kind == "hour_came"]
        spoken = [*struck, *(letter.due for letter in wound.letters[written:] if letter.waits)]
        assert spoken
        assert max(min(spoken), at) == max(first, at)
        moved += len(shown.changed)
    assert moved
