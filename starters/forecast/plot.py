"""A forecast as a picture: contacts and reminders for one counsellor, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from starters.answers.answer import WrongInput
from starters.forecast.weeks import Week

SORTS = (".svg", ".png", ".pdf")


def draw(forecasts: Mapping[str, Sequence[Week]], to: Path, *, title: str) -> None:
    """Write the picture; its sort is the ending of the file. Raises WrongInput for another ending."""
    if to.suffix not in SORTS:
        raise WrongInput(f"{to.name}: a picture ends in {', '.join(SORTS)}")
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    figure, (contacts, reminders) = pyplot.subplots(2, 1, sharex=True, figsize=(9, 6), layout="constrained")
    for name, found in forecasts.items():
        days = [week.monday.toordinal() - 719163 for week in found]
        contacts.plot(days, [week.contacts_each for week in found], label=name)
        reminders.plot(days, [week.reminders_each for week in found], label=name)
    for part, what in ((contacts, "contacts"), (reminders, "reminders")):
        part.set_ylabel(f"{what} a week\nfor one counsellor")
        part.set_ylim(bottom=0)
        part.grid(visible=True, alpha=0.3)
    contacts.set_title(title)
    contacts.legend()
    reminders.xaxis_date()
    figure.savefig(to)
    pyplot.close(figure)
