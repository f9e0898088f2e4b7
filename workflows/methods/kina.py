"""The Kina path of a Flemish OCMW: five phases, with article 60 §7 as the second road to work.

Side problems come first; when one comes back, later work rests or goes on, as was decided. An article 60 contract is
followed for its whole length, and the search for what comes next starts before it ends, whenever that is. A date alone
closes nothing. The method is guidance, not law: a phase may be skipped, a gate overridden, with a reason. NL-01 to NL-43.
"""

from collections.abc import Iterator
from dataclasses import replace

from casework import anytime, appointment_replies, appointments, capability_mapping, contract_changes, mistakes, new_rules, reaching, watch
from casework import end_of_contract as the_end_of_contract
from casework import exploration as exploring
from casework import in_work_support as working
from casework import placement as placing
from casework import referral as partners
from casework.anytime import ContactHeld, PhaseReopened, PhaseSkipped
from casework.appointment_conditions import appointments_followed
from casework.capability_mapping import MappingCompleted
from casework.case import Case
from casework.conditions import (
    barriers_settled,
    client_reached,
    end_in_view,
    end_is_near,
    end_prepared,
    follow_up_answered,
    head_start,
    hired,
    in_work,
    last_day,
    pause_looked_at,
    probes_answered,
    referent_known,
    referrals_followed,
    regular_meanwhile,
    search_agreed,
    search_followed,
    still_to_map,
    trainings_ended,
    trouble_seen,
    workplace_agreed,
    workplace_ready,
)  # fmt: skip
from casework.contract_changes import ProlongationDecided, SuspensionGranted, prolongations_decided
from casework.desk import Desk, Paragraph, Stop, Story, Turn, beside, first, instead, the_end
from casework.end_of_contract import AftercareEnded, OutcomeRecorded
from casework.exploration import BarrierFound, ConversationHeld, GateOverridden, ProbeAnswered, Relapsed
from casework.fact import Fact
from casework.in_work_support import AbsenceEnded, ContractEnded, DaysCounted, HoursChanged, ReadinessChecked, ReturnDecided
from casework.new_rules import ProgrammeChanged
from casework.placement import BranchDecided, ContractSigned
from casework.reaching import addresses_mended
from casework.vocabulary import facts_in


async def exploration(desk: Desk) -> Paragraph:
    """Talk, ask how the person lives, and settle first what comes first; without side problems, straight on (NL-01, NL-11, NL-12)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="exploration"), desk.until(search_followed)):
        await desk.together(first_conversations(desk), side_problems(desk))
    return mapping


async def first_conversations(desk: Desk) -> None:
    """Talk with the person, more than once if need be, and ask about every side of their life (NL-02 to NL-04)."""
    await desk.expect(ConversationHeld)
    await desk.until(probes_answered)


async def side_problems(desk: Desk) -> None:
    """A referral never ends our part: keep asking until each problem is solved or back to normal proportions (NL-07 to NL-13)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="exploration"), desk.until(referrals_followed)):
        await desk.until(barriers_settled)


async def mapping(desk: Desk) -> Paragraph:
    """Only frequent contact shows what a person wants and can; a training may come between (NL-15 to NL-22)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="mapping"), desk.until(still_to_map, search_followed)):
        await desk.until(trainings_ended)
        await desk.expect(MappingCompleted)
    return placement


async def placement(desk: Desk) -> Paragraph:
    """The regular labour market if it can be, article 60 §7 if it cannot; the choice may be revised both ways (NL-23 to NL-31)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="placement"), desk.until(search_followed)):
        branch = await desk.decided(BranchDecided)
        with desk.meanwhile(desk.until(workplace_ready if branch == "article_60" else search_agreed)):
            await desk.until(in_work)
    return in_work_support


async def in_work_support(desk: Desk) -> Paragraph:
    """Stay close for the whole of an article 60 §7 contract; in a regular job only if it was agreed (NL-32 to NL-35)."""
    await desk.until(hired)
    with desk.meanwhile(*follow_up(desk), desk.until(follow_up_answered, workplace_agreed, search_followed)):
        if last_day(desk.case):
            await desk.day("end_comes_near", last_day(desk.case), before=head_start(desk.case))
            return end_of_contract
        await desk.expect(OutcomeRecorded)
    return what_follows(desk.case)


async def end_of_contract(desk: Desk) -> Paragraph:
    """Search for the next job, ask the host, check the measures, prepare to apply; only an outcome ends the path (NL-37 to NL-42)."""
    with desk.meanwhile(*follow_up(desk), desk.until(end_prepared, follow_up_answered, workplace_agreed, search_followed)):
        await desk.expect(OutcomeRecorded, by=last_day(desk.case))
    return what_follows(desk.case)


async def early_end(desk: Desk) -> Paragraph:
    """A contract that stops early closes nothing: meet soon, and decide together where the path goes on (NL-36)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="early_end", anew=True), desk.until(search_followed)):
        return KINA[await desk.decided(ReturnDecided)]


async def aftercare(desk: Desk) -> Paragraph:
    """Keep in touch for a while after the outcome, then let go (NL-41)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="aftercare", anew=True)):
        await desk.expect(AftercareEnded)
    return the_end


