"""A terminal in which the embedded stack runs as its own program, as a person would run it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from runtime.data_folder import DataFolder, Running

UP = Path(__file__).with_name("up_alone.py")
PORTS = ("POSTGRES", "TEMPORAL", "UI", "SMTP", "MAIL_PAGE", "RECEIVER")


class Terminal:
    """Starts the stack on a data folder and sees to it that nothing of it outlives the test."""

    def __init__(self, data: Path, python: Sequence[str] = (sys.executable,), **settings: str) -> None:
        self.data = data
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ITINERARY_")}
        free = {f"ITINERARY_{name}_PORT": "0" for name in PORTS}
        self.environment = {**clean, **free, "ITINERARY_DATA": str(data), **settings}
        self.command = [*python, "-W", "error", str(UP)]
        self.children: list[psutil.Process] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n", self.process.communicate(timeout=30)[1]
        self.children = psutil.Process(self.process.pid).children(recursive=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end(signal.SIGKILL)

    @property
    def running(self) -> Running:
        """What a second terminal finds."""
        found = DataFolder(self.data).running()
        assert found
        return found

    def end(self, word: signal.Signals) -> int:
        """End the stack by a signal and wait for it alone."""
        if self.process.poll() is None:
            self.children = psutil.Process(self.process.pid).children(recursive=True)
            self.process.send_signal(word)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def left_behind(self, patience: float = 15) -> list[psutil.Process]:
        """The children that still run after so many seconds."""
        _, left = psutil.wait_procs(self.children, timeout=patience)
        return left


def refused(terminal: Terminal) -> str:
    """What a stack that does not start says, its exit code being 1."""
    done = subprocess.run(terminal.command, env=terminal.environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr.strip()


def eventually(true: Callable[[], bool], patience: float = 20) -> None:
    """Wait until it is true."""
    give_up = time.monotonic() + patience
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.05)
