"""Verbs about caseloads."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import As, Json, progress, run

verbs = typer.Typer(no_args_is_help=True, help="Look at caseloads, hand a whole one over, and give it back.")


@verbs.command()
def show(
    who: Annotated[str, typer.Argument(help="A staff id or e-mail address; left out: everybody.")] = "",
    office: Annotated[str, typer.Option(help="Only this office.")] = "",
    as_json: Json = False,
) -> None:
    """Show who holds how many cases under which programme, and how much of it is late."""
    from starters.answers.caseloads import show

    run(show(who, office), as_json=as_json)


@verbs.command("hand-over")
def hand_over(
    from_whom: Annotated[str, typer.Argument(metavar="FROM", help="Whose cases: a staff id or e-mail address.", show_default=False)],
    to: Annotated[list[str] | None, typer.Option(help="Who takes them; given again, they are shared out by load.")] = None,
    why: Annotated[str, typer.Option(help="Why: it stays in the journal of each case.")] = "",
    until: Annotated[str, typer.Option(help="The day on which they are to be given back; left out: for good.", metavar="DATE")] = "",
    office: Annotated[str, typer.Option(help="Only the cases of this office.")] = "",
    programme: Annotated[str, typer.Option(help="Only the cases under this programme.")] = "",
    case: Annotated[list[str] | None, typer.Option(help="Only this case; may be given again.")] = None,
    preview: Annotated[bool, typer.Option(help="Only say who would get which case.")] = False,
    id: Annotated[str, typer.Option(help="An id of your own, or of a handover that is to go on; again changes nothing.")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Hand over all open cases of somebody; what is pending follows the new counsellor. Says what became of each case."""
    from starters.answers.handing_over import Asked, hand_over

    asked = Asked(from_whom, to or (), why, until, office, programme, case or (), id, preview, as_who)
    run(hand_over(asked, progress), as_json=as_json)


@verbs.command("give-back")
def give_back(
    handover: Annotated[str, typer.Argument(help="A handover, or whoever gave the cases away.", show_default=False)],
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Give handed-over cases back, but for those that have ended or gone on to somebody else."""
    from starters.answers.handing_over import give_back

    run(give_back(handover, as_who, progress), as_json=as_json)


@verbs.command()
def handovers(
    who: Annotated[str, typer.Argument(help="Whose; left out: everybody's.")] = "",
    as_json: Json = False,
) -> None:
    """List what was handed over, and what is to be given back."""
    from starters.answers.caseloads import handovers

    run(handovers(who), as_json=as_json)
