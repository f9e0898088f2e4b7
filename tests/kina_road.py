"""Clients on their way along the Kina path, as far as a test needs them to be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casework import capability_mapping as m
from casework.end_of_contract import ApplicationsPrepared, MeasuresChecked, SearchBegun, StayAnswered
from casework.exploration import BarrierSettled, ConversationHeld, ProbeAnswered, Referred
from casework.fact import Fact
from casework.placement import (
    BranchDecided,
    ContractSigned,
    GuidanceAgreed,
    PlacementAgreementSigned,
    WorkplaceChosen,
    WorkplaceProposed,
)
from casework.programme import Programme
from casework.working_time import Delay
from tests.handclock import CALENDAR, FIRST_DAY, MONDAY, HandClock, programme

UNDER_THE_OLD_RULES = datetime(2026, 2, 16, 8, tzinfo=UTC)
NO_PROBLEMS = [ProbeAnswered(of=probe, answer="no problem") for probe in ("health", "family", "addiction")]
MAPPED: list[Fact] = [
    m.WishRecorded(wish="work with plants"),
    m.AbilityRecorded(ability="has gardened for years"),
    m.MatchJudged(realistic=True),
    m.DiplomaRecorded(title="primary school"),
    m.TrainingDecided(meaningful=False, why="can begin at once"),
    m.SkillRecorded(of="computer", level="basic"),
    m.SkillRecorded(of="driving_licence", level="none"),
    m.SkillRecorded(of="languages", level="enough"),
    m.AttitudeRecorded(attitude="open", motivation="strong"),
    m.QualityRecorded(quality="is always on time"),
    m.ShortcomingRecorded(shortcoming="tires quickly"),
]
ARTICLE_60 = BranchDecided(branch="article_60", reason="regular work is out of reach for now")
REGULAR = BranchDecided(branch="regular", reason="ready to start")
SETTLED = BarrierSettled(of="b1", result="solved", judgement="stable for a month")
PREPARED: list[Fact] = [SearchBegun(of="k1"), StayAnswered(of="k1", answer="no"), MeasuresChecked(of="k1"), ApplicationsPrepared(of="k1")]


def exploring(opened_at: datetime = MONDAY) -> HandClock:
    """The first conversation was held; how the person lives is not known yet."""
    return HandClock(opened_at).tell(ConversationHeld())


def with_a_side_problem(opened_at: datetime = MONDAY) -> HandClock:
    """All was asked, and one side problem stands in the way."""
    health = ProbeAnswered(of="health", answer="problem", barrier="b1", severity=3)
    return exploring(opened_at).tell(health, *NO_PROBLEMS[1:])


def referred(opened_at: datetime = MONDAY) -> HandClock:
    """Help with the side problem was asked of a partner."""
    return with_a_side_problem(opened_at).tell(Referred(of="r1", barrier="b1", partner="P-help", reason="debts", consent=True))


def mapping(opened_at: datetime = MONDAY) -> HandClock:
    """No side problems: mapping has begun."""
    return exploring(opened_at).tell(*NO_PROBLEMS)


def placement(opened_at: datetime = MONDAY) -> HandClock:
    """All is mapped; the road to work is to be chosen."""
    return mapping(opened_at).tell(*MAPPED, m.MappingCompleted())


def placement_after_a_side_problem() -> HandClock:
    """In placement, with a side problem that was settled before."""
    return with_a_side_problem().tell(SETTLED, *MAPPED, m.MappingCompleted())


def choose_workplace(clock: HandClock, of: str = "w1", host: str = "H-1") -> HandClock:
    """A workplace is found, chosen, guided and signed for."""
    return clock.tell(
        WorkplaceProposed(of=of, sort="second-hand shop", host=host),
        WorkplaceChosen(of=of),
        GuidanceAgreed(of=of, mentor="H-1-mentor", how_often="every week", topics="working together"),
        PlacementAgreementSigned(of=of, signed_by={"OCMW", "host", "worker"}),
    )


def art60(of: str = "k1", workplace: str = "w1", starts: date = FIRST_DAY, **said: object) -> ContractSigned:
    """A contract under art. 60 §7: the OCMW employs, the host gives the work."""
    fields = {
        "of": of,
        "type": "article_60",
        "legal_employer": "OCMW-1",
        "host": "H-1",
        "workplace": workplace,
        "starts": starts,
        "age": 30,
    }
    return ContractSigned.model_validate(fields | said)


def job(of: str = "k1", starts: date = FIRST_DAY, **said: object) -> ContractSigned:
    """A regular job."""
    return ContractSigned.model_validate({"of": of, "type": "regular", "legal_employer": "E-1", "host": "E-1", "starts": starts} | said)


def in_article_60(opened_at: datetime = MONDAY, **said: object) -> HandClock:
    """At work under art. 60 §7 from the day the case was opened."""
    clock = choose_workplace(placement(opened_at).tell(ARTICLE_60))
    return clock.tell(art60(starts=opened_at.date(), **said))


def in_a_job(**said: object) -> HandClock:
    """In a regular job."""
    return placement().tell(REGULAR, job(**said))


def at_the_end(**said: object) -> HandClock:
    """Under art. 60 §7, half a year before the end."""
    clock = in_article_60(**said)
    assert clock.case.contract is not None
    assert clock.case.contract.ends is not None
    near = CALENDAR.opening(CALENDAR.add(clock.case.contract.ends, Delay(number=-6, unit="months")))
    return clock.pass_until(max(near, clock.hour))


def day(clock: HandClock, days: int = 0) -> date:
    """The day so many days from now."""
    return (clock.hour + timedelta(days=days)).date()


def changed(**said: object) -> Programme:
    """The example programme with some of it decided otherwise."""
    return programme().model_copy(update=said)
