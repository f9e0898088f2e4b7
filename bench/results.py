"""What a run found: one record a block, kept as JSON with the machine it ran on."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, PrivateAttr

RESULTS = Path(__file__).with_name("results")
PEERS, ELSEWHERE, IMPORT, COHORT, MESSAGES = "-peers", "-elsewhere", "-import", "-cohort", "-messages"
"""How a run beside other engines is called, one with the real Temporal, one of a bulk start, of a cohort, of messages for one minute."""

LOOKED, BROUGHT, AGAIN, LIVED = "look at a scheme", "bring people in", "bring the same file in again", "live a cohort of two years"
"""What is done with many at once."""

TOLD_ALONE, CLAIMED, HANDED_OVER = "staff by themselves", "claim the same rows", "hand as many mails over"
"""What stands beside many messages for one minute: staff without them, and the two floors."""


class Measured(BaseModel):
    """One block: so many operations of one contender, CPU milliseconds for each by part, and numbers of its own."""

    scenario: str
    contender: str
    n: int
    seconds: float = 0.0
    cpu_ms: dict[str, float] = {}
    numbers: dict[str, float] = {}
    stolen: float = 0.0
    foreign: float = 0.0
    clean: bool = True
    again: bool = False
    """Measured once more, because the machine was not ours: this one is not counted."""

    _began: float = PrivateAttr(default_factory=time.monotonic)

    def stop(self) -> None:
        """The work is done: its wall time ends here."""
        self.seconds = round(time.monotonic() - self._began, 3)

    @property
    def engine_ms(self) -> float:
        """CPU of worker, server and PostgreSQL for one operation; the driver is said apart."""
        return sum(ms for part, ms in self.cpu_ms.items() if self._counts(part))

    def _counts(self, part: str) -> bool:
        """Not the driver, and not the engine of another contender, which is called by its letter."""
        return not part.endswith("driver") and (part[0].islower() or part.split()[0] == self.contender)


class Run(BaseModel):
    """A whole run."""

    began: datetime
    quick: bool
    server: str
    machine: str
    versions: dict[str, str] = {}
    yardstick: dict[str, list[float]] = {}
    measured: list[Measured] = []
    problems: list[str] = []
    """What the audit of the rows found; a run with a lost or doubled row has no number."""

    skipped: list[str] = []

    def counted(self, scenario: str, contender: str) -> list[Measured]:
        """The blocks that count."""
        return [m for m in self.measured if (m.scenario, m.contender) == (scenario, contender) and not m.again]

    def keep(self, folder: Path = RESULTS, called: str = "") -> Path:
        """Write it down under its day and hour; again when more is known."""
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.began:%Y-%m-%d-%H%M}{called or ('-quick' if self.quick else '')}.json"
        path.write_text(self.model_dump_json(indent=1, exclude_defaults=True) + "\n")
        return path


def one_minute(to: str) -> str:
    """How the scenario is called in which all leave for these at one minute."""
    return f"messages to {to} at one minute"


def now() -> datetime:
    """The present hour, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def say(measured: Measured) -> None:
    """A line for whoever watches."""
    cpu = f"{measured.engine_ms:8.2f} CPU-ms each" if measured.cpu_ms else ""
    marks = ("" if measured.clean else " (the machine was not ours)") + (" measured again" if measured.again else "")
    print(f"{measured.scenario:40} {measured.contender} {measured.n:6}  {cpu}  {measured.numbers}{marks}", flush=True)  # noqa: T201
