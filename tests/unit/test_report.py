"""A report over a period: what counts as found, got and kept, which delays are old enough, what was set aside of the method."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from casework.anytime import CaseClosed, PhaseSkipped, RemarkMade
from casework.capability_mapping import MappingCompleted
from casework.contact_course import Exempted, ExemptionEnded
from casework.end_of_contract import OutcomeRecorded
from casework.exploration import GateOverridden
from casework.fact import Fact
from casework.folding import fold
from casework.handover import row_of
from casework.in_work_support import ContractEnded
from casework.job_search import JobFellThrough
from casework.lasting_work import JobKept, JobLost, PlacementConverted
from casework.vocabulary import vocabulary
from casework.workplace_support import WorkBegun
from records.reports import Load, Overdue, Told
from starters.answers.answer import WrongInput
from starters.reporting import measures as m
from starters.reporting import standing
from starters.reporting.counted import Counted, Period, Promised
from starters.reporting.life import Life, as_it_counts, as_told, life_of
from starters.reporting.measures import kinds_counted, kinds_read
from starters.reporting.part import Part, write_csv
from starters.reporting.parts import parts
from starters.reporting.plot import draw
from tests import kina_road as road
from tests import star_road as danish
from tests import supported_employment_road as supported
from tests.handclock import FIRST_DAY, MONDAY, PROGRAMMES, HandClock
from workflows.methods import STORIES

BRUSSELS = "Europe/Brussels"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
KINA = "kina-example"


def life(clock: HandClock) -> Life:
    """The case as the records have it."""
    return life_of(as_told(row_of(clock.case, clock.story), clock.case.journal), BRUSSELS)


def corrected(clock: HandClock) -> Life:
    """The case made anew from its journal."""
    return life_of(as_it_counts(fold(clock.case.id, clock.case.journal, clock.terms, clock.story)), BRUSSELS)


def lived(method: str, *told: tuple[date, str, Mapping[str, Any]], ended: date | None = None) -> Life:
    """A case of a method by what was told of it on which days."""
    row: dict[str, Any] = {
        "person": "P-1",
        "case_id": "c1",
        "method": method,
        "programme": method,
        "version": "1",
        "office": "O-1",
        "counsellor": "S-ana",
        "by": "S-ana",
    }
    row |= {"opened": noon(told[0][0]), "ended": noon(ended) if ended else None, "outcome": "work" if ended else "", "phases_now": []}
    lines = [Told(**row, kind=kind, happened=noon(day), happened_before=noon(day), phases=[], fact=dict(fact)) for day, kind, fact in told]
    return life_of(lines, BRUSSELS)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def counted(*lives: Life, period: Period = YEAR) -> Counted:
    counted = Counted(period, {Promised(p.name, p.version, name): rule.at_least for p in PROGRAMMES for name, rule in p.quotas.items()})
    for one in lives:
        counted.add(one)
    return counted


def rows(part: str, *lives: Life, period: Period = YEAR, at_least: int = 1, by_counsellor: bool = False) -> list[dict[str, Any]]:
    """The rows of one part of the report on these lives."""
    there = {p.name: p for p in parts(counted(*lives, period=period), at_least, by_counsellor=by_counsellor)}
    return [dict(zip(there[part].head, row, strict=True)) for row in there[part].rows]


def after(days: int) -> date:
    return FIRST_DAY + timedelta(days=days)


# Whom it counts


def test_where_it_says_people_a_person_with_two_cases_counts_once_and_where_it_says_cases_twice():
    both = Counted(YEAR)

    both.add(life(supported.offered()), life(supported.in_a_job().days_pass(100)))

    there = {p.name: dict(zip(p.head, p.rows[0], strict=True)) for p in parts(both, 1) if p.rows}
    assert (there["cases"]["open in the period"], there["find-get-keep"]["people"]) == (2, 1)
    assert (there["find-get-keep"]["found"], there["find-get-keep"]["got"]) == (1, 1)
    assert (there["kept"]["people"], there["kept"]["in work"]) == (1, 1)


def test_a_quota_counts_a_person_with_two_cases_once():
    talks = [(after(70), "unemployment_reported", {"group": "insured"}), (after(75), "talk_held", {"of": "welcome"})]
    one = lived("star", *talks)._replace(programme="star-example", version="2026.1")
    once, twice = (Counted(YEAR, {Promised("star-example", "2026.1", "talks"): 75}) for _ in range(2))

    once.add(one, one)
    twice.add(one)
    twice.add(one)

    assert (once.quotas.total(), twice.quotas.total()) == (1, 2)


# What is looked for


def test_every_kind_that_is_counted_is_a_fact_that_can_be_told_with_the_field_that_is_looked_at():
    signs = (*m.FOUND, *m.LOST, *m.NEVER_BEGUN, *m.OUTCOME_IN_WORK, *m.OUTCOME_WITHOUT_WORK)

    assert kinds_counted() <= set(vocabulary())
    assert [sign for sign in signs if sign.field and sign.field not in vocabulary()[sign.kind].model_fields] == []
    assert set(m.BEGUN_WHEN_TOLD) <= set(STORIES)
    assert {quota.name for quota in m.QUOTAS} == {name for p in PROGRAMMES for name in p.quotas}


@pytest.mark.parametrize("sign", [sign for sign in (*m.FOUND, *m.LOST, *m.NEVER_BEGUN) if sign.field], ids=lambda sign: sign.kind)
def test_what_a_sign_looks_for_is_a_word_that_the_fact_knows(sign: m.Sign):
    assert set(sign.says) <= set(get_args(vocabulary()[sign.kind].model_fields[sign.field].annotation))


def test_corrections_are_read_so_that_nothing_counts_that_was_told_by_mistake():
    assert {"fact_withdrawn", "fact_corrected"} < set(kinds_read())


# Find, get, keep (SV-01)


def test_sv_01_find_get_and_keep_are_three_results_each_counted_when_it_came():
    offered, signed = supported.offered(), supported.offered().tell(supported.work(), *supported.arranged())
    kept = supported.in_a_job().days_pass(99).tell(JobKept(of="k1"))

    found = [rows("find-get-keep", life(clock))[0] for clock in (supported.in_dialogue(), offered, signed, kept)]

    assert [(row["found"], row["got"], row["recorded as kept"]) for row in found] == [(0, 0, 0), (1, 0, 0), (1, 0, 0), (1, 1, 1)]


def test_sv_01_a_placement_is_on_the_way_until_it_becomes_a_job_that_has_begun():
    placed = supported.in_a_placement().days_pass(30)
    converted = PlacementConverted(of="k1", type="regular", legal_employer="E-1", starts=supported.day(placed))

    (before,) = rows("find-get-keep", life(placed))
    (after_it,) = rows("find-get-keep", life(placed.tell(converted, WorkBegun(of="k1"))))

    assert (before["got"], before["on the way"]) == (0, 1)
    assert (after_it["got"], after_it["on the way"]) == (1, 1)
    assert life(placed).work.begun() == [supported.day(placed)]


def test_sv_01_a_job_that_was_lost_is_not_kept():
    lost = supported.in_a_job().days_pass(50).tell(JobLost(of="k1", by="employer"))

    row = rows("kept", life(lost), life(supported.in_a_job()))[0]

    assert (row["people"], row["in work"], row["not in work"]) == (2, 1, 1)


def test_a_regular_job_on_the_kina_path_is_found_and_got_and_article_60_is_on_the_way():
    (job,) = rows("find-get-keep", life(road.in_a_job()))
    (art60,) = rows("find-get-keep", life(road.in_article_60()))

    assert (job["found"], job["got"], job["on the way"]) == (1, 1, 0)
    assert (art60["found"], art60["got"], art60["on the way"]) == (1, 0, 1)


def test_who_stays_with_the_host_after_article_60_has_got_a_job():
    clock = road.at_the_end().tell(*road.PREPARED, OutcomeRecorded(outcome="stays with host", then="aftercare"))

    assert life(clock).work.begun() == [road.day(clock)]


def test_a_job_that_never_began_was_not_got():
    clock = danish.searching().tell(danish.job(after(20)))
    fell = JobFellThrough(of="k1", why="another was chosen")

    assert life(clock).work.begun() == [after(20)]
    assert life(clock.tell(fell)).work.begun() == []


def test_work_of_ones_own_counts_until_it_is_given_up():
    started = (after(1), "self_employment_started", {"starts": after(2).isoformat()})
    work = lived("insertor", (after(0), "opened", {}), started, (after(50), "self_employment_ended", {})).work

    assert work.begun() == [after(2)]
    assert (work.held_on(after(50)), work.held_on(after(51))) == (True, False)


def job(ends: date | None = None) -> Life:
    return life(road.in_a_job(ends=ends))


def test_sv_01_a_job_is_kept_if_the_person_is_in_work_so_many_days_after_it_began():
    lost = road.in_a_job().days_pass(60).tell(ContractEnded(of="k1", by="employer", why="no more orders"))

    kept = rows("kept", job(), job(), life(lost))[0]

    assert (kept["after days"], kept["people"], kept["in work"], kept["not in work"], kept["in work %"]) == (91, 3, 2, 1, "67 %")


def test_a_change_of_jobs_is_no_loss_and_no_new_beginning():
    clock = road.in_a_job().days_pass(60)
    clock.tell(road.job(of="k2", starts=road.day(clock))).tell(ContractEnded(of="k1", by="client", why="a better one"))

    changed = life(clock)

    assert changed.work.begun() == [FIRST_DAY]
    assert rows("kept", changed)[0]["in work"] == 1


def test_a_job_that_was_agreed_for_a_time_is_not_kept_beyond_it():
    assert rows("kept", job(ends=after(80)))[0]["not in work"] == 1
    assert rows("kept", job(ends=after(91)))[0]["in work"] == 1


def test_of_a_case_that_ended_in_work_before_the_day_nothing_is_known():
    clock = road.in_a_job().days_pass(30).tell(CaseClosed(outcome="work", why="asked for no more help"))

    row = rows("kept", life(clock), job())[0]

    assert (row["in work"], row["not known"], row["in work %"]) == (1, 1, "100 %")


def test_a_job_counts_in_the_period_in_which_it_is_old_enough_and_is_left_out_before():
    autumn = Period(date(2026, 8, 1), date(2026, 9, 30))
    summer = Period(date(2026, 5, 1), date(2026, 7, 31))

    assert [(row["people"], row["left out"]) for row in rows("kept", job(), period=autumn)] == [(1, 0), (0, 1)]
    assert [(row["people"], row["left out"]) for row in rows("kept", job(), period=summer)] == [(0, 1), (0, 1)]


# Delays


def mapped_after(days: int, opened_at: datetime = MONDAY) -> HandClock:
    """Who needed so many days before mapping began."""
    return road.exploring(opened_at).days_pass(days).tell(*road.NO_PROBLEMS)


def delays(phase: str, *lives: Life, **said: Any) -> dict[str, Any]:
    return next(row for row in rows("delays", *lives, **said) if row["phase"] == phase)


def test_a_phase_is_entered_on_the_day_of_the_fact_that_led_to_it():
    row = delays("capability mapping", *(life(mapped_after(days)) for days in (10, 20, 30, 40, 50)))

    assert (row["entered it"], row["a quarter by day"], row["half"], row["three quarters"]) == (5, 20, 30, 40)
    assert row["half since phase before"] == 30


def test_the_days_since_the_phase_before_are_counted_from_its_first_entry():
    clock = mapped_after(10).days_pass(25).tell(*road.MAPPED, MappingCompleted())

    row = delays("placement", life(clock))

    assert (row["half"], row["half since phase before"]) == (35, 25)


def test_who_goes_straight_on_has_a_delay_of_no_days():
    straight = [life(mapped_after(0)), life(mapped_after(0)), life(mapped_after(10))]

    assert delays("capability mapping", *straight)["half since phase before"] == 0


def test_only_cases_old_enough_are_counted_and_the_others_are_said_to_be_left_out():
    old = [life(mapped_after(100)), life(mapped_after(140))]
    young = [life(mapped_after(days, datetime(2026, 10, 5, 8, tzinfo=UTC))) for days in (1, 2, 3)]

    row = delays("capability mapping", *old, *young)

    assert (row["cases"], row["entered it"], row["half"], row["left out"]) == (2, 2, 120, 3)


def test_days_are_shown_of_enough_people_also_where_all_of_them_entered_and_never_of_few():
    enough = delays("capability mapping", *(life(mapped_after(10)) for _ in range(5)), at_least=5)
    few = delays("capability mapping", *(life(mapped_after(10)) for _ in range(4)), *(life(road.exploring()) for _ in range(9)), at_least=5)

    assert (enough["entered it"], enough["half"]) == ("*", 10)
    assert (few["entered it"], few["half"], few["half since phase before"]) == ("<5", "", "")


def test_every_case_is_followed_for_the_same_time():
    row = delays("capability mapping", life(mapped_after(10)), life(mapped_after(170)), period=YEAR._replace(within=90))

    assert (row["cases"], row["entered it"], row["half"]) == (2, 1, 10)


def test_a_phase_that_was_entered_by_mistake_was_not_entered():
    clock = mapped_after(10).days_pass(5)
    clock.tell(*road.MAPPED, MappingCompleted()).days_pass(1).tell(RemarkMade(note="now for a job"))
    clock.withdraw(clock.number("mapping_completed"))

    assert "placement" in life(clock).delays
    assert "placement" not in corrected(clock).delays


# Overrides (NL-14)


def overridden(by: str = "S-ana") -> HandClock:
    return road.with_a_side_problem().tell(GateOverridden(reason="a job is at hand"), by=by)


def test_nl_14_overrides_are_counted_by_kind_and_office_and_without_their_reasons():
    skipped = road.mapping().tell(PhaseSkipped(of="mapping", why="is known from before"))

    found = rows("overrides", life(overridden()), life(overridden()), life(skipped), life(road.mapping()))

    assert [(row["by"], row["cases"]) for row in found] == [("all", 3), ("kind", 2), ("kind", 1), ("office", 3)]
    assert "a job is at hand" not in str(found)


def test_nl_14_who_overrode_is_named_only_if_asked():
    lives = [life(overridden()), life(overridden("S-ben"))]

    assert "S-ben" not in str(rows("overrides", *lives))
    assert {"by": "told by", "which": "S-ben", "cases": 1} in rows("overrides", *lives, by_counsellor=True)


def test_nl_14_an_override_that_was_told_by_mistake_is_none():
    clock = overridden()
    clock.withdraw(clock.number("gate_overridden"))

    assert rows("overrides", corrected(clock))[0]["cases"] == 0


def test_nl_14_few_overrides_are_not_shown_nor_where_they_were():
    found = rows("overrides", *(life(overridden()) for _ in range(4)), at_least=5)

    assert [(row["by"], row["cases"]) for row in found] == [("all", "<5")]


# Quotas

SUMMER, AUTUMN = Period(date(2026, 8, 1), date(2026, 8, 31)), Period(date(2026, 9, 20), date(2026, 10, 31))
EXEMPTED = Exempted(of="talks", reason="an operation and rest", look_again=date(2026, 9, 18))


def course(*told: Fact, days: int = 10) -> HandClock:
    """Insured and unemployed after the reform of July 2026."""
    return danish.reported(danish.AFTER_THE_REFORM).days_pass(days).tell(*told)


def quota(name: str, *clocks: HandClock, period: Period = SUMMER, at_least: int = 1) -> dict[str, Any]:
    there = rows("quotas", *map(life, clocks), period=period, at_least=at_least)
    return next(row for row in there if row["quota"] == name)


def talked(*told: Fact) -> HandClock:
    return course(danish.talk("extra", will_apply=[]), *told)


def test_da_04_the_quota_of_talks_is_counted_over_all_and_says_how_many_are_exempted():
    offers = Exempted(of="offers", reason="begins a course soon", look_again=date(2026, 9, 18))
    clocks = [talked(), talked(), talked(), course(EXEMPTED), course(), talked(offers)]

    talks = quota("talks", *clocks)

    assert (talks["people"], talks["exempted"], talks["exempted %"], talks["at most %"]) == (6, 1, "17 %", 25)
    assert (talks["held"], talks["held %"], talks["at least %"]) == (4, "67 %", 75)
    assert (talks["held, not exempted"], talks["not exempted %"]) == (4, "80 %")
    assert quota("offers", *clocks)["exempted"] == 1


def test_da_04_an_exemption_counts_while_it_stands():
    ended = course(EXEMPTED).days_pass(20).tell(ExemptionEnded(of="talks"))

    assert quota("talks", ended)["exempted"] == 1
    assert quota("talks", ended, period=AUTUMN)["exempted"] == 0
    assert quota("talks", course(EXEMPTED), period=AUTUMN)["exempted"] == 1


def test_da_04_a_case_opened_under_rules_without_a_quota_is_not_in_it():
    assert rows("quotas", life(danish.reported()), life(road.mapping())) == []


def test_shares_that_cross_are_shown_only_where_no_corner_is_small():
    lives = [life(talked())] * 20 + [life(course(EXEMPTED))] * 10 + [life(talked(EXEMPTED))] * 2 + [life(course())] * 10

    talks = next(row for row in rows("quotas", *lives, period=SUMMER, at_least=5) if row["quota"] == "talks")

    assert (talks["exempted"], talks["held"]) == (12, 22)
    assert (talks["held, not exempted"], talks["not exempted %"]) == ("", "")


# Cases, what is overdue, and load


def test_cases_are_counted_as_open_opened_and_ended_in_the_period():
    closed = road.mapping().tell(CaseClosed(outcome="moved away", why="to another town"))
    spring = Period(date(2026, 5, 1), date(2026, 5, 31))

    (row,) = rows("cases", life(closed), life(road.mapping()), period=spring)

    assert (row["open in the period"], row["opened in it"], row["ended in it"]) == (2, 2, 1)
    assert rows("outcomes", life(closed), period=spring) == [{"programme": KINA, "outcome": "moved away", "cases": 1}]
    assert rows("cases", life(closed), period=Period(date(2026, 6, 1), date(2026, 6, 30)))[0]["open in the period"] == 0


def test_no_small_count_is_in_any_part():
    lives = [life(road.in_a_job())] * 7 + [life(overridden())] * 3 + [life(road.in_article_60())] * 2

    for part in parts(counted(*lives), 5, by_counsellor=True):
        shown = {
            cell for row in part.rows for name, cell in zip(part.head, row, strict=True) if isinstance(cell, int) and "day" not in name
        }
        assert not {cell for cell in shown if cell < 5} - {0}, part.name


def test_what_is_overdue_is_shown_by_phase_and_by_what_is_awaited():
    late = [Overdue(by="all", name="", cases=30), Overdue(by="phase", name="exploration+placement", cases=18)]
    late += [Overdue(by="phase", name="placement", cases=12), Overdue(by="awaited", name="contact_held", cases=28)]
    late += [Overdue(by="awaited", name="mapping_completed", cases=3), Overdue(by="awaited", name="branch_decided", cases=6)]

    shown = standing.overdue(late, 5).rows

    assert shown[:3] == [("all", "", 30), ("phase", "exploration, placement", 18), ("phase", "placement", 12)]
    assert sorted(map(str, (cell for *_, cell in shown[3:]))) == ["*", "28", "<5"]


LOADS = [Load(programme=KINA, counsellor=who, cases=n) for who, n in (("", 6), ("S-ana", 31), ("S-ben", 12), ("S-eva", 20))]


def test_load_says_how_cases_lie_without_naming_anybody():
    part = standing.load(LOADS, 5, {KINA: 20})

    assert part.rows == [(KINA, 69, 6, 3, 12, 20, 31, 20, 1)]
    assert "S-ana" not in str(part)
    assert (KINA, "S-ana", 31) in standing.load_by_counsellor(LOADS, 5).rows


def test_load_does_not_tell_of_a_counsellor_with_few_cases():
    part = standing.load([Load(programme=KINA, counsellor=who, cases=n) for who, n in (("S-ana", 3), ("S-ben", 30))], 5, {})

    assert part.rows == [(KINA, 33, 0, 2, "<5", "<5", "*", "", "")]


# Files


def test_each_part_is_written_as_a_file_for_a_spreadsheet(tmp_path: Path):
    write_csv(parts(counted(job()), 1), tmp_path / "report")

    with (tmp_path / "report" / "cases.csv").open(encoding="utf-8") as reading:
        assert list(csv.reader(reading)) == [["programme", "open in the period", "opened in it", "ended in it"], [KINA, "1", "1", "0"]]
    assert {file.stem for file in (tmp_path / "report").iterdir()} > {"find-get-keep", "kept", "delays", "overrides", "quotas"}


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path):
    (tmp_path / "report").write_text("in the way")

    with pytest.raises(WrongInput, match="cannot be written"):
        write_csv([Part("cases", "Cases", "", ("programme",), [])], tmp_path / "report")


@pytest.mark.parametrize("at_least", [1, 5])
def test_a_picture_is_drawn_of_what_is_shown_also_where_nothing_is(tmp_path: Path, at_least: int):
    found = [*parts(counted(job(), life(mapped_after(10))), at_least), standing.load(LOADS, at_least, {})]

    draw(found, tmp_path / "report.svg", title="2026-01-01 until 2026-12-31")

    assert "<svg" in (tmp_path / "report.svg").read_text(encoding="utf-8")
