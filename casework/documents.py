"""What can happen to a document: drawn up, sent, signed by each party, refused, revised; every version stays in the journal.

Who signs which document, and how long it waits for them, says the programme (FR-10, SV-04, SV-06, ES-41, ES-42, DA-09).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things as t
from casework.agenda import Awaited, missing
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known
from casework.rules import Signer

Authors = Annotated[set[Signer], PlainSerializer(sorted, return_type=list[str])]


class DocumentDrawnUp(Fact, frozen=True):
    """A document was drawn up, by whom together, and what it speaks of (SV-04, SV-13, DA-09)."""

    begins: ClassVar[str] = "d"
    kind: Literal["document_drawn_up"] = "document_drawn_up"
    sort: str
    authors: Authors = Field(default={"counsellor"}, min_length=1)
    sections: dict[str, Restricted] = Field(default={}, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.sort not in case.programme.documents:
            raise Refused(f"this programme's documents are {', '.join(case.programme.documents) or 'none'}: name one with sort=...")
        if there := [of for of, paper in case.papers.items() if paper.sort == self.sort and not _given_up(paper)]:
            raise Refused(f"there is one already, {there[0]}: tell document_revised of it")
        speaks_of_all(case, self.sort, self.sections)
        made_together(case, self.sort, self.authors)

    def happen(self, case: Case) -> None:
        for of in [of for of, paper in case.papers.items() if paper.sort == self.sort]:
            case.put_away(case.papers, of, f"documents refused:{self.sort}")
        case.begin(case.papers, self, _version(case, self.sort, number=1))


class DocumentSent(Fact, frozen=True):
    """The document went to those who are to sign it; from now on it waits for them (FR-10)."""

    kind: Literal["document_sent"] = "document_sent"

    def words(self, case: Case) -> dict[str, str]:
        return {"document": case.papers[self.of].sort}

    def check(self, case: Case) -> None:
        if waiting(case, self.of).state == "sent":
            raise Refused(f"{self.of} was sent already: wait for its signatures, or tell document_revised to send another version")

    def happen(self, case: Case) -> None:
        paper = case.papers[self.of]
        paper.state, paper.since = "sent", max(paper.since, case.hour)


class DocumentSigned(Fact, frozen=True):
    """One party signed or accepted the document; it is in force once all have (FR-10, ES-41, X-05)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["document_signed"] = "document_signed"
    by: Signer

    def check(self, case: Case) -> None:
        paper = waiting(case, self.of)
        if self.by not in (left := unsigned(case, paper)):
            raise Refused(f"{self.of} waits for the signature of {' and '.join(left) or 'nobody'}: look at by=...")

    def happen(self, case: Case) -> None:
        paper = case.papers[self.of]
        paper.signed_by = sorted({*paper.signed_by, self.by})
        if not unsigned(case, paper):
            paper.state, paper.in_force = "signed", paper.version


