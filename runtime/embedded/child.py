"""A program that runs as our child, as long as we do and not longer."""

import asyncio
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runtime.sentences import Sentence

_LEASH = str(Path(__file__).with_name("leash.py"))
_GLANCE = 0.02


class Failed(Sentence):
    """A part of the stack that did not start."""


class User(NamedTuple):
    """The numbers of a user and its group."""

    uid: int
    gid: int


def unprivileged() -> User | None:
    """Who runs what root may not run itself; None when we are not root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return User(nobody.pw_uid, nobody.pw_gid)


def leashed(command: Sequence[str | Path], user: User | None = None, farewell: signal.Signals = signal.SIGKILL) -> list[str]:
    """The command that runs another one so that it gets `farewell` when we end; only from a thread that lives as long as we do."""
    uid, gid = (str(user.uid), str(user.gid)) if user else ("-", "-")
    return [sys.executable, "-I", "-S", _LEASH, str(os.getpid()), str(int(farewell)), uid, gid, *map(str, command)]


class Child:
    """One leashed program: started, stopped, and started again."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        user: User | None = None,
        goodbye: signal.Signals = signal.SIGTERM,
        farewell: signal.Signals = signal.SIGKILL,
    ) -> None:
        """`goodbye` is how we stop it; `farewell` is what it gets when we end without a word."""
        self.name = name
        self.log = log
        self._command = leashed(command, user, farewell)
        self._folder = folder
        self._environment = {**os.environ, **(environment or {})}
        self._goodbye = goodbye
        self._process: subprocess.Popen[bytes] | None = None
        self._log_began = 0

    def start(self) -> None:
        """Begin, with the output going to the log."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._log_began = log.tell()
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )

    @property
    def pid(self) -> int:
        """The process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def runs(self) -> bool:
        """Whether it has started and not ended."""
        return self._process is not None and self._process.poll() is None

    async def ended(self) -> None:
        """Wait until it ends."""
        while self.runs:
            await asyncio.sleep(_GLANCE)

    async def stop(self, patience: float = 10) -> None:
        """Ask it to end, and end it after so many seconds."""
        self._send(self._goodbye)
        give_up = time.monotonic() + patience
        while self.runs and time.monotonic() < give_up:
            await asyncio.sleep(_GLANCE)
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def last_words(self) -> str:
        """The last lines it wrote since it was started."""
        with self.log.open("rb") as log:
            log.seek(self._log_began)
            return " | ".join(log.read().decode(errors="replace").split("\n")[-6:]).strip(" |")

    def _send(self, word: signal.Signals) -> None:
        if self._process is not None and self.runs:
            self._process.send_signal(word)
