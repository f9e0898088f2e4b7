"""Dossiers: each is played through the story, a wrong expectation is found, and a wrong file is refused with a sentence."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from casework.case import CLOCK
from casework.programme_files import load_all
from starters import dossier_file
from starters.dossier import Dossier, Expectation, Letter, Office, Step
from starters.dossier_file import BadDossier, load, schema
from starters.simulate import simulate
from starters.timeline import Played, as_json, line_of, render
from workflows.methods import STORIES

ROOT = Path(__file__).parents[2]
DOSSIERS = sorted((ROOT / "dossiers").rglob("*.yaml"))
PROGRAMMES = load_all(ROOT / "programmes")

SHORT = """
title: A first conversation
story: It is held on time.
programme: kina-example
opened: 2026-05-04 10:00
steps:
"""


def written(folder: Path, steps: str, *, head: str = SHORT) -> Path:
    """A dossier file of these steps."""
    path = folder / "example.yaml"
    path.write_text(head + steps, encoding="utf-8")
    return path


def played(folder: Path, steps: str) -> Played:
    """What these steps show."""
    return simulate(load(written(folder, steps)), PROGRAMMES)


def said_of(folder: Path, steps: str, *, head: str = SHORT) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(BadDossier) as refused:
        load(written(folder, steps, head=head))
    return str(refused.value)


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_every_dossier_shows_what_it_expects(path: Path):
    found = simulate(load(path), PROGRAMMES)

    assert found.differences == []
    assert found.timeline[0].text == "case opened"


def test_there_are_at_least_ten_dossiers_and_each_has_a_title_of_its_own():
    titles = [dossier.title for dossier in dossier_file.load_all(ROOT / "dossiers").values()]

    assert len(titles) == len(set(titles)) >= 10


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_what_the_clock_brings_lies_a_day_before_the_next_telling(path: Path):
    """Played under a fast clock an hour of a case is a few hundredths of a second: what comes closer may come in another order."""
    came = [entry for entry in simulate(load(path), PROGRAMMES).timeline if entry.what in ("fact", "refusal")]

    assert [
        f"{entry.text} on {entry.hour:%Y-%m-%d}"
        for entry, after in pairwise(came)
        if entry.by == CLOCK != after.by and after.hour - entry.hour < timedelta(days=1)
    ] == []


def test_the_dossiers_together_are_in_every_phase():
    phases = {phase for path in DOSSIERS for entry in simulate(load(path), PROGRAMMES).timeline for phase in entry.phases}

    assert phases == {phase for story in STORIES.values() for phase in story.phases.values()}


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ("phases: [placement]", "expected the phases placement; found exploration"),
        ("awaits: [mapping_completed]", "expected mapping_completed to be awaited; awaited are contact_held:client, conversation_held"),
        ("not_awaits: [conversation_held]", "expected conversation_held not to be awaited; it is, for 2026-05-11"),
        ("due: {conversation_held: 2026-05-12}", "expected conversation_held to be due 2026-05-12; found 2026-05-11"),
        ("due: {resumed: no date}", "expected resumed to be due no date; found not awaited"),
        ("overdue: [conversation_held]", "expected to be overdue conversation_held; found none"),
        ("letters: [{letter: farewell, to: client}]", "expected farewell to the client; written were case_opened to the counsellor"),
        ("no_letters: [{to: client}]", "expected not a letter to the client; written was welcome to the client about opened"),
        ("ended: work", "expected the case to have ended with work; it has not ended"),
        ("end_of_contract: 2027-01-01", "expected the contract to end on 2027-01-01; found no date"),
        ("end_says: 312 days", "it says 'there is no contract'"),
        ("counsellor: S-ben", "expected S-ben to be responsible; it is S-ana"),
        ("version: '1999'", "expected version 1999 of the programme; the case lives under 2026.1"),
    ],
)
def test_a_wrong_expectation_is_found(tmp_path: Path, expected: str, sentence: str):
    found = played(tmp_path, f"  - expect: {{{expected}}}")

    assert [sentence in difference for difference in found.differences] == [True]
    assert found.differences[0].startswith("2026-05-04: ")


def test_a_refusal_nobody_expected_and_one_that_did_not_come_are_differences(tmp_path: Path):
    found = played(
        tmp_path,
        """
  - {tell: mapping_completed}
  - {tell: conversation_held, refused: never}
  - {tell: mapping_completed, refused: it is Monday}
  - {tell: mapping_completed, refused: first settle what exploration waits for}
