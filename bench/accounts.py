"""What processes have used: CPU of a whole family, memory of its own, bytes on disk; and what else the machine did meanwhile."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


class Stat(NamedTuple):
    """A line of /proc/PID/stat: who started it, and the seconds of CPU it and its dead children have used."""

    parent: int
    own: float
    reaped: float


class Machine(NamedTuple):
    """Seconds of CPU since the machine started: all, idle, taken by the host."""

    total: float
    idle: float
    stolen: float


def machine() -> Machine:
    """As /proc/stat says."""
    ticks = [int(word) / TICKS for word in (PROC / "stat").read_text().split("\n")[0].split()[1:]]
    return Machine(sum(ticks[:8]), ticks[3] + ticks[4], ticks[7])


def stat(pid: int) -> Stat | None:
    """None when it has gone."""
    try:
        said = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    words = said[said.rindex(")") + 2 :].split()
    return Stat(int(words[1]), (int(words[11]) + int(words[12])) / TICKS, (int(words[13]) + int(words[14])) / TICKS)


def family(pid: int) -> list[int]:
    """A process and all that came of it and still lives."""
    parents = {int(folder.name): found.parent for folder in PROC.glob("[0-9]*") if (found := stat(int(folder.name)))}
    members = [pid]
    for member in members:
        members += [child for child, parent in parents.items() if parent == member]
    return members


def cpu(pid: int) -> float:
    """Seconds of CPU of a family, the dead included; 0 for no process."""
    return sum(found.own + found.reaped for member in family(pid) if (found := stat(member))) if pid else 0.0


def own_memory(pid: int) -> int:
    """Bytes of memory that only this family holds; 0 for no process."""
    return sum(_anonymous(member) for member in family(pid)) if pid else 0


def _anonymous(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss_Anon:"))


def on_disk(folder: Path) -> int:
    """Bytes that the files of a folder take."""
    return sum(_blocks(path) for path in folder.rglob("*")) if folder.exists() else 0


def _blocks(path: Path) -> int:
    try:
        return path.lstat().st_blocks * 512
    except FileNotFoundError:
        return 0
