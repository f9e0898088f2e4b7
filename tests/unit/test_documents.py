"""Documents and their signatures: FR-10, and what every method asks of them (ES-41, ES-42, SV-04, SV-06)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.documents import (
    DocumentDrawnUp,
    DocumentRefused,
    DocumentRevised,
    DocumentSent,
    DocumentSigned,
    in_force,
    state_of,
    unsigned,
)
from casework.fact import Refused, seen_by
from starters.answers.papers import papers_of, papers_said
from tests import forem_road as road
from tests.forem_road import CONVENTION, PLAN, SAID, signed
from tests.handclock import HandClock

SENT = DocumentSent(of="d1")
BY_CLIENT, BY_COUNSELLOR = signed("d1")
NOT_SO = DocumentRefused(of="d1", by="client", why="the project is another one")
REVISED = DocumentRevised(of="d1", authors={"client"}, sections=SAID, why="another project")
LAST_DAY = date(2026, 6, 3)
"""Twenty working days after a Monday in May with two holidays: on this day the agreement expires."""


def drawn_up() -> HandClock:
    return road.interviewed().tell(CONVENTION)


def state(clock: HandClock, of: str = "d1") -> str:
    return state_of(clock.case, clock.case.papers[of])


def refused(clock: HandClock, fact: DocumentDrawnUp | DocumentSent | DocumentSigned | DocumentRefused | DocumentRevised) -> str:
    with pytest.raises(Refused) as refusal:
        clock.tell(fact)
    return str(refusal.value)


def test_fr_10_an_agreement_is_prepared_sent_signed_by_one_and_signed_by_both():
    clock = drawn_up()

    found = [state(clock), *(state(clock.tell(fact)) for fact in (SENT, BY_CLIENT, BY_COUNSELLOR))]

    assert found == ["prepared", "sent", "signed by client", "signed"]
    assert in_force(clock.case, "convention")


def test_fr_10_the_counsellor_may_sign_first():
    clock = drawn_up().tell(BY_COUNSELLOR)

    assert (state(clock), unsigned(clock.case, clock.case.papers["d1"])) == ("signed by counsellor", ["client"])
    assert not in_force(clock.case, "convention")


def test_fr_10_whoever_has_not_signed_yet_is_the_one_waited_for():
    clock = drawn_up()
    assert (clock.case.agenda["document_signed:d1"].whose, clock.due("document_signed:d1")) == ("client", date(2026, 5, 19))

    clock.days_pass(7).tell(BY_CLIENT)

    assert (clock.case.agenda["document_signed:d1"].whose, clock.due("document_signed:d1")) == ("counsellor", date(2026, 5, 27))
    assert "document_signed:d1" not in clock.tell(BY_COUNSELLOR).awaits


def test_fr_10_the_jobseeker_is_written_to_when_it_is_sent_and_it_is_sent_once():
    clock = drawn_up().tell(SENT)

    assert [m.to for m in clock.letters(letter="document_to_sign")] == ["client"]
    assert refused(clock, SENT).startswith("d1 was sent already: wait for its signatures")


def test_fr_10_a_document_waits_from_the_day_it_was_sent():
    clock = drawn_up().days_pass(14).tell(SENT)

    assert (clock.due("document_signed:d1"), clock.due("day:document_expires.d1")) == (date(2026, 6, 2), date(2026, 6, 16))


def test_fr_10_it_expires_on_its_day_at_the_opening_of_the_office_and_is_then_to_be_revised():
    clock = drawn_up().tell(BY_CLIENT)
    assert clock.due("day:document_expires.d1") == LAST_DAY
    opening = clock.case.calendar.opening(LAST_DAY)

    clock.pass_until(opening - timedelta(minutes=1))
    assert (state(clock), "document_revised:d1" in clock.awaits) == ("signed by client", False)

    clock.pass_until(opening)
    assert (state(clock), clock.due("document_revised:d1")) == ("expired", date(2026, 6, 17))
    assert not {"document_signed:d1", "day:document_expires.d1"} & set(clock.awaits)


@pytest.mark.parametrize("fact", [SENT, BY_CLIENT, NOT_SO], ids=lambda fact: fact.kind)
def test_fr_10_what_has_expired_is_neither_sent_nor_signed_nor_refused(fact: DocumentSent | DocumentSigned | DocumentRefused):
    clock = drawn_up().pass_until(datetime(2026, 6, 4, 10, tzinfo=UTC))

    assert refused(clock, fact) == "d1 waited too long for its signatures and has expired: tell document_revised first"


def test_fr_10_a_signature_given_in_time_counts_when_it_is_told_late():
    clock = drawn_up().tell(BY_COUNSELLOR).pass_until(datetime(2026, 6, 10, 10, tzinfo=UTC))
    assert "document_revised:d1" in clock.awaits

    clock.tell(BY_CLIENT, on=datetime(2026, 6, 2, 10, tzinfo=UTC))

    assert (state(clock), "document_revised:d1" in clock.awaits) == ("signed", False)


def test_fr_10_the_new_version_of_what_expired_waits_from_its_own_day():
    clock = drawn_up().pass_until(datetime(2026, 6, 8, 10, tzinfo=UTC)).tell(REVISED)

    assert (state(clock), clock.case.papers["d1"].version) == ("prepared", 2)
    assert clock.due("day:document_expires.d1") == date(2026, 7, 6)
    assert clock.tell(*signed("d1")).case.papers["d1"].in_force == 2


def test_fr_10_a_refusal_has_its_reason_and_leads_to_a_revision():
    clock = drawn_up().tell(SENT, NOT_SO)
    assert (state(clock), clock.due("document_revised:d1")) == ("refused", date(2026, 5, 19))
    assert seen_by(DocumentRefused, "why") == "restricted"
    assert refused(clock, BY_COUNSELLOR) == "d1 is refused: tell document_revised to change it"

    clock.tell(REVISED)

    assert state(clock) == "prepared"
    assert [line.fact.get("sections") for line in clock.told("document_drawn_up") + clock.told("document_revised")] == [SAID, SAID]


def test_fr_10_whoever_has_signed_may_still_refuse_until_all_have():
    clock = drawn_up().tell(BY_CLIENT, NOT_SO)

    assert state(clock) == "refused"
    assert refused(drawn_up().tell(*signed("d1")), NOT_SO) == "d1 is signed: tell document_revised to change it"


def test_fr_10_a_party_that_signs_nothing_neither_signs_nor_refuses():
    by_employer = BY_CLIENT.model_copy(update={"by": "employer"})

    assert refused(drawn_up(), by_employer) == "d1 waits for the signature of client and counsellor: look at by=..."
    assert refused(drawn_up(), NOT_SO.model_copy(update={"by": "employer"})).startswith(
        "d1 asks for the agreement of client and counsellor"
    )
    assert refused(drawn_up().tell(BY_CLIENT), BY_CLIENT) == "d1 waits for the signature of counsellor: look at by=..."


def test_fr_10_one_of_each_sort_and_only_those_of_the_programme():
    again = CONVENTION.model_copy(update={"of": "d2"})
    assert refused(drawn_up(), again) == "there is one already, d1: tell document_revised of it"
    assert refused(drawn_up().tell(BY_CLIENT, NOT_SO), PLAN.model_copy(update={"sort": "will"})).startswith(
        "this programme's documents are convention, action_plan: name one with sort="
    )

    assert list(drawn_up().tell(NOT_SO, again).case.papers) == ["d2"], "what was refused may be drawn up anew"


def test_fr_10_what_is_not_there_is_neither_sent_nor_revised():
    assert refused(drawn_up(), DocumentSent(of="d7")) == "this case has no document d7: there is d1"
    assert refused(drawn_up(), REVISED.model_copy(update={"of": "d7"})) == "this case has no document d7: there is d1"


def test_es_42_a_new_version_stays_readable_beside_the_old_one_which_is_in_force_until_all_have_signed_anew():
    clock = road.followed().tell(DocumentRevised(of="d2", why="another course"))
    assert (in_force(clock.case, "action_plan"), clock.case.papers["d2"].in_force, clock.case.papers["d2"].version) == (True, 1, 2)
    assert "document_signed:d2" in clock.awaits

    clock.tell(DocumentRefused(of="d2", by="client", why="too far"))
    assert in_force(clock.case, "action_plan")
    assert refused(clock, PLAN.model_copy(update={"of": "d3"})) == "there is one already, d2: tell document_revised of it"

    clock.tell(DocumentRevised(of="d2"), *signed("d2"))
    assert clock.case.papers["d2"].in_force == 3


def test_es_41_a_revision_says_all_that_a_document_must_speak_of():
    assert refused(drawn_up(), DocumentRevised(of="d1", sections={"vocational_project": "x"})).startswith("convention also speaks of job_")


def test_sv_04_a_document_that_nobody_signs_is_in_force_when_it_is_drawn_up():
    documents = road.changed().documents
    nobody = {"action_plan": documents["action_plan"].model_copy(update={"signed_by": []})}
    clock = road.opened(under=road.changed(documents=documents | nobody)).tell(PLAN.model_copy(update={"of": "d1"}))

    assert in_force(clock.case, "action_plan")
    assert "document_signed:d1" not in clock.awaits
    assert refused(clock, BY_CLIENT) == "d1 waits for the signature of nobody: look at by=..."


def test_fr_10_a_signature_told_by_mistake_is_taken_back():
    clock = drawn_up().tell(BY_CLIENT, BY_COUNSELLOR)

    clock.withdraw(clock.number("document_signed"))

    assert (state(clock), in_force(clock.case, "convention")) == ("signed by client", False)


def test_fr_10_a_case_says_how_its_documents_stand():
    assert papers_of(drawn_up().tell(SENT).case) == {"d1": f"agreement (convention), version 1: sent, expires on {LAST_DAY}"}
    assert papers_of(drawn_up().tell(BY_CLIENT).case)["d1"].endswith("signed by client, expires on 2026-06-03")
    assert papers_of(drawn_up().pass_until(datetime(2026, 6, 8, 10, tzinfo=UTC)).case)["d1"].endswith("version 1: expired")

    waiting_again = road.followed().tell(DocumentRevised(of="d2"))
    assert papers_said(papers_of(waiting_again.case)).splitlines() == [
        "document d1, agreement (convention), version 1: signed",
        "document d2, action plan (plan d'action), version 2: prepared, expires on 2026-06-03; version 1 is in force",
    ]
