"""Verbs about clients, offices and teams."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from starters.console import As, Json, run

person = typer.Typer(no_args_is_help=True, help="Add and find clients.")
office = typer.Typer(no_args_is_help=True, help="Add and list offices.")
team = typer.Typer(no_args_is_help=True, help="Add teams.")

One = Annotated[str, typer.Argument(help="A client's id.", show_default=False)]
Other = Annotated[str, typer.Argument(help="Another client's id.", show_default=False)]
Why = Annotated[str, typer.Option(help="How this is known: it is kept.", show_default=False)]


@person.command("add")
def add_person(
    name: Annotated[str, typer.Argument(help="Their name.", show_default=False)],
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    phone: Annotated[str | None, typer.Option(help="Telephone number.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of their letters.")] = None,
    address: Annotated[str | None, typer.Option(help="Postal address.")] = None,
    born: Annotated[str | None, typer.Option(help="Day of birth.", metavar="DATE")] = None,
    id: Annotated[str, typer.Option(help="Who they are already, to change what is named and nothing else; left out: somebody new.")] = "",
    identity: Annotated[str, typer.Option(help="Identity number, of which only a hash is kept; -: from standard input.")] = "",
    sort: Annotated[str, typer.Option(help="Which identity number it is, such as be.nn, dk.cpr, se.personnummer, es.nif.")] = "",
    as_json: Json = False,
) -> None:
    """Add a client; says the id by which they are known. Until payloads are encrypted: invented clients only."""
    from starters.answers.addresses import note_client

    said = {"name": name, "email": email, "phone": phone, "language": language, "address": address, "born": born, "id": id}
    number = sys.stdin.readline().strip() if identity == "-" else identity
    run(note_client(said, number, sort), as_json=as_json)


@person.command("correct")
def correct_person(
    who: Annotated[str, typer.Argument(help="The client: name or id.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Their name.", show_default=False)] = None,
    email: Annotated[str | None, typer.Option(help='E-mail address; "" if they have none.', show_default=False)] = None,
    phone: Annotated[str | None, typer.Option(help='Telephone number; "" if they have none.', show_default=False)] = None,
    address: Annotated[str | None, typer.Option(help='Postal address; "" if they have none.', show_default=False)] = None,
    language: Annotated[str | None, typer.Option(help="The language of their letters.", show_default=False)] = None,
    prefers: Annotated[str | None, typer.Option(help="How they would rather be reached: email, sms or letter.", show_default=False)] = None,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Correct how a client is reached: only what is given changes, and messages that came back find them again from today."""
    from starters.answers.addresses import correct_client

    said = {"name": name, "email": email, "phone": phone, "address": address, "language": language, "prefers": prefers}
    run(correct_client(who, said, as_who), as_json=as_json)


@person.command("find")
def find_person(
    text: Annotated[str, typer.Argument(help="The beginning of a word of the name.", show_default=False)], as_json: Json = False
) -> None:
    """Find clients by name."""
    from starters.answers.register import find_clients

    run(find_clients(text), as_json=as_json)


@person.command("duplicates")
def duplicates_(most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 50, as_json: Json = False) -> None:
    """Show who may be known twice: by name and day of birth, e-mail address or telephone number."""
    from starters.answers.recognising import duplicates

    run(duplicates(most), as_json=as_json)


@person.command("same")
def same_(one: One, other: Other, why: Why, as_who: As = "", as_json: Json = False) -> None:
    """Say that two clients are one person, known as the first from now on."""
    from starters.answers.recognising import Asked, same

    run(same(Asked(one, other, why, as_who)), as_json=as_json)


@person.command("different")
def different_(one: One, other: Other, why: Why, as_who: As = "", as_json: Json = False) -> None:
    """Say that two clients are not one person, also where it was said that they are."""
    from starters.answers.recognising import Asked, different

    run(different(Asked(one, other, why, as_who)), as_json=as_json)


@office.command("add")
def add_office_(
    id: Annotated[str, typer.Argument(help="A short id, such as O-1.", show_default=False)],
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    zone: Annotated[str, typer.Option(help="Time zone, such as Europe/Brussels.", show_default=False)],
    country: Annotated[str, typer.Option(help="Country, by two letters: its public holidays are kept.", show_default=False)],
    region: Annotated[str | None, typer.Option(help="Region, where it has holidays of its own.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of letters to whom has none.")] = None,
    opens: Annotated[str | None, typer.Option(help="When it opens.", metavar="HH:MM")] = None,
    closes: Annotated[str | None, typer.Option(help="When it closes.", metavar="HH:MM")] = None,
    closed_day: Annotated[
        list[str] | None, typer.Option(help="A day it is closed besides holidays; may be given again.", metavar="DATE")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option(help="How people are reached: email, sms or letter; given again, in this order.")
    ] = None,
    address: Annotated[str | None, typer.Option(help="Its own address, for letters on paper.")] = None,
    phone: Annotated[str | None, typer.Option(help="Its telephone number, which letters to clients, employers and partners name.")] = None,
    digest_at: Annotated[str | None, typer.Option(help="From when its staff get their digest of a working day.", metavar="HH:MM")] = None,
    as_json: Json = False,
) -> None:
    """Add an office, or change what is known of it: what is left out stays, and "" removes."""
    from starters.answers.register import add_office

    said: dict[str, object] = {"id": id, "name": name, "zone": zone, "country": country, "region": region, "language": language}
    said |= {"channels": channel, "address": address, "phone": phone}
    hours: dict[str, object] = {"opens": opens, "closes": closes, "closed_days": closed_day, "digest_at": digest_at}
    run(add_office(said | hours), as_json=as_json)


@office.command("list")
def list_offices_(as_json: Json = False) -> None:
    """List the offices."""
    from starters.answers.register import list_offices

    run(list_offices(), as_json=as_json)


@team.command("add")
def add_team_(
    id: Annotated[str, typer.Argument(help="A short id, such as T-1.", show_default=False)],
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    office: Annotated[str, typer.Option(help="Its office.", show_default=False)],
    email: Annotated[str | None, typer.Option(help="A mailbox of its own; none: its lead's.")] = None,
    lead: Annotated[str | None, typer.Option(help="Who leads it: a staff id.")] = None,
    as_json: Json = False,
) -> None:
    """Add a team, or change what is known of it: what is left out stays."""
    from starters.answers.register import add_team

    run(add_team({"id": id, "name": name, "office": office, "email": email, "lead": lead}), as_json=as_json)


@team.callback()
def teams() -> None:
    """Add teams."""