async def regular_search(desk: Desk) -> None:
    """Ready before the contract ends: the regular labour market is tried while article 60 §7 goes on, as long as that is wanted."""
    if regular_meanwhile(desk.case):
        await desk.until(search_agreed)
        await desk.hear(ContractSigned)


def follow_up(desk: Desk) -> Iterator[Stop]:
    """Contact with client and host, and checks of readiness, for every contract that is followed."""
    for of, contract in desk.case.running.items():
        if contract.type == "article_60":
            yield desk.keep(ContactHeld, of="client", pace="article_60")
            yield desk.keep(ContactHeld, of=of, pace="article_60", since=contract.signed)
            yield desk.keep(ReadinessChecked, of=of, since=contract.signed)
        elif contract.follow_up == "agreed":
            yield desk.keep(ContactHeld, of="client", pace="regular")
            yield desk.keep(ContactHeld, of=of, pace="regular", since=contract.signed)


async def always(desk: Desk) -> None:
    """One responsible counsellor, never none; no appointment, training, pause, silence, refusal or end of a contract left to itself."""
    await desk.until(
        referent_known, appointments_followed, trainings_ended, pause_looked_at, client_reached, trouble_seen, end_in_view,
        prolongations_decided, addresses_mended,
    )  # fmt: skip


def what_follows(case: Case) -> Paragraph:
    """The outcome says whether aftercare, closure or a new search follows."""
    return {"aftercare": aftercare, "placement": placement}.get(case.outcome.then if case.outcome else "", the_end)


def far_from_the_end(case: Case) -> bool:
    """True if the end, which was near, has moved away."""
    return "end_of_contract" in case.open and not end_is_near(case)


def onward(case: Case, turn: Turn) -> Turn:
    """Whoever leaves exploration before its gate takes the open side problems along."""
    return replace(turn, opens=(*turn.opens, side_problems)) if "exploration" in case.open else turn


def turns(fact: Fact, case: Case) -> Turn | None:
    """The facts that turn the path wherever it stands (NL-13, NL-14, NL-36, NL-43)."""
    match fact:
        case GateOverridden():
            return instead(mapping, side_problems)
        case Relapsed(later_work="rests") | BarrierFound(later_work="rests") if "exploration" not in case.open:
            return first(side_problems)
        case Relapsed() | BarrierFound() | ProbeAnswered(answer="problem") if "exploration" not in case.open:
            return beside(side_problems)
        case BranchDecided(branch="regular") if case.running:
            return beside(regular_search)
        case ContractEnded():
            return onward(case, instead(in_work_support if case.running else early_end))
        case AbsenceEnded() | HoursChanged() | DaysCounted() | SuspensionGranted() | ProlongationDecided() if far_from_the_end(case):
            return instead(in_work_support)
        case ProgrammeChanged() if far_from_the_end(case):
            return instead(in_work_support)
        case PhaseSkipped():
            return onward(case, KINA.skip(fact.of))
        case PhaseReopened():
            return onward(case, KINA.reopen(fact.of))
    return None


KINA = Story(
    method="kina",
    opens=(exploration,),
    path=(exploration, mapping, placement, in_work_support, end_of_contract, early_end, aftercare),
    phases={
        exploration: "exploration",
        side_problems: "exploration",
        mapping: "capability_mapping",
        placement: "placement",
        early_end: "placement",
        regular_search: "placement",
        in_work_support: "in_work_support",
        end_of_contract: "end_of_contract",
        aftercare: "end_of_contract",
    },
    facts=facts_in(
        anytime, appointments, appointment_replies, reaching, watch, mistakes, new_rules, exploring, partners, capability_mapping, placing,
        working, contract_changes, the_end_of_contract,
    ),
    asides=(side_problems, regular_search),
    always=(always,),
    skips={exploration: mapping, mapping: placement, placement: in_work_support, in_work_support: end_of_contract},
    turned_by=frozenset({
        GateOverridden, Relapsed, BarrierFound, ProbeAnswered, BranchDecided, ContractEnded, AbsenceEnded, HoursChanged, DaysCounted,
        SuspensionGranted, ProlongationDecided, PhaseSkipped, PhaseReopened, ProgrammeChanged,
    }),
    turns=turns,
    only_in={
        ContractSigned: (
            (placement, early_end, in_work_support, end_of_contract),
            "a contract is signed in placement or later: this case is not there yet",
        ),
    },
    asks={
        "lists": frozenset({"probes", "skills"}),
        "gaps": frozenset({
            "contact_held.exploration", "contact_held.mapping", "contact_held.placement", "contact_held.article_60", "contact_held.regular",
            "contact_held.early_end", "contact_held.aftercare", "check_held", "readiness_checked",
        }),
        "counts": frozenset({"poor_checks", "unanswered"}),
        "spans": frozenset({"partner_answer", "partner_start", "partner_attendance"}),
        "countdown": frozenset({"end_of_contract", "search_begun", "stay_answered", "measures_checked", "applications_prepared"}),
    },
)  # fmt: skip
