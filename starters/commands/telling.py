"""Verbs of telling: tell a fact, and see which facts there are."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.commands.cases import Case
from starters.console import As, Json, run

verbs = typer.Typer()


@verbs.command()
def tell(
    case: Case,
    kind: Annotated[str, typer.Argument(help="What happened: see `itinerary facts`.", show_default=False)],
    fields: Annotated[list[str] | None, typer.Argument(help="What it says, as name=value; lists with commas.", show_default=False)] = None,
    as_fields: Annotated[str, typer.Option("--fields", help="What it says, as one JSON object.", metavar="JSON")] = "",
    on: Annotated[str, typer.Option(help="When it happened: 2026-05-04 or 2026-05-04T14:30; left out: now.", metavar="DATE")] = "",
    id: Annotated[str, typer.Option(help="An id of your own: again under the same id changes nothing.")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Tell a case what happened, and see what changed by it."""
    from starters.answers.telling import Asked
    from starters.answers.telling import tell as do_tell

    run(do_tell(Asked(case, kind, fields or [], as_fields, id, on, as_who)), as_json=as_json)


@verbs.command()
def facts(
    about: Annotated[
        str, typer.Argument(help="A fact, to see its fields; or a case, to see what it can be told now.", show_default=False)
    ] = "",
    kind: Annotated[str, typer.Argument(help="After a case: a fact, to see the words its fields take there.", show_default=False)] = "",
    all_of_them: Annotated[bool, typer.Option("--all", help="Of a case: each fact by itself, and why what is refused now is.")] = False,
    as_json: Json = False,
) -> None:
    """Show what can be told: all of it, one fact with its fields, what a case waits for and can take, or the words it takes."""
    from starters.answers.facts import facts as all_facts

    run(all_facts(about, kind, all_of_them=all_of_them), as_json=as_json)
