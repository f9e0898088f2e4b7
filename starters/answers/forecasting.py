"""What a programme would ask of a team: a cohort of invented cases, as a table, a CSV file and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from rich.console import Group

from casework.programme import Programme
from starters.answers.answer import Answer, WrongInput, table
from starters.answers.dossiers import loaded
from starters.answers.shelf import programmes, version_named
from starters.dossier import Dossier
from starters.forecast.changed import changed
from starters.forecast.cohort import Forecast, Plan, forecast
from starters.forecast.habits import Habits
from starters.forecast.plot import SORTS, draw
from starters.forecast.weeks import Week, busiest, by_month, until_nothing_is_left, weeks, write_csv

AS_IT_IS, CHANGED = "as it is", "changed"
HEAD = ("four weeks from", "open", "contacts a week", "reminders a week", "contacts each", "reminders each", "most for one")


def forecast_cohort(
    files: Sequence[Path],
    said: dict[str, object],
    *,
    under: str = "",
    shelf: Path | None = None,
    what_if: Sequence[str] = (),
    to_csv: Path | None = None,
    to_picture: Path | None = None,
) -> Answer:
    """Live the cohort, and beside it one under the changed rules. Raises WrongInput, NoneSuch, BadDossier, BadProgramme."""
    if to_picture and to_picture.suffix not in SORTS:
        raise WrongInput(f"{to_picture.name}: a picture ends in {', '.join(SORTS)}")
    plan = _plan(files, said, under, shelf)
    plans = {AS_IT_IS: plan}
    if what_if:
        plans[CHANGED] = plan.model_copy(update={"programme": changed(plan.programme, what_if)})
    lived = {name: forecast(one) for name, one in plans.items()}
    found = {name: weeks(plans[name], one) for name, one in lived.items()}
    if to_csv:
        _write(found, to_csv)
    title = f"{plan.cases} cases under {plan.programme.name} {plan.programme.version}, {plan.counsellors} counsellors"
    if to_picture:
        draw(found, to_picture, title=title)
    return Answer(_value(plan, what_if, lived, found), _looks(title, plan, what_if, lived, found))


def _plan(files: Sequence[Path], said: dict[str, object], under: str, shelf: Path | None) -> Plan:
    dossiers, there = loaded(files), programmes(shelf)
    programme = version_named(under or _their_programme(dossiers), there)
    kept = [dossier for dossier in dossiers if _method(dossier, there) == programme.method]
    if not kept:
        raise WrongInput(f"none of these dossiers is of the {programme.method} path: a forecast draws its lives from dossiers")
    try:
        return Plan(dossiers=kept, programme=programme, habits=Habits.model_validate(said.pop("habits")), **said)  # type: ignore[arg-type]
    except ValidationError as wrong:
        raise WrongInput("; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors())) from None


def _their_programme(dossiers: Sequence[Dossier]) -> str:
    names = sorted({dossier.programme for dossier in dossiers})
    if len(names) != 1:
        raise WrongInput(f"these dossiers live under {' and '.join(names)}: choose one with --under")
    return names[0]


def _method(dossier: Dossier, there: Sequence[Programme]) -> str:
    return next((programme.method for programme in there if programme.name == dossier.programme), "")


def _write(found: dict[str, list[Week]], to: Path) -> None:
    """One file for the programme as it is, another beside it for the changed one."""
    for name, one in found.items():
        path = to if name == AS_IT_IS else to.with_stem(f"{to.stem}-{name}")
        try:
            with path.open("w", encoding="utf-8", newline="") as writing:
                write_csv(one, writing)
        except OSError as wrong:
            raise WrongInput(f"{path} cannot be written ({wrong.strerror})") from None


def _value(plan: Plan, what_if: Sequence[str], lived: dict[str, Forecast], found: dict[str, list[Week]]) -> dict[str, object]:
    said = plan.model_dump(mode="json", include={"cases", "first", "years", "arrive_within", "counsellors", "seed", "habits"})
    return {
        "programme": f"{plan.programme.name} {plan.programme.version}",
        **said,
        "what_if": list(what_if),
        "forecasts": {name: {"weeks": found[name], **one.model_dump(exclude={"cells"})} for name, one in lived.items()},
    }


def _looks(title: str, plan: Plan, what_if: Sequence[str], lived: dict[str, Forecast], found: dict[str, list[Week]]) -> Group:
    parts: list[object] = [title, _assumed(plan)]
    for name, one in found.items():
        parts += ["", f"{name}: {'; '.join(what_if)}" if name == CHANGED else "the programme as it is", _table(one), "", _busiest(one)]
        parts.append(_totals(one, lived[name]))
    return Group(*parts)  # type: ignore[arg-type]


def _assumed(plan: Plan) -> str:
    habits = plan.habits
    return (
        f"assumed: lives drawn from {len(plan.dossiers)} dossiers, opened over {plan.arrive_within} weeks; "
        f"{habits.late:.0%} of promises kept late, by {habits.late_by:g} days on average; seed {plan.seed}"
    )


def _table(found: Sequence[Week]) -> object:
    return table(HEAD, (_month(first, month) for first, month in by_month(until_nothing_is_left(found))))


def _month(first: date, month: Sequence[Week]) -> tuple[object, ...]:
    long = len(month)
    each = (sum(week.contacts_each for week in month) / long, sum(week.reminders_each for week in month) / long)
    most = max(week.contacts_most + week.reminders_most for week in month)
    contacts, reminders = (sum(week.contacts for week in month) / long, sum(week.all_reminders for week in month) / long)
    return first, month[-1].open_cases, f"{contacts:.0f}", f"{reminders:.0f}", f"{each[0]:.1f}", f"{each[1]:.1f}", most


def _busiest(found: Sequence[Week]) -> str:
    week = busiest(found)
    return f"busiest week for one counsellor: {week.monday}, {week.contacts_most} contacts and {week.reminders_most} reminders at most"


def _totals(found: Sequence[Week], lived: Forecast) -> str:
    reminders = sum(week.all_reminders for week in found)
    high = sum(n for week in found for role, n in week.reminders.items() if role in ("deputy", "team", "team lead"))
    contacts, refused = sum(week.contacts for week in found), f"{lived.given_up} of {lived.told} tellings were refused"
    return f"in all {contacts} contacts, {reminders} reminders, {high} of them to deputies, teams and team leads; {refused}"
