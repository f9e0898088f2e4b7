"""What a case says of its documents: in which version each is, who has signed it, and until when it waits."""

from __future__ import annotations

from casework.case import Case
from casework.documents import expires, state_of
from casework.things import Paper


def papers_of(case: Case) -> dict[str, str]:
    """Of every document, by its id, how it stands (FR-10)."""
    return {of: _said(case, paper) for of, paper in case.papers.items()}


def papers_said(papers: dict[str, str]) -> str:
    """One line a document."""
    return "\n".join(f"document {of}, {said}" for of, said in papers.items())


def _said(case: Case, paper: Paper) -> str:
    state, last = state_of(case, paper), expires(case, paper)
    waits = f", expires on {last}" if last and paper.state in ("prepared", "sent") and state != "expired" else ""
    older = f"; version {paper.in_force} is in force" if 0 < paper.in_force < paper.version else ""
    return f"{case.programme.word(paper.sort, 'en')} ({case.programme.word(paper.sort)}), version {paper.version}: {state}{waits}{older}"
