"""The stored histories: one file a page of a case's life, with what the page came to."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from pydantic import BaseModel
from temporalio.client import WorkflowHistory

from tests.replay.watch import Seen

HISTORIES = Path(__file__).with_name("histories")


class Stored(BaseModel):
    """A history as the server gave it, and what was seen while it was made."""

    workflow: str
    run: str
    seen: Seen
    history: dict[str, object]

    @property
    def replayable(self) -> WorkflowHistory:
        return WorkflowHistory.from_json(self.workflow, json.dumps(self.history))


def keep(path: Path, stored: Stored) -> None:
    """Write one; the same content gives the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(stored.model_dump_json().encode(), mtime=0))


def read(path: Path) -> Stored:
    return Stored.model_validate_json(gzip.decompress(path.read_bytes()))


def all_stored() -> list[Path]:
    """Every stored history, the oldest release first."""
    return sorted(HISTORIES.glob("*/*.json.gz"))
