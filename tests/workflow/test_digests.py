"""The digests of an office are asked for until the mail server took them all, on the time-skipping server."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from runtime.converter import CONVERTER
from workers.itinerary import sandbox
from workflows.digests import COMPOSE, Digests


class Composer:
    """Has a mail server that is away for so many tries."""

    def __init__(self, away: int) -> None:
        self.away, self.asked = away, list[str]()

    @activity.defn(name=COMPOSE)
    async def compose(self, office: str) -> dict[str, int]:
        self.asked.append(office)
        if len(self.asked) <= self.away:
            raise ApplicationError("digests that wait for the mail server: 2", type="DigestsWait")
        return {"sent": 1, "told before": 1}


async def test_t_16_digests_that_wait_are_tried_again_within_the_day():
    composer = Composer(away=12)
    server = shutil.which("temporal-test-server", path=str(Path(sys.executable).parent))
    async with (
        await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server, data_converter=CONVERTER) as env,
        Worker(env.client, task_queue="q", workflows=[Digests], activities=[composer.compose], workflow_runner=sandbox()),
    ):
        handle = await env.client.start_workflow(Digests.run, "north", id="digest-north", task_queue="q")
        became, run = await handle.result(), await handle.describe()

    assert became == {"sent": 1, "told before": 1}
    assert composer.asked == ["north"] * 13
    assert run.close_time
    assert timedelta(minutes=30) < run.close_time - run.start_time < timedelta(hours=3)
