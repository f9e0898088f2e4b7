"""Full disks for tests: a small one of its own where root may mount one, and PostgreSQL's own words for one everywhere."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from records.pool import Pool

BLOCK = 1024 * 1024
SAYS_SO = """
CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file: no space left on device'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION no_room()
"""


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of so much room, mounted on this folder; raises CalledProcessError where none may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "none", folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No room is left on it meanwhile."""
    ballast = disk / "ballast"
    try:
        _fill(ballast)
        yield
    finally:
        ballast.unlink()


def _fill(ballast: Path) -> None:
    """To the last byte."""
    for size in (BLOCK, 4096, 1):
        with ballast.open("ab", buffering=0) as heap:
            try:
                while heap.write(b"x" * size):
                    pass
            except OSError:
                continue


@asynccontextmanager
async def said_full(pool: Pool) -> AsyncIterator[None]:
    """Whoever writes a line hears from PostgreSQL that the disk is full."""
    await pool.execute(SAYS_SO)
    try:
        yield
    finally:
        await pool.execute("DROP TRIGGER no_room ON journal")
