"""Every page that a release has written can be read again by the code of today, and comes to the same case."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowRunner

from casework.agenda import Awaited
from casework.carried_over import in_todays_words, taken_up
from casework.case import Case, Line
from casework.earlier_names import kind_now
from casework.exploration import Referred
from casework.folding import fold
from casework.terms import Terms, terms_of
from casework.vocabulary import remembered
from runtime.converter import CONVERTER
from tests.replay import stored as store
from tests.replay.stored import HISTORIES, SEAL, Stored, all_stored, read, refuse_sealed, releases, seal, sums
from tests.replay.watch import SEEN, Seen, Watch
from workers.itinerary import runner, sandbox
from workflows.itinerary import Itinerary
from workflows.methods import STORIES, kina
from workflows.page import Page
from workflows.referral import Referral

STORED = all_stored()
CHANGED = tomllib.loads((HISTORIES / "changed.toml").read_text())
QUEUES = {"journal", "outbox"}


def named(path: Path) -> str:
    """How a page is called: release, method, chapter and number."""
    return path.relative_to(HISTORIES).as_posix().removesuffix(".json.gz")


PAGES = [pytest.param(path, id=named(path)) for path in STORED]
OF_CASES = [pytest.param(path, id=named(path)) for path in STORED if not path.name.startswith("referral")]


async def replayed(stored: Stored, within: WorkflowRunner | None = None) -> Seen:
    """What today's code comes to; raises when it does other things than the history tells."""
    SEEN.pop(stored.run, None)
    history: WorkflowHistory = stored.replayable
    replayer = Replayer(
        workflows=[Itinerary, Referral], workflow_runner=within or sandbox(), data_converter=CONVERTER, interceptors=[Watch()]
    )
    await replayer.replay_workflow(history)
    return SEEN[stored.run]


def as_told_today(seen: Seen) -> Seen:
    """What was seen then, in the words of today."""
    lines = [line | {"kind": kind_now(line["kind"]), "fact": _fact(line)} for line in seen.lines]
    case = "agenda" in seen.final or "opened" in seen.final
    final = in_todays_words(Case.model_validate(seen.final)).model_dump(mode="json", exclude_defaults=True) if case else seen.final
    return seen.model_copy(update={"final": final, "lines": lines})


def _fact(line: dict[str, object]) -> dict[str, object]:
    fact = line.get("fact", {})
    assert isinstance(fact, dict)
    return remembered(str(line["kind"]), fact).model_dump(mode="json", exclude_defaults=True)


def lived_in(path: Path) -> set[str]:
    """The phases in which the facts of a page were told, those of what ran aside too."""
    return {phase for line in read(path).seen.lines for phase in line.get("phases", [])}


def test_no_page_of_a_case_ends_with_something_cancelled_that_a_replay_might_never_begin():
    for path in (path for path in STORED if not path.name.startswith("referral")):
        (*_, before, _) = read(path).replayable.events
        assert before.WhichOneof("attributes") != "timer_canceled_event_attributes", named(path)


def begun(stored: Stored) -> Page:
    """How a page began."""
    started = stored.replayable.events[0].workflow_execution_started_event_attributes
    return Page.model_validate_json(started.input.payloads[0].data)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_of_a_release_comes_to_the_same_case_as_it_did(path: Path):
    stored = read(path)

    assert await noticed(stored) == (named(path) in CHANGED), (
        "this page comes to something else: before a release run `make histories`; after it say why in histories/changed.toml"
    )


async def test_every_page_comes_to_the_same_outside_the_sandbox_where_workers_run_it():
    for path in STORED:
        assert await noticed(read(path), within=runner()) == (named(path) in CHANGED), path.name


