"""Verbs for whoever keeps the product running: worker, receive, migrate, bootstrap."""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import Annotated

import typer

from starters.console import Json, run

verbs = typer.Typer()


class Role(Enum):
    """What a worker is there for."""

    ITINERARIES = "itineraries"
    LETTERS = "letters"
    ALL = "all"


There = Annotated[Role, typer.Argument(help="itineraries: keep cases moving; letters: let letters leave; all: both.")]


@verbs.command()
def worker(role: There = Role.ALL) -> None:
    """Run one worker here until it is told to stop; it becomes this process."""
    from runtime import settings

    settings.find()
    os.execv(sys.executable, [sys.executable, "-m", "workers", role.value])


@verbs.command()
def receive() -> None:
    """Take clicks, receipts and replies until told to stop, and tell them to their cases; it becomes this process."""
    from runtime import settings

    settings.find()
    os.execv(sys.executable, [sys.executable, "-m", "starters.receiver"])


After = Annotated[bool, typer.Option("--after", help="Take away what only older code needed, once no worker of it is left.")]
EvenSo = Annotated[bool, typer.Option("--even-so", help="With --after: do not ask Temporal whether older workers are left.")]


@verbs.command()
def migrate(after: After = False, even_so: EvenSo = False, as_json: Json = False) -> None:
    """Bring the schema of PostgreSQL up to date before new workers start; older ones run on. Again is harmless."""
    from starters.answers import schema

    if even_so and not after:
        raise typer.BadParameter("--even-so belongs to --after")
    run(schema.take_away(even_so=even_so) if after else schema.bring_up_to_date(), as_json=as_json)


Keep = Annotated[int | None, typer.Option("--keep", min=1, max=3650, help="Days that Temporal keeps what has ended; 30 if new.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say what would be made.")]


@verbs.command()
def bootstrap(keep: Keep = None, preview: Preview = False, as_json: Json = False) -> None:
    """Make what servers of your own need: schema, namespace, search attributes; again is harmless."""
    from datetime import timedelta

    from starters.answers import ground

    run(ground.bootstrap(keep=timedelta(days=keep) if keep else None, preview=preview), as_json=as_json)
