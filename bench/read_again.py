"""`python -m bench.read_again FILE`: the CPU that reading a page again takes, and what every reading costs whatever is read."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from runtime.converter import CONVERTER
from workers.itinerary import runner
from workflows.itinerary import Itinerary
from workflows.referral import Referral

REPLAYS = 15


async def main(file: Path) -> dict[str, float]:
    """Milliseconds: of the page, and of its first event alone, which is a worker that starts and ends."""
    page = WorkflowHistory.from_json("page", file.read_text())
    whole, first = await _took(page), await _took(WorkflowHistory("page", page.events[:3]))
    return {"median ms": statistics.median(whole), "min ms": min(whole), "of it the replayer's own": statistics.median(first)}


async def _took(history: WorkflowHistory) -> list[float]:
    took = []
    for _ in range(REPLAYS + 1):
        began = time.process_time()
        await Replayer(workflows=[Itinerary, Referral], workflow_runner=runner(), data_converter=CONVERTER).replay_workflow(history)
        took.append(1000 * (time.process_time() - began))
    return took[1:]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(Path(sys.argv[1])))))  # noqa: T201
