"""The insertor's itinerary as walks see it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from casework import adaptation as w
from casework import career_plan as p
from casework import commitments as k
from casework import crossroads as x
from casework import data_groups as d
from casework import employability as e
from casework import interviews as i
from casework.anytime import ContactFailed, PhaseReopened
from casework.autonomy import ActionHandedOver
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.exploration import Referred
from casework.fact import Fact
from casework.in_work_support import ContractEnded
from casework.local_resources import ResourceLeft
from casework.placement import (
    ActionAgreed,
    ActionDone,
    ApplicationAnswered,
    ApplicationSent,
    ContractSigned,
    EmployerAnswered,
    EmployerApproached,
)  # fmt: skip
from casework.referral import ReferralAnswered, ReferralStarted
from tests import insertor_road as road
from tests.handclock import FIRST_DAY, HandClock
from tests.walking.road import ANYTHING, Chance, Road
from workflows.methods.insertor import INSERTOR

SOON = FIRST_DAY + timedelta(days=200)
OF_AN_INTERVIEW: tuple[type[Fact], ...] = (
    i.InterviewHeld, i.InterviewRecorded, i.InterviewCalledOff, i.PerceptionChecked, i.StrengthsFound,
)  # fmt: skip


def referred() -> HandClock:
    """A local service was asked for help, and help has begun; the applicant has stopped answering."""
    clock = road.overseen().tell(Referred(of="r1", partner="P-1", reason="a language course", consent=True))
    clock.tell(ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1"))
    return clock.tell(*[ContactFailed(of="client")] * 4)


def to_be_signed() -> HandClock:
    """The plan is written, and waits for its signatures."""
    return road.negotiated().tell(*road.AGREED[:3])


def with_an_offer() -> HandClock:
    """A contract is signed that begins in half a year."""
    return road.overseen().tell(road.job(starts=SOON))


def own_business() -> HandClock:
    """The applicant works for themselves, and is supported in it."""
    return road.overseen().tell(w.SelfEmploymentStarted(activity="gardens", starts=FIRST_DAY), w.AdaptationArranged(of="business"))


def only_lacks() -> HandClock:
    """An interview was recorded that speaks of lacks alone."""
    return road.opened().tell(road.planned(), road.held(), road.recorded(strengths=[], lacks=["no licence"]))


def about_to_close() -> HandClock:
    """The first months are over."""
    return road.at_work().tell(w.AdaptationEnded(of="k1", result="settled in"))


def back_at_the_diagnosis() -> HandClock:
    """A setback in the new job has led back."""
    return road.at_work().tell(x.EventMet(sort="setback", what="quarrels", reopens="diagnosis"))


def chances(case: Case, chance: Random) -> list[Chance]:
    """What may well happen to interviews, needs, objectives, commitments, companies and jobs."""
    found: list[Chance] = [(fact, of) for of in case.interviews for fact in OF_AN_INTERVIEW]
    found += [(e.NeedMet, of) for of in case.needs] + [(e.FindingLifted, of) for of in case.findings]
    found += [(fact, of) for of in case.actions for fact in (ActionHandedOver, ActionDone)]
    found += [(p.ObjectiveSettled, of) for of in case.objectives] + [(GoalSettled, of) for of in case.goals]
    found += [(k.CommitmentSettled if known.accepted else k.CommitmentRefused, of) for of, known in case.commitments.items()]
    found += [(x.CrossroadsDecided, of) for of in case.crossroads]
    found += [(ResourceLeft, of) for of in case.referrals if chance.random() < 0.2]
    found += [(ApplicationAnswered, of) for of in case.applications] + [(EmployerAnswered, of) for of in case.employers]
    found += [(fact, of) for of in w.jobs(case) for fact in (w.AdaptationArranged, w.AdaptationVisitHeld, w.AdaptationEnded)]
    found += [(fact, of) for of in case.running for fact in (ContractEnded, x.OfferWithdrawn) if chance.random() < 0.2]
    found += [(w.SelfEmploymentEnded, "")] if case.business_since and chance.random() < 0.3 else []
    found += [(i.InterviewPlanned, case.next_id("v")), (i.InterviewHeld, case.next_id("v")), (x.EventMet, "")]
    begin = (ApplicationSent, EmployerApproached, ContractSigned, Referred, GoalSet, p.ObjectiveSet, k.CommitmentProposed, ActionAgreed)
    return found + [(fact, case.next_id(fact.begins)) for fact in begin if chance.random() < 0.5]


def names(kind: type[Fact], case: Case) -> list[str]:
    """Groups of data, the next interview, a job of one's own; mostly nothing for what is about the whole."""
    if kind.of_the_whole:
        return ["", "", "", "", "b9"]
    if kind in (d.DataGroupRecorded, e.GroupAssessed):
        return list(road.GROUPS)
    if kind is i.InterviewHeld:
        return [*case.interviews, case.next_id("v")]
    if kind is x.OfferWithdrawn:
        return ["", *case.running]
    if kind is PhaseReopened:
        return list(INSERTOR_STEPS)
    return [*w.jobs(case), "k9"] if kind in (w.AdaptationArranged, w.AdaptationVisitHeld, w.AdaptationEnded) else []


