"""Verbs about the staff."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import Json, run

verbs = typer.Typer(no_args_is_help=True, help="Add, list and excuse staff.")


@verbs.command()
def add(
    name: Annotated[str, typer.Argument(help="Their name.", show_default=False)],
    email: Annotated[str, typer.Option(help="Where their reminders go.", show_default=False)],
    office: Annotated[str, typer.Option(help="Their office.", show_default=False)],
    id: Annotated[str, typer.Option(help="Who they are already, to change what is named and nothing else; left out: somebody new.")] = "",
    team: Annotated[str | None, typer.Option(help="Their team.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="What they are: counsellor, team lead, supervisor; may be given again.")] = None,
    deputy: Annotated[str | None, typer.Option(help="Who does their work when they are away: a staff id.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of their reminders.")] = None,
    phone: Annotated[str | None, typer.Option(help="Their mobile number, for text messages.")] = None,
    as_json: Json = False,
) -> None:
    """Add somebody to the staff, or change what is known of them; says the id by which they are known."""
    from starters.answers.register import add_member

    said = {"name": name, "email": email, "office": office, "id": id, "team": team, "roles": role, "deputy": deputy, "language": language}
    said["phone"] = phone
    run(add_member(said), as_json=as_json)


@verbs.command()
def away(
    who: Annotated[str, typer.Argument(help="A staff id or e-mail address.", show_default=False)],
    first: Annotated[str, typer.Option("--from", help="The first day away.", metavar="DATE")] = "",
    last: Annotated[str, typer.Option("--until", help="The last day away; left out: until further notice.", metavar="DATE")] = "",
    back: Annotated[bool, typer.Option("--back", help="They are here again.")] = False,
    as_json: Json = False,
) -> None:
    """Note that somebody is away: their reminders go to their deputy."""
    from starters.answers.register import note_absence

    run(note_absence(who, first, last, back=back), as_json=as_json)


@verbs.command("list")
def list_(office: Annotated[str, typer.Option(help="Only this office.")] = "", as_json: Json = False) -> None:
    """List the staff."""
    from starters.answers.register import list_staff

    run(list_staff(office), as_json=as_json)