""",
    )

    assert [sentence.partition(";")[0] for sentence in found.differences] == [
        "2026-05-04: expected mapping_completed to be accepted",
        "2026-05-04: expected conversation_held to be refused with 'never'",
        "2026-05-04: expected mapping_completed to be refused with 'it is Monday'",
    ]
    assert found.timeline[-1].what == "refusal"


def test_letters_are_those_since_the_last_expectation(tmp_path: Path):
    found = played(
        tmp_path,
        """
  - expect: {letters: [{letter: welcome}]}
  - {on: 2026-05-05, expect: {no_letters: [{}]}}
  - {on: 2026-05-11, expect: {letters: [{letter: promise_due, about: conversation_held}]}}
""",
    )

    assert found.differences == []


def test_a_day_without_an_hour_comes_after_the_letters_of_its_morning_and_a_step_without_a_day_at_the_hour_before():
    steps = [timed.hour.isoformat() for timed in load(ROOT / "dossiers/kina/a-regular-job.yaml").timed]

    assert steps[:4] == ["2026-05-04T08:00:00+00:00", "2026-05-07T12:00:00+00:00", "2026-05-12T08:00:00+00:00", "2026-05-12T08:00:00+00:00"]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("  - {on: tomorrow, expect: {ended: ''}}", "line 7: steps.0.on: expected a day as in '2026-05-04', or a day and an hour"),
        (
            "  - {on: 2026-05-01, expect: {ended: ''}}",
            "step 1 is on 2026-05-01, before 2026-05-04: expected the steps in the order of time",
        ),
        ("  - {on: 2026-05-05}", "line 7: steps.0: expected `tell` or `expect`"),
        ("  - {expect: {}}", "steps.0.expect: expected at least one of phases, awaits,"),
        ("  - {expect: {ended: ''}, refused: x}", "steps.0: `with`, `by`, `happened`, `refused` and `called` belong to a `tell`"),
        ("  - {tell: conversation_hold}", "steps.0: conversation_hold cannot be told so: there is no fact called conversation_hold"),
        ("  - {tell: relapsed, with: {of: b1}}", "steps.0: relapsed cannot be told so: later_work is missing"),
        ("  - {say: hello, expect: {ended: ''}}", "steps.0.say: nothing of this name is known here, found 'hello'"),
        ("  - {expect: {phases: exploration}}", "steps.0.expect.phases: Input should be a valid list, found 'exploration'"),
        ("  - {expect: {awaits: [a_holiday]}}", "steps.0.expect.awaits: nothing called a_holiday can be awaited"),
        ("  - {expect: {due: {conversation_held: soon}}}", "steps.0.expect.due.conversation_held"),
        ("  - {expect: {letters: [{letter: postcard}]}}", "steps.0.expect.letters.0.letter: there is no such letter: expected one of"),
        ("  - {expect: {letters: [{to: everybody}]}}", "steps.0.expect.letters.0.to: Input should be"),
        ("  - {tell: conversation_held, by: Test Colleague}", "steps.0.by: expected an id of letters, digits and dashes"),
        ("  - {expect: {ended: '', ended: work}}", "line 7: not a YAML file as expected: expected ended only once"),
        ("  - {expect: &x {ended: ''}}\n  - {expect: *x}", "expected no anchors: write it out"),
        ("  - {[a]: b}", "expected a plain word before the colon"),
        ("  - {tell: ", "not a YAML file as expected"),
        ("  []", "steps: List should have at least 1 item"),
        ("  " + "[" * 5000, "expected no more than a few levels"),
    ],
)
def test_a_wrong_step_is_refused_with_file_place_and_what_was_expected(tmp_path: Path, steps: str, sentence: str):
    said = said_of(tmp_path, steps)

    assert said.startswith("example.yaml")
    assert sentence in said


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("", "title: this is expected"),
        ("counsellor: Test Counsellor One\n" + SHORT, "counsellor: expected an id of letters, digits and dashes, as in S-1; never a name"),
        ("just words", "a table of keys is expected here"),
        (SHORT.replace("opened: 2026-05-04 10:00", "opened: 2026-02-30"), "opened: expected a day as in '2026-05-04'"),
        (SHORT.replace("opened:", "open:"), "opened: this is expected"),
        ("office: {country: XX}" + SHORT, "office: 'XX' is not a country whose holidays are known"),
        ("office: {zone: Europe/Atlantis}" + SHORT, "office.zone: 'Europe/Atlantis' is not a time zone"),
        ("- a\n" + SHORT, "not a YAML file as expected"),
    ],
)
def test_a_wrong_head_is_refused_with_file_place_and_what_was_expected(tmp_path: Path, head: str, sentence: str):
    said = said_of(tmp_path, "  - {tell: conversation_held}" if head.endswith("steps:\n") else "", head=head)

    assert said.startswith("example.yaml")
    assert sentence in said


def test_a_file_that_is_not_there_or_is_no_text_is_refused(tmp_path: Path):
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff\xfe\x00")

    with pytest.raises(BadDossier, match=r"^none.yaml: cannot be read \(No such file or directory\)$"):
        load(tmp_path / "none.yaml")
    with pytest.raises(BadDossier, match=r"^picture.yaml: not a YAML file: expected text in UTF-8$"):
        load(tmp_path / "picture.yaml")


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path):
    said = said_of(
        tmp_path, "  - {on: tomorrow, expect: {ended: ''}}\n  - {tell: nothing}", head=SHORT.replace("title: A first conversation", "")
    )

    assert len(said.splitlines()) == 3


def test_words_that_yaml_reads_otherwise_mean_what_they_look_like(tmp_path: Path):
    steps = written(
        tmp_path, "  - {on: 2026-05-05, tell: remark_made, with: {note: yes}, by: 010}\n  - {expect: {version: 2026.10, counsellor: no}}"
    )

    first, second = load(steps).steps

    assert (first.fields, first.by, first.on and first.on.day) == ({"note": "yes"}, "010", date(2026, 5, 5))
    assert second.expect
    assert (second.expect.version, second.expect.counsellor) == ("2026.10", "no")


def test_a_programme_that_is_not_there_is_said_with_those_there_are(tmp_path: Path):
    path = written(tmp_path, "  - {tell: conversation_held}", head=SHORT.replace("kina-example", "kina-elsewhere"))

    with pytest.raises(LookupError, match=r"there is no programme kina-elsewhere: there is .*kina-example"):
        simulate(load(path), PROGRAMMES)


def test_the_schema_names_all_that_a_step_may_say():
    step = schema()["$defs"]["Step"]

    assert set(step["properties"]) == {"on", "tell", "with", "by", "happened", "refused", "called", "expect"}
    assert step["additionalProperties"] is False


def test_a_played_dossier_is_shown_on_a_terminal_and_as_json(tmp_path: Path):
    found = played(tmp_path, "  - {on: 2026-05-07, tell: conversation_held}\n  - {expect: {phases: [placement]}}")
    console = Console(width=160)

    with console.capture() as capture:
        console.print(render(found))

    shown = capture.get()
    assert "promise nears to the counsellor about a first conversation" in shown
    assert "1 not as the dossier expects:" in shown
    assert as_json(found)["differences"] == found.differences
    assert line_of(found.timeline[0], found.zone) == "2026-05-04 10:00  fact        case opened"


def test_the_page_on_dossiers_shows_one_that_comes_true(tmp_path: Path):
    shown = (ROOT / "docs/dossiers.md").read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]

    found = simulate(load(written(tmp_path, "", head=shown)), PROGRAMMES)

    assert found.differences == []


def test_the_page_on_dossiers_names_every_key():
    page = (ROOT / "docs/dossiers.md").read_text(encoding="utf-8")

    keys = {key for part in (Dossier, Step, Expectation, Office, Letter) for key in part.model_json_schema(by_alias=True)["properties"]}

    assert sorted(key for key in keys if f"`{key}`" not in page) == []


def test_a_file_of_something_else_is_refused_without_repeating_all_of_it(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("a long text that is no dossier at all, " * 50)

    with pytest.raises(BadDossier) as refused:
        load(other)

    assert "a table of keys is expected here" in str(refused.value)
    assert len(str(refused.value)) < 200