@pytest.mark.parametrize("path", OF_CASES)
def test_the_case_at_the_end_of_a_page_is_taken_up_by_the_code_of_today(path: Path):
    stored = read(path)
    terms, case = terms_of(begun(stored).terms), Case.model_validate(stored.seen.final)

    taken = taken_up(case.model_copy(deep=True), terms, STORIES[terms.programme.method])

    assert taken.case.ended or taken.case.next_due()
    if named(path) not in CHANGED:
        assert taken.case.model_dump() == in_todays_words(case).model_dump()


def lives() -> list[list[Stored]]:
    """The pages of every stored case, in their order."""
    of_cases = [read(path) for path in STORED if not path.name.startswith("referral") and named(path) not in CHANGED]
    in_order = sorted(of_cases, key=lambda stored: (stored.workflow, begun(stored).number))
    return [list(pages) for _, pages in groupby(in_order, key=lambda stored: stored.workflow)]


def test_the_journal_of_a_stored_life_folds_to_the_case_it_ended_as():
    for pages in lives():
        terms: Terms = terms_of(begun(pages[0]).terms)
        lines = {line["number"]: Line.model_validate(line) for page in pages for line in page.seen.lines}

        case = fold(pages[0].workflow, lines.values(), terms, STORIES[terms.programme.method]).case

        told = in_todays_words(Case.model_validate(pages[-1].seen.final))
        assert case.model_dump(exclude=QUEUES) == told.model_dump(exclude=QUEUES)


@pytest.mark.parametrize("method", sorted(STORIES))
def test_the_release_to_come_has_a_history_of_every_phase_and_of_the_referral(method: str):
    newest, story = releases()[-1], STORIES[method]

    stored = {path.name.partition("-")[0] for path in (newest / method).glob("*.json.gz")}

    assert newest.name == store.TO_COME
    assert stored == {paragraph.__name__ for paragraph in story.path} | ({"referral"} if Referred in story.facts else set())
    assert {phase for page in (newest / method).glob("*.json.gz") for phase in lived_in(page)} == set(story.phases.values())


@pytest.mark.parametrize("release", [pytest.param(folder, id=folder.name) for folder in releases()])
def test_the_histories_of_a_release_that_went_out_are_as_they_were(release: Path):
    assert not (release / SEAL).exists() or (release / SEAL).read_text() == sums(release)


def test_only_the_release_to_come_is_not_sealed():
    assert [release.name for release in releases() if not (release / SEAL).exists()] in ([store.TO_COME], [])


def test_a_sealed_release_is_never_recorded_anew(tmp_path: Path):
    store.keep(tmp_path / "1.0.0" / "kina" / "mapping-1.json.gz", Stored(workflow="c", run="r", seen=Seen(), history={}))
    refuse_sealed(tmp_path / "1.0.0")

    seal(tmp_path / "1.0.0")
    with pytest.raises(SystemExit, match=r"1\.0\.0 was released: its histories stay as they are"):
        refuse_sealed(tmp_path / "1.0.0")
    store.keep(tmp_path / "1.0.0" / "kina" / "mapping-1.json.gz", Stored(workflow="d", run="r", seen=Seen(), history={}))

    assert (tmp_path / "1.0.0" / SEAL).read_text() != sums(tmp_path / "1.0.0")


def test_every_page_said_to_be_changed_is_there_with_a_reason():
    assert set(CHANGED) <= {named(path) for path in STORED}
    assert all(change["why"] for change in CHANGED.values())


async def test_a_changed_story_is_noticed(monkeypatch: pytest.MonkeyPatch):
    stored = read(next(path for path in STORED if path.name.startswith("exploration-1")))

    def nothing_is_asked(_case: Case) -> Iterator[Awaited]:
        return iter(())

    monkeypatch.setattr(kina, "probes_answered", nothing_is_asked)

    assert await noticed(stored)


async def noticed(stored: Stored, within: WorkflowRunner | None = None) -> bool:
    """Whether a replay fails or comes to something else."""
    try:
        seen = await replayed(stored, within)
    except Exception:  # noqa: BLE001 - how it fails is the library's own business
        return True
    return not seen.final or seen != as_told_today(stored.seen)
