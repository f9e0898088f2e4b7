"""Verbs that need no server: what can be told, programmes, dossiers, and the page of all verbs."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from casework.clock import REAL_TIME
from casework.mistakes import CORRECTIONS
from casework.new_rules import CHANGED
from casework.programme import Programme
from casework.vocabulary import vocabulary
from runtime.settings import Settings
from starters.answers.answer import NoneSuch, WrongInput
from starters.answers.contracts import ends_of, ends_said
from starters.answers.opening import clock_of
from starters.answers.shelf import FOLDER, programme_named, programmes, version_named
from starters.answers.takes import all_takes
from starters.answers.words import fact_said, promise_said
from starters.cli import app
from starters.command_page import page, verbs
from starters.exit_codes import Exit
from starters.plain_text import plain
from tests import forem_road, insertor_road, star_road, supported_employment_road
from tests import kina_road as road
from tests.handclock import HandClock

ROOT = Path(__file__).parents[2]
DOSSIER = ROOT / "dossiers" / "kina" / "a-pause-in-mapping.yaml"


def itinerary(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_facts_lists_all_that_people_may_tell() -> None:
    told = json.loads(itinerary("facts", "--json").stdout)

    by_people = {kind for kind, fact in vocabulary().items() if fact.from_whom != "clock"}
    assert {fact["kind"] for fact in told} == by_people - CORRECTIONS - {CHANGED}, "corrections and moves have verbs of their own"
    assert all(fact["label"] and fact["sentence"] for fact in told)


def test_facts_shows_one_with_its_fields_and_who_may_see_them() -> None:
    ended = itinerary("facts", "barrier-settled")

    assert "solved | reduced" in ended.stdout
    assert "restricted" in ended.stdout
    assert "itinerary tell K-0001 barrier_settled" in ended.stdout


def test_facts_gives_the_schema_of_one_as_json() -> None:
    told = json.loads(itinerary("facts", "contract_signed", "--json").stdout)

    assert told["schema"]["properties"]["fraction"]["maximum"] == 1
    assert {"name": "age", "takes": "a whole number from 15 to 80", "needed": False, "otherwise": "", "seen_by": "restricted"} in told[
        "fields"
    ]


def test_a_case_says_what_is_awaited_what_can_be_told_and_why_the_rest_cannot() -> None:
    found = {takes.kind: takes for takes in all_takes(HandClock().desk)}

    assert found["conversation_held"].state == "awaited"
    assert found["barrier_found"].state == "can be told"
    assert found["resumed"].state == "not now"
    assert found["resumed"].why == "this case is not paused"
    assert "hour_came" not in found


def test_a_case_says_it_in_the_words_of_its_programme_and_with_all_that_is_asked() -> None:
    found = {takes.kind: takes for takes in all_takes(forem_road.interviewed().desk)}

    assert found["action_agreed"].example == 'action_agreed sort="career guidance" due=2026-05-11 what=...'
    assert found["subject_reviewed"].example == "subject_reviewed of=skills finding=..."
    assert found["document_drawn_up"].example.startswith("document_drawn_up sort=convention sections.vocational_project=...")
    assert found["action_plan_reviewed"].why.startswith("a plan is reviewed while it is followed")
    assert found["registered"].state == "not now"


def test_a_fact_about_the_whole_case_is_not_refused_for_what_nobody_said() -> None:
    clock = star_road.reported()

    whys = [takes.why for takes in all_takes(clock.desk)]

    assert not [why for why in whys if "is about the case as a whole" in why]


def test_what_a_programme_asks_for_besides_is_in_the_example() -> None:
    found = {takes.kind: takes for takes in all_takes(star_road.reported().desk)}

    assert found["goal_set"].example == "goal_set goal=... sort=job"
    assert found["cv_followed_up"].why == "this case has no goal (name it with from_goal=...): there is none yet"


def test_what_begins_something_is_not_refused_for_its_id() -> None:
    for clock in (supported_employment_road.opened(), star_road.reported(), insertor_road.opened()):
        assert not [takes.kind for takes in all_takes(clock.desk) if "a short id of its own" in takes.why]


def test_what_a_case_takes_is_only_tried() -> None:
    clock = HandClock()
    before = clock.case.model_dump_json()

    list(all_takes(clock.desk))

    assert clock.case.model_dump_json() == before


def test_a_case_lives_in_real_time_unless_the_stack_is_a_demonstration() -> None:
    origin = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert clock_of(Settings()) == REAL_TIME
    assert (clock_of(Settings(pace=1000, origin=origin)).case, clock_of(Settings(pace=1000)).pace) == (origin, 1000)


def test_an_hour_that_came_is_said_with_what_it_was_about() -> None:
    assert fact_said("hour_came", "conversation_held").endswith("(a first conversation)")
    assert fact_said("barrier_found", "b1") == "side problem found (b1)"
    assert promise_said("day:document_expires.d1") == "a day: document expires (d1)"


def test_programmes_are_listed_with_the_one_in_force() -> None:
    told = json.loads(itinerary("programme", "list", "--json").stdout)

    assert {programme["version"] for programme in told} >= {"2025.1", "2026.1"}


def test_a_programme_is_shown_rule_by_rule_with_its_source() -> None:
    ended = itinerary("programme", "show", "kina-example@2025.1")

    assert ended.exit_code == Exit.OK
    assert "kina-example 2025.1" in ended.stdout
    assert "not verified" in ended.stdout


def test_an_unknown_programme_is_answered_with_those_there_are() -> None:
    ended = itinerary("programme", "show", "kina")

    assert ended.exit_code == Exit.NOT_FOUND
    assert "there is no programme kina: there is " in ended.stderr
    assert "kina-example@2025.1" in ended.stderr


def test_the_programmes_that_came_with_the_product_hold() -> None:
    ended = itinerary("programme", "check")

    assert ended.exit_code == Exit.OK
    assert "kina-2026.toml holds" in ended.stdout


def test_a_programme_that_does_not_load_is_refused_with_file_and_key(tmp_path: Path) -> None:
    text = (FOLDER / "kina-2026.toml").read_text().replace('within = "5 working days"', 'within = "soon"', 1)
    (tmp_path / "mine.toml").write_text(text)

    ended = itinerary("programme", "check", str(tmp_path / "mine.toml"))

    assert ended.exit_code == Exit.DIFFERENT
    assert ended.stdout.startswith("mine.toml: deadlines.")
    assert "'soon' is not a delay" in ended.stdout
    assert itinerary("programme", "list", "--folder", str(tmp_path)).exit_code == Exit.WRONG_USAGE


def test_a_programme_without_what_its_story_looks_up_does_not_hold(tmp_path: Path) -> None:
    text = (FOLDER / "kina-2026.toml").read_text().replace("[gaps.check_held]", "[gaps.contact_held]")
    (tmp_path / "mine.toml").write_text(text)

    ended = itinerary("programme", "check", str(tmp_path / "mine.toml"))

    assert (ended.exit_code, ended.stdout.strip()) == (
        Exit.DIFFERENT,
        "mine.toml: gaps.check_held: this key is expected, for the kina path asks for it",
    )


def test_two_versions_are_compared() -> None:
    ended = itinerary("programme", "diff", "kina-example@2025.1", "kina-example@2026.1")

    assert "deadlines.conversation_held.within: 10 working days -> 5 working days" in ended.stdout


def test_a_contract_that_crosses_1_march_2026_says_that_it_keeps_the_rules_of_before() -> None:
    clock = road.in_article_60(road.UNDER_THE_OLD_RULES, age=40)

    said = ends_said(ends_of(clock.case))

    assert said.startswith("contract k1 ends 14 August 2027: 468 days, ")
    assert said.endswith("the rules before 1 March 2026")


def test_the_version_in_force_on_the_day_of_opening_is_taken() -> None:
    there = [programme for programme in programmes() if programme.name == "kina-example"]

    assert programme_named("kina-example", _day(there, "2025.1"), there).version == "2025.1"
    assert version_named("kina-example", there).version == "2026.1"
    with pytest.raises(WrongInput, match="say which programme: --programme with one of "):
        programme_named("", _day(there, "2026.1"), programmes())
    with pytest.raises(NoneSuch, match="there is no programme kino"):
        programme_named("kino", _day(there, "2026.1"), there)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="there is no folder"):
        programmes(tmp_path / "none")


def test_a_dossier_is_simulated() -> None:
    ended = itinerary("simulate", str(DOSSIER))

    assert ended.exit_code == Exit.OK
    assert "everything was as the dossier expects" in ended.stdout


def test_a_dossier_that_expects_otherwise_ends_with_one(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(DOSSIER.read_text().replace("phases: [capability_mapping]", "phases: [placement]", 1))

    ended = itinerary("simulate", str(wrong), "--json")

    assert ended.exit_code == Exit.DIFFERENT
    assert "placement" in json.loads(ended.stdout)[0]["differences"][0]


def test_a_dossier_that_cannot_be_read_is_refused_with_file_and_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: x\nstory: y\nsteps: []\n")

    ended = itinerary("simulate", str(wrong))

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "wrong.yaml" in ended.stderr
    assert itinerary("simulate", str(tmp_path / "none.yaml")).exit_code == Exit.WRONG_USAGE


def test_a_folder_without_dossiers_is_said_so(tmp_path: Path) -> None:
    assert "there is no dossier in" in itinerary("simulate", str(tmp_path)).stderr


def test_the_schema_of_dossiers_is_printed_as_json() -> None:
    assert json.loads(itinerary("dossier", "schema").stdout)["title"] == "Dossier"
    assert "can be read: A pause" in itinerary("dossier", "check", str(DOSSIER)).stdout


def test_text_cannot_speak_to_the_terminal() -> None:
    assert plain("a\x1b[31mb\x07") == "a [31mb "


def test_the_page_of_the_command_line_is_up_to_date() -> None:
    assert (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8") == page(), (
        "python -m starters.command_page > docs/command-line.md"
    )


def test_every_verb_answers_with_json_and_has_a_sentence() -> None:
    for words, command in verbs():
        assert command.help, words
        assert "--json" in {name for parameter in command.params for name in parameter.opts} or words in {"worker", "receive"}, words


def _day(there: list[Programme], version: str) -> date:
    return next(p.applies_from for p in there if p.version == version)
