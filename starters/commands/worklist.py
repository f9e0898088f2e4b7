"""The worklist: what asks something of somebody today."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import As, Json, run

verbs = typer.Typer(invoke_without_command=True)


@verbs.callback()
def worklist(context: typer.Context, as_who: As = "", as_json: Json = False) -> None:
    """Show what asks something of you today, or note that it is done."""
    from starters.answers import owed

    if context.invoked_subcommand is None:
        run(owed.worklist(as_who), as_json=as_json)


@verbs.command()
def done(
    id: Annotated[str, typer.Argument(help="The id of the message.", show_default=False)], as_who: As = "", as_json: Json = False
) -> None:
    """Note that what a message asks for was done."""
    from starters.answers import owed

    run(owed.done(id, as_who), as_json=as_json)
