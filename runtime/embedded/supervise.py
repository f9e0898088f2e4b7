"""The whole stack in one terminal: started in order, watched, restarted, and stopped together."""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from runtime.data_folder import DataFolder, Running
from runtime.embedded import ports, texts
from runtime.embedded.child import Child, Failed
from runtime.embedded.mail import MailCatcher
from runtime.embedded.ports import HOST
from runtime.embedded.postgres import Postgres
from runtime.embedded.receiver import Receiver
from runtime.embedded.temporal import Temporal
from runtime.embedded.worker import Worker
from runtime.settings import Settings

PartName = Literal["postgres", "temporal", "worker", "receiver"]
_LONG_ENOUGH = 30.0
LONGEST_PAUSE = 10.0


class Part(Protocol):
    """A server that runs as our child."""

    name: str
    child: Child

    def start(self) -> None: ...

    async def ready(self) -> None: ...


def to_stderr(sentence: str) -> None:
    """Progress goes where data does not."""
    sys.stderr.write(f"{sentence}\n")


class EmbeddedStack:
    """PostgreSQL, Temporal, a mail catcher, a worker and a receiver, each only where the settings name no real one.

    Use it as `async with EmbeddedStack(settings) as stack`, from the main thread: the children end with the thread that began them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        worker: Sequence[str] | None = None,
        receiver: Sequence[str] | None = None,
        before_worker: Callable[[Settings], Awaitable[None]] | None = None,
        tell: Callable[[str], None] = to_stderr,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        """`worker` and `receiver` are the commands of these two, if any; `before_worker` prepares the database; `tell` says what goes on.

        A part that keeps ending is started again after a pause that grows to so many seconds at most.
        """
        self._asked = settings
        self._worker_command = worker
        self._receiver_command = receiver if not settings.receiver else None
        self._before_worker = before_worker
        self._tell = tell
        self._longest_pause = longest_pause
        self._folder = DataFolder(settings.data)
        self._parts: dict[str, Part] = {}
        self._mail: MailCatcher | None = None
        self._receiver = ""
        self._running: Running | None = None
        self._closing = AsyncExitStack()

    @property
    def settings(self) -> Settings:
        """The settings with the addresses of this stack filled in."""
        return self._asked.completed_by(self._running) if self._running else self._asked

    async def __aenter__(self) -> Self:
        """Start all parts; raises `AlreadyUp`, `OtherVersion` or `Failed`."""
        async with AsyncExitStack() as closing:
            self._folder.take()
            closing.callback(self._folder.release)
            await self._start_servers(closing)
            self._write_down()
            await self._start_worker(closing)
            for part in self._parts.values():
                _end_before_the_rest(closing, asyncio.create_task(self._keep(part)))
            self._closing = closing.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop all parts, the worker first."""
        await self._closing.aclose()

    async def until_told_to_stop(self) -> None:
        """Wait for Ctrl-C or SIGTERM."""
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        for word in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(word, told.set)
        try:
            await told.wait()
        finally:
            for word in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(word)

    def kill(self, part: PartName) -> None:
        """End one part at once; it is started again like one that died."""
        self._parts[part].child.kill()

    def pid(self, part: PartName) -> int:
        """The process id of one part as it runs now."""
        return self._parts[part].child.pid

    def addresses(self) -> dict[str, str]:
        """What a person may open or point something at, by what it is."""
        now = self.settings
        known = {"Temporal UI": now.ui_url, "caught mail": now.mail_url, "Temporal": now.temporal_address, "mail server": now.smtp}
        known["receiver"] = now.public_url
        return {what: where for what, where in known.items() if where} | {"data folder": str(self._folder.path)}

    async def _start_servers(self, closing: AsyncExitStack) -> None:
        chosen = self._ports()
        if not self._asked.dsn:
            self._add(closing, self._postgres(chosen))
        if not self._asked.temporal_address:
            self._add(closing, self._temporal(chosen))
        await asyncio.gather(*(part.ready() for part in self._parts.values()))
        if not self._asked.smtp:
            self._mail = MailCatcher(self._folder.path / "mail", chosen["smtp"], chosen["mail_page"], self._spool)
            await self._mail.start()
            closing.callback(self._mail.stop)
        self._receiver = f"{HOST}:{chosen['receiver']}" if self._receiver_command else self._asked.receiver

    async def _start_worker(self, closing: AsyncExitStack) -> None:
        if self._before_worker:
            await self._before_worker(self.settings)
        if self._worker_command:
            self._add(closing, Worker(self._worker_command, self._folder.path))
        if self._receiver_command:
            self._add(closing, Receiver(self._receiver_command, self._folder.path))
        self._write_down()

    @property
    def _spool(self) -> Path:
        return self._asked.spool or self._folder.path / "letters"

    def _ports(self) -> dict[str, int]:
        """Fixed ones, others only if taken, and those again the next time; a configured port is taken at its word."""
        names = ("postgres", "temporal", "ui", "smtp", "mail_page", "receiver")
        wanted: dict[str, int] = {name: getattr(self._asked, f"{name}_port") for name in names}
        remembered = self._folder.remembered_ports()
        for name in names:
            if wanted[name] and f"{name}_port" in self._asked.model_fields_set:
                remembered.pop(name, None)
        chosen = ports.choose(wanted, remembered)
        self._folder.remember_ports(chosen)
        return chosen

    def _postgres(self, chosen: dict[str, int]) -> Postgres:
        home = self._folder.path
        return Postgres(home / "postgres", chosen["postgres"], log=home / "logs" / "postgres.log", binaries=self._asked.postgres_binaries)

    def _temporal(self, chosen: dict[str, int]) -> Temporal:
        home, asked = self._folder.path, self._asked
        log = home / "logs" / "temporal.log"
        return Temporal(
            home / "temporal", chosen["temporal"], chosen["ui"], log=log, namespace=asked.namespace, binary=asked.temporal_binary
        )

    def _add(self, closing: AsyncExitStack, part: Part) -> None:
        self._parts[part.name] = part
        closing.push_async_callback(part.child.stop)
        part.start()

    async def _keep(self, part: Part) -> None:
        """Start a part again whenever it ends, after a pause that grows while it keeps ending."""
        pause, began = 0.2, time.monotonic()
        while True:
            await part.child.ended()
            pause = 0.2 if time.monotonic() - began > _LONG_ENOUGH else pause
            self._tell(f"{part.name} ended; starting it again")
            await asyncio.sleep(pause)
            pause, began = min(2 * pause, self._longest_pause), time.monotonic()
            await self._begin_again(part)

    async def _begin_again(self, part: Part) -> None:
        try:
            part.start()
            self._write_down()
            await part.ready()
        except Failed as failed:
            self._tell(str(failed))
            part.child.kill()

    def _write_down(self) -> None:
        postgres, temporal, asked = self._parts.get("postgres"), self._parts.get("temporal"), self._asked
        self._running = Running(
            dsn=postgres.dsn if isinstance(postgres, Postgres) else asked.dsn,
            temporal_address=temporal.address if isinstance(temporal, Temporal) else asked.temporal_address,
            namespace=asked.namespace,
            task_queue=asked.task_queue,
            ui_url=temporal.ui_url if isinstance(temporal, Temporal) else asked.ui_url,
            smtp=self._mail.smtp if self._mail else asked.smtp,
            mail_url=self._mail.url if self._mail else asked.mail_url,
            mail_folder=self._folder.path / "mail",
            receiver=self._receiver,
            public_url=asked.public_url or (f"http://{self._receiver}" if self._receiver else ""),
            receiver_key=asked.receiver_key or self._folder.receiver_key(),
            receipts_secret=asked.receipts_secret or self._folder.receipts_secret(),
            sms_url=asked.sms_url or (f"{self._mail.url}/{texts.PATH}" if self._mail else ""),
            spool=self._spool,
            pace=asked.pace,
            origin=asked.origin,
            pids={name: part.child.pid for name, part in self._parts.items()},
        )
        self._folder.write_down(self._running)


def _end_before_the_rest(closing: AsyncExitStack, keeper: asyncio.Task[None]) -> None:
    async def end() -> None:
        keeper.cancel()
        await asyncio.wait([keeper])

    closing.push_async_callback(end)
