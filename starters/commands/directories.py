"""Verbs about organisations and vacancies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from starters.console import As, Json, run

organisation = typer.Typer(no_args_is_help=True, help="Partners, employers and resources: add, find and show them.")
vacancy = typer.Typer(no_args_is_help=True, help="Vacancies and job orders: add, read lists, and match them to a case.")

OrganisationId = Annotated[str, typer.Argument(help="Its id, such as A-1.", show_default=False)]
Part = Annotated[str, typer.Argument(help="A short id of its own.", show_default=False)]


@organisation.command("add")
def add_organisation(
    id: OrganisationId,
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    sort: Annotated[list[str] | None, typer.Option(help="partner, employer or resource; may be given again.")] = None,
    email: Annotated[str | None, typer.Option(help="Where its letters go; none: to a contact there, or to the counsellor.")] = None,
    phone: Annotated[str | None, typer.Option(help="Telephone number.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of its letters; none: that of the office.")] = None,
    place: Annotated[str | None, typer.Option(help="Where it is.")] = None,
    address: Annotated[str | None, typer.Option(help="Where letters on paper go: lines, or commas between them.")] = None,
    as_json: Json = False,
) -> None:
    """Add an organisation, or change what is known of it: what is left out stays."""
    from starters.answers.organisations import add

    reached = {"email": email, "phone": phone, "language": language, "place": place, "address": address}
    run(add({"id": id, "name": name, "sorts": sort, **reached}), as_json=as_json)


@organisation.command("contact")
def add_contact_(
    id: OrganisationId,
    contact: Part,
    name: Annotated[str, typer.Argument(help="Their name.", show_default=False)],
    role: Annotated[str | None, typer.Option(help="What they do there.")] = None,
    email: Annotated[str | None, typer.Option(help='E-mail address; "" if they have none any more.')] = None,
    phone: Annotated[str | None, typer.Option(help='Telephone number; "" if they have none any more.')] = None,
    as_json: Json = False,
) -> None:
    """Add somebody one may speak to there, or change what is known of them: what is left out stays."""
    from starters.answers.organisations import add_contact

    said = {"organisation": id, "id": contact, "name": name, "role": role, "email": email, "phone": phone}
    run(add_contact(said), as_json=as_json)


@organisation.command("service")
def add_service_(
    id: OrganisationId,
    service: Annotated[str, typer.Argument(help="What it offers.", show_default=False)],
    first: Annotated[str, typer.Option("--from", help="The first day of the contract.", metavar="DATE", show_default=False)],
    last: Annotated[str | None, typer.Option("--until", help='The last day; "": without an end.', metavar="DATE")] = None,
    contract: Annotated[str | None, typer.Option(help="The reference of the contract.")] = None,
    places: Annotated[int | None, typer.Option(help="For how many at once; 0: no limit.")] = None,
    as_json: Json = False,
) -> None:
    """Add what a partner offers, or change it: nobody is referred to a contract that is not in force, or full."""
    from starters.answers.organisations import add_service

    said = {
        "organisation": id,
        "service": service,
        "valid_from": first,
        "valid_until": last,
        "contract": contract,
        "places": "" if places == 0 else places,
    }
    run(add_service(said), as_json=as_json)


@organisation.command("profile")
def add_profile_(
    id: OrganisationId,
    profile: Part,
    title: Annotated[str, typer.Argument(help="Whom they look for.", show_default=False)],
    wanted: Annotated[str | None, typer.Option(help="What they want of them, in words.")] = None,
    as_json: Json = False,
) -> None:
    """Add whom an employer looks for, or change it: what is left out stays."""
    from starters.answers.organisations import add_profile

    run(add_profile({"organisation": id, "id": profile, "title": title, "wanted": wanted}), as_json=as_json)


@organisation.command("workplace")
def add_workplace(
    id: OrganisationId,
    workplace: Part,
    title: Annotated[str, typer.Argument(help="Which workplace.", show_default=False)],
    environment: Annotated[str | None, typer.Option(help="What it is like there.")] = None,
    tasks: Annotated[str | None, typer.Option(help="Tasks that may suit somebody.")] = None,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Add a workplace that was looked at, or looked at again: what is left out stays. It says nothing of any client."""
    from starters.answers.organisations import add_analysis

    said = {"organisation": id, "id": workplace, "title": title, "environment": environment, "tasks": tasks}
    run(add_analysis(said, as_who), as_json=as_json)


