"""What can happen to a document: drawn up, sent, signed by each party, refused, revised; every version stays in the journal.

Who signs which document, and how long it waits for them, says the programme (FR-10, SV-04, SV-06, ES-41, ES-42, DA-09).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things as t
from casework.agenda import Awaited, missing
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known
from casework.programme import Signer

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
        if there := [of for of, paper in case.papers.items() if paper.sort == self.sort and paper.state != "refused"]:
            raise Refused(f"there is one already, {there[0]}: tell document_revised of it")
        speaks_of_all(case, self.sort, self.sections)
        made_together(case, self.sort, self.authors)

    def happen(self, case: Case) -> None:
        for of in [of for of, paper in case.papers.items() if paper.sort == self.sort]:
            case.put_away(case.papers, of, f"documents refused:{self.sort}")
        case.begin(case.papers, self, t.Paper(sort=self.sort, since=case.hour))


class DocumentSent(Fact, frozen=True):
    """The document went to those who are to sign it (FR-10)."""

    kind: Literal["document_sent"] = "document_sent"

    def check(self, case: Case) -> None:
        waiting(case, self.of)

    def happen(self, case: Case) -> None:
        case.papers[self.of].state = "sent"


class DocumentSigned(Fact, frozen=True):
    """One party signed or accepted the document; it is in force once all have (FR-10, ES-41)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["document_signed"] = "document_signed"
    by: Signer

    def check(self, case: Case) -> None:
        paper = waiting(case, self.of)
        if expires(case, paper) and case.at >= case.calendar.opening(expires(case, paper) or case.at.date()):
            raise Refused(f"{self.of} waited too long for its signatures and has expired: tell document_revised first")
        if self.by not in (left := unsigned(case, paper)):
            raise Refused(f"{self.of} waits for the signature of {' and '.join(left) or 'nobody'}: look at by=...")

    def happen(self, case: Case) -> None:
        paper = case.papers[self.of]
        paper.signed_by = sorted({*paper.signed_by, self.by})
        if not unsigned(case, paper):
            paper.state, paper.since = "signed", case.hour


class DocumentRefused(Fact, frozen=True):
    """One party does not agree to the document, and why; it is talked over and revised (ES-41, FR-10)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["document_refused"] = "document_refused"
    by: Signer
    why: Restricted = ""

    def check(self, case: Case) -> None:
        waiting(case, self.of)

    def happen(self, case: Case) -> None:
        paper = case.papers[self.of]
        paper.state, paper.since = "refused", case.hour


class DocumentRevised(Fact, frozen=True):
    """A new version takes the place of the old one, which stays readable, and is signed anew (SV-06, SV-13, ES-42)."""

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
        case.papers[self.of] = t.Paper(sort=before.sort, version=before.version + 1, since=case.hour)


def speaks_of_all(case: Case, sort: str, sections: dict[str, str]) -> None:
    """Raises Refused unless a document has every section its programme asks for (SV-04)."""
    if left := [name for name in case.programme.documents[sort].sections if not sections.get(name)]:
        raise Refused(f"{sort} also speaks of {', '.join(left)}: fill them in under sections")


def made_together(case: Case, sort: str, authors: Collection[str]) -> None:
    """Raises Refused unless those who are to draw up a document together have done so (SV-13, DA-09)."""
    if left := [who for who in case.programme.documents[sort].drawn_up_by if who not in authors]:
        raise Refused(f"{sort} is drawn up together: sit down with the {' and the '.join(left)}, and name them under authors")


def waiting(case: Case, of: str) -> t.Paper:
    """The document that waits for signatures; raises Refused if none does under this id."""
    paper: t.Paper = known(case.papers, of, "document")
    if paper.state in ("signed", "refused"):
        raise Refused(f"{of} is {paper.state}: tell document_revised to change it")
    return paper


def unsigned(case: Case, paper: t.Paper) -> list[str]:
    """Who has not signed yet, in the order of the programme."""
    return [who for who in case.programme.documents[paper.sort].signed_by if who not in paper.signed_by]


def expires(case: Case, paper: t.Paper) -> date | None:
    """The day from which a document that was not signed by all counts no more (FR-10)."""
    waits = case.programme.documents[paper.sort].waits
    return case.calendar.add(case.calendar.day_of(paper.since), waits) if waits and paper.state != "signed" else None


def in_force(case: Case, sort: str) -> bool:
    """True once everybody has signed the document of this sort."""
    return any(paper.sort == sort and not unsigned(case, paper) and paper.state != "refused" for paper in case.papers.values())


def documents_signed(case: Case) -> Iterator[Awaited]:
    """Every document is signed by all; one that was refused, or has waited too long, is revised (FR-10, ES-41)."""
    for of, paper in case.papers.items():
        left, last = unsigned(case, paper), expires(case, paper)
        if paper.state == "refused":
            yield missing(DocumentRevised, of, since=paper.since)
        elif left and last and case.calendar.opening(last) <= case.at:
            yield missing(DocumentRevised, of, since=case.calendar.opening(last))
        elif left:
            yield missing(DocumentSigned, of, since=paper.since)._replace(whose=left[0])
            if last:
                yield Awaited("day", f"document_expires:{of}", "clock", "day", on=last, dated=True)
