"""Verbs about cases: open, find, list, show, journal, agenda."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import As, Json, run

verbs = typer.Typer()

Case = Annotated[str, typer.Argument(help="A case: its number (K-0007, k7, 7), its client's name, or its id.", show_default=False)]


@verbs.command("open")
def open_(
    client: Annotated[str, typer.Argument(help="The client: name or id; see `itinerary person`.", show_default=False)],
    programme: Annotated[str, typer.Option(help="The programme; its version is the one in force on the day of opening.")] = "",
    office: Annotated[str, typer.Option(help="The office; left out: the counsellor's.")] = "",
    counsellor: Annotated[str, typer.Option(help="The counsellor responsible: a staff id; left out: who speaks.")] = "",
    opening: Annotated[str, typer.Option(help="An id of your own: again under the same id gives the same case.")] = "",
    on: Annotated[str, typer.Option(help="The day it was opened, if earlier than today.", metavar="DATE")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Open a case for a client, under a programme, with one counsellor."""
    from starters.answers.opening import Asked, open_case

    run(open_case(Asked(client, programme, office, counsellor, opening, on, as_who)), as_json=as_json)


@verbs.command()
def find(
    text: Annotated[str, typer.Argument(help="A number, or the beginning of a word of the client's name.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Find cases by number or by the client's name."""
    from starters.answers import looking

    run(looking.find(text), as_json=as_json)


@verbs.command("list")
def list_(
    mine: Annotated[bool, typer.Option("--mine", help="Only those of whom speaks.")] = False,
    counsellor: Annotated[str | None, typer.Option(help="Only those of this counsellor: a staff id.")] = None,
    phase: Annotated[str | None, typer.Option(help="Only those in this phase.")] = None,
    office: Annotated[str | None, typer.Option(help="Only those of this office.")] = None,
    method: Annotated[str | None, typer.Option(help="Only those of this method.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those with something late.")] = False,
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 500,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """List cases: late ones first, then by the day something is due."""
    from records.cases import Wanted
    from starters.answers import looking

    wanted = Wanted(
        counsellor=counsellor, phase=phase, office=office, method=method, overdue=overdue or None, open_only=not closed, most=most
    )
    run(looking.list_(wanted, as_who, mine=mine), as_json=as_json)


@verbs.command()
def messages(case: Case, as_json: Json = False) -> None:
    """Show every message of a case: which rule made it, when it leaves or left, or why it does not."""
    from starters.answers import fates

    run(fates.of_case(case), as_json=as_json)


@verbs.command()
def show(
    case: Case,
    live: Annotated[bool, typer.Option("--live", help="Ask the workflow itself, not the records.")] = False,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Show where a case stands, what it waits for, and what was told last."""
    from starters.answers import looking

    run(looking.show_live(case, as_who) if live else looking.show(case, as_who), as_json=as_json)


@verbs.command()
def journal(
    case: Case,
    after: Annotated[int, typer.Option(help="Only lines after this one.", min=0)] = 0,
    last: Annotated[int, typer.Option(help="Only so many of the last lines; 0: all.", min=0)] = 0,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Read the journal of a case; what is not for you is said to be withheld."""
    from starters.answers import looking

    run(looking.read_journal(case, as_who, after, last), as_json=as_json)


@verbs.command()
def agenda(
    case: Annotated[str, typer.Argument(help="Only this case.", show_default=False)] = "",
    mine: Annotated[bool, typer.Option("--mine", help="The cases of who speaks, and of those whose work they do today.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late; without --mine, of everybody.")] = False,
    days: Annotated[int | None, typer.Option(help="Only what is late, or due within so many days.", min=0)] = None,
    office: Annotated[str, typer.Option(help="With --overdue: only this office.")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Show what is promised, by whom and by when."""
    from starters.answers.owed import Asked, read_agenda

    run(read_agenda(Asked(case, mine, overdue, days, office, as_who)), as_json=as_json)


@verbs.command("file")
def file_(
    person: Annotated[str, typer.Argument(help="A client: name or id; or the number of one of their cases.", show_default=False)],
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Export the whole file of a person: all itineraries with journal, agenda, documents and letters; what is not for you is withheld."""
    from starters.answers.whole_file import whole_file

    run(whole_file(person, as_who), as_json=as_json)
