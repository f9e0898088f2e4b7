"""The data folder: who holds it, which ports it remembers, and what a second terminal finds there."""

import fcntl
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from pydantic import AwareDatetime, BaseModel, TypeAdapter

from runtime.sentences import Sentence

_PORTS = TypeAdapter(dict[str, int])


class AlreadyUp(Sentence):
    """Another stack holds the data folder."""


class Unusable(Sentence):
    """A data folder in which nothing can be kept."""


class Running(BaseModel):
    """What a running stack tells a second terminal."""

    dsn: str
    temporal_address: str
    namespace: str
    task_queue: str
    ui_url: str
    smtp: str
    mail_url: str
    mail_folder: Path
    receiver: str = ""
    public_url: str = ""
    receiver_key: str = ""
    receipts_secret: str = ""
    sms_url: str = ""
    spool: Path | None = None
    pace: float
    origin: AwareDatetime | None = None
    pids: dict[str, int]


class DataFolder:
    """One folder, held by one stack at a time; readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[bytes] | None = None

    def take(self) -> None:
        """Hold the folder until `release`, or until this process ends however it ends; raises `AlreadyUp` or `Unusable`."""
        lock = self._open_lock()
        if not _locked(lock, fcntl.LOCK_EX, tries=5):
            lock.close()
            raise AlreadyUp(f"a stack is already running in {self.path}: use it, stop it, or choose another folder with ITINERARY_DATA")
        self._lock = lock
        self._stack_file.unlink(missing_ok=True)

    def release(self) -> None:
        """Let another stack take the folder."""
        if self._lock is not None:
            self._stack_file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def running(self) -> Running | None:
        """What the stack that holds the folder wrote down; None when there is none, or it is not ready yet."""
        if not self._is_held() or not self._stack_file.exists():
            return None
        return Running.model_validate_json(self._stack_file.read_bytes())

    def write_down(self, running: Running) -> None:
        """Tell a second terminal where everything is."""
        _replace(self._stack_file, running.model_dump_json(indent=2))

    def remembered_ports(self) -> dict[str, int]:
        """The ports that the last stack in this folder used."""
        return _PORTS.validate_json(self._ports_file.read_bytes()) if self._ports_file.exists() else {}

    def remember_ports(self, ports: dict[str, int]) -> None:
        """Keep the ports for the next start."""
        _replace(self._ports_file, _PORTS.dump_json(ports, indent=2).decode())

    def identity_key(self) -> str:
        """The key of this folder by which identity numbers are hashed; made when it is missing, and never made twice."""
        return self._key("identity")

    def receiver_key(self) -> str:
        """The key of this folder by which links are signed."""
        return self._key("receiver")

    def receipts_secret(self) -> str:
        """The secret of this folder by which receipts are signed."""
        return self._key("receipts")

    def _key(self, what: str) -> str:
        file = self.path / f"{what}.key"
        if not file.exists():
            _make_once(file, secrets.token_hex(32))
        return file.read_text(encoding="utf-8")

    @property
    def _stack_file(self) -> Path:
        return self.path / "stack.json"

    @property
    def _ports_file(self) -> Path:
        return self.path / "ports.json"

    def _open_lock(self) -> IO[bytes]:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return (self.path / "lock").open("ab")
        except OSError as wrong:
            raise Unusable(f"{self.path} cannot be used ({wrong.strerror}): choose another folder with ITINERARY_DATA") from wrong

    def _is_held(self) -> bool:
        try:
            with (self.path / "lock").open("rb") as lock:
                return not _locked(lock, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False


def room_at(folder: Path) -> int:
    """The bytes left where this folder lies or will lie."""
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free


def _locked(lock: IO[bytes], how: int, tries: int = 1) -> bool:
    """Try to lock; more than once, since somebody may only be looking whether it is locked."""
    for again in range(tries):
        time.sleep(0.05 if again else 0)
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return True
    return False


def _replace(file: Path, text: str) -> None:
    """Write the whole file or nothing, for its owner's eyes only."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as writing:
        writing.write(text)
    fresh.replace(file)


def _make_once(file: Path, text: str) -> None:
    """Write a whole file for its owner's eyes only, unless somebody else was first."""
    fresh = file.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as writing:
        writing.write(text)
    with suppress(FileExistsError):
        file.hardlink_to(fresh)
    fresh.unlink()
