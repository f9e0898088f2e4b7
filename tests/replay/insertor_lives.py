"""Lives of invented people that lead through every step of the insertor's itinerary."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from casework.adaptation import AdaptationArranged, AdaptationEnded, AdaptationVisitHeld
from casework.anytime import Paused, Resumed
from casework.appointments import AppointmentMade, AppointmentMissed
from casework.autonomy import ActionHandedOver
from casework.commitments import CommitmentSettled, ItineraryClosed
from casework.crossroads import CrossroadsDecided, CrossroadsMet, EventMet, OfferWithdrawn
from casework.employability import NeedMet
from casework.exploration import CheckHeld, Referred
from casework.fact import Fact
from casework.interviews import PerceptionChecked
from casework.local_resources import ResourceLeft
from casework.placement import ActionAgreed, ActionDone
from casework.referral import ReferralAnswered
from tests import insertor_road as road
from tests.replay.lives import Life

SETBACK = EventMet(sort="setback", what="invented: a quarrel", reopens="diagnosis")
CLOSED = ItineraryClosed(result="work", autonomy="on_their_own", carried_over=["m2"], why="invented: has settled in")


def interview(of: str) -> list[Fact]:
    return [road.planned(of), road.held(of), road.recorded(of)]


async def to_lasting_work(life: Life) -> None:
    """Interview, diagnosis and plan, a service that refuses, a job, a setback that leads back, and a close with something carried over."""
    await life.tell(*interview("v1"), *road.known("training"))
    await life.days_pass(20)
    await life.signal(AppointmentMissed(of="i9"))
    await life.tell(*interview("v2"), PerceptionChecked(of="v2", **dict.fromkeys(ERRORS, "no")), road.group("training"))
    await life.tell(*road.DIAGNOSED, road.RATED)
    await life.tell(Referred(of="r1", partner="A-1", reason="an invented reason", consent=True), *road.PLANNED)
    await life.days_pass(25)
    await life.tell(ReferralAnswered(of="r1", answer="refused"), CheckHeld(of="r1", result="no contact"))
    await life.tell(ResourceLeft(of="r1", reason="refused"), *road.AGREED, road.ASSIGNED)
    await life.tell(ActionHandedOver(of="a1", owner="client"), CrossroadsMet(of="x1", what="invented: this or that"))
    await life.tell(CrossroadsDecided(of="x1", choice="invented: this"), Paused(reason="holiday", look_again=road.later(life.today, 20)))
    await life.days_pass(21)
    await life.tell(Resumed(), road.job("k1", starts=life.today), AdaptationArranged(of="k1"))
    await life.days_pass(8)
    await life.tell(AdaptationVisitHeld(of="k1"), SETBACK, *interview("v3"), road.RATED, road.REVISED, *road.SIGNED)
    await life.days_pass(30)
    await life.tell(ActionDone(of="a1"), NeedMet(of="n1", result="met"), CommitmentSettled(of="m1", result="kept"))
    await life.tell(AdaptationEnded(of="k1", result="settled in"))
    await life.days_pass(5)
    await life.tell(CLOSED)


async def an_offer_that_is_withdrawn(life: Life) -> None:
    """An appointment, a plan, an offer that is taken back before the work began; a cancel and an outage change nothing."""
    await life.tell(AppointmentMade(of="i1", at=road.hour_of(life.today, 40)), road.planned("v1", appointment="i1"))
    await life.handle.cancel()
    await life.days_pass(45)
    await life.tell(road.held("v1"), road.recorded("v1", strengths=[], lacks=["invented"]), *road.known())
    life.shelf.away = True
    await life.tell(*road.DIAGNOSED, road.RATED)
    life.shelf.away = False
    await life.tell(*road.PLANNED, *road.AGREED, road.ASSIGNED, road.job("k1", starts=road.later(life.today, 200)))
    await life.tell(OfferWithdrawn(of="k1", company="E-1", why="invented"))
    await life.tell(ActionAgreed(of="a2", sort="active_job_search", owner="client", towards="o1"))
    await life.days_pass(40)
    await life.tell(ItineraryClosed(result="withdrew", autonomy="not_known", carried_over=["m1", "m2"], why="invented: wants no more"))


ERRORS = ("first_impression", "halo_effect", "stereotypes", "projection", "inference")
LIVES: tuple[Callable[[Life], Awaitable[None]], ...] = (to_lasting_work, an_offer_that_is_withdrawn)
