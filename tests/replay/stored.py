"""The stored histories: by release and method, one file a page of a case's life, with what the page came to.

A release that went out is sealed (`make seal`): its folder holds a list of its files with their checksums, and nobody changes
them any more. Only the version that is still to come is recorded anew (`make histories`).
"""

from __future__ import annotations

import gzip
import json
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel
from temporalio.client import WorkflowHistory

from tests.replay.watch import Seen

HISTORIES = Path(__file__).with_name("histories")
TO_COME = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"]
SEAL = "RELEASED"


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
    """Every stored history, by release and method."""
    return sorted(HISTORIES.glob("*/*/*.json.gz"))


def releases() -> list[Path]:
    """The folder of every release, the newest last."""
    return sorted((folder for folder in HISTORIES.iterdir() if folder.is_dir()), key=lambda folder: _number(folder.name))


def sums(release: Path) -> str:
    """What is listed of a release when it goes out: a checksum and a file a line."""
    found = sorted(release.glob("*/*.json.gz"))
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(release).as_posix()}\n" for path in found)


def seal(release: Path) -> None:
    """The release goes out: from now on its histories stay as they are. Again is harmless."""
    if not (release / SEAL).exists():
        (release / SEAL).write_text(sums(release))


def refuse_sealed(release: Path) -> None:
    """Exit with a sentence if this release went out."""
    if (release / SEAL).exists():
        sys.exit(f"{release.name} was released: its histories stay as they are; give the next version its number in pyproject.toml first")


def _number(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


if __name__ == "__main__":
    seal(HISTORIES / TO_COME)
