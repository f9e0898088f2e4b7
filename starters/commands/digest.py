"""`itinerary digest`: what a working day asks of somebody."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import As, Json, run


def digest(
    member: Annotated[str, typer.Argument(help="A staff id or e-mail address; left out: who speaks.")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Show the digest of a working day as it would go out now: what is late, due, soon due, awaited from others, and good to know."""
    from starters.answers.digests import read_digest

    run(read_digest(member, as_who), as_json=as_json)
