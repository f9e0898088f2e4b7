"""People on their way along the insertor's itinerary, as far as a test needs them to be."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework import career_plan as c
from casework import employability as e
from casework.adaptation import AdaptationArranged
from casework.capability_mapping import GoalSet
from casework.commitments import CommitmentAccepted, CommitmentProposed
from casework.data_groups import DataGroupRecorded
from casework.documents import DocumentDrawnUp, DocumentRevised, DocumentSigned
from casework.fact import Fact
from casework.interviews import InterviewHeld, InterviewPlanned, InterviewRecorded
from casework.placement import ActionAgreed, ContractSigned
from casework.programme import Programme
from casework.public_holidays import calendar_of
from tests.handclock import FIRST_DAY, MONDAY, HandClock, programme

SPAIN = calendar_of(zone="Europe/Madrid", country="ES", region="CT", first_year=2014, years=32)
NAME = "insertor-example"
GROUPS = ("personal", "training", "path", "unemployment", "availability", "interests", "work_reality", "competencies")
SECTIONS = dict.fromkeys(("goals", "objectives", "job_objective", "agreed_actions", "commitments"), "as talked over")
PLAN = DocumentDrawnUp(of="d1", sort="plan_of_action", authors={"client", "counsellor"}, sections=SECTIONS)
REVISED = DocumentRevised(of="d1", authors={"client", "counsellor"}, sections=SECTIONS, why="renegotiated")
SIGNED: list[Fact] = [DocumentSigned(of="d1", by="client"), DocumentSigned(of="d1", by="counsellor")]
RATED = e.EmployabilityRated(level="in_preparation", why="willing, and out of work for long")
JOB_OBJECTIVE = c.JobObjectiveDefined(occupation="gardener", preferences="outdoors", strengths="careful", weaknesses="no driving licence")
DIAGNOSED: list[Fact] = [
    e.NeedFound(of="n1", what="a certificate", evidence=[2]),
    e.CapabilityFound(of="c1", sort="experience_variables", what="ten years in gardens"),
    e.LimitationFound(of="l1", sort="training_variables", what="no certificate"),
    *[e.GroupAssessed(of=group, bearing="neither", assessment="as was told") for group in GROUPS],
    e.ConsistencyAssessed(consistent=True, assessment="all agree"),
]
PLANNED: list[Fact] = [
    c.ItineraryFramed(purpose="lasting work", starts=FIRST_DAY, ends=FIRST_DAY + timedelta(days=540)),
    JOB_OBJECTIVE,
    c.LocalMarketChecked(result="some demand", source="the municipal observatory"),
    c.ObjectiveSet(of="o1", scope="general", objective="to find and keep work"),
    c.ObjectiveSet(of="o2", scope="specific", objective="to obtain a certificate"),
    GoalSet(of="g1", goal="a certificate", horizon="short"),
    GoalSet(of="g2", goal="a job in gardening", horizon="medium"),
    GoalSet(of="g3", goal="to lead a team", horizon="long"),
    ActionAgreed(of="a1", sort="training_and_practice", owner="shared", towards="n1"),
    CommitmentProposed(of="m1", whose="client", what="comes to every interview"),
    CommitmentProposed(of="m2", whose="counsellor", what="looks for a course"),
]
AGREED: list[Fact] = [CommitmentAccepted(of="m1"), CommitmentAccepted(of="m2"), PLAN, *SIGNED]
ASSIGNED = c.OverseerAssigned(who="S-ben", why="knows the trade of gardeners")


def opened(opened_at: datetime = MONDAY, under: Programme | None = None) -> HandClock:
    """An itinerary was opened by the insertor S-ana."""
    return HandClock(opened_at, under=under or programme(NAME, opened_at.date()), calendar=SPAIN)


def planned(of: str = "v1", **said: object) -> InterviewPlanned:
    """An interview with its questions."""
    fields: dict[str, object] = {
        "of": of, "sort": "initial", "purpose": "to get to know each other", "agenda": ["What did you do last?"], "minutes": 60,
        "private": True,
    }  # fmt: skip
    return InterviewPlanned.model_validate(fields | said)


def held(of: str = "v1", **said: object) -> InterviewHeld:
    return InterviewHeld.model_validate({"of": of, "minutes": 55} | said)


def recorded(of: str = "v1", **said: object) -> InterviewRecorded:
    fields = {"of": of, "stated": "worked in a nursery", "profiling": "advanced", "motivation": "advanced", "strengths": ["patient"]}
    return InterviewRecorded.model_validate(fields | said)


def interviewed(clock: HandClock, of: str = "v1") -> HandClock:
    """One interview of the series, planned, held and recorded."""
    return clock.tell(planned(of), held(of), recorded(of))


def group(of: str, state: str = "complete", **said: object) -> DataGroupRecorded:
    """A group of data; complete with all its items unless said otherwise."""
    items = programme(NAME).lists[of] if state == "complete" else []
    return DataGroupRecorded.model_validate({"of": of, "state": state, "data": dict.fromkeys(items, "told")} | said)


def known(*but: str) -> list[Fact]:
    """All groups of data but these."""
    return [group(name) for name in GROUPS if name not in but]


def diagnosing(opened_at: datetime = MONDAY) -> HandClock:
    """The initial interview is closed."""
    return interviewed(opened(opened_at)).tell(*known())


def planning(opened_at: datetime = MONDAY) -> HandClock:
    """The person was evaluated."""
    return diagnosing(opened_at).tell(*DIAGNOSED, RATED)


def negotiated() -> HandClock:
    """Everything is on the table, and waits for the applicant's answer."""
    return planning().tell(*PLANNED)


def prepared() -> HandClock:
    """The itinerary is prepared and accepted."""
    return negotiated().tell(*AGREED)


def overseen() -> HandClock:
    """A professional oversees the itinerary; work is looked for."""
    return prepared().tell(ASSIGNED)


def job(of: str = "k1", **said: object) -> ContractSigned:
    """A job at a company."""
    fields: dict[str, object] = {"of": of, "type": "regular", "legal_employer": "E-1", "host": "E-1", "starts": FIRST_DAY}
    return ContractSigned.model_validate(fields | said)


def at_work() -> HandClock:
    """In the first months of a job."""
    return overseen().tell(job(), AdaptationArranged(of="k1"))


def changed(**said: object) -> Programme:
    """The example programme with some of it decided otherwise."""
    return programme(NAME).model_copy(update=said)
