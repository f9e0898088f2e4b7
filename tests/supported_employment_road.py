"""People on their way through the steps of Supported Employment, as far as a test needs them to be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework.alliance import ServiceChosen, StrategyAgreed
from casework.documents import DocumentDrawnUp, DocumentRevised, DocumentSigned
from casework.employer_engagement import DialogueAnswered, DialogueBegun, FinancesClarified, MatchWeighed, NeedsRecorded
from casework.fact import Fact, Refused
from casework.job_seeking import EmployerVisited, SeekerPrepared, TargetChosen
from casework.placement import ContractSigned
from casework.programme import Programme
from casework.public_holidays import calendar_of
from casework.rules import Signer
from casework.vocational_profile import ProfileSideExplored
from casework.workplace_support import IntroductionPlanned, MentoringAgreed, TasksAgreed, WorkBegun
from tests.handclock import FIRST_DAY, MONDAY, HandClock, programme

SWEDEN = calendar_of(zone="Europe/Stockholm", country="SE", first_year=2014, years=32)
TOGETHER: set[Signer] = {"client", "counsellor"}
AGREED = dict.fromkeys(("expectations", "goals", "roles", "strategies"), "as we said")
WRITTEN = dict.fromkeys(("drive", "resources", "talents", "obstacles and bridges"), "as we found")
AGREEMENT = DocumentDrawnUp(of="d1", sort="agreement", authors=TOGETHER, sections=AGREED)
SICK_DAY = StrategyAgreed(of="y1", situation="sick day", response="the coach is called before eight and tells the employer")
YES = ServiceChosen(choice="yes", informed=True)
SIDES: list[Fact] = [ProfileSideExplored(of=side, found="something to build on") for side in ("drive", "resources", "talents")]
PROFILE = DocumentDrawnUp(of="d2", sort="profile", authors=TOGETHER, sections=WRITTEN)
REVISED = DocumentRevised(of="d2", authors=TOGETHER, sections=WRITTEN)
VISIT = EmployerVisited(sort="study visit", employer="E-1", together=True)
DIALOGUE = DialogueBegun(of="e1", employer="E-1")
NEEDS = NeedsRecorded(of="e1", education="a day of safety", supervision="half an hour a day", support="a visit a week")
FINANCES = FinancesClarified(of="e1", wage="by the collective agreement", subsidy="none", duration="no end", who_decides="the head of unit")
GOOD_MATCH = MatchWeighed(of="e1", fit="good", argument="calm, clear tasks, and work with the hands")
OFFER = DialogueAnswered(of="e1", result="offer")


def programme_of_ours(on: date = FIRST_DAY) -> Programme:
    """The example programme in force on a day."""
    return programme("supported-employment-example", on)


def opened(at: datetime = MONDAY) -> HandClock:
    """A person and a coach have met."""
    return HandClock(at, under=programme_of_ours(at.date()), calendar=SWEDEN)


def signed(of: str) -> list[Fact]:
    """Both have accepted a document."""
    return [DocumentSigned(of=of, by="client"), DocumentSigned(of=of, by="counsellor")]


def agreed() -> HandClock:
    """The agreement is accepted by both; the choice is still the person's."""
    return opened().tell(AGREEMENT, SICK_DAY, *signed("d1"))


def profiling() -> HandClock:
    """The person has chosen the service: step 2 has begun."""
    return agreed().tell(YES)


def seeking() -> HandClock:
    """The profile is made: step 3 has begun."""
    return profiling().tell(*SIDES, PROFILE, *signed("d2"))


def ready() -> HandClock:
    """A job is sought, the person is prepared, and only work is missing."""
    return seeking().tell(TargetChosen(target="job"), VISIT, SeekerPrepared(topic="interview"))


def in_dialogue() -> HandClock:
    """An employer wants to engage."""
    return ready().tell(DIALOGUE)


def offered() -> HandClock:
    """The employer offers work."""
    return in_dialogue().tell(NEEDS, FINANCES, GOOD_MATCH, OFFER)


def work(of: str = "k1", starts: date = FIRST_DAY, **said: object) -> ContractSigned:
    """A paid job at the employer of the dialogue."""
    return ContractSigned.model_validate({"of": of, "type": "regular", "legal_employer": "E-1", "host": "E-1", "starts": starts} | said)


def arranged(of: str = "k1") -> list[Fact]:
    """What is agreed at the workplace before the first day."""
    return [
        IntroductionPlanned(of=of, form="a week beside a colleague"),
        MentoringAgreed(of=of, mentor="E-1-mentor", how="half an hour every morning"),
        TasksAgreed(of=of, tasks="the greenhouse, later the shop"),
    ]


def in_a_job(**said: object) -> HandClock:
    """At work, in a paid job."""
    return offered().tell(work(**said), *arranged(), WorkBegun(of="k1"))


def in_a_placement(**said: object) -> HandClock:
    """At work, in a placement with a last day."""
    ends = FIRST_DAY + timedelta(days=90)
    return offered().tell(work(type="placement", **{"ends": ends} | said), *arranged(), WorkBegun(of="k1"))


def refused(clock: HandClock, fact: Fact) -> str:
    """The sentence with which this is refused; the case stays as it was."""
    before = clock.case.model_dump_json()
    with pytest.raises(Refused) as refusal:
        clock.tell(fact)
    assert clock.case.model_dump_json() == before
    return str(refusal.value)


def day(clock: HandClock, days: int = 0) -> date:
    """The day so many days from now."""
    return (clock.hour + timedelta(days=days)).date()
