"""What the story of STAR's guide waits for about talks and responsibility: each on its day, in the right hands (DA-01, DA-04, DA-36)."""

from __future__ import annotations

from collections.abc import Iterator

from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.contact_course import BenefitHoursPaid, ExemptionEnded, ResponsibilityPassed, UnemploymentReported, by_rule
from casework.star_conditions import latest, newer
from casework.talks import EXTRA, TalkHeld, counts_from, owed

TRACKS = ("early_start", "main_road", "education_lift", "risk_of_long_unemployment")


def unemployment_known(case: Case) -> Iterator[Awaited]:
    """Since when and on which benefit: the calendar of talks hangs on it (DA-04)."""
    if case.unemployment is None:
        yield missing(UnemploymentReported, since=case.opened)


def talks_planned(case: Case) -> Iterator[Awaited]:
    """Each talk of the calendar, at the latest on its day (DA-04, DA-36)."""
    for name, talk in owed(case).items():
        start = counts_from(case.unemployment, talk) if case.unemployment else None
        if start:
            since = case.calendar.opening(start)
            yield missing(TalkHeld, name, since=since)._replace(sort="gap", pace=name, within=talk.within)


def talks_kept(case: Case) -> Iterator[Awaited]:
    """Talks often, whichever the track: never longer after the last than its pace (DA-04)."""
    if case.unemployment and "talks" not in case.exemptions:
        pace = next(track for track in TRACKS if track in case.open)
        last = case.last_told("talk_held", otherwise=case.calendar.opening(case.unemployment.benefit_since))
        yield missing(TalkHeld, since=max(last, case.opened))._replace(sort="gap", pace=pace)


def missed_talk_made_good(case: Case) -> Iterator[Awaited]:
    """A talk the person did not come to is held soon after, ahead of its day in the calendar (DA-36)."""
    if newer(case, "appointment_missed", than=("talk_held",)) and case.tally.get("unanswered:client"):
        yield missing(TalkHeld, next(iter(owed(case)), EXTRA), since=case.last["appointment_missed"].happened)


def responsibility_right(case: Case) -> Iterator[Awaited]:
    """Whoever is to be responsible by the rule takes over; until then the hours of benefit are told every month (DA-01)."""
    course, counted = case.unemployment, "benefit_hours" in case.programme.counts
    if course is None:
        return
    if course.body != by_rule(case, course):
        yield missing(ResponsibilityPassed, since=latest(case, ("benefit_hours_paid", "benefit_changed")))
    elif course.body == "a-kasse" and counted:
        last = case.last_told("benefit_hours_paid", otherwise=case.calendar.opening(course.benefit_since))
        yield missing(BenefitHoursPaid, since=last)._replace(sort="gap")


def exemptions_looked_at(case: Case) -> Iterator[Awaited]:
    """Whoever is exempted from talks or offers is looked at again on the day that was named (DA-04)."""
    for what, day in case.exemptions.items():
        yield due_on(ExemptionEnded, what, day)._replace(or_by=("exempted",))
