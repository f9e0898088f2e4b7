"""All that can be told, by its kind; how a fact is read from what somebody sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from casework import (
    adaptation,
    alliance,
    anytime,
    appointment_replies,
    appointments,
    assessment,
    autonomy,
    capability_mapping,
    career_plan,
    commitments,
    company_stays,
    contact_course,
    contract_changes,
    crossroads,
    cv,
    data_groups,
    documents,
    employability,
    employer_engagement,
    end_of_contract,
    exploration,
    in_work_support,
    interviews,
    job_goals,
    job_search,
    job_seeking,
    lasting_work,
    local_resources,
    mistakes,
    new_rules,
    placement,
    plan_follow_up,
    reaching,
    referral,
    registration,
    steps,
    surveys,
    talks,
    tracks,
    upskilling,
    vocational_profile,
    watch,
    workplace_support,
)
from casework.earlier_names import fields_now, kind_now
from casework.fact import Fact, Refused, kind_of

THEMES = (
    anytime, appointments, appointment_replies, reaching, watch, mistakes, new_rules, documents,
    exploration, referral, capability_mapping, placement, in_work_support, contract_changes, end_of_contract,
    interviews, data_groups, employability, career_plan, commitments, crossroads, adaptation, autonomy, local_resources,
    steps, alliance, vocational_profile, job_seeking, employer_engagement, workplace_support, lasting_work,
    contact_course, talks, job_goals, tracks, cv, job_search, upskilling, company_stays,
    registration, assessment, plan_follow_up, surveys,
)  # fmt: skip

AN_ID = "an id of letters, digits and hyphens, as X-1"
EXPECTED = {
    "int_": "a whole number",
    "float_": "a number",
    "date_": "a day, as 2026-05-04",
    "less_than_equal": "{le} at most",
    "greater_than_equal": "{ge} at least",
}
"""What a person reads of a value that cannot be meant, by how the sort of its fault begins."""


def facts_in(*themes: ModuleType) -> frozenset[type[Fact]]:
    """The facts that are told of these themes."""
    found = (v for theme in themes for v in vars(theme).values())
    return frozenset(v for v in found if isinstance(v, type) and issubclass(v, Fact) and isinstance(v.model_fields["kind"].default, str))


@cache
def vocabulary() -> dict[str, type[Fact]]:
    """Every fact there is, by kind."""
    return {kind_of(fact): fact for fact in sorted(facts_in(*THEMES), key=kind_of)}


def fact_from(kind: str, fields: Mapping[str, Any]) -> Fact:
    """The fact somebody means, perhaps by an earlier name of it; raises Refused naming the field that is wrong and what was expected."""
    fact = vocabulary().get(kind_now(kind))
    if fact is None:
        raise Refused(f"there is no fact called {kind}: see `itinerary facts` for what can be told")
    if unwritable(fields):
        raise Refused("a text holds signs that cannot be kept (a NUL or half a character): type it again")
    try:
        return fact.model_validate(fields_now(kind, fields) | {"kind": kind_now(kind)})
    except ValidationError as wrong:
        raise Refused("; ".join(_sentence(fact, error) for error in wrong.errors())) from None


def remembered(kind: str, fields: Mapping[str, Any]) -> Fact:
    """The fact of a journal line, which an earlier release may have written: renamed as today, without the fields that are gone.

    Raises LookupError for a kind of a release newer than this one.
    """
    fact = vocabulary().get(kind_now(kind))
    if fact is None:
        raise LookupError(f"the journal tells of {kind}, which this version does not know: install the newer version")
    return fact.model_validate(fields_now(kind, fields) | {"kind": kind_now(kind)}, extra="ignore")


def unwritable(told: object) -> bool:
    """True if a text, however deep, cannot be kept in PostgreSQL."""
    if isinstance(told, str):
        return "\x00" in told or any("\ud800" <= sign <= "\udfff" for sign in told)
    if isinstance(told, Mapping):
        return any(unwritable(part) for pair in told.items() for part in pair)
    return any(unwritable(part) for part in told) if isinstance(told, list | tuple | set) else False


def _sentence(fact: type[Fact], error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"]) or "fact"
    if error["type"] == "missing":
        return f"{field} is missing"
    if error["type"] == "extra_forbidden":
        known = ", ".join(name for name in fact.model_fields if name != "kind")
        return f"there is no field {field} here: there is {known}"
    if error["type"] == "string_pattern_mismatch":
        return f"{field}: expected {fact.model_fields[str(error['loc'][0])].description or AN_ID}"
    return f"{field}: {in_words(error)}"


def in_words(error: Any) -> str:
    """What is wrong with a value, as a person would say it."""
    expected = next((words for begins, words in EXPECTED.items() if str(error["type"]).startswith(begins)), "")
    if expected:
        return f"expected {expected.format(**error.get('ctx', {}))}, found {error['input']}"
    message = str(error["msg"]).removeprefix("Value error, ").replace("String", "The text")
    return f"{message[:1].lower()}{message[1:]}"
