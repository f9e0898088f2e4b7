"""The demonstration: the example dossiers under a fast clock, live, and then whether all that was shown came true."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError

from records import pool as records
from runtime.connection import connect
from runtime.embedded import EmbeddedStack
from runtime.settings import Settings
from starters import stack as terminal
from starters.board import Board
from starters.console import data, progress
from starters.dossier import Dossier
from starters.dossier_file import load_all
from starters.exit_codes import Exit
from starters.itineraries import Itineraries
from starters.mailbox import Mailbox
from starters.performance import Performance, Shown
from starters.survival import survive

AT_ONCE = 15
DOSSIERS = Path(__file__).parents[1] / "dossiers"
ONE_AFTER_THE_OTHER = 0.5
TO_OPEN = ("Temporal UI", "caught mail")
BY_HAND = 10_000.0
"""How many times faster than the clock a case lives that is opened by hand: a week a minute."""


async def run(asked: Settings, *, once: bool, as_json: bool, dossiers: Path = DOSSIERS, lives: int | None = None) -> int:
    """Start the stack, play and show; stay until Ctrl-C, or give at once 0 only if all that was shown came true.

    `lives` is how many of each method are played; left out, it is all of them.
    """
    settings = asked.model_copy(update={"pace": asked.pace if "pace" in asked.model_fields_set else BY_HAND})
    with _folder_of_its_own(settings) if once and "data" not in asked.model_fields_set else nullcontext(settings) as settings:
        async with terminal.embedded(settings) as stack:
            demonstration = Demonstration(stack, terminal.console(), as_json=as_json, dossiers=fullest(load_all(dossiers), lives))
            finished = await terminal.until_stopped(stack, demonstration.play(stays=not once), and_then_stay=not once)
            if once and finished and not demonstration.true:
                _keep_logs(settings.data)
    if not once:
        return Exit.OK
    return Exit.STOPPED if not finished else Exit.OK if demonstration.true else Exit.DIFFERENT


class Demonstration:
    """The dossiers, the mail that comes, and a worker that dies; each thing shown is looked at again where it should be."""

    def __init__(self, stack: EmbeddedStack, out: Console, *, as_json: bool, dossiers: dict[str, Dossier]) -> None:
        self.stack, self.out, self.as_json, self.dossiers = stack, out, as_json, dossiers
        self.board = Board(out, silent=as_json)
        self.shown: list[Shown] = []
        self.mails = 0

    @property
    def true(self) -> bool:
        """Whether all that was shown came true."""
        return bool(self.shown) and all(not shown.untrue for shown in self.shown)

    async def play(self, *, stays: bool) -> None:
        """All of it, once."""
        await terminal.ready(self.stack)
        await terminal.settle_town(self.stack.settings)
        if not self.as_json:
            terminal.show_addresses(self.stack, self.out)
        async with AsyncExitStack() as closing:
            pool = await records.opened(self.stack.settings.dsn)
            closing.push_async_callback(pool.close)
            itineraries = Itineraries(await connect(self.stack.settings), pool, self.stack.settings)
            await self._dossiers(itineraries)
            self.shown.append(await survive(self.stack, itineraries, self.board.say))
        self._tell(stays=stays)

    async def _dossiers(self, itineraries: Itineraries) -> None:
        """One shortly after the other, each at a pace that ends it with the others."""
        mailbox = Mailbox(self.stack.settings.data / "mail")
        self.board.say(f"\n{len(self.dossiers)} lives of a case, each in little more than a minute, {AT_ONCE} at a time:\n", "bold")
        places, watching = asyncio.Semaphore(AT_ONCE), asyncio.create_task(mailbox.watch(self.board.mail))

        async def one(nth: int, path: str, dossier: Dossier) -> Shown:
            await asyncio.sleep(nth * ONE_AFTER_THE_OTHER)
            async with places:
                return await self._one(itineraries, mailbox, path, dossier)

        playing = [asyncio.create_task(one(nth, *each)) for nth, each in enumerate(self.dossiers.items())]
        try:
            with self.board.showing():
                self.shown += await asyncio.gather(*playing)
        finally:
            await _stopped([watching, *playing])
        mailbox.look()
        self.shown.append(_reminders(self.shown))
        self.mails = len(mailbox.known)

    async def _one(self, itineraries: Itineraries, mailbox: Mailbox, path: str, dossier: Dossier) -> Shown:
        name = path.replace("/", "-")
        self.board.begin(name, dossier.title, dossier.office.zone)
        shown = await Performance(name, dossier, itineraries, mailbox, lambda entry: self.board.show(name, entry)).played()
        self.board.end(name, shown.says, well=not shown.untrue)
        return shown

    def _tell(self, *, stays: bool) -> None:
        if self.as_json:
            data({"came_true": self.true, "mails": self.mails, "shown": self.shown})
            return
        for shown in self.shown:
            self.board.say(f"{'✓' if not shown.untrue else '✗'} {shown.title}: {shown.says}", "green" if not shown.untrue else "bold red")
            for line in [*shown.untrue, shown.link]:
                self.board.say(f"    {line}" if line else "", "" if line == shown.link else "red")
        self.board.say("\nAll that was shown came true." if self.true else "\nNot all that was shown came true.", "bold")
        if stays:
            self.board.say("\n" + "   ".join(f"{what} {where}" for what, where in self._to_open()))
            terminal.show_next(self._next(), self.stack.settings, self.out)

    def _to_open(self) -> list[tuple[str, str]]:
        """The pages to look at; their first mention has left the screen by now."""
        return [(what, where) for what, where in terminal.addresses(self.stack).items() if what in TO_OPEN]

    def _next(self) -> list[str]:
        """What a newcomer may type; the case that lived through the worker's end is theirs to go on with."""
        me, number = terminal.itinerary(), self.shown[-1].number
        return [
            f"{me} show {number} --as S-ana",
            f"{me} facts {number}",
            f"{me} tell {number} conversation_held --as S-ana",
            f"{me} journal {number} --as S-ana",
            f"{me} agenda --as S-ana",
            terminal.OPEN.format(itinerary=me, client="Test Client Two"),
            f"{me} simulate {shlex.quote(os.path.relpath(DOSSIERS / 'kina' / 'a-regular-job.yaml'))}",
        ]


