"""Citizens on their way along the tracks of STAR's guide, as far as a test needs them to be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casework import job_goals as g
from casework.capability_mapping import GoalSet
from casework.company_stays import CompanyStayEnded, MeasureAnswered, MeasureOffered, WayToJobAgreed
from casework.contact_course import UnemploymentReported
from casework.cv import CvFollowedUp, CvUseExplained
from casework.documents import DocumentDrawnUp, DocumentSigned
from casework.fact import Fact
from casework.job_search import JobSearchReviewed, SearchStrategyAgreed, TempAgencySuggested
from casework.placement import ContractSigned
from casework.programme import Programme
from casework.public_holidays import calendar_of
from casework.talks import TalkHeld
from casework.tracks import TrackDecided
from casework.upskilling import EducationChosen, EducationsShown, EducationSupportExplained, EnrolmentDone, PriorLearningAssessed
from tests.handclock import HandClock, programme

COPENHAGEN = calendar_of(zone="Europe/Copenhagen", country="DK", first_year=2014, years=32)
MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)
FIRST_DAY = MONDAY.date()
IN_2021 = datetime(2021, 3, 1, 8, tzinfo=UTC)
AFTER_THE_REFORM = datetime(2026, 8, 3, 8, tzinfo=UTC)

GOAL = GoalSet(of="g1", goal="shop assistant", horizon="short", sort="job")
NOTED = DocumentDrawnUp(of="d1", sort="min_plan", authors={"client", "counsellor"}, sections={"goals": "shop assistant"})
SEEN = DocumentSigned(of="d1", by="client")
STRATEGY = SearchStrategyAgreed(
    job_types="shops and warehouses", channels={"Jobnet", "network"}, company_research="their pages", job_log=True
)
WELL = JobSearchReviewed(job_log_in_use=True, applications=10, weeks=4)
EXPLAINED = CvUseExplained(employers_see_it=True, jobcentre_uses_it=True)
AGENCY = TempAgencySuggested(agency="T-1", answer="registers")
PLACEMENT = MeasureOffered(of="o1", sort="placement", towards="g1", company="C-1")
YES = MeasureAnswered(of="o1", answer="accepted")
WAY = WayToJobAgreed(of="o1", into="job", what_must_happen="can run the till alone", agreed_by={"citizen", "company"})
NO_JOB = CompanyStayEnded(of="k1", result="neither")
OVERVIEW = EducationsShown(educations=["social and health assistant"], starting_from={"labour market", "wishes", "competences"})
SUPPORT = EducationSupportExplained(told={"RKV", "dyslexia test", "general subjects"})
CHOSEN = EducationChosen(of="u1", education="social and health assistant", economy_discussed=True)
RKV = PriorLearningAssessed(of="u1")


def insured(since: date) -> UnemploymentReported:
    """Unemployed and insured since a day."""
    return UnemploymentReported(group="insured", since=since, age=35)


def on_cash_benefit(since: date) -> UnemploymentReported:
    """Unemployed and on cash benefit since a day."""
    return UnemploymentReported(group="cash benefit", since=since, age=35)


def opened(at: datetime = MONDAY, under: Programme | None = None) -> HandClock:
    """A case of a Danish office, nothing told yet."""
    return HandClock(at, under=under or programme("star-example", at.date()), calendar=COPENHAGEN)


def reported(at: datetime = MONDAY) -> HandClock:
    """Insured and unemployed since today: the calendar of talks is there."""
    return opened(at).tell(insured(at.date()))


def on_benefit(at: datetime = MONDAY) -> HandClock:
    """On cash benefit since today."""
    return opened(at).tell(on_cash_benefit(at.date()))


def aimed(at: datetime = MONDAY) -> HandClock:
    """A realistic goal, noted in Min Plan; nothing more is needed for it."""
    return reported(at).tell(*aim())


def aim() -> list[Fact]:
    """What gives a direction."""
    return [
        GOAL, g.JobGoalJudged(of="g1", realistic=True), g.UpskillingDecided(need="none"),
        g.EducationLiftJudged(in_target_group=False, why="has a trade already"), NOTED, SEEN,
    ]  # fmt: skip


def cv(on: date, **said: object) -> CvFollowedUp:
    """The CV was gone through and found complete."""
    return CvFollowedUp.model_validate({"last_updated": on, "complete": True, "from_goal": "g1"} | said)


def ready(at: datetime = MONDAY) -> HandClock:
    """All that the early start asks for is there; the road is to be decided."""
    return aimed(at).tell(cv(at.date()), EXPLAINED)


def track(name: str, reason: str = "talked over together") -> TrackDecided:
    """A decision on the road."""
    return TrackDecided.model_validate({"track": name, "reason": reason})


def on_track(name: str, at: datetime = MONDAY) -> HandClock:
    """On one of the three tracks."""
    return ready(at).tell(track(name))


def searching(at: datetime = MONDAY) -> HandClock:
    """On the main road, with a strategy."""
    return on_track("main_road", at).tell(STRATEGY)


def at_risk(at: datetime = MONDAY) -> HandClock:
    """In the risk track, strategy and search looked at anew."""
    return on_track("risk_of_long_unemployment", at).tell(WELL, STRATEGY)


def talk(of: str = "extra", **said: object) -> TalkHeld:
    """A talk that brings one job and ends with it on the list."""
    fields: dict[str, object] = {"of": of, "ads": ["J-1"], "will_apply": ["J-1"], "good_chances_in": ["care"]}
    return TalkHeld.model_validate(fields | said)


def placed(at: datetime = MONDAY) -> HandClock:
    """At risk, and in a company placement from today."""
    return at_risk(at).tell(AGENCY, PLACEMENT, YES, WAY, stay(at.date(), at.date() + timedelta(days=27)))


def stay(starts: date, ends: date, of: str = "k1", **said: object) -> ContractSigned:
    """A placement at the company that was agreed on."""
    fields = {"of": of, "type": "placement", "legal_employer": "C-1", "host": "C-1", "starts": starts, "ends": ends}
    return ContractSigned.model_validate(fields | said)


def job(starts: date, of: str = "k1", **said: object) -> ContractSigned:
    """A job on the open labour market."""
    fields = {"of": of, "type": "regular", "legal_employer": "C-9", "host": "C-9", "starts": starts}
    return ContractSigned.model_validate(fields | said)


def enrolled(at: datetime = MONDAY, starts: int = 14) -> HandClock:
    """In the education lift, prior learning assessed, enrolled to start in two weeks."""
    first = at.date() + timedelta(days=starts)
    clock = on_track("education_lift", at).tell(OVERVIEW, SUPPORT, CHOSEN, RKV)
    return clock.tell(EnrolmentDone(of="u1", starts=first, ends=first + timedelta(days=300)), g.JobGoalsReviewed(result="kept"))


def day(clock: HandClock, days: int = 0) -> date:
    """The day so many days from now."""
    return (clock.hour + timedelta(days=days)).date()
