"""What the first four steps of Supported Employment wait for; a condition is the list of what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from casework import alliance
from casework import employer_engagement as engagement
from casework import job_seeking as seeking
from casework import vocational_profile as profiling
from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.documents import DocumentDrawnUp, DocumentRevised, documents_signed, in_force
from casework.placement import ContractSigned
from casework.steps import StepName, StepResumed
from casework.things_supported_employment import Dialogue, Step

WORK_OVER = ("job_lost", "placement_ended", "placement_converted")


def taken_up(step: StepName) -> Callable[[Case], Iterator[Awaited]]:
    """A step that rests waits for the day on which somebody looks at it again (SV-02)."""

    def missing_while_it_rests(case: Case) -> Iterator[Awaited]:
        rests_until = case.steps.get(step, Step()).rests_until
        if rests_until:
            yield due_on(StepResumed, step, rests_until)

    return missing_while_it_rests


# Step 1: the agreement, and the alliance it begins


def agreement_accepted(case: Case) -> Iterator[Awaited]:
    """Expectations, goals, roles and strategies are written down, and both have accepted them (SV-04, SV-06)."""
    if not any(paper.sort == alliance.AGREEMENT for paper in case.papers.values()):
        yield missing(DocumentDrawnUp, alliance.AGREEMENT)
    elif not in_force(case, alliance.AGREEMENT):
        yield from documents_signed(case)


def strategies_agreed(case: Case) -> Iterator[Awaited]:
    """For at least one situation that may arise it is agreed what to do (SV-04, SV-05)."""
    if not case.strategies:
        yield missing(alliance.StrategyAgreed)


def situations_settled(case: Case) -> Iterator[Awaited]:
    """Of every situation that was logged it is told how it went (SV-05)."""
    return (missing(alliance.SituationSettled, of, since=situation.logged) for of, situation in case.situations.items())


def alliance_talked_over(case: Case) -> Iterator[Awaited]:
    """An alliance that was rated low is talked over with the supervisor (SV-07)."""
    if case.alliance_low:
        yield missing(alliance.AllianceTalkedOver, since=case.alliance_low)


# Step 2: the vocational profile


def sides_explored(case: Case) -> Iterator[Awaited]:
    """Drive, resources and talents are all looked at (SV-09)."""
    for side in case.programme.lists[profiling.SIDES]:
        if f"profile_side_explored:{side}" not in case.records:
            yield missing(profiling.ProfileSideExplored, side)


def obstacles_bridged(case: Case) -> Iterator[Awaited]:
    """Of every obstacle it is agreed how to bridge it (SV-10)."""
    for of, obstacle in case.obstacles.items():
        if not obstacle.bridged:
            yield missing(profiling.BridgeAgreed, of, since=_since(case, "vocational_profile", obstacle.found))


def reflections_held(case: Case) -> Iterator[Awaited]:
    """Whatever was tried is talked over afterwards (SV-12)."""
    for of, activity in case.tried_out.items():
        yield missing(profiling.ReflectionHeld, of, since=_since(case, "vocational_profile", activity.held))


def profile_made(case: Case) -> Iterator[Awaited]:
    """The profile is drawn up together, and again whenever the step was taken up again; both have accepted it (SV-13)."""
    if _profile(case) is None:
        yield missing(DocumentDrawnUp, profiling.PROFILE)
    elif reopened := _profile_older_than(case, _reopened_at(case, "vocational_profile")):
        yield missing(DocumentRevised, reopened)
    elif not in_force(case, profiling.PROFILE):
        yield from documents_signed(case)


def profile_current(case: Case) -> Iterator[Awaited]:
    """After each job or placement the profile is revised by what was learnt (SV-13, SV-29)."""
    over = max((case.last[kind] for kind in WORK_OVER if kind in case.last), default=None)
    if over and (outdated := _profile_older_than(case, over.line)):
        yield missing(DocumentRevised, outdated, since=over.happened)


# Step 3: job seeking


def employer_met(case: Case) -> Iterator[Awaited]:
    """The first contact with an employer comes early, whatever else is open; counted from the opening of the case (SV-17)."""
    if not {"employer_visited", "dialogue_begun", "workplace_analysed"} & case.last.keys():
        yield missing(seeking.EmployerVisited, since=case.opened)._replace(or_by=("dialogue_begun", "workplace_analysed"))


def search_prepared(case: Case) -> Iterator[Awaited]:
    """It is known what is sought, and the person is prepared for seeking it, since the search was last taken up (SV-14, SV-16)."""
    if _line(case, "target_chosen") < _taken_up_at(case, "job_seeking"):
        yield missing(seeking.TargetChosen)
    if _line(case, "seeker_prepared") < _taken_up_at(case, "job_seeking"):
        yield missing(seeking.SeekerPrepared)


def work_found(case: Case) -> Iterator[Awaited]:
    """A contract was signed since the search was last taken up (SV-14)."""
    if _line(case, "contract_signed") <= _taken_up_at(case, "job_seeking") or not case.running:
        yield missing(ContractSigned)


# Step 4: the engagement of employers


def dialogue_under_way(case: Case) -> Iterator[Awaited]:
    """There is an employer to talk with, since the step was last taken up (SV-19)."""
    if not _open(case) and _line(case, "dialogue_begun") < _taken_up_at(case, "employer_engagement"):
        yield missing(engagement.DialogueBegun)


def dialogues_answered(case: Case) -> Iterator[Awaited]:
    """Of every employer it is known what they need, on what conditions, how well it fits, and what they decide (SV-15, SV-19 to SV-22)."""
    for of, dialogue in _open(case).items():
        since = _since(case, "employer_engagement", dialogue.begun)
        if not dialogue.needs:
            yield missing(engagement.NeedsRecorded, of, since=since)
        if not dialogue.finances:
            yield missing(engagement.FinancesClarified, of, since=since)
        if not dialogue.match:
            yield missing(engagement.MatchWeighed, of, since=since)
        yield _decision(of, dialogue, since)


def _decision(of: str, dialogue: Dialogue, since: datetime) -> Awaited:
    if dialogue.result == "later":
        return due_on(engagement.DialogueAnswered, of, dialogue.follow_up)
    if dialogue.result == "offer":
        return missing(ContractSigned, since=dialogue.answered)._replace(or_by=("dialogue_answered",))
    return missing(engagement.DialogueAnswered, of, since=since)


def _open(case: Case) -> dict[str, Dialogue]:
    """The dialogues in which something is still to come: an offer is taken up once a contract with that employer runs."""
    at_work = {employer for contract in case.running.values() for employer in (contract.host, contract.legal_employer)}
    return {of: d for of, d in case.dialogues.items() if not (d.result == "offer" and d.employer in at_work)}


def _profile(case: Case) -> str | None:
    return next((of for of, paper in case.papers.items() if paper.sort == profiling.PROFILE), None)


def _profile_older_than(case: Case, line: int) -> str | None:
    """The profile, if its present version was written before this line."""
    of = _profile(case)
    written = max(_line(case, f"document_drawn_up:{of}"), _line(case, f"document_revised:{of}"))
    return of if of and written < line else None


def _line(case: Case, key: str) -> int:
    """The line on which this was last told; nothing counts as told before the first."""
    return case.last[key].line if key in case.last else -1


def _taken_up_at(case: Case, step: StepName) -> int:
    return case.steps[step].since if step in case.steps else 0


def _reopened_at(case: Case, step: StepName) -> int:
    return case.steps[step].since if step in case.steps and case.steps[step].reopened else 0


def _since(case: Case, step: StepName, hour: datetime) -> datetime:
    """The hour a deadline counts from: a step that rested gives its full time again."""
    return max(hour, case.steps.get(step, Step()).resumed or hour)