class DocumentRefused(Fact, frozen=True):
    """One party does not agree to the document, and why; it is talked over and revised (ES-41, FR-10)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["document_refused"] = "document_refused"
    by: Signer
    why: Restricted = ""

    def check(self, case: Case) -> None:
        parties = case.programme.documents[waiting(case, self.of).sort].signed_by
        if self.by not in parties:
            raise Refused(f"{self.of} asks for the agreement of {' and '.join(parties) or 'nobody'}: look at by=...")

    def happen(self, case: Case) -> None:
        paper = case.papers[self.of]
        paper.state, paper.since = "refused", max(paper.since, case.hour)


class DocumentRevised(Fact, frozen=True):
    """A new version is to take the place of the old one, which stays in force until all have signed anew (SV-06, SV-13, ES-42)."""

    kind: Literal["document_revised"] = "document_revised"
    authors: Authors = Field(default={"counsellor"}, min_length=1)
    sections: dict[str, Restricted] = Field(default={}, json_schema_extra={"seen_by": "restricted"})
    why: Restricted = ""

    def check(self, case: Case) -> None:
        sort = known(case.papers, self.of, "document").sort
        speaks_of_all(case, sort, self.sections)
        made_together(case, sort, self.authors)

    def happen(self, case: Case) -> None:
        before = case.papers[self.of]
        case.papers[self.of] = _version(case, before.sort, number=before.version + 1, in_force=before.in_force)


# What is asked of a document


def made_together(case: Case, sort: str, authors: Collection[str]) -> None:
    """Raises Refused unless those who are to draw up a document together have done so (SV-13, DA-09)."""
    if left := [who for who in case.programme.documents[sort].drawn_up_by if who not in authors]:
        raise Refused(f"{sort} is drawn up together: sit down with the {' and the '.join(left)}, and name them under authors")


def documents_signed(case: Case) -> Iterator[Awaited]:
    """Every document is signed by all; one that was refused, or has waited too long, is revised (FR-10, ES-41)."""
    for of, paper in case.papers.items():
        yield from _asked_of(case, of, paper)


def document_agreed(case: Case, sort: str) -> Iterator[Awaited]:
    """The document of this sort was drawn up, and all have signed its newest version (FR-10)."""
    papers = {of: paper for of, paper in case.papers.items() if paper.sort == sort}
    if not papers:
        yield missing(DocumentDrawnUp, sort)
    for of, paper in papers.items():
        yield from _asked_of(case, of, paper)


def in_force(case: Case, sort: str) -> bool:
    """True once everybody has signed a document of this sort, even while a newer version waits for them."""
    return any(paper.sort == sort and paper.in_force > 0 for paper in case.papers.values())


def state_of(case: Case, paper: t.Paper) -> str:
    """Prepared, sent, signed by some or by all, refused, expired, or to be revised: how a document stands at this hour (FR-10)."""
    if paper.state in ("prepared", "sent") and _expired(case, paper, case.at):
        return "expired"
    if paper.state in ("prepared", "sent") and paper.signed_by:
        return f"signed by {' and '.join(paper.signed_by)}"
    return paper.state


def expires(case: Case, paper: t.Paper) -> date | None:
    """The day from which a document that was not signed by all counts no more: so long after it was drawn up or sent (FR-10)."""
    waits = case.programme.documents[paper.sort].waits
    return case.calendar.add(case.calendar.day_of(paper.since), waits) if waits and unsigned(case, paper) else None


def unsigned(case: Case, paper: t.Paper) -> list[str]:
    """Who has not signed yet, in the order of the programme."""
    return [who for who in case.programme.documents[paper.sort].signed_by if who not in paper.signed_by]


def waiting(case: Case, of: str) -> t.Paper:
    """The document that waited for signatures at that hour; raises Refused if none did under this id."""
    paper: t.Paper = known(case.papers, of, "document")
    if paper.state not in ("prepared", "sent"):
        raise Refused(f"{of} is {paper.state}: tell document_revised to change it")
    if _expired(case, paper, case.hour):
        raise Refused(f"{of} waited too long for its signatures and has expired: tell document_revised first")
    return paper


def speaks_of_all(case: Case, sort: str, sections: dict[str, str]) -> None:
    """Raises Refused unless a document has every section its programme asks for (SV-04)."""
    if left := [name for name in case.programme.documents[sort].sections if not sections.get(name)]:
        raise Refused(f"{sort} also speaks of {', '.join(left)}: say {' '.join(f'sections.{name}=...' for name in left)}")


def outdate(case: Case, sort: str) -> None:
    """What a document of this sort says holds no more: it is revised, and stays in force until then (ES-42)."""
    for paper in case.papers.values():
        if paper.sort == sort:
            paper.state, paper.since = "to revise", max(paper.since, case.hour)


def _asked_of(case: Case, of: str, paper: t.Paper) -> Iterator[Awaited]:
    left, last = unsigned(case, paper), expires(case, paper)
    if paper.state in ("refused", "to revise"):
        yield missing(DocumentRevised, of, since=paper.since)
    elif last and _expired(case, paper, case.at):
        yield missing(DocumentRevised, of, since=case.calendar.opening(last))
    elif left:
        since = case.last_told(f"document_signed:{of}", otherwise=paper.since)
        yield missing(DocumentSigned, of, since=max(since, paper.since))._replace(whose=left[0])
        if last:
            yield Awaited("day", f"document_expires.{of}", "clock", "day", on=last, dated=True)


def _expired(case: Case, paper: t.Paper, at: datetime) -> bool:
    last = expires(case, paper)
    return last is not None and case.calendar.opening(last) <= at


def _given_up(paper: t.Paper) -> bool:
    return paper.state == "refused" and not paper.in_force


def _version(case: Case, sort: str, *, number: int, in_force: int = 0) -> t.Paper:
    """A version as it was just drawn up; one that nobody has to sign is in force at once."""
    at_once = not case.programme.documents[sort].signed_by
    return t.Paper(sort=sort, version=number, since=case.hour, in_force=number if at_once else in_force)
