"""Verbs for whoever keeps the product running: worker, migrate."""

from __future__ import annotations

import os
import sys

import typer

from starters.console import Json, run

verbs = typer.Typer()


@verbs.command()
def worker() -> None:
    """Run one worker here until it is told to stop; it becomes this process."""
    from runtime import settings

    settings.find()
    os.execv(sys.executable, [sys.executable, "-m", "workers"])


@verbs.command()
def migrate(as_json: Json = False) -> None:
    """Bring the schema of PostgreSQL up to date; again is harmless."""
    from starters.answers.schema import bring_up_to_date

    run(bring_up_to_date(), as_json=as_json)
