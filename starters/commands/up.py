"""`itinerary up`: the whole stack in one terminal, with the demonstration if asked."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from starters.console import Json

Demo = Annotated[bool, typer.Option("--demo", help="settle the example town and play the example dossiers, live")]
Once = Annotated[bool, typer.Option("--once", help="with --demo: play it through, stop, and fail if something shown did not come true")]
Lives = Annotated[str, typer.Option(help="with --demo: how many lives of each method, or all; left out, all, and with --once 2")]
ALL = "all"
Example = Annotated[bool, typer.Option("--example", help="settle the example town: two offices, five of the staff, twelve clients")]


def up(demo: Demo = False, once: Once = False, lives: Lives = "", example: Example = False, json: Json = False) -> None:
    """Start PostgreSQL, Temporal with its UI, a mail catcher and a worker, and stay until Ctrl-C."""
    from runtime import settings

    if (once or lives) and not demo:
        raise typer.BadParameter(f"{'--once' if once else '--lives'} belongs to --demo")
    each = lives or ("2" if once else ALL)
    if each != ALL and not (each.isdecimal() and int(each)):
        raise typer.BadParameter("--lives is a number, at least 1, or all")
    asked = settings.read()
    if demo:
        from starters import demo as demonstration

        raise typer.Exit(asyncio.run(demonstration.run(asked, once=once, as_json=json, lives=None if each == ALL else int(each))))
    from starters import stack

    asyncio.run(stack.stay(asked, example=example, as_json=json))
