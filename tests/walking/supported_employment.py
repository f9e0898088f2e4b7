"""Supported Employment as walks see it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from casework import alliance as al
from casework import employer_engagement as ee
from casework import job_seeking as js
from casework import lasting_work as lw
from casework import placement as p
from casework import steps as st
from casework import vocational_profile as vp
from casework import workplace_support as ws
from casework.anytime import ContactFailed
from casework.appointments import AppointmentMade
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.documents import DocumentDrawnUp, DocumentSigned
from casework.fact import Fact
from casework.in_work_support import HoursChanged
from casework.results import PAID
from tests import supported_employment_road as road
from tests.handclock import HandClock
from tests.walking.road import ANYTHING, Chance, Road
from workflows.methods.supported_employment import SUPPORTED_EMPLOYMENT

OF_A_STEP: tuple[type[Fact], ...] = (st.StepBegun, st.StepPaused, st.StepResumed, st.StepFinished, st.StepReopened)
OF_A_DIALOGUE: tuple[type[Fact], ...] = (
    ee.DialogueHeld, ee.NeedsRecorded, ee.FinancesClarified, ee.MatchWeighed, ee.DialogueAnswered,
)  # fmt: skip
OF_A_CONTRACT: tuple[type[Fact], ...] = (
    ws.WorkBegun, ws.IntroductionPlanned, ws.MentoringAgreed, ws.TasksAgreed, ws.EvaluationHeld, ws.ContactPlanAgreed, ws.SupportRaised,
    lw.WorkExtended, HoursChanged,
)  # fmt: skip


def long_at_work() -> HandClock:
    """A year in a job: it may be called kept, and support may stop."""
    return road.in_a_job().days_pass(100)


def tried_out() -> HandClock:
    """Something was tried, an obstacle found, and a meeting arranged."""
    clock = road.profiling()
    clock.tell(AppointmentMade(of="i1", at=clock.hour + timedelta(days=9)))
    return clock.tell(vp.ActivityHeld(of="v1", type="job shadowing"), vp.ObstacleFound(of="o1", obstacle="stairs everywhere"))


def low() -> HandClock:
    """The alliance is low, a situation arose, and nobody answers."""
    clock = road.ready().tell(al.AllianceRated(rating=1), al.SituationLogged(of="n1", situation="conflict"))
    return clock.tell(*[ContactFailed()] * 3)


def chances(case: Case, chance: Random) -> list[Chance]:
    """What may well happen to steps, strategies, try-outs, dialogues and work."""
    found: list[Chance] = [(fact, chance.choice(st.STEPS)) for fact in OF_A_STEP]
    found += [(al.StrategyDropped, of) for of in case.strategies] + [(al.SituationSettled, of) for of in case.situations]
    found += [(vp.ReflectionHeld, of) for of in case.tried_out]
    found += [(fact, of) for of in case.obstacles for fact in (vp.BridgeAgreed, vp.ObstacleOvercome)]
    found += [(fact, of) for of in case.dialogues for fact in OF_A_DIALOGUE]
    found += [(ws.OffJobItemSettled, of) for of in case.off_job]
    found += [(DocumentDrawnUp, case.next_id("d")), (p.ContractSigned, case.next_id("k"))]
    found += [(DocumentSigned, of) for of, paper in case.papers.items() if paper.state not in ("signed", "refused")] * 2
    found += [(p.ActionAgreed, case.next_id("a"))]
    goal: Chance = (GoalSettled, min(case.goals)) if case.goals else (GoalSet, case.next_id("g"))
    return [*found, goal, *(one for of in sorted(case.running) for one in of_work(case, of, chance))]


def of_work(case: Case, of: str, chance: Random) -> list[Chance]:
    """What may happen to one placement or job; it rarely ends."""
    found: list[Chance] = [(fact, of) for fact in OF_A_CONTRACT]
    paid = case.contracts[of].type in PAID
    found += [(lw.JobKept, of), (lw.SupportStopped, "")] if paid else [(lw.PlacementConverted, of)] * 3
    found += [(lw.WorkExtended, of)] * 3 if case.contracts[of].agreed_end else []
    if chance.random() < 0.2:
        found += [(lw.JobLost if paid else lw.PlacementEnded, of)]
    return found


def names(kind: type[Fact], case: Case) -> list[str]:
    """Steps, and sides of a profile."""
    if kind in OF_A_STEP:
        return [*st.STEPS]
    return ["drive", "resources", "talents"] if kind is vp.ProfileSideExplored else []


def values(kind: type[Fact], name: str, clock: HandClock, chance: Random) -> object:
    """What a field may say here."""
    today, lists = clock.hour.date(), clock.case.programme.lists
    if kind is p.ContractSigned and name == "type":
        return chance.choice(["regular", "placement", "wage_subsidy"])
    said: dict[str, list[object]] = {
        "situation": [*lists["situations"]],
        "topic": [*lists["preparations"]],
        "area": [*lists["off_job_areas"]],
        "tasks": [["potting", "labels"]] if kind is js.WorkplaceAnalysed else ["potting and labels"],
        "mismatches": [["noise"], []],
        "employer": ["E-1", "E-2", "E-3"],
        "legal_employer": ["E-1", "E-2"],
        "host": ["E-1", "E-2"],
        "workplace": ["W-1"] if kind is js.WorkplaceAnalysed else [""],
        "rating": [1, 2, 3, 5],
        "follow_up": [today + timedelta(days=20), today + timedelta(days=3), None],
        "until": [today + timedelta(days=n) for n in (-1, 10, 30)],
        "due": [today + timedelta(days=n) for n in (3, 30)],
        "starts": [today + timedelta(days=n) for n in (0, 0, 7)],
        "look_again": [today + timedelta(days=n) for n in (3, 20)] + [today + timedelta(days=900)],
        "early_because": ["moves away", ""],
    }
    if name.endswith("_until"):
        return chance.choice([None, today + timedelta(days={"close": 20, "introduction": 90}.get(name.partition("_")[0], 200))])
    return chance.choice(said[name]) if name in said else ANYTHING


def whole(case: Case) -> None:
    """An open case stands on a step, every step that is open has its say, and nothing tried or offered is lost sight of."""
    if case.ended:
        return
    assert set(case.open) <= set(st.STEPS)
    assert not any(chapter.aside for chapter in case.open.values())
    assert ("support" in case.open) == bool(case.running), "support lasts as long as there is work"
    resting = {step for step in case.open if st.state_of(case, step) == "paused"}
    assert {f"step_resumed:{step}" for step in resting} <= set(case.agenda)
    if "vocational_profile" not in resting:
        assert {f"reflection_held:{of}" for of in case.tried_out} <= set(case.agenda)
    assert {f"off_job_item_settled:{of}" for of in case.off_job} <= set(case.agenda)
    assert "contact_held:client" in case.agenda, "the person is met whatever rests"
    assert {f"contact_held:{of}" for of in case.running} <= set(case.agenda)


ROAD = Road(
    story=SUPPORTED_EMPLOYMENT,
    starts=(
        road.opened, road.agreed, tried_out, road.seeking, low, road.in_dialogue, road.offered, road.in_a_placement, road.in_a_job,
        long_at_work,
    ),
    chances=chances,
    names=names,
    values=values,
    gates=frozenset({
        "service_chosen", "document_signed", "reflection_held", "bridge_agreed", "obstacle_overcome", "dialogue_answered",
        "support_stopped", "step_paused", "document_refused", "document_revised", "placement_converted",
    }),
    may_take_away={
        "alliance_talked_over": ("alliance_rated",),
        "employer_visited": ("workplace_analysed",),
        "action_agreed": ("off_job_item_settled",),
        "service_chosen": ("strategy_dropped",),
        "placement_ended": ("work_extended",),
        "job_lost": ("work_extended",),
        "document_revised": ("document_refused", "document_drawn_up"),
    },
    seldom=frozenset({"job_lost", "placement_ended", "support_stopped"}),
    turns_so=frozenset({"go on"}),
    whole=whole,
)  # fmt: skip
