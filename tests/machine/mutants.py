"""Rules taken away one by one: the machine has to notice each, or it would notice nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from casework import folding, leaving, planned, put_right
from casework.case import short
from casework.leaving import Drop
from tests.machine import dispatcher
from tests.machine.dispatcher import Dispatcher
from tests.machine.providers import Away, Providers
from tests.machine.rows import Row, Rows

Change = Callable[[pytest.MonkeyPatch], None]


class Mutant(NamedTuple):
    """What is taken away, and the truth that does not hold then."""

    takes_away: Change
    noticed: str


def _without(rule: str) -> Change:
    return lambda patch: patch.setattr(leaving, rule, lambda *_: None)


def _never_drops(which: Callable[[Drop], bool]) -> Change:
    """Of what is needless some is not seen to be."""
    known = leaving._needless

    def needless(*asked: object) -> Drop | None:
        drop = known(*asked)  # type: ignore[arg-type]
        return None if drop is None or which(drop) else drop

    return lambda patch: patch.setattr(leaving, "_needless", needless)


def _moved_promises_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rows, "stands", lambda _rows, _row: True)


def _plans_forget_their_day(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planned, "short", lambda said: short(said.partition("|")[0]))


def _every_try_has_an_id_of_its_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatcher, "message_id", lambda row: f"{row.message.id}.{row.claimed_until:%d%H%M%S}")


def _what_was_taken_is_taken_again(patch: pytest.MonkeyPatch) -> None:
    """What is noted as sent is still planned."""
    becomes = Row.becomes

    def forgets(row: Row, state: str, reason: str = "", **said: object) -> None:
        becomes(row, "planned" if state == "sent" else state, reason, **said)  # type: ignore[arg-type]

    patch.setattr(Row, "becomes", forgets)


def _what_failed_is_noted_as_sent(patch: pytest.MonkeyPatch) -> None:
    take = Providers.take

    def says_sent(providers: Providers, id: str, whom: str, way: str) -> str:
        try:
            return take(providers, id, whom, way)
        except Away:
            return "sent"

    patch.setattr(Providers, "take", says_sent)


def _claims_outlive_their_dispatcher(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatcher, "LEASE", timedelta(days=4000))


def _nobody_looks_again_before_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Dispatcher, "still_mine", lambda *_: True)


def _says_it_again(patch: pytest.MonkeyPatch) -> None:
    """The older of two letters about the same is not seen to be outdone, nor past its use."""
    patch.setattr(Rows, "is_outdone", lambda *_: False)
    _never_drops(lambda drop: drop.fate == "expired")(patch)


def _what_was_met_is_invited_to(patch: pytest.MonkeyPatch) -> None:
    known = Rows.stands
    patch.setattr(Rows, "stands", lambda rows, row: "sequence" in row.message.values or known(rows, row))


MUTANTS: dict[str, Mutant] = {
    "nothing is held": Mutant(_without("_held"), "was not held"),
    "quiet hours are not kept": Mutant(_without("_quiet"), "disturbs somebody|could have waited"),
    "there is no most a day": Mutant(_without("_capped"), "messages already"),
    "who wants no messages gets them": Mutant(_without("_unwanted"), "they want no|do not want"),
    "the end of a case stops nothing": Mutant(
        _never_drops(lambda drop: "ended" in drop.why or "nothing is sent" in drop.why), "any more|the end"
    ),
    "what is of no use leaves all the same": Mutant(_never_drops(lambda drop: drop.fate == "expired"), "is over|of no use|was told"),
    "moved promises stay as they were planned": Mutant(
        _moved_promises_stay, "was met or moved|was made anew|is planned for another hour|falls silent"
    ),
    "plans forget their day": Mutant(_plans_forget_their_day, "falls silent|for another hour|nobody would hear|was met or moved"),
    "every try has an id of its own": Mutant(_every_try_has_an_id_of_its_own, "would be two messages"),
    "what was taken is taken again": Mutant(_what_was_taken_is_taken_again, "leaves again"),
    "what failed is noted as sent": Mutant(_what_failed_is_noted_as_sent, "logged as sent|never left"),
    "claims outlive their dispatcher": Mutant(_claims_outlive_their_dispatcher, "waits for|never left"),
    "nobody looks again before it is sent": Mutant(_nobody_looks_again_before_it_is_sent, "by mistake|was met|was made anew|was told"),
    "nobody hears what was put right": Mutant(
        lambda patch: patch.setattr(folding, "put_right", lambda *_, **__: None), "nothing is left that says|was a mistake|need not come"
    ),
    "whoever is no longer meant is not told so": Mutant(
        lambda patch: patch.setattr(put_right, "_call_off", lambda *_: None), "need not come"
    ),
    "what is known is told again": Mutant(lambda patch: patch.setattr(Rows, "is_known", lambda *_: False), "they know this already"),
    "what was met is invited to": Mutant(_what_was_met_is_invited_to, "was told"),
    "an older letter leaves after a newer one": Mutant(_says_it_again, "was told|was met|of no use|is over|was made anew"),
}
