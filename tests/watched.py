"""What alert rules and dashboard speak of: their expressions, and the metrics and labels that these name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from runtime import metrics

DEPLOY = Path(__file__).parents[1] / "deploy"
RULES, DASHBOARD = DEPLOY / "prometheus" / "alerts.yml", DEPLOY / "grafana" / "itinerary.json"
RULE_TESTS = sorted(RULES.parent.glob("alerts_*test.yml"))

OURS = {metric.name: {*metric.labels} for metric in metrics.ALL}
OF_TEMPORAL = {
    "temporal_num_pollers": {"poller_type"},
    "temporal_sticky_cache_size": set[str](),
    "temporal_workflow_task_execution_failed_total": {"failure_reason"},
    "temporal_workflow_task_execution_latency_seconds_bucket": {"le"},
    "temporal_workflow_task_schedule_to_start_latency_seconds_bucket": {"le"},
}
"""Temporal's metrics that we stand on, with the labels we ask them for; a page of a real worker is held against it."""

OF_PROMETHEUS = {
    "up": {"job"},
    "ALERTS": {"alertname", "alertstate"},
    "node_filesystem_avail_bytes": {"fstype"},
    "node_filesystem_size_bytes": set[str](),
}
OF_A_TARGET = {"instance", "job", "part"}


def alerts() -> list[dict[str, Any]]:
    """Every alert rule."""
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """Every panel of the dashboard."""
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> list[str]:
    """Every question that rules and dashboard ask."""
    asked = [target["expr"] for panel in panels() for target in panel.get("targets", [])]
    return [rule["expr"] for rule in alerts()] + asked


def named_in(expression: str) -> set[str]:
    """The metrics that an expression names."""
    return set(re.findall(r"\b(?:itinerary|temporal|node)_\w+\b|\bup\b|\bALERTS\b", expression))


def labels_in(expression: str) -> set[str]:
    """The labels that an expression selects or sums by."""
    selected = {label for inside in re.findall(r"{([^}]*)}", expression) for label in re.findall(r"(\w+)\s*[=!]", inside)}
    return selected | {label.strip() for by in re.findall(r"\bby \(([^)]*)\)", expression) for label in by.split(",")}
