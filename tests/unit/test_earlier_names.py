"""What earlier releases wrote is read by the code of today: facts renamed, fields renamed and gone."""

from __future__ import annotations

import pytest

from casework import earlier_names
from casework.anytime import RemarkMade
from casework.case import Line
from casework.door import Telling
from casework.exploration import BarrierFound
from casework.fact import Refused
from casework.mending import mend
from casework.vocabulary import fact_from, remembered, vocabulary
from starters.answers.words import seen
from tests.handclock import HandClock

EARLIER_LINE = {"of": "b1", "sort": "debts", "colour": "a field that is gone", "severity": 3}


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if an earlier release had called two facts and one of their fields otherwise."""
    monkeypatch.setitem(earlier_names.KINDS, "client_seen", "contact_held")
    monkeypatch.setitem(earlier_names.KINDS, "side_problem_found", "barrier_found")
    monkeypatch.setitem(earlier_names.FIELDS, "barrier_found", {"sort": "type"})


@pytest.mark.usefixtures("renamed")
def test_a_line_of_an_earlier_release_is_remembered_under_the_names_of_today():
    assert remembered("side_problem_found", EARLIER_LINE) == BarrierFound(of="b1", type="debts", severity=3)


@pytest.mark.usefixtures("renamed")
def test_what_waits_since_before_the_release_is_told_under_its_earlier_names_but_never_with_a_field_that_is_gone():
    assert fact_from("side_problem_found", {"of": "b1", "sort": "debts"}) == BarrierFound(of="b1", type="debts")
    with pytest.raises(Refused, match="there is no field colour here"):
        fact_from("side_problem_found", EARLIER_LINE)


@pytest.mark.usefixtures("renamed")
def test_a_case_is_the_fold_of_a_journal_that_an_earlier_release_began():
    clock = HandClock().tell(BarrierFound(of="b1", type="debts", severity=3)).days_pass(60)
    journal = [as_it_was(line) for line in clock.case.journal]

    clock.case.journal[:] = journal
    assert "client_seen:client" in {line.fact.get("of") for line in journal if line.kind == "hour_came"}

    assert clock.refolded().model_dump(exclude={"journal"}) == clock.case.model_dump(exclude={"journal"})


def as_it_was(line: Line) -> Line:
    """A line as the earlier release wrote it."""
    if line.kind == "barrier_found":
        return line.model_copy(update={"kind": "side_problem_found", "fact": EARLIER_LINE})
    told = {name: "client_seen:client" if value == "contact_held:client" else value for name, value in line.fact.items()}
    return line.model_copy(update={"fact": told})


@pytest.mark.usefixtures("renamed")
def test_a_line_of_an_earlier_release_is_corrected_under_the_names_of_today():
    clock = HandClock().tell(BarrierFound(of="b1", type="debts", severity=3))
    journal = [as_it_was(line) for line in clock.case.journal]
    said = {"line": 2, "what": "barrier_found", "why": "typed wrongly", "instead": {"of": "b1", "type": "housing", "severity": 2}}
    telling = Telling(id="t-right", by="S-ana", kind="fact_corrected", fact=said)

    mended = mend("c1", journal, telling, clock.hour, clock.terms, clock.story)

    assert mended.to_go_on_with().barriers["b1"].severity == 2


@pytest.mark.usefixtures("renamed")
def test_a_reader_sees_an_earlier_line_under_the_names_of_today_and_nothing_that_is_gone():
    assert seen("restricted", "side_problem_found", EARLIER_LINE) == {"of": "b1", "type": "debts", "severity": 3}


def test_a_line_of_a_newer_release_is_named_with_what_to_do():
    with pytest.raises(LookupError, match="the journal tells of moon_landed, which this version does not know: install the newer version"):
        remembered("moon_landed", {})


def test_a_field_nobody_knows_is_refused_when_told_and_passed_over_when_remembered():
    assert remembered("remark_made", {"note": "a line", "colour": "red"}) == RemarkMade(note="a line")
    with pytest.raises(Refused, match="there is no field colour here"):
        fact_from("remark_made", {"note": "a line", "colour": "red"})


def test_every_earlier_name_leads_to_a_name_of_today():
    assert set(earlier_names.KINDS.values()) <= vocabulary().keys()
    assert not earlier_names.KINDS.keys() & vocabulary().keys()
    for kind, fields in earlier_names.FIELDS.items():
        today = vocabulary()[kind].model_fields.keys()
        assert set(fields.values()) <= today
        assert not fields.keys() & today
