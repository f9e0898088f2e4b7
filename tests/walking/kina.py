"""The Kina path as walks see it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from casework import capability_mapping as m
from casework import contract_changes as c
from casework import exploration as e
from casework import in_work_support as w
from casework import placement as p
from casework import referral as r
from casework.anytime import ContactFailed
from casework.case import Case
from casework.contract_clock import days_suspended
from casework.end_of_contract import OutcomeRecorded
from casework.fact import Fact
from casework.referral import ReferralAnswered, ReferralStarted
from tests import kina_road as road
from tests.handclock import HandClock
from tests.walking.road import ANYTHING, Chance, Road
from workflows.methods.kina import KINA

OF_A_WORKPLACE: tuple[type[Fact], ...] = (p.WorkplaceChosen, p.WorkplaceRefused, p.GuidanceAgreed, p.PlacementAgreementSigned)
OF_A_CONTRACT: tuple[type[Fact], ...] = (
    w.FollowUpAnswered, w.ReadinessChecked, w.AbsenceBegan, w.AbsenceEnded, w.ConflictReported, w.HostChanged, w.HoursChanged,
    w.DaysCounted, w.ContractEnded, c.SuspensionGranted, c.SuspensionEnded, c.ProlongationAsked, c.ProlongationDecided,
)  # fmt: skip


REASONS: dict[type[Fact], list[str]] = {c.SuspensionGranted: ["other", "career_break"], c.ProlongationAsked: ["rights_not_reached"]}


def older_at_the_end() -> HandClock:
    """Somebody for whom the rules before 1 March 2026 ask more days: under them the end that is near moves away."""
    return road.at_the_end(age=55)


def asking_at_the_end() -> HandClock:
    """The end is near, and whether it comes later is to be decided."""
    return road.at_the_end().tell(c.ProlongationAsked(of="k1", reason="rights_not_reached", days=60))


def seeking() -> HandClock:
    """A workplace under art. 60 §7 is sought."""
    return road.placement().tell(road.ARTICLE_60)


def sick_at_the_end() -> HandClock:
    """Two months of sickness when the end was near, of which a month was told late: work that goes on now moves the end away."""
    clock = road.at_the_end()
    return clock.tell(w.AbsenceBegan(of="k1", reason="sickness", since=road.day(clock, -30))).days_pass(30)


def at_the_partners() -> HandClock:
    """Help has begun at the partner's, and the client has stopped answering."""
    clock = road.referred().tell(ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1"))
    return clock.tell(*[ContactFailed(of="client")] * 4)


def in_training() -> HandClock:
    """Mapping waits for a course."""
    decided = m.TrainingDecided(meaningful=True, why="a certificate opens doors")
    clock = road.mapping().tell(decided)
    return clock.tell(m.TrainingStarted(of="t1", course="welding", starts=road.day(clock), ends=road.day(clock, 30)))


def in_aftercare() -> HandClock:
    """The outcome is there, and contact is kept for a while."""
    return road.at_the_end().tell(OutcomeRecorded(outcome="stays with host", then="aftercare"))


def chances(case: Case, chance: Random) -> list[Chance]:
    """What may well happen to workplaces, contracts and side problems."""
    found: list[Chance] = [(fact, of) for of in case.workplaces for fact in OF_A_WORKPLACE]
    found += [(fact, of) for of in sorted(case.running) for fact in OF_A_CONTRACT if fact is not w.ContractEnded or chance.random() < 0.2]
    found += [(r.ReferralAttended, of) for of, referral in case.referrals.items() if referral.state == "started"] * 3
    found += [ends for of in case.running for ends in may_go_on(case, of)] * 5
    found += [(c.ProlongationDecided, of) for of, contract in case.running.items() if contract.asked] * 5
    found += [(m.TrainingEnded, of) for of in case.trainings]
    found += [(e.Relapsed if barrier.state != "open" else e.SolutionTried, of) for of, barrier in case.barriers.items()]
    found += [(e.Referred, case.next_id("r")) for barrier in case.barriers.values() if barrier.state == "open"]
    goal: Chance = (m.GoalSettled, min(case.goals)) if case.goals else (m.GoalSet, case.next_id("g"))
    return [*found, (p.ContractSigned, case.next_id("k")), (e.ProbeAnswered, "health"), goal]


def may_go_on(case: Case, of: str) -> list[Chance]:
    """Where work stands still today, that it goes on: near the end of the contract most of all, for then the path may turn."""
    contract, today = case.contracts[of], case.calendar.day_of(case.at)
    absent, near = any(absence.until is None for absence in contract.absences), "end_of_contract" in case.open
    still = {today - timedelta(days=1), today} <= days_suspended(contract)
    return [(w.AbsenceEnded, of)] * (absent and near) * 3 + [(c.SuspensionEnded, of)] * still


def values(kind: type[Fact], name: str, clock: HandClock, chance: Random) -> object:
    """What a field of the Kina path may say."""
    case, today = clock.case, clock.hour.date()
    if kind is p.ContractSigned and name == "type":
        return chance.choice(["regular", "article_60"])
    if kind in (w.AbsenceEnded, c.SuspensionEnded) and name == "on":
        return today
    if kind in REASONS and name == "reason":
        return chance.choice([*REASONS[kind], "a reason"])
    if kind in (c.ProlongationAsked, c.ProlongationDecided) and name == "days":
        return chance.choice([1, 20, 60])
    if name == "barrier":
        return case.next_id("b") if kind is e.ProbeAnswered else chance.choice([*sorted(case.barriers), "b9"])
    said: dict[str, list[object]] = {
        "signed_by": [["OCMW", "host", "worker"]],
        "month": [f"{today:%Y-%m}"],
        "days": [20.0],
        "assimilated": [5.0],
        "level": ["good"],
        "workplace": [*sorted(case.workplaces), ""],
        "host": [place.host for place in case.workplaces.values()] or ["H-1"],
        "starts": [today + timedelta(days=n) for n in (0, 7)],
    }
    return chance.choice(said[name]) if name in said else ANYTHING


def names(kind: type[Fact], _case: Case) -> list[str]:
    """The sides of life that are asked about."""
    return ["addiction", "family", "health"] if kind is e.ProbeAnswered else []


def still_due(case: Case) -> set[str]:
    """What is awaited now, or would be if exploration did not ask for something else first."""
    if "exploration" in case.open and {due.kind for due in case.agenda.values()} & {"conversation_held", "probe_answered"}:
        return set(case.agenda) | {f"barrier_settled:{of}" for of in case.barriers} | {f"check_held:{of}" for of in case.referrals}
    return set(case.agenda)


def whole(case: Case) -> None:
    """Side problems and referrals are never lost sight of, and there is one art. 60 §7 contract at a time."""
    if not case.ended:
        assert sum(c.type == "article_60" for c in case.running.values()) <= 1
        assert {f"barrier_settled:{of}" for of, b in case.barriers.items() if b.state == "open"} <= still_due(case)
        assert {f"check_held:{of}" for of in case.referrals} <= still_due(case)


ROAD = Road(
    story=KINA,
    starts=(
        older_at_the_end, HandClock, asking_at_the_end, road.at_the_end, road.referred, sick_at_the_end, seeking, road.in_article_60,
        sick_at_the_end, road.in_a_job, road.with_a_side_problem, at_the_partners, in_aftercare, in_training,
    ),
    chances=chances,
    names=names,
    values=values,
    gates=frozenset({
        "barrier_settled", "probe_answered", "mapping_completed", "conversation_held", "contract_signed", "outcome_recorded",
        "return_decided",
    }),
    may_take_away={
        "contact_held": ("follow_up_answered",),
        "day": ("hours_changed", "days_counted", "absence_ended", "suspension_ended"),
        "prolongation_decided": ("outcome_recorded",),
        "mapping_completed": ("training_started",),
        "workplace_proposed": ("branch_decided",),
        "workplace_chosen": ("workplace_refused", "branch_decided"),
        "guidance_agreed": ("workplace_refused", "branch_decided"),
        "placement_agreement_signed": ("workplace_refused", "branch_decided"),
        "action_agreed": ("branch_decided", "application_sent", "employer_approached"),
        "match_judged": ("wish_recorded", "ability_recorded"),
        "wish_recorded": ("ability_recorded",),
        "contract_signed": ("workplace_refused",),
    },
    seldom=frozenset({"barrier_settled", "outcome_recorded", "aftercare_ended"}),
    whole=whole,
)  # fmt: skip
