"""Commitments of both parties, accepted one by one; how the itinerary closes, and what is left of them (ES-41, ES-42, ES-45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from casework import things as t
from casework.agenda import Awaited, due_on, missing
from casework.career_plan import PLAN
from casework.case import Case
from casework.documents import DocumentDrawnUp, DocumentRevised, documents_signed
from casework.fact import Fact, Refused, Restricted, known
from casework.things_insertor import Commitment, Party

Earlier = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,40}$", description="the number of an earlier itinerary, as K-0001")]


class CommitmentProposed(Fact, frozen=True):
    """What one party would take upon itself, by when; `carried_from` is the earlier itinerary it was left open in (ES-41)."""

    begins: ClassVar[str] = "m"
    kind: Literal["commitment_proposed"] = "commitment_proposed"
    whose: Party
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    due: date | None = None
    carried_from: Earlier = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.due and self.due < case.calendar.day_of(case.at):
            raise Refused("a commitment is due on a day to come")

    def happen(self, case: Case) -> None:
        case.begin(case.commitments, self, Commitment(whose=self.whose, proposed=case.hour, due=self.due))
        case.records["commitments"] = case.line


class CommitmentAccepted(Fact, frozen=True):
    """The applicant accepts this commitment, their own or ours (ES-03, ES-41)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["commitment_accepted"] = "commitment_accepted"

    def check(self, case: Case) -> None:
        still_proposed(case, self.of)

    def happen(self, case: Case) -> None:
        case.commitments[self.of].accepted = case.hour


class CommitmentRefused(Fact, frozen=True):
    """The applicant does not agree to a commitment: it is negotiated anew, or the diagnosis is looked at again (ES-41)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["commitment_refused"] = "commitment_refused"
    back_to: Literal["negotiation", "diagnosis"] = "negotiation"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        still_proposed(case, self.of)

    def happen(self, case: Case) -> None:
        case.put_away(case.commitments, self.of, "commitments refused")
        case.records["commitments"] = case.line


class CommitmentSettled(Fact, frozen=True):
    """What became of a commitment: kept, not kept, or released by both; one that is not kept is talked over."""

    kind: Literal["commitment_settled"] = "commitment_settled"
    result: Literal["kept", "not kept", "released"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if not known(case.commitments, self.of, "commitment").accepted:
            raise Refused(f"the applicant has not answered to {self.of} yet: tell commitment_accepted or commitment_refused")

    def happen(self, case: Case) -> None:
        case.put_away(case.commitments, self.of, f"commitments {self.result}")
        if self.result == "not kept":
            case.to_talk_over = case.to_talk_over or case.hour


class ItineraryClosed(Fact, frozen=True):
    """The itinerary closes with a result and the autonomy reached; open commitments are settled before, or carried over (ES-45)."""

    of_the_whole: ClassVar[bool] = True
    listed_in: ClassVar[Mapping[str, str]] = {"result": "results", "autonomy": "autonomy"}
    kind: Literal["itinerary_closed"] = "itinerary_closed"
    result: str
    autonomy: str
    carried_over: list[str] = []
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if strange := [of for of in self.carried_over if of not in case.commitments]:
            raise Refused(f"only an open commitment is carried over: {', '.join(strange)} is none")
        if left := [of for of in case.commitments if of not in self.carried_over]:
            raise Refused(f"open commitments: {', '.join(left)}; tell commitment_settled of each, or name it in carried_over")

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result=self.result, on=case.hour, then="closure")
        case.decide("autonomy", self.autonomy)


def still_proposed(case: Case, of: str) -> Commitment:
    """The commitment that waits for the applicant's answer; raises Refused."""
    commitment: Commitment = known(case.commitments, of, "commitment")
    if commitment.accepted:
        raise Refused(f"{of} is accepted: to change it go back to the plan, or tell commitment_settled")
    return commitment


def commitments_listed(case: Case) -> Iterator[Awaited]:
    """Both parties commit themselves to something (ES-41)."""
    there = {commitment.whose for commitment in case.commitments.values()}
    return (missing(CommitmentProposed, party) for party in get_args(Party) if party not in there)


def commitments_answered(case: Case) -> Iterator[Awaited]:
    """The applicant says yes or no to each commitment (ES-41)."""
    for of, commitment in case.commitments.items():
        if not commitment.accepted:
            yield missing(CommitmentAccepted, of, since=commitment.proposed)._replace(or_by=("commitment_refused",))


def commitments_kept(case: Case) -> Iterator[Awaited]:
    """Of each commitment it is told what became of it: on its day, or in good time."""
    for of, commitment in case.commitments.items():
        if commitment.accepted:
            settled = missing(CommitmentSettled, of, since=commitment.accepted)
            yield due_on(CommitmentSettled, of, commitment.due) if commitment.due else settled


def plan_accepted(case: Case) -> Iterator[Awaited]:
    """The plan is drawn up, anew after each renegotiation, and all parties have signed it (ES-41, ES-42)."""
    of = next((of for of, paper in case.papers.items() if paper.sort == PLAN), "")
    if not of:
        yield missing(DocumentDrawnUp)
    elif _behind(case, of):
        yield missing(DocumentRevised, of)
    else:
        yield from documents_signed(case)


def _behind(case: Case, of: str) -> bool:
    """True if the plan was not drawn up since it is negotiated (again), or does not hold the latest commitments."""
    written = [f"document_drawn_up:{of}", f"document_revised:{of}"]
    chapter = case.open.get(PLAN)
    if chapter and not any(key in chapter.told for key in written):
        return True
    return max(case.last[key].line for key in written if key in case.last) < case.records.get("commitments", 0)
