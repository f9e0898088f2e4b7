"""What a dossier says of a case that is under way: that it moves to other rules, and that a step was told wrongly.

These facts name what only the running case knows, its lines and its terms; a dossier names a version, or a step by what it calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from casework.case import Case, Line
from casework.door import Telling
from casework.fact import Refused
from casework.folding import as_they_count
from casework.mistakes import CORRECTED, CORRECTIONS, WITHDRAWN
from casework.moving import telling_of
from casework.new_rules import CHANGED
from casework.programme import Programme
from casework.vocabulary import fact_from
from starters.moment import Moment

if TYPE_CHECKING:
    from starters.dossier import Dossier, Timed


class Said(BaseModel, frozen=True, extra="forbid"):
    """What such a step says; more is refused."""

    why: str = Field(min_length=3)


class OtherRules(Said, frozen=True):
    """The case lives under another version, of its own programme if no other is named."""

    version: str
    programme: str = ""


class TakenBack(Said, frozen=True):
    """A step was told by mistake."""

    step: str


class ToldOtherwise(Said, frozen=True):
    """A step was told wrongly: what is named here is what it should have said, the rest stays."""

    step: str
    instead: dict[str, Any] = {}
    happened: Moment | None = None


SAYS: dict[str, type[Said]] = {CHANGED: OtherRules, WITHDRAWN: TakenBack, CORRECTED: ToldOtherwise}


class SoFar(NamedTuple):
    """The case as it stands, its journal, the hour, and the programmes there are; `prefix` begins the id of each of its tellings."""

    case: Case
    lines: Sequence[Line]
    hour: datetime
    programmes: Sequence[Programme]
    prefix: str


def look_at(kind: str, fields: dict[str, Any]) -> Said:
    """What such a step says; raises Refused where it cannot be meant."""
    try:
        return SAYS[kind].model_validate(fields)
    except ValidationError as wrong:
        raise Refused("; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors())) from None


def telling(dossier: Dossier, timed: Timed, so_far: SoFar) -> Telling:
    """What a step tells this case, in the words of the case; raises Refused where it does not know what is meant."""
    told = dossier.telling(timed, prefix=so_far.prefix)
    match look_at(told.kind, told.fact) if told.kind in SAYS else None:
        case OtherRules() as said:
            moved = telling_of(so_far.case, _programme(said, so_far), by=told.by, why=said.why, at=timed.hour)
            return moved.model_copy(update={"id": told.id})
        case TakenBack() | ToldOtherwise() as said:
            return told.model_copy(update={"fact": _correction(dossier, said, so_far)})
    return told


def _programme(said: OtherRules, so_far: SoFar) -> Programme:
    name = said.programme or so_far.case.programme.name
    for programme in so_far.programmes:
        if (programme.name, programme.version) == (name, said.version):
            return programme
    raise Refused(f"there is no version {said.version} of {name}: see `itinerary programme list`")


def _correction(dossier: Dossier, said: TakenBack | ToldOtherwise, so_far: SoFar) -> dict[str, Any]:
    """A correction as it travels: by the number of the line, and for one told otherwise all that it should have said."""
    line = _line(dossier, said.step, so_far)
    common = {"line": line.number, "what": line.kind, "why": said.why}
    if isinstance(said, TakenBack):
        return common
    counts = as_they_count(so_far.lines).get(line.number) or line
    instead = fact_from(line.kind, counts.fact | said.instead).model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)
    happened = {"happened": said.happened.under(dossier.calendar).isoformat()} if said.happened else {}
    return common | happened | {"instead": instead}


def _line(dossier: Dossier, step: str, so_far: SoFar) -> Line:
    number = next(nth for nth, one in enumerate(dossier.steps, 1) if one.called == step)
    for line in so_far.lines:
        if line.telling == f"{so_far.prefix}.{number}":
            return line
    raise Refused(f"the step called {step} is not in the journal of this case")


def as_it_counts(steps: Sequence[Timed]) -> list[Timed]:
    """What is told in the end, by people who make no mistakes under one set of rules: for a forecast."""
    counts = {timed.number: timed for timed in steps if timed.step.tell and not timed.step.refused and timed.step.tell not in SAYS}
    numbers = {timed.step.called: timed.number for timed in counts.values() if timed.step.called}
    for timed in steps:
        match look_at(timed.step.tell, timed.step.fields) if timed.step.tell in CORRECTIONS and not timed.step.refused else None:
            case TakenBack() as said:
                counts.pop(numbers[said.step], None)
            case ToldOtherwise() as said if numbers[said.step] in counts:
                before = counts[numbers[said.step]]
                step = before.step.model_copy(update={"fields": before.step.fields | said.instead})
                counts[before.number] = before._replace(step=step)
    return list(counts.values())