@organisation.command("reach")
def reach_organisation(
    id: OrganisationId,
    refuses: Annotated[str, typer.Option(help="A channel by which it wants no messages: email, sms, letter or all.")] = "",
    welcomes: Annotated[str, typer.Option(help="A channel by which it wants them again.")] = "",
    works: Annotated[bool, typer.Option("--works", help="What came back was no fault of the address: it is tried anew.")] = False,
    as_json: Json = False,
) -> None:
    """Note how an employer or partner wants to be reached, in every case; what has to be said is then said in person."""
    from starters.answers.addresses import organisation_reached

    run(organisation_reached(id, refuses, welcomes, works=works), as_json=as_json)


@organisation.command("find")
def find_organisation(
    text: Annotated[str, typer.Argument(help="The beginning of a word of its name, or of a service; left out: all.")] = "",
    sort: Annotated[str, typer.Option(help="Only partner, employer or resource.")] = "",
    as_json: Json = False,
) -> None:
    """Find organisations by name or by what they offer."""
    from starters.answers.organisations import find, sort_meant

    run(find(text, sort_meant(sort)), as_json=as_json)


@organisation.command("show")
def show_organisation(id: OrganisationId, as_json: Json = False) -> None:
    """Show an organisation: contacts, services, whom it looks for, workplaces, and when cases spoke of it."""
    from starters.answers.organisations import show

    run(show(id), as_json=as_json)


@vacancy.command("add")
def add_vacancy(
    reference: Annotated[str, typer.Argument(help="Its reference.", show_default=False)],
    title: Annotated[str, typer.Argument(help="The job.", show_default=False)],
    employer: Annotated[str, typer.Option(help="Who hires, by name.")] = "",
    organisation: Annotated[str, typer.Option(help="Who hires, by the id of an organisation.")] = "",
    words: Annotated[str, typer.Option(help="What it is about, in words.")] = "",
    place: Annotated[str, typer.Option(help="Where.")] = "",
    places: Annotated[int, typer.Option(help="For how many.")] = 1,
    job_order: Annotated[bool, typer.Option("--job-order", help="An employer asked us to find somebody.")] = False,
    closes: Annotated[str, typer.Option(help="The last day to apply.", metavar="DATE")] = "",
    as_json: Json = False,
) -> None:
    """Add a vacancy or a job order."""
    from starters.answers.vacancies import add

    said = {
        "reference": reference, "title": title, "employer": employer, "organisation": organisation, "words": words, "place": place,
        "places": places, "job_order": job_order, "closes": closes,
    }  # fmt: skip
    run(add(said), as_json=as_json)


@vacancy.command("import")
def import_vacancies(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns reference, title, and any others.", show_default=False)],
    source: Annotated[str, typer.Option(help="Whose list it is: references are unique within it.", show_default=False)],
    whole: Annotated[bool, typer.Option("--whole", help="It names all there are: close what it no longer names.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what can be read.")] = False,
    as_json: Json = False,
) -> None:
    """Read a list of vacancies; the same list again changes nothing. Exit code 1 if some rows cannot be read."""
    from starters.answers.vacancies import read_list

    run(read_list(file, source, whole=whole, preview=preview), as_json=as_json)


@vacancy.command("list")
def list_vacancies(
    job_orders: Annotated[bool, typer.Option("--job-orders", help="Only job orders.")] = False, as_json: Json = False
) -> None:
    """List the vacancies that are open today."""
    from starters.answers.vacancies import list_

    run(list_(job_orders=job_orders), as_json=as_json)


@vacancy.command("match")
def match_vacancies(
    case: Annotated[str, typer.Argument(help="A case: its number, its client's name, or its id.", show_default=False)],
    job_orders: Annotated[bool, typer.Option("--job-orders", help="Only job orders.")] = False,
    most: Annotated[int, typer.Option(help="At most so many.")] = 10,
    as_json: Json = False,
) -> None:
    """Show what is open and shares words with what the client works towards: what fits, and what is missing."""
    from starters.answers.vacancies import match

    run(match(case, job_orders=job_orders, most=most), as_json=as_json)


@vacancy.command("close")
def close_vacancy(id: Annotated[str, typer.Argument(help="Its id.", show_default=False)], as_json: Json = False) -> None:
    """Close a vacancy that is taken or withdrawn."""
    from starters.answers.vacancies import close

    run(close(id), as_json=as_json)
