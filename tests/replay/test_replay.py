"""Every page that a release has written can be read again by the code of today, and comes to the same case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowRunner

from casework.agenda import Awaited
from casework.case import Case
from runtime.converter import CONVERTER
from tests.replay.stored import HISTORIES, Stored, all_stored, read
from tests.replay.watch import SEEN, Seen, Watch
from workers.itinerary import runner, sandbox
from workflows.itinerary import Itinerary
from workflows.methods import kina
from workflows.referral import Referral

STORED = all_stored()


async def replayed(stored: Stored, within: WorkflowRunner | None = None) -> Seen:
    """What today's code comes to; raises when it does other things than the history tells."""
    SEEN.pop(stored.run, None)
    history: WorkflowHistory = stored.replayable
    replayer = Replayer(
        workflows=[Itinerary, Referral], workflow_runner=within or sandbox(), data_converter=CONVERTER, interceptors=[Watch()]
    )
    await replayer.replay_workflow(history)
    return SEEN[stored.run]


@pytest.mark.parametrize("path", STORED, ids=[f"{path.parent.name}-{path.name.partition('.')[0]}" for path in STORED])
async def test_a_page_of_a_release_comes_to_the_same_case_as_it_did(path: Path):
    stored = read(path)

    seen = await replayed(stored)

    assert seen.final
    assert seen == stored.seen, "this page comes to something else: before a release run `make histories`, after it turn the page"


async def test_every_page_comes_to_the_same_outside_the_sandbox_where_workers_run_it():
    for path in STORED:
        stored = read(path)
        assert await replayed(stored, within=runner()) == stored.seen, path.name


@pytest.mark.parametrize("release", sorted(folder.name for folder in HISTORIES.iterdir()))
def test_a_release_has_a_history_of_every_phase_and_of_the_referral(release: str):
    stored = {path.name.split("-")[1] for path in STORED if path.parent.name == release}

    assert stored == {paragraph.__name__ for paragraph in kina.KINA.path} | {"referral"}


async def test_a_changed_story_is_noticed(monkeypatch: pytest.MonkeyPatch):
    stored = read(next(path for path in STORED if path.name.startswith("kina-exploration-1")))

    def nothing_is_asked(_case: Case) -> Iterator[Awaited]:
        return iter(())

    monkeypatch.setattr(kina, "probes_answered", nothing_is_asked)

    assert await noticed(stored)


async def noticed(stored: Stored) -> bool:
    """Whether a replay fails or comes to something else."""
    try:
        return await replayed(stored) != stored.seen
    except Exception:  # noqa: BLE001 - how it fails is the library's own business
        return True
