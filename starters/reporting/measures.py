"""Which facts a report counts as what: the one table where every method is put under the same measures, by the kinds of its facts.

Found, got and kept are the three results of SV-01; each method tells of them in its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from casework.earlier_names import KINDS, kind_now
from casework.mistakes import CORRECTIONS


class Sign(NamedTuple):
    """A fact that counts: its kind, and if not every one does, what one of its fields has to say."""

    kind: str
    field: str = ""
    says: tuple[str, ...] = ()

    def fits(self, kind: str, fact: Mapping[str, Any]) -> bool:
        return kind == self.kind and (not self.field or fact.get(self.field) in self.says)


class Quota(NamedTuple):
    """A share that a programme promises over all its cases, by the name it has there (DA-04).

    `group`: what makes a case one of them; `exempted` and `no_longer` say of it that it is, or is no more, exempted.
    """

    name: str
    group: str
    held: str
    exempted: str = "exempted"
    no_longer: str = "exemption_ended"


FOUND = (
    Sign("application_answered", "outcome", ("interview", "offer")),
    Sign("employer_answered", "answer", ("offer",)),
    Sign("dialogue_answered", "result", ("offer",)),
    Sign("workplace_chosen"),
    Sign("contract_signed"),
    Sign("self_employment_started"),
)
"""An employer wants to go on: an interview, an offer, a workplace, a contract."""

SIGNED, CONVERTED, EXTENDED, OWN_BUSINESS = "contract_signed", "placement_converted", "work_extended", "self_employment_started"
JOBS = ("regular", "wage_subsidy")
"""Sorts of contract that are a paid job on the open labour market (SV-01); the others are on the way to one."""

BEGUN_WHEN_TOLD = {"supported_employment": "work_begun"}
"""Methods that tell when work has begun; in the others a job begins on the day its contract says."""

LOST = (
    Sign("contract_ended"),
    Sign("job_lost"),
    Sign("company_stay_ended", "result", ("neither",)),
    Sign("self_employment_ended"),
)
NEVER_BEGUN = (Sign("job_fell_through"), Sign("offer_withdrawn"), Sign("job_lost", "by", ("never began",)))

OUTCOME_IN_WORK = (
    Sign("outcome_recorded", "outcome", ("stays with host", "other regular job")),
    Sign("case_closed", "outcome", ("work",)),
    Sign("itinerary_closed", "result", ("work", "own_business")),
)
OUTCOME_WITHOUT_WORK = (Sign("outcome_recorded", "outcome", ("training", "no job", "other")),)

SAID_TO_LAST = "job_kept"
"""The result "keep" as Supported Employment records it (SV-01)."""

OVERRIDES = ("gate_overridden", "phase_skipped")
"""The method is guidance, not law; what was set aside is counted (NL-14, NL-43)."""

QUOTAS = (
    Quota("talks", group="unemployment_reported", held="talk_held"),
    Quota("offers", group="unemployment_reported", held="measure_offered"),
)


def kinds_counted() -> frozenset[str]:
    """Every kind that is looked for."""
    signs = (*FOUND, *LOST, *NEVER_BEGUN, *OUTCOME_IN_WORK, *OUTCOME_WITHOUT_WORK)
    of_quotas = (kind for quota in QUOTAS for kind in quota[1:])
    single = (SIGNED, CONVERTED, EXTENDED, OWN_BUSINESS, SAID_TO_LAST, *BEGUN_WHEN_TOLD.values(), *OVERRIDES, *of_quotas)
    return frozenset({sign.kind for sign in signs}.union(single))


def kinds_read() -> list[str]:
    """Every kind that is read from the journal, by earlier names too; of corrections only that there are some."""
    counted = kinds_counted()
    return sorted({*counted, *CORRECTIONS, *(earlier for earlier in KINDS if kind_now(earlier) in counted)})


def says(signs: Iterable[Sign], kind: str, fact: Mapping[str, Any]) -> bool:
    """True if the fact is one of these signs."""
    return any(sign.fits(kind, fact) for sign in signs)
