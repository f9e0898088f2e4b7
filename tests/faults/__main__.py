"""`python -m tests.faults --kills 200 --seed 7`: kill parts of a stack of its own, audit, and say what was survived."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.havoc import survive
from tests.faults.table import table


def main() -> int:
    """Give 0 only if nothing was lost, doubled or forgotten."""
    asked = _asked()
    seed = random.SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # it tells at length of servers that are away
    print(f"{asked.kills} kills, seed {seed}, at most {asked.minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory(prefix="itinerary-faults-", ignore_cleanup_errors=True) as folder:
        survival = asyncio.run(survive(Path(folder) / "data", kills=asked.kills, seed=seed, seconds=60 * asked.minutes, say=_say))
        if survival.audit.findings:
            print(f"the logs of all parts are in {_kept(Path(folder) / 'data' / 'logs')}", file=sys.stderr)
    print(table(survival), flush=True)
    return 1 if survival.audit.findings else 0


def _kept(logs: Path) -> str:
    kept = tempfile.mkdtemp(prefix="itinerary-faults-logs-")
    shutil.copytree(logs, kept, dirs_exist_ok=True)
    return kept


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="make faults", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--minutes", type=float, default=22)
    return options.parse_args()


if __name__ == "__main__":
    os._exit(main())  # the end of an interpreter that has used Temporal's client now and then aborts
