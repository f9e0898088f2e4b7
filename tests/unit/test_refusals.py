"""What a teller reads when a case cannot take a fact: each sentence whole, and the days on which it just can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from casework.anytime import (
    ContactFailed,
    ContactHeld,
    Opened,
    Paused,
    PhaseReopened,
    PhaseSkipped,
    ReferentAssigned,
    ReferentLeft,
    RemarkMade,
    Resumed,
    TeamConsulted,
)
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMissed, AppointmentMoved
from casework.capability_mapping import (
    GoalSet,
    GoalSettled,
    MappingCompleted,
    MatchJudged,
    SkillRecorded,
    TrainingDecided,
    TrainingEnded,
    TrainingStarted,
)
from casework.door import LONG_BEFORE
from casework.end_of_contract import AftercareEnded, Measure, MeasuresChecked, OutcomeRecorded
from casework.exploration import (
    BarrierFound,
    BarrierSettled,
    CheckHeld,
    ConversationHeld,
    GateOverridden,
    PersonSpokenTo,
    ProbeAnswered,
    Referred,
    Relapsed,
    SolutionTried,
)
from casework.fact import Fact, Refused
from casework.in_work_support import (
    AbsenceBegan,
    AbsenceEnded,
    ContractEnded,
    DaysCounted,
    FollowUpAnswered,
    HostChanged,
    HoursChanged,
    ReturnDecided,
)
from casework.placement import (
    ActionAgreed,
    ActionDone,
    ApplicationAnswered,
    ApplicationSent,
    EmployerAnswered,
    EmployerApproached,
    GuidanceAgreed,
    PlacementAgreementSigned,
    WorkplaceChosen,
    WorkplaceProposed,
    WorkplaceRefused,
)
from casework.referral import PartnerSilent, ReferralAnswered, ReferralFinished
from casework.watch import CancelAsked, HourCame, PromiseSeen, RefusalSettled, TellingRefused, WorkFailed
from tests import kina_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock
from tests.kina_road import ARTICLE_60, MAPPED, REGULAR, SETTLED

LATEST = "say by which day to come you will act on it, at the latest 2026-06-08: then it is looked at again"
TOMORROW = MONDAY + timedelta(days=1)
HELP = Referred(of="r1", barrier="b1", partner="P-help", reason="debts", consent=True)
COURSE = TrainingStarted(of="t1", course="gardening", starts=FIRST_DAY, ends=date(2026, 9, 1))
SHOP = WorkplaceProposed(of="w1", sort="second-hand shop", host="H-1")
GUIDED = GuidanceAgreed(of="w1", mentor="H-1-mentor", how_often="every week", topics="working together")
SIGNED = PlacementAgreementSigned(of="w1", signed_by={"OCMW", "host", "worker"})
SICK = AbsenceBegan(of="k1", reason="sickness", since=FIRST_DAY)
BACKWARDS = Measure(name="reduction", valid_from=date(2027, 1, 1), valid_until=date(2026, 12, 31))
ONE_DAY = Measure(name="reduction", valid_from=FIRST_DAY, valid_until=FIRST_DAY)
HOLIDAY = Paused(reason="holiday", look_again=date(2026, 5, 22))
MEETING = AppointmentMade(of="i1", at=TOMORROW)


def refused(clock: HandClock, fact: Fact) -> str:
    """The sentence with which this is refused; the case stays as it was."""
    before = clock.case.model_dump_json()
    with pytest.raises(Refused) as refusal:
        clock.tell(fact)
    assert clock.case.model_dump_json() == before
    return str(refusal.value)


# Where a client may stand


def wanting() -> HandClock:
    return road.mapping().tell(MAPPED[0])


def nearly_mapped() -> HandClock:
    return road.mapping().tell(*MAPPED[:-2])


def meaningful() -> HandClock:
    return road.mapping().tell(TrainingDecided(meaningful=True, why="wants to learn"))


def meaningless() -> HandClock:
    return road.mapping().tell(TrainingDecided(meaningful=False, why="can begin at once"))


def in_training() -> HandClock:
    return meaningful().tell(COURSE)


def in_two_trainings() -> HandClock:
    return in_training().tell(COURSE.model_copy(update={"of": "t2"}))


def regular() -> HandClock:
    return road.placement().tell(REGULAR)


def article_60() -> HandClock:
    return road.placement().tell(ARTICLE_60)


def proposed() -> HandClock:
    return article_60().tell(SHOP, WorkplaceProposed(of="w2", sort="other", host="H-2"))


def chosen() -> HandClock:
    return proposed().tell(WorkplaceChosen(of="w1"))


def signed() -> HandClock:
    return chosen().tell(SIGNED)


def ready() -> HandClock:
    return signed().tell(GUIDED)


def ended_early() -> HandClock:
    return road.in_article_60().tell(ContractEnded(of="k1", by="agreement", why="it did not work out"))


def of_old() -> HandClock:
    return road.choose_workplace(road.placement(road.UNDER_THE_OLD_RULES).tell(ARTICLE_60))


def without_rule() -> HandClock:
    clock = HandClock(under=road.changed(day_rule=None)).tell(ConversationHeld(), *road.NO_PROBLEMS, *MAPPED, MappingCompleted())
    return clock.tell(ARTICLE_60)


def away() -> HandClock:
    return road.in_article_60().tell(SICK)


def nobodys() -> HandClock:
    return road.exploring().tell(ReferentLeft(why="has left the office"))


def unanswered() -> HandClock:
    return road.exploring().tell(ContactFailed(), ContactFailed(), ContactFailed())


def poorly() -> HandClock:
    return road.referred().tell(*[ContactFailed()] * 3, *[CheckHeld(of="r1", result="no contact")] * 3)


def beside() -> HandClock:
    return road.mapping().tell(BarrierFound(of="b1", type="debts"))


def aftercare() -> HandClock:
    return road.at_the_end().tell(OutcomeRecorded(outcome="training", then="aftercare"))


def on_holiday() -> HandClock:
    return road.exploring().tell(HOLIDAY)


def meeting() -> HandClock:
    return road.exploring().tell(MEETING)


def opened() -> Opened:
    return Opened.model_validate(road.exploring().row("opened"))


REFUSALS = [
    (road.exploring, ConversationHeld(appointment="i1"), "this case has no appointment i1: there is none yet"),
    (
        road.exploring,
        ProbeAnswered(of="hobbies", answer="unknown"),
        "this programme asks about health, family, addiction: name one with of=...",
    ),
    (
        road.exploring,
        ProbeAnswered(of="health", answer="no problem", barrier="b1"),
        "only a problem begins a side problem: leave barrier out",
    ),
    (road.exploring, ProbeAnswered(of="health", answer="problem"), "give it a short id of its own, such as of=b1"),
    (road.with_a_side_problem, BarrierFound(of="b1", type="debts"), "b1 has been used in this case: the next free one is of=b2"),
    (road.with_a_side_problem, BarrierFound(of="r2", type="debts"), "give it a short id of its own, such as of=b2"),
    (road.with_a_side_problem, SolutionTried(of="b9", what="rest"), "this case has no side problem b9: there is b1"),
    (
        road.placement_after_a_side_problem,
        SolutionTried(of="b1", what="rest"),
        "side problem b1 is settled: tell relapsed first, if it is back",
    ),
    (
        road.with_a_side_problem,
        Referred(of="r1", partner="A-1", reason="debts", consent=True),
        "this case has no side problem (name it with barrier=...): there is b1",
    ),
    (
        road.with_a_side_problem,
        BarrierSettled(of="", result="solved", judgement="all is well"),
        "this case has no side problem (name it with of=...): there is b1",
    ),
    (road.placement_after_a_side_problem, SETTLED, "side problem b1 is settled: tell relapsed first, if it is back"),
    (
        road.with_a_side_problem,
        Relapsed(of="b1", later_work="rests"),
        "side problem b1 is still open: a relapse is told of one that was settled",
    ),
    (road.with_a_side_problem, Relapsed(of="b2", later_work="rests"), "this case has no side problem b2: there is b1"),
    (
        road.with_a_side_problem,
        HELP.model_copy(update={"consent": False}),
        "a referral needs the person's consent: ask for it first, then tell consent=true",
    ),
    (road.with_a_side_problem, HELP.model_copy(update={"barrier": "b7"}), "this case has no side problem b7: there is b1"),
    (road.placement_after_a_side_problem, HELP, "side problem b1 is settled: tell relapsed first, if it is back"),
    (road.referred, HELP, "r1 has been used in this case: the next free one is of=r2"),
    (road.referred, CheckHeld(of="r2", result="solved"), "this case has no open referral r2: there is r1"),
    (road.referred, PersonSpokenTo(of="r1"), "the last check of r1 asks for nothing: tell the contact as contact_held"),
    (road.referred, PersonSpokenTo(of="r2"), "this case has no open referral r2: there is r1"),
    (road.mapping, GateOverridden(reason="a job is waiting"), "the gate stands at the end of exploration: this case has passed it"),
    (road.referred, ReferralAnswered(of="r2", answer="accepted"), "this case has no open referral r2: there is r1"),
    (road.referred, ReferralFinished(of="r1"), "referral r1 is sent: this is told of one that is accepted or started"),
    (road.referred, PartnerSilent(of="r2", owes="answer"), "this case has no open referral r2: there is r1"),
    (road.mapping, GoalSet(of="x1", goal="a driving licence"), "give it a short id of its own, such as of=g1"),
    (road.mapping, GoalSettled(of="g1", result="reached"), "this case has no goal g1: there is none yet"),
    (road.mapping, MatchJudged(realistic=True), "record what the person wants and can before judging whether they match"),
    (wanting, MatchJudged(realistic=True), "record what the person wants and can before judging whether they match"),
    (road.mapping, COURSE, "decide first that training is meaningful: tell training_decided"),
    (meaningless, COURSE, "decide first that training is meaningful: tell training_decided"),
    (meaningful, COURSE.model_copy(update={"ends": date(2026, 5, 3)}), "a training ends after it starts: look at the two dates"),
    (in_training, COURSE, "t1 has been used in this case: the next free one is of=t2"),
    (in_training, TrainingEnded(of="t2", result="completed"), "this case has no training under way t2: there is t1"),
    (in_training, MappingCompleted(), "training t1 is under way: tell training_ended first"),
    (in_two_trainings, MappingCompleted(), "training t1, t2 is under way: tell training_ended first"),
    (
        road.mapping,
        SkillRecorded(of="two-words", level="good"),
        "name the skill in one plain word: this programme asks about computer, driving_licence, languages",
    ),
    (
        road.mapping,
        SkillRecorded(of="_", level="good"),
        "name the skill in one plain word: this programme asks about computer, driving_licence, languages",
    ),
    (nearly_mapped, MappingCompleted(), "still to be mapped: quality_recorded, shortcoming_recorded"),
    (
        road.mapping,
        SkillRecorded(level="good"),
        "name the skill in one plain word: this programme asks about computer, driving_licence, languages",
    ),
    (
        road.mapping,
        SkillRecorded(of="a" * 31, level="good"),
        "name the skill in one plain word: this programme asks about computer, driving_licence, languages",
    ),
    (
        road.exploring,
        MappingCompleted(),
        "mapping is declared complete while the case is in mapping: first settle what exploration waits for",
    ),
    (road.mapping, REGULAR, "the road to work is chosen once mapping is complete"),
    (regular, ActionAgreed(of="x1", sort="other"), "give it a short id of its own, such as of=a1"),
    (regular, ActionAgreed(of="a1", sort="other", due=date(2026, 5, 3)), "an action is due on a day to come"),
    (regular, ActionDone(of="a1"), "this case has no open action a1: there is none yet"),
    (regular, ApplicationSent(of="x1"), "give it a short id of its own, such as of=s1"),
    (regular, ApplicationAnswered(of="s1", outcome="offer"), "this case has no open application s1: there is none yet"),
    (regular, EmployerApproached(of="x1", employer="E-1", measures_explained=True), "give it a short id of its own, such as of=e1"),
    (regular, EmployerAnswered(of="e1", answer="no"), "this case has no employer who was approached e1: there is none yet"),
    (article_60, WorkplaceProposed(of="x1", sort="other", host="H-1"), "give it a short id of its own, such as of=w1"),
    (regular, SHOP, "workplaces are sought once art. 60 §7 is decided: tell branch_decided branch=article_60"),
    (road.placement, SHOP, "workplaces are sought once art. 60 §7 is decided: tell branch_decided branch=article_60"),
    (article_60, WorkplaceRefused(of="w1", by="host", reason="no mentor"), "this case has no workplace w1: there is none yet"),
    (
        road.in_article_60,
        WorkplaceRefused(of="w1", by="host", reason="no mentor"),
        "somebody works at w1: to leave it tell contract_ended or host_changed",
    ),
    (article_60, WorkplaceChosen(of="w1"), "this case has no workplace w1: there is none yet"),
    (road.in_article_60, WorkplaceChosen(of="w1"), "somebody works at w1: to leave it tell contract_ended or host_changed"),
    (chosen, WorkplaceChosen(of="w2"), "workplace w1 is chosen already: tell workplace_refused of it first"),
    (proposed, GUIDED, "workplace w1 is not chosen yet: tell workplace_chosen first"),
    (article_60, GUIDED, "this case has no workplace w1: there is none yet"),
    (proposed, SIGNED, "workplace w1 is not chosen yet: tell workplace_chosen first"),
    (article_60, SIGNED, "this case has no workplace w1: there is none yet"),
    (chosen, PlacementAgreementSigned(of="w1", signed_by={"host"}), "all three sign before the placement starts: missing OCMW, worker"),
    (regular, road.job("x1"), "give it a short id of its own, such as of=k1"),
    (road.mapping, road.job(), "a contract is signed in placement or later: this case is not there yet"),
    (aftercare, road.job("k2"), "a contract is signed in placement or later: this case is not there yet"),
    (aftercare, REGULAR, "the road to work is chosen once mapping is complete"),
    (regular, road.job(ends=FIRST_DAY), "a contract ends after it starts: look at the two dates"),
    (road.in_article_60, road.art60("k2"), "one art. 60 §7 contract at a time: end k1 first"),
    (article_60, road.art60(), "this case has no workplace w1: there is none yet"),
    (proposed, road.art60(), "workplace w1 is proposed, not chosen: tell workplace_chosen first"),
    (chosen, road.art60(host="H-2"), "the host of workplace w1 is H-1: correct host, or choose the other workplace"),
    (chosen, road.art60(), "OCMW, host and worker sign in writing before the placement starts: tell placement_agreement_signed first"),
    (signed, road.art60(), "guidance on the work floor is agreed before the work begins: tell guidance_agreed first"),
    (of_old, road.art60(age=None), "the days to reach depend on age: give age in full years at the start"),
    (without_rule, road.art60(), "this programme knows no art. 60 §7 contracts"),
    (road.placement, HostChanged(of="k1", host="H-2"), "this case has no running contract k1: there is none yet"),
    (road.placement, FollowUpAnswered(of="k1", answer="agreed"), "this case has no running contract k1: there is none yet"),
    (road.in_article_60, FollowUpAnswered(of="k1", answer="agreed"), "an art. 60 §7 contract is always followed up"),
    (road.in_article_60, SICK.model_copy(update={"of": "k2"}), "this case has no running contract k2: there is k1"),
    (away, SICK, "an absence is open already: tell absence_ended first"),
    (road.in_article_60, SICK.model_copy(update={"since": date(2026, 5, 5)}), "an absence is told when it has begun"),
    (road.in_article_60, SICK.model_copy(update={"since": date(2026, 5, 3)}), "the contract starts on 2026-05-04: an absence begins later"),
    (road.in_article_60, AbsenceEnded(of="k2", on=FIRST_DAY), "this case has no running contract k2: there is k1"),
    (road.in_article_60, AbsenceEnded(of="k1", on=FIRST_DAY), "no absence is open on this contract"),
    (
        away,
        AbsenceEnded(of="k1", on=date(2026, 5, 3)),
        "the absence began on 2026-05-04: work went on on a day after that and not after today",
    ),
    (road.in_article_60, HoursChanged(of="k2", fraction=0.5, since=date(2026, 6, 1)), "this case has no running contract k2: there is k1"),
    (road.in_article_60, HoursChanged(of="k1", fraction=0.5, since=FIRST_DAY), "the hours last changed on 2026-05-04: tell a later day"),
    (road.in_article_60, DaysCounted(of="k2", month="2026-05", days=20), "this case has no running contract k2: there is k1"),
    (
        road.in_article_60,
        DaysCounted(of="k1", month="2026-04", days=20),
        "the contract starts on 2026-05-04: tell a month from then until now, as in 2026-03",
    ),
    (
        road.in_article_60,
        ReturnDecided(to="placement", why="a gentler start"),
        "this is decided after a contract ended early: to go back for another reason tell phase_reopened",
    ),
    (road.in_article_60, MeasuresChecked(of="k2"), "this case has no running contract k2: there is k1"),
    (road.in_article_60, MeasuresChecked(of="k1", measures=[BACKWARDS]), "reduction ends before it begins: look at its two dates"),
    (
        road.placement,
        OutcomeRecorded(outcome="training", then="closure"),
        "an outcome is recorded of work that was done: to end the path without it tell case_closed",
    ),
    (
        road.in_article_60,
        OutcomeRecorded(outcome="no job", then="aftercare"),
        "without a job there is nothing to follow up: choose then=placement or then=closure",
    ),
    (road.in_article_60, AftercareEnded(still_at_work=True), "this case is not in aftercare"),
    (road.exploring, opened(), "this case is open already"),
    (road.exploring, ReferentAssigned(who="S-ana", why="again"), "S-ana is responsible for this case already"),
    (nobodys, ReferentLeft(why="again"), "nobody is responsible for this case now: tell referent_assigned"),
    (road.in_article_60, ContactHeld(of="k2"), "this case has no running contract (or say of=client) k2: there is k1"),
    (road.exploring, ContactHeld(appointment="i1"), "this case has no appointment i1: there is none yet"),
    (road.exploring, ContactFailed(of="k1"), "this case has no running contract (or say of=client) k1: there is none yet"),
    (poorly, TeamConsulted(of="b1", advice="visit at home"), "the team was not asked about b1: it is asked about client, r1"),
    (road.exploring, TeamConsulted(advice="visit at home"), "the team was not asked about this: it is asked about nothing now"),
    (unanswered, TeamConsulted(of="r1", advice="visit at home"), "the team was not asked about r1: it is asked about client"),
    (on_holiday, HOLIDAY, "this case is paused already: tell resumed first"),
    (
        road.exploring,
        HOLIDAY.model_copy(update={"reason": "boredom"}),
        "this case has no reason to pause called boredom: there is holiday, other, parental_leave, sickness",
    ),
    (
        road.exploring,
        HOLIDAY.model_copy(update={"look_again": FIRST_DAY}),
        "a pause for this reason lasts at most 6 weeks: look again on a day to come, at the latest on 2026-06-15",
    ),
    (road.exploring, Resumed(), "this case is not paused"),
    (road.exploring, PhaseReopened(of="exploration", why="again"), "exploration is open already"),
    (
        road.mapping,
        PhaseReopened(of="aftercare", why="to see"),
        "this case has never been in aftercare: it can go back to exploration, mapping",
    ),
    (road.mapping, PhaseReopened(why="to see"), "this case has never been in that phase: it can go back to exploration, mapping"),
    (road.mapping, PhaseSkipped(of="exploration", why="is over"), "only the phase the path is in can be skipped: it is in mapping"),
    (beside, PhaseSkipped(of="side_problems", why="no time"), "only the phase the path is in can be skipped: it is in mapping"),
    (
        road.at_the_end,
        PhaseSkipped(of="end_of_contract", why="all is said"),
        "end_of_contract cannot be skipped: a path ends with an outcome, tell outcome_recorded or case_closed",
    ),
    (road.exploring, RemarkMade(), "write the remark in note=..."),
    (road.exploring, MEETING.model_copy(update={"of": "x1"}), "give it a short id of its own, such as of=i1"),
    (road.exploring, MEETING.model_copy(update={"at": MONDAY}), "an appointment is in the future: give its day and hour"),
    (
        road.exploring,
        MEETING.model_copy(update={"at": TOMORROW.replace(tzinfo=None)}),
        "an appointment is in the future: give its day and hour",
    ),
    (road.exploring, AppointmentMoved(of="i1", at=TOMORROW), "this case has no appointment i1: there is none yet"),
    (meeting, AppointmentMoved(of="i1", at=MONDAY), "an appointment is in the future: give its day and hour"),
    (road.exploring, AppointmentCancelled(of="i1"), "this case has no appointment i1: there is none yet"),
    (road.exploring, AppointmentMissed(of="i1"), "this case has no appointment i1: there is none yet"),
    (meeting, AppointmentMissed(of="i1"), "this appointment is still to come: move or cancel it"),
    (road.exploring, HourCame(of="conversation_held"), "only the clock says that an hour came"),
    (
        road.in_a_job,
        PromiseSeen(of="mapping_completed", acts_by=date(2026, 5, 8)),
        "this case has no open promise mapping_completed: there is follow_up_answered:k1, outcome_recorded",
    ),
    (
        road.in_article_60,
        PromiseSeen(of="day:end_comes_near", acts_by=date(2026, 5, 8)),
        "this is a day that comes by itself: nobody has to act on it",
    ),
    (
        road.mapping,
        PromiseSeen(of="wish_recorded", acts_by=date(2026, 5, 8)),
        "this is not promised for any day now: nobody has to act on it yet",
    ),
    (road.exploring, PromiseSeen(of="contact_held:client", acts_by=FIRST_DAY), LATEST),
    (
        road.exploring,
        TellingRefused(of="t1", refused="resumed", teller="S-ana", why="is not paused"),
        "only the case itself says that a telling was refused",
    ),
    (road.exploring, RefusalSettled(of="t9"), "this case has no refused telling t9: there is none yet"),
    (road.exploring, WorkFailed(of="letters", what="the letter could not be written"), "only the system itself says that its work failed"),
    (road.exploring, CancelAsked(), "to end a case tell case_closed with its outcome"),
]


JUST_POSSIBLE = [
    (meaningful, COURSE.model_copy(update={"ends": COURSE.starts})),
    (road.mapping, SkillRecorded(of="b", level="good")),
    (road.mapping, SkillRecorded(of="a" * 30, level="good")),
    (road.mapping, SkillRecorded(of="driving_licence", level="good")),
    (regular, ActionAgreed(of="a1", sort="other", due=FIRST_DAY)),
    (regular, road.job(ends=date(2026, 5, 5))),
    (road.in_article_60, REGULAR),
    (road.at_the_end, REGULAR),
    (road.in_article_60, road.job("k2")),
    (road.at_the_end, road.job("k2")),
    (ended_early, road.job("k2")),
    (ready, road.art60(age=None)),
    (of_old, road.art60()),
    (road.in_article_60, SICK),
    (away, AbsenceEnded(of="k1", on=FIRST_DAY)),
    (road.in_article_60, HoursChanged(of="k1", fraction=0.5, since=date(2026, 5, 5))),
    (road.in_article_60, DaysCounted(of="k1", month="2026-05", days=20)),
    (road.in_article_60, MeasuresChecked(of="k1", measures=[ONE_DAY])),
    (road.in_article_60, MeasuresChecked(of="k1", measures=[Measure(name="reduction", valid_from=FIRST_DAY)])),
    (road.in_article_60, OutcomeRecorded(outcome="training", then="aftercare")),
    (road.at_the_end, OutcomeRecorded(outcome="no job", then="closure")),
    (road.exploring, HOLIDAY.model_copy(update={"look_again": date(2026, 5, 5)})),
    (road.exploring, HOLIDAY.model_copy(update={"look_again": date(2026, 6, 15)})),
    (meeting, ConversationHeld(appointment="i1")),
    (meeting, ContactHeld(appointment="i1")),
    (meeting, AppointmentMoved(of="i1", at=MONDAY + timedelta(minutes=1))),
]


@pytest.mark.parametrize(("client", "fact", "sentence"), REFUSALS)
def test_what_cannot_be_is_refused_in_a_sentence_that_says_what_to_do(client: Callable[[], HandClock], fact: Fact, sentence: str) -> None:
    assert refused(client(), fact) == sentence


@pytest.mark.parametrize(("client", "fact"), JUST_POSSIBLE)
def test_what_only_just_can_be_is_taken(client: Callable[[], HandClock], fact: Fact) -> None:
    assert client().tell(fact).told(fact.kind)


def test_who_acts_on_a_promise_does_so_after_the_office_has_opened_once_more() -> None:
    clock = road.exploring()
    opening = clock.case.calendar.opening(date(2026, 5, 8))
    seen = PromiseSeen(of="contact_held:client", acts_by=date(2026, 5, 8))

    clock.hour = opening
    assert refused(clock, seen) == LATEST

    clock.hour = opening - timedelta(minutes=1)
    assert clock.tell(seen).case.agenda["contact_held:client"].seen_by == "S-ana"


def test_an_appointment_is_missed_from_its_very_hour_on() -> None:
    clock = meeting()
    clock.hour = TOMORROW

    assert not clock.tell(AppointmentMissed(of="i1")).case.appointments


def test_a_day_without_a_time_zone_or_more_than_a_year_before_the_opening_is_doubted() -> None:
    clock = HandClock()
    with pytest.raises(Refused, match=r"^say when it happened with its time zone$"):
        clock.tell(ConversationHeld(), on=MONDAY.replace(tzinfo=None))

    assert clock.tell(ConversationHeld(), on=MONDAY - LONG_BEFORE).told("conversation_held")


def test_a_training_is_told_when_it_has_begun() -> None:
    clock = road.mapping().tell(TrainingDecided(meaningful=True, why="a short course opens doors"))
    begins = road.day(clock, 7)

    sentence = refused(clock, TrainingStarted(of="t1", course="gardening", starts=begins, ends=begins + timedelta(days=60)))

    assert sentence == f"this training starts on {begins}: tell it when it has begun"


def test_twenty_years_away_may_be_true_and_more_is_a_slip_of_the_hand() -> None:
    clock = road.placement().tell(REGULAR)
    far = clock.hour.date().replace(year=clock.hour.year + 20)

    assert clock.tell(ActionAgreed(of="a1", sort="other", due=far)).case.actions["a1"].due == far
    later = far.replace(year=far.year + 1)
    assert refused(clock, ActionAgreed(of="a2", sort="other", due=later)).startswith(f"due: {later:%d %B} {later.year}")


def test_a_day_on_which_nothing_can_have_happened_is_refused_by_its_name() -> None:
    clock = road.exploring()

    with pytest.raises(Refused, match=r"^happened: 01 January 1900 is more than 20 years away"):
        clock.tell(RemarkMade(note="x"), on=datetime(1900, 1, 1, tzinfo=UTC))


def test_a_fact_about_the_whole_case_names_no_thing() -> None:
    assert refused(road.exploring(), RemarkMade(of="b1", note="x")) == "remark_made is about the case as a whole: leave of=b1 out"
