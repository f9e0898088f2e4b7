"""Who may see a field is a property of the fact's field (X-08)."""

from __future__ import annotations

from typing import Any

import pytest

from casework import (
    alliance,
    anytime,
    capability_mapping,
    employer_engagement,
    exploration,
    in_work_support,
    lasting_work,
    mistakes,
    placement,
    vocational_profile,
    watch,
    workplace_support,
)
from casework.fact import READERS, WITHHELD, Fact, as_seen_by, kind_of, seen_by
from casework.vocabulary import vocabulary
from tests import kina_road as road

SENSITIVE: list[tuple[type[Fact], str]] = [
    (exploration.ProbeAnswered, "answer"),
    (exploration.ProbeAnswered, "severity"),
    (exploration.BarrierFound, "type"),
    (exploration.BarrierFound, "severity"),
    (exploration.SolutionTried, "what"),
    (exploration.BarrierSettled, "judgement"),
    (exploration.Relapsed, "why"),
    (exploration.Referred, "reason"),
    (exploration.GateOverridden, "reason"),
    (in_work_support.AbsenceBegan, "reason"),
    (in_work_support.ContractEnded, "why"),
    (in_work_support.ConflictReported, "what"),
    (placement.ContractSigned, "age"),
    (capability_mapping.AttitudeRecorded, "attitude"),
    (capability_mapping.AttitudeRecorded, "motivation"),
    (anytime.TeamConsulted, "advice"),
    (anytime.CaseClosed, "why"),
    (mistakes.FactCorrected, "instead"),
    (alliance.StrategyAgreed, "situation"),
    (alliance.StrategyAgreed, "response"),
    (alliance.SituationLogged, "situation"),
    (alliance.AllianceRated, "rating"),
    (vocational_profile.ObstacleFound, "obstacle"),
    (vocational_profile.ReflectionHeld, "learnt"),
    (employer_engagement.FinancesClarified, "subsidy"),
    (employer_engagement.MatchWeighed, "mismatches"),
    (workplace_support.OffJobItemFound, "area"),
    (lasting_work.JobLost, "why"),
]
NOT_ABOUT_HEALTH_OR_FAMILY = {
    "wish_recorded.wish",
    "goal_set.goal",
    "ability_recorded.ability",
    "diploma_recorded.title",
    "quality_recorded.quality",
    "training_started.course",
    "application_sent.job",
    "guidance_agreed.how_often",
    "guidance_agreed.topics",
    "appointment_made.place",
    "convocation_made.place",
    "days_counted.month",
    "seeker_prepared.topic",
    "workplace_analysed.environment",
    "benefit_hours_paid.month",
    "search_strategy_agreed.job_types",
    "search_strategy_agreed.company_research",
    "education_chosen.education",
    "registered.looks_for",
}
"""Free text for everyone on the case: what a person wants and can at work, and where and when to meet."""

IDS = {
    *("barrier", "appointment", "workplace", "of", "kind", "refused", "teller", "what", "why", "sort", "towards"),
    *("alternative", "from_goal", "offer"),
    *("number", "method", "programme", "version", "terms", "opening"),
    *("channel", "level", "autonomy", "result"),
}
"""Ids, codes and sentences of the product's own."""


@pytest.mark.parametrize(("fact", "field"), SENSITIVE)
def test_what_is_sensitive_is_restricted_x_08(fact, field):
    assert seen_by(fact, field) == "restricted"


def test_a_note_is_never_for_everyone_x_08():
    assert {seen_by(fact, "note") for fact in vocabulary().values()} == {"restricted"}


def test_every_free_text_is_restricted_or_known_to_be_harmless_x_08():
    by_the_system = {"opened", "telling_refused", "work_failed"}
    texts = {
        f"{kind_of(fact)}.{name}"
        for fact in vocabulary().values()
        for name, field in fact.model_fields.items()
        if field.annotation is str and seen_by(fact, name) == "everyone" and not _is_an_id(fact, name) and name not in IDS - {"what", "why"}
    }

    assert {text for text in texts if text.split(".")[0] not in by_the_system} == NOT_ABOUT_HEALTH_OR_FAMILY


def test_a_reason_is_never_for_everyone_x_08():
    told_by_people = [fact for fact in vocabulary().values() if "why" in fact.model_fields and fact is not watch.TellingRefused]

    assert {seen_by(fact, "why") for fact in told_by_people} == {"restricted"}
    assert seen_by(anytime.Paused, "reason") == "restricted", "sickness is a reason to pause"


def test_what_is_not_for_a_reader_is_said_to_be_withheld_and_not_left_out_x_08():
    told = road.with_a_side_problem().told("probe_answered")[0].fact

    assert as_seen_by("restricted", exploration.ProbeAnswered, told) == told
    assert as_seen_by("everyone", exploration.ProbeAnswered, told) == {
        "of": "health",
        "answer": WITHHELD,
        "barrier": "b1",
        "severity": WITHHELD,
    }


def test_the_supervisor_sees_all_and_each_reader_no_more_than_the_next_x_08():
    for fact in vocabulary().values():
        told: dict[str, Any] = dict.fromkeys(fact.model_fields, "something")
        hidden = [sum(value == WITHHELD for value in as_seen_by(reader, fact, told).values()) for reader in READERS]
        assert hidden == sorted(hidden, reverse=True)
        assert hidden[-1] == 0


def test_a_field_that_is_no_longer_known_is_for_the_supervisor_only_x_08():
    told = {"forgotten": "secret"}

    assert as_seen_by("restricted", anytime.RemarkMade, told) == {"forgotten": WITHHELD}
    assert as_seen_by("supervisor", anytime.RemarkMade, told) == told


def test_no_letter_about_a_side_problem_or_a_promise_carries_what_is_restricted_x_08():
    clock = road.referred().days_pass(60)

    values = {value for message in clock.letters() for value in message.values.values()}
    assert not values & {"debts", "health"}


def test_ids_of_things_tell_nothing_x_08():
    clock = road.referred()

    assert set(clock.case.barriers) | set(clock.case.referrals) == {"b1", "r1"}
    assert not [key for key in clock.case.agenda if "debts" in key]


def _is_an_id(fact: type[Fact], name: str) -> bool:
    return any(getattr(rule, "pattern", None) for rule in fact.model_fields[name].metadata) and name != "month"