def fullest(dossiers: dict[str, Dossier], lives: int | None) -> dict[str, Dossier]:
    """Of each method, which is a folder, the lives in which most is told; all of them when none are counted."""
    by_most_told = sorted(dossiers, key=lambda name: -sum(bool(step.tell) for step in dossiers[name].steps))
    methods: dict[str, list[str]] = {}
    for name in by_most_told:
        methods.setdefault(name.rpartition("/")[0], []).append(name)
    chosen = {name for names in methods.values() for name in names[:lives]}
    return {name: dossier for name, dossier in dossiers.items() if name in chosen}


async def _stopped(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel until all have ended, without a word of the updates that are broken off by it."""
    asyncio.get_running_loop().set_exception_handler(_unless_broken_off)
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=5)
    await asyncio.gather(*tasks, return_exceptions=True)


def _unless_broken_off(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), WorkflowUpdateRPCTimeoutOrCancelledError):
        loop.default_exception_handler(context)


def _reminders(shown: list[Shown]) -> Shown:
    """A demonstration in which nobody was reminded of anything shows nothing."""
    reminders = sum(one.reminders for one in shown)
    untrue = [] if reminders else ["no reminder of a late promise arrived in the mail"]
    return Shown(title="reminders", says=f"{reminders} arrived in the mail", untrue=untrue)


@contextmanager
def _folder_of_its_own(settings: Settings) -> Iterator[Settings]:
    """What is played once leaves nothing behind, and disturbs no stack that is up."""
    with tempfile.TemporaryDirectory(prefix="itinerary-demo-", ignore_cleanup_errors=True) as folder:
        yield settings.model_copy(update={"data": Path(folder)})


def _keep_logs(data: Path) -> None:
    """What went wrong can be looked up after the folder is gone."""
    kept = tempfile.mkdtemp(prefix="itinerary-demo-logs-")
    shutil.copytree(data / "logs", kept, dirs_exist_ok=True)
    progress(f"the logs of the servers and the worker are in {kept}")
