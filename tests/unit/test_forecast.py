"""A forecast: invented lives under a programme, counted by week, the same ones again with the same seed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from casework.agenda import Promise
from starters.answers.answer import WrongInput
from starters.answers.forecasting import forecast_cohort
from starters.dossier_file import load_all
from starters.forecast.changed import changed
from starters.forecast.cohort import OPEN, Cell, Forecast, Plan, forecast, lived
from starters.forecast.habits import Habits
from starters.forecast.life import Ground, Life
from starters.forecast.moved import moved
from starters.forecast.plot import draw
from starters.forecast.weeks import busiest, until_nothing_is_left, weeks, write_csv
from tests.handclock import programme

DOSSIERS = Path(__file__).parents[2] / "dossiers" / "kina"
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def plan(cases: int = 12, **said: object) -> Plan:
    """A small cohort on the Kina path."""
    known = {"programme": programme("kina-example"), "first": date(2026, 6, 1), "years": 1, "arrive_within": 8, "counsellors": 3}
    return Plan.model_validate({"dossiers": list(load_all(DOSSIERS).values()), "cases": cases} | known | said)


def whole(one: Plan) -> Forecast:
    return lived(one, range(one.cases))


def totals(found: Forecast) -> Counter[str]:
    counted: Counter[str] = Counter()
    for cell, number in found.cells.items():
        counted[cell.what] += number
    return counted


def promise(days: int) -> Promise:
    return Promise(kind="conversation_held", whose="counsellor", sort="deadline", made=NOW, by=NOW + timedelta(days=days))


def test_the_same_seed_gives_the_same_lives_on_however_many_processes():
    one = plan()

    assert forecast(one, 2).cells == whole(one).cells
    assert whole(one.model_copy(update={"seed": 2})).cells != whole(one).cells


def test_a_shorter_gap_between_contacts_costs_more_contacts():
    one = plan(30)
    closer = one.model_copy(update={"programme": changed(one.programme, ["gaps.contact_held.mapping.at_most=5 days"])})

    assert totals(whole(closer))["contact"] > totals(whole(one))["contact"] * 1.1


def test_who_keeps_every_promise_in_time_is_never_reminded_after_its_day():
    on_time, late = (totals(whole(plan(20, habits=Habits(late=share, slower=0)))) for share in (0.0, 0.6))

    assert late["reminder to deputy"] > 2 * on_time["reminder to deputy"]
    assert late["reminder to team lead"] > on_time["reminder to team lead"]


def test_a_promise_is_kept_before_its_day_or_after_as_the_habit_says():
    in_time = [Habits(late=0).keeps(promise(10), NOW, Random(n)) for n in range(50)]
    too_late = [Habits(late=1, late_by=4).keeps(promise(10), NOW, Random(n)) for n in range(50)]

    assert all(NOW < hour <= NOW + timedelta(days=10) for hour in in_time)
    assert all(hour > NOW + timedelta(days=10) for hour in too_late)


def test_a_case_counts_as_open_from_its_first_week_until_it_ends_and_never_outside_the_forecast():
    one = plan(9)
    found = whole(one)
    open_by_week = [sum(n for cell, n in found.cells.items() if cell.what == OPEN and cell.week == week) for week in range(52)]

    assert open_by_week[0] >= 1
    assert max(open_by_week) <= 9
    assert {cell.week for cell in found.cells} <= set(range(52))
    assert {cell.counsellor for cell in found.cells} == {0, 1, 2}


def test_a_life_that_the_forecast_cuts_short_is_not_closed_by_it():
    short, long = (whole(plan(10, years=years, habits=Habits(slower=0))) for years in (1, 5))

    assert short.ended < 10 == long.ended


def test_weeks_say_what_one_counsellor_has_to_do_on_average_and_at_most():
    one = plan(4, counsellors=2)
    said = {
        Cell(0, 1, "contact"): 5,
        Cell(1, 1, "contact"): 2,
        Cell(0, 1, "reminder to counsellor"): 3,
        Cell(1, 0, "reminder to team lead"): 1,
    }
    found = weeks(one, Forecast(cells=Counter(said)))

    assert (found[1].contacts, found[1].contacts_each, found[1].contacts_most, found[1].reminders_each) == (7, 3.5, 5, 1.5)
    assert found[0].reminders == {"team lead": 1}
    assert busiest(found) == found[1]
    assert found[1].monday == date(2026, 6, 8)


def test_the_csv_file_has_a_line_a_week_and_a_column_a_role():
    one, text = plan(), io.StringIO()
    write_csv(weeks(one, whole(one)), text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))

    assert len(rows) == 52
    assert rows[0]["week"] == "2026-06-01"
    assert "reminder to team lead" in rows[0]


def test_where_a_calendar_of_talks_is_owed_invented_people_hold_them_and_are_hardly_ever_refused():
    danish = list(load_all(DOSSIERS.parent / "star").values())
    one = plan(15, dossiers=danish, programme=programme("star-example", on=date(2026, 9, 1)), first=date(2026, 9, 1))

    found = whole(one)

    assert totals(found)["contact"] > 5 * one.cases
    assert found.given_up < 0.05 * found.told


def test_a_talk_that_the_dossier_tells_itself_is_not_held_twice():
    in_time, danish = Habits(late=0, slower=0), load_all(DOSSIERS.parent / "star")["the-main-road-to-a-job"]
    life = Life(Ground.of(danish, programme("star-example"), 2026), datetime(2026, 6, 1, 8, tzinfo=UTC), in_time, Random(1))
    named = {step.fields["of"] for step in danish.steps if step.tell == "talk_held"} - {"extra"}

    life.live(datetime(2028, 6, 1, tzinfo=UTC))

    held = [line.fact["of"] for line in life.wound.lines if line.kind == "talk_held"]
    assert {of: held.count(of) for of in named} == dict.fromkeys(named, 1)


def test_weeks_after_the_last_in_which_anything_happens_are_left_out_of_the_table():
    one = plan(4, counsellors=2)
    found = weeks(one, Forecast(cells=Counter({Cell(0, 2, "contact"): 1})))

    assert [week.monday for week in until_nothing_is_left(found)] == [week.monday for week in found[:3]]
    assert len(until_nothing_is_left(weeks(one, Forecast()))) == 1


def test_a_picture_is_drawn_and_another_sort_of_file_is_refused(tmp_path: Path):
    one = plan(3)
    draw({"as it is": weeks(one, whole(one))}, tmp_path / "load.svg", title="three cases")

    assert "<svg" in (tmp_path / "load.svg").read_text()
    with pytest.raises(WrongInput, match=r"load.doc: a picture ends in .svg, .png, .pdf"):
        draw({}, tmp_path / "load.doc", title="")


@pytest.mark.parametrize(
    ("what_if", "sentence"),
    [
        ("deadlines.conversation_hel.within=3 days", "did you mean conversation_held"),
        ("deadlines.conversation_held.within=3 workdays", "is not a delay"),
        ("deadlines.conversation_held.within", "changes nothing: say it as"),
        ("method.name=x", "there is no method.name in this programme"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_a_sentence(what_if: str, sentence: str):
    with pytest.raises(WrongInput, match=sentence):
        changed(programme("kina-example"), [what_if])


def test_what_a_fact_says_of_days_moves_with_the_life():
    said = {
        "starts": "2026-05-04",
        "at": "2026-05-18T14:00:00+02:00",
        "month": "2026-05",
        "of": "k1",
        "skills": ["2026-05-04", "x"],
        "n": 3,
    }

    assert moved(said, timedelta(days=31)) == {
        "starts": "2026-06-04",
        "at": "2026-06-18T14:00:00+02:00",
        "month": "2026-06",
        "of": "k1",
        "skills": ["2026-06-04", "x"],
        "n": 3,
    }


def test_the_answer_shows_the_programme_as_it_is_beside_the_changed_one(tmp_path: Path):
    said = {"cases": 6, "first": date(2026, 6, 1), "years": 1, "counsellors": 2, "habits": {"late": 0.1}}
    what_if = ["deadlines.conversation_held.within=3 working days"]
    answer = forecast_cohort([DOSSIERS], said, under="kina-example", what_if=what_if, to_csv=tmp_path / "load.csv")

    assert list(answer.value["forecasts"]) == ["as it is", "changed"]  # type: ignore[index]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["load-changed.csv", "load.csv"]


def test_a_share_that_is_none_is_refused():
    with pytest.raises(WrongInput, match="late"):
        forecast_cohort([DOSSIERS], {"cases": 6, "first": date(2026, 6, 1), "habits": {"late": 7}}, under="kina-example")
