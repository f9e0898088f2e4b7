"""A Temporal of our own: the development server with its UI, keeping everything in one database file."""

import asyncio
import re
import shutil
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.embedded.child import Child, Failed
from runtime.embedded.ports import HOST
from runtime.search_attributes import TYPES
from runtime.sentences import Sentence

_STORE = "temporal.db"
# Without the first a timer under a second fires about a second late; without the other nobody can list cases that keep failing.
_SERVER = {"journal_mode": "wal", "synchronous": "2"}
_DYNAMIC = {
    "history.timerProcessorMaxTimeShift": '"1ms"',
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}


class OtherVersion(Sentence):
    """The data folder was written by another version of Temporal, whose database file this one cannot read."""


class Temporal:
    """A server on one folder, with the search attributes of a case registered."""

    name = "temporal"

    def __init__(self, folder: Path, port: int, ui_port: int, *, log: Path, namespace: str = "default", binary: Path | None = None) -> None:
        self.folder = folder
        self.address = f"{HOST}:{port}"
        self.ui_url = f"http://{HOST}:{ui_port}"
        self.namespace = namespace
        self._binary = binary or _installed()
        self.child = Child(self.name, [self._binary, *self._arguments(port, ui_port)], log=log, goodbye=signal.SIGTERM)

    def start(self) -> None:
        """Start the server; raises `OtherVersion`."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._begin_anew()
        self._check_version()
        self.child.start()

    async def ready(self, patience: float = 60) -> None:
        """Wait until it answers and knows the search attributes; raises `Failed`."""
        give_up = time.monotonic() + patience
        while not await self._answers():
            if not self.child.runs or time.monotonic() > give_up:
                raise Failed(f"Temporal did not start: {self.child.last_words()}")
            await asyncio.sleep(0.05)
        self._unfinished.unlink(missing_ok=True)

    async def _answers(self) -> bool:
        try:
            client = await Client.connect(self.address, namespace=self.namespace)
            known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=self.namespace))
        except (RuntimeError, RPCError):
            return False
        return TYPES.keys() <= known.custom_attributes.keys()

    def _check_version(self) -> None:
        kept, here = self.folder / "VERSION", server_version(self._binary)
        if not kept.exists() or self._unfinished.exists():
            kept.write_text(here)
        elif kept.read_text() != here:
            told = f"{self.folder} was written by Temporal {kept.read_text()} and this is {here}, which cannot read it"
            raise OtherVersion(f"{told}: use that version, or another ITINERARY_DATA")

    def _begin_anew(self) -> None:
        """A store whose making was cut short is made anew: nobody knew of it before it answered for the first time."""
        if not any(self.folder.iterdir()):
            self._unfinished.touch()
        if self._unfinished.exists():
            for file in self.folder.glob(f"{_STORE}*"):
                file.unlink()

    @property
    def _unfinished(self) -> Path:
        """Stands beside a store from before it is begun until it first answers."""
        return self.folder / "UNFINISHED"

    def _arguments(self, port: int, ui_port: int) -> list[str]:
        where = ["--ip", HOST, "--port", str(port), "--ui-port", str(ui_port), "--db-filename", str(self.folder / _STORE)]
        attributes = [part for name, kind in TYPES.items() for part in ("--search-attribute", f"{name}={kind}")]
        pragmas = [part for key, value in _SERVER.items() for part in ("--sqlite-pragma", f"{key}={value}")]
        dynamic = [part for key, value in _DYNAMIC.items() for part in ("--dynamic-config-value", f"{key}={value}")]
        return ["server", "start-dev", *where, "--namespace", self.namespace, "--log-level", "error", *attributes, *pragmas, *dynamic]


def server_version(binary: Path) -> str:
    """Such as `1.32.0`; raises `Failed`."""
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Server ([\d.]+)", told)
    if not found:
        raise Failed(f"{binary} is no Temporal server: choose another in ITINERARY_TEMPORAL_BINARY")
    return found[1]


def _installed() -> Path:
    beside = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if not found:
        raise Failed("Temporal is not installed: run `make setup`, or set ITINERARY_TEMPORAL_ADDRESS to a server of your own")
    return Path(found)