INSERTOR_STEPS = [paragraph.__name__ for paragraph in INSERTOR.path]


def values(kind: type[Fact], name: str, clock: HandClock, chance: Random) -> object:
    """What a field of the insertor's itinerary may say."""
    case, lists, today = clock.case, clock.case.programme.lists, clock.hour.date()
    lately = chance.choice([today, today + timedelta(days=30)])
    said: dict[str, list[object]] = {
        "agenda": [["What did you do last?"], []],
        "strengths": ["patient"] if kind is p.JobObjectiveDefined else [["patient"], []],
        "lacks": [["no licence"], []],
        "evidence": [[1], [case.line], [9999], []] if kind is e.NeedFound else [],
        "applicants": [1, 1, 1, 2],
        "unplanned": ["the applicant walked in", "", ""],
        "level": list(lists["employability_levels"]),
        "result": [*lists["results"], *["another"] * 80] if kind is k.ItineraryClosed else [],
        "autonomy": list(lists["autonomy"]),
        "carried_over": [sorted(case.commitments), []],
        "carried_from": ["K-0001", ""],
        "data": [dict.fromkeys(lists[chance.choice(road.GROUPS)], "said"), {}, {}],
        "back_to": ["diagnosis", "diagnosis", "negotiation"],
        "reopens": ["interview", "diagnosis", "plan", "plan", ""],
        "type": ["regular"],
        "company": ["E-1"],
        "starts": [today if kind is p.ItineraryFramed else lately],
        "sort": sorts(kind, lists),
    }
    return chance.choice(said[name]) if said.get(name) else ANYTHING


def sorts(kind: type[Fact], lists: dict[str, list[str]]) -> list[object]:
    """The sorts a fact may name, and one that no programme knows."""
    if kind is i.InterviewPlanned:
        return [*lists["interviews"], "chat"]
    return [*lists["variables"], "size"] if kind in (e.CapabilityFound, e.LimitationFound) else []


def whole(case: Case) -> None:
    """Nothing that is open is lost sight of, whatever the step."""
    if case.ended:
        return
    due = set(case.agenda)
    assert {f"check_held:{of}" for of in case.referrals} <= due
    assert {f"action_done:{of}" for of in case.actions} <= due
    assert {f"adaptation_visit_held:{of}" for of in w.under_way(case)} <= due
    assert {f"commitment_{'settled' if c.accepted else 'accepted'}:{of}" for of, c in case.commitments.items()} <= due
    assert {f"crossroads_decided:{of}" for of in case.crossroads} <= due
    assert {f"interview_recorded:{of}" for of, v in case.interviews.items() if v.held and not v.recorded} <= due


MET = ("interview_held", "adaptation_visit_held")
TO_THE_TABLE = (
    "intervention_objective_settled", "goal_settled", "action_done", "need_found", "commitment_proposed", "commitment_refused",
    "commitment_settled", "local_market_checked",
)  # fmt: skip
"""What puts a plan that waits to be written or signed back on the table."""

ROAD = Road(
    story=INSERTOR,
    starts=(
        road.opened, road.diagnosing, road.planning, road.negotiated, to_be_signed, road.overseen, road.at_work, referred, with_an_offer,
        own_business, about_to_close, back_at_the_diagnosis, only_lacks,
    ),
    chances=chances,
    names=names,
    values=values,
    gates=frozenset({
        "interview_held", "data_group_recorded", "employability_rated", "commitment_accepted", "document_signed", "overseer_assigned",
        "contract_signed", "self_employment_started", "adaptation_ended",
    }),
    may_take_away={
        "document_drawn_up": TO_THE_TABLE,
        "document_revised": (*TO_THE_TABLE, "document_sent"),
        "document_signed": TO_THE_TABLE,
        "day": (*TO_THE_TABLE, "document_sent"),
        "appointment_missed": MET,
        "check_held": ("resource_left",),
        "person_spoken_to": ("referral_finished", "resource_left"),
        "team_consulted": (*MET, "referral_finished", "resource_left"),
    },
    seldom=frozenset({"itinerary_closed", "adaptation_ended"}),
    turns_so=frozenset({"are left"}),
    whole=whole,
)  # fmt: skip
