"""`make histories`: lives of invented cases on a real server by a fast clock, every page stored for the release to come."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Worker

from casework.case import Case
from casework.terms import terms_of
from runtime.converter import CONVERTER
from runtime.embedded import Temporal
from runtime.embedded.ports import choose
from tests.replay.dossier_lives import lives
from tests.replay.lives import Shelf, born
from tests.replay.stored import HISTORIES, TO_COME, Stored, keep, refuse_sealed
from tests.replay.watch import SEEN, Watch
from workers.itinerary import sandbox
from workflows.itinerary import Itinerary
from workflows.methods import STORIES
from workflows.page import Page
from workflows.referral import Asked, Referral

QUEUE = "recorder"


async def main() -> None:
    """Record every life, page by page; a release that went out is left as it is."""
    refuse_sealed(HISTORIES / TO_COME)
    logging.getLogger("temporalio.activity").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="itinerary-histories-") as folder:
        ports = choose({"temporal": 0, "ui": 0}, {})
        server = Temporal(Path(folder) / "temporal", ports["temporal"], ports["ui"], log=Path(folder) / "log")
        server.start()
        try:
            await server.ready()
            await record(await Client.connect(server.address, data_converter=CONVERTER, identity=QUEUE))
        finally:
            await server.child.stop()


async def record(client: Client) -> None:
    """Live every life and store what the server remembers of it."""
    folder = HISTORIES / TO_COME
    for old in folder.glob("**/*.json.gz"):
        old.unlink()
    numbers: Counter[str] = Counter()
    shelf = Shelf()
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[Itinerary, Referral],
        activities=[shelf.keep],
        workflow_runner=sandbox(),
        interceptors=[Watch()],
    ):
        for lived in lives():
            life = await born(client, QUEUE, shelf, lived)
            await lived.live(life)
            await life.handle.result()
            for history in await pages(client, life.handle.id):
                name = name_of(history)
                numbers[name] += 1
                store(folder / f"{name}-{numbers[name]}.json.gz", history)


async def pages(client: Client, case: str) -> list[WorkflowHistory]:
    """Every page of a case in order, and then those of its referrals."""
    runs = [run async for run in client.list_workflows(f"WorkflowId STARTS_WITH '{case}'")]
    runs.sort(key=lambda run: (run.workflow_type == "Referral", run.start_time))
    return [await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history() for run in runs]


def name_of(history: WorkflowHistory) -> str:
    """The method, and the chapter of the path in which the page begins, or the referral."""
    started = history.events[0].workflow_execution_started_event_attributes
    if started.workflow_type.name == "Referral":
        return f"{terms_of(Asked.model_validate_json(started.input.payloads[0].data).terms).programme.method}/referral"
    page = Page.model_validate_json(started.input.payloads[0].data)
    story = STORIES[terms_of(page.terms).programme.method]
    return f"{story.method}/{_newest(page.case) if page.case else story.opens[0].__name__}"


def _newest(case: Case) -> str:
    """The paragraph of the path that was entered last: where steps overlap, it is the one with which a page began."""
    on_path = sorted((name for name, chapter in case.open.items() if not chapter.aside), reverse=True)
    return max(on_path, key=lambda name: case.open[name].entered)


def store(path: Path, history: WorkflowHistory) -> None:
    """One page, without the places in the code where something failed."""
    run = history.events[0].workflow_execution_started_event_attributes.original_execution_run_id
    keep(path, Stored(workflow=history.workflow_id, run=run, seen=SEEN[run], history=_without_places(history.to_json_dict())))
    sys.stderr.write(f"{path.parent.name}/{path.name}: {len(history.events)} events, {path.stat().st_size} bytes\n")


def _without_places(told: Any) -> Any:
    """Failures carry the paths of the machine they happened on: nobody replays those."""
    if isinstance(told, list):
        return [_without_places(part) for part in told]
    if not isinstance(told, dict):
        return told
    clean = {name: _without_places(part) for name, part in told.items() if name != "stackTrace"}
    if "encodedAttributes" in clean:
        words = json.loads(base64.b64decode(clean["encodedAttributes"]["data"])) | {"stack_trace": ""}
        clean["encodedAttributes"]["data"] = base64.b64encode(json.dumps(words).encode()).decode()
    return clean


if __name__ == "__main__":
    asyncio.run(main())
