"""How a journal stands to its workflow, and what is told again when the workflow is begun anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from casework.anytime import RemarkMade
from casework.case import Line
from casework.desk import Story
from casework.door import Opening, Telling
from casework.exploration import BarrierFound, ConversationHeld, Referred
from casework.folding import fold
from casework.hand_wound import HandWound
from casework.mistakes import FactCorrected, FactWithdrawn
from casework.partner import PartnerSide, side_of
from casework.programme_files import load_all
from casework.referral import PartnerSilent, ReferralAnswered, ReferralAttended, ReferralFinished, ReferralStarted
from casework.terms import Terms
from starters import simulate
from starters.dossier_file import load
from starters.revival.evidence import Evidence, Gap
from starters.revival.memory import Remembered
from starters.revival.standing import Standing, standing
from tests.handclock import MONDAY, HandClock
from workflows.page import Page

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_all(ROOT / "programmes")
DOSSIERS = sorted((ROOT / "dossiers").rglob("*.yaml"))
BARRIER = BarrierFound(of="b1", type="housing")
REFERRED = Referred(of="r1", barrier="b1", partner="A-1", reason="a reason", consent=True)


def told(*facts: object) -> list[Line]:
    """The journal of a case that was told so many remarks, or these."""
    return HandClock().tell(ConversationHeld(), *[RemarkMade(note="a line") for _ in range(5)]).case.journal


LINES = told()
OTHERWISE = LINES[3].model_copy(update={"telling": "another"})


@pytest.mark.parametrize(
    ("written", "kept", "held", "how"),
    [
        (LINES[:4], 4, [], "in step"),
        (LINES[:4], 4, LINES[4:], "in step"),
        (LINES[:5], 4, LINES[4:], "in step"),
        (LINES[:2], 4, [], "journal behind"),
        (LINES[:2], 4, LINES[4:], "journal behind"),
        (LINES, 4, [], "workflow behind"),
        (LINES[:4], 3, [OTHERWISE], "workflow behind"),
        (LINES, 3, [LINES[3]], "workflow behind"),
        ([], 0, [], "in step"),
    ],
)
def test_a_journal_is_in_step_unless_lines_are_missing_or_others_are_written(
    written: list[Line], kept: int, held: list[Line], how: Standing
) -> None:
    assert standing(written[max(kept - 1, 0) :], kept, held) == how


def remembered(lines: list[Line], *, kept: int, runs: bool = True, unheard: tuple[Telling, ...] = ()) -> Remembered:
    last = lines[-1].number if lines else kept
    first = lines[0].number if lines else kept + 1
    return Remembered("run", runs, False, Page(terms=""), lines, first, kept, last, MONDAY, list(unheard))


def test_what_only_temporal_has_comes_after_what_is_written() -> None:
    evidence = Evidence("c1", None, LINES[:2], remembered(LINES[1:], kept=5))

    assert evidence.stands == "journal behind"
    assert evidence.lines() == LINES


def test_lines_that_are_nowhere_are_named() -> None:
    evidence = Evidence("c1", None, LINES[:2], remembered(LINES[4:], kept=5))

    with pytest.raises(Gap, match="lines 3 to 4 are in no history that Temporal still has: restore a later copy"):
        evidence.lines()


def test_a_journal_counts_more_than_a_workflow_that_was_taken_back() -> None:
    evidence = Evidence("c1", None, LINES, remembered([OTHERWISE], kept=3))

    assert evidence.lines() == LINES
    assert [telling.id for telling in evidence.untold(LINES)] == ["another"]


def test_what_was_corrected_before_it_was_written_is_told_again_as_it_counts() -> None:
    clock = HandClock().tell(RemarkMade(note="written"), RemarkMade(note="wrong"), RemarkMade(note="never"), RemarkMade(note="right"))
    clock.tell(
        FactCorrected(line=3, what="remark_made", instead={"note": "corrected"}, why="a slip of the hand"),
        FactWithdrawn(line=4, what="remark_made", why="another client"),
        FactWithdrawn(line=2, what="remark_made", why="another client"),
    )
    written, held = clock.case.journal[:2], clock.case.journal[2:]
    evidence = Evidence("c1", None, [*written, OTHERWISE], remembered(held, kept=2))

    again = evidence.untold(evidence.lines())

    assert [(telling.kind, telling.fact.get("note", "")) for telling in again] == [
        ("remark_made", "corrected"), ("remark_made", "right"), ("fact_withdrawn", ""),
    ]  # fmt: skip
    assert again[-1].fact["line"] == 2


def test_only_what_is_not_written_is_new_or_what_is_written_otherwise() -> None:
    evidence = Evidence("c1", None, [*LINES[:3], OTHERWISE], None)

    assert evidence.new(LINES) == LINES[3:]
    assert evidence.new(evidence.written) == []
    assert Evidence("c1", None, LINES[:2], None).new(LINES) == LINES[2:]


def test_what_was_sent_and_never_looked_at_is_told_again_unless_it_is_written() -> None:
    new = Telling(id="new", by="S-ana", kind="remark_made", fact={"note": "waiting"})
    old = new.model_copy(update={"id": LINES[2].telling})
    evidence = Evidence("c1", None, LINES, remembered([], kept=len(LINES), runs=False, unheard=(new, old)))

    assert evidence.untold(LINES) == [new]


def test_a_case_that_lives_in_step_is_let_alone_and_one_that_does_not_run_is_not() -> None:
    assert Evidence("c1", None, LINES, remembered([], kept=len(LINES))).well
    assert not Evidence("c1", None, LINES, remembered([], kept=len(LINES), runs=False)).well
    assert not Evidence("c1", None, LINES, None).well


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [ReferralAnswered(of="r1", answer="accepted")],
        [ReferralAnswered(of="r1", answer="refused")],
        [ReferralStarted(of="r1")],
        [ReferralStarted(of="r1"), ReferralAttended(of="r1")],
        [ReferralStarted(of="r1"), ReferralFinished(of="r1")],
    ],
)
@pytest.mark.parametrize("weeks", [0, 2, 9])
def test_a_partners_side_comes_out_of_the_journal_as_it_stood(facts: list[ReferralStarted], weeks: int) -> None:
    clock = HandClock().tell(ConversationHeld(), BARRIER, REFERRED)
    for fact in facts:
        clock.pass_until(clock.hour + timedelta(days=1)).tell(fact)
    clock.days_pass(7 * weeks)

    side = side_of("c1", "r1", clock.case.referrals["r1"].made, clock.case.journal).under(clock.terms)

    assert side == clock.partners["r1"]
    assert isinstance(side, PartnerSide)
    assert (side.asked > 0) == bool(weeks and not side.done and clock.told(PartnerSilent.model_fields["kind"].default))


class Lived(HandWound):
    """A case wound by hand; `last` is the latest of them."""

    last: Lived

    def __init__(self, opening: Opening, terms: Terms, story: Story) -> None:
        Lived.last = self
        super().__init__(opening, terms, story)


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_every_dossier_comes_out_of_its_journal_alone_as_it_was_lived(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "HandWound", Lived)
    simulate.simulate(load(path), PROGRAMMES)
    lived = Lived.last

    again = fold(lived.case.id, lived.lines, lived.terms, lived.desk.story, lived.known)

    assert again.case.own_json() == lived.case.own_json()
    assert {letter.id for letter in again.case.outbox} <= {letter.id for letter in lived.letters}
