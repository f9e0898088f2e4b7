"""Verbs for after a loss: revive, rebuild."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import Json, run

verbs = typer.Typer()

Cases = Annotated[list[str] | None, typer.Argument(help="Cases: their numbers, or ids.", show_default=False)]


@verbs.command()
def revive(
    cases: Cases = None,
    all_: Annotated[bool, typer.Option("--all", help="Every open case, and every one that only Temporal still knows.")] = False,
    rate: Annotated[float, typer.Option(help="At most so many cases a second are begun again.", min=0.01, max=1000)] = 10,
    restored: Annotated[
        str, typer.Option(help="The hour (UTC) of the PostgreSQL copy that was restored: no letter older than it leaves by itself.")
    ] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would become of each.")] = False,
    as_json: Json = False,
) -> None:
    """Bring back cases whose workflow, or whose last journal lines, were lost; again is harmless, and goes on where it broke off."""
    from starters.answers import reviving

    run(reviving.revive(reviving.Asked(cases or [], all_, rate, restored, preview)), as_json=as_json)


@verbs.command()
def rebuild(
    cases: Cases = None,
    all_: Annotated[bool, typer.Option("--all", help="Every open case.")] = False,
    as_json: Json = False,
) -> None:
    """Make the lists of cases anew from their journals: where they stand, agenda, letters to come; needs no Temporal."""
    from starters.answers import rebuilding

    run(rebuilding.rebuild(cases or [], every=all_), as_json=as_json)
