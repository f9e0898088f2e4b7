"""Alert rules, their tests, the dashboard and the page for operators speak of the same things, and of things there are."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from runtime import metrics
from tests.watched import (
    OF_A_TARGET,
    OF_PROMETHEUS,
    OF_TEMPORAL,
    OURS,
    RULE_TESTS,
    RULES,
    alerts,
    expressions,
    labels_in,
    named_in,
    panels,
)

OPERATE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text()
KNOWN = OURS | OF_TEMPORAL | OF_PROMETHEUS


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_and_label_that_is_asked_for_exists(expression: str):
    assert named_in(expression) <= KNOWN.keys()
    assert labels_in(expression) <= {label for name in named_in(expression) for label in KNOWN[name]} | OF_A_TARGET


def test_every_metric_of_ours_is_on_the_dashboard_and_in_the_page_for_operators():
    shown = {name for panel in panels() for target in panel.get("targets", []) for name in named_in(target["expr"])}
    table = [f"| `{m.name}`{' by ' + ' and '.join(m.labels) if m.labels else ''} | {m.says} |" for m in metrics.ALL]

    assert OURS.keys() <= shown
    assert [row for row in table if row not in OPERATE] == []


def test_every_alert_says_what_is_wrong_what_to_do_and_where_more_is_written():
    for alert in alerts():
        said = alert["annotations"]
        assert said.keys() == {"summary", "do", "runbook_url"}
        assert said["runbook_url"] == f"docs/operate.md#{alert['alert'].lower()}"
        assert said["summary"].endswith(".")
        assert said["do"].endswith(".")
        assert alert["labels"]["severity"] in ("critical", "warning")


def test_every_alert_has_its_section_in_the_page_for_operators_and_no_section_is_left_over():
    part = OPERATE.partition("## What each alert means")[2].partition("\n## ")[0]
    sections = dict(re.findall(r"^### (\w+)\n\n(.+)", part, re.MULTILINE))

    assert list(sections) == [alert["alert"] for alert in alerts()]
    for alert in alerts():
        assert sections[alert["alert"]].startswith("Critical. ") == (alert["labels"]["severity"] == "critical"), alert["alert"]


def test_every_alert_is_seen_to_come_in_the_tests_of_the_rules():
    told = [test for file in RULE_TESTS for group in yaml.safe_load(file.read_text())["tests"] for test in group["promql_expr_test"]]
    come = {name for test in told if test["exp_samples"] for name in re.findall(r'alertname="(\w+)"', test["expr"])}

    assert come == {alert["alert"] for alert in alerts()}
    assert any(test["expr"] == "ALERTS" and not test["exp_samples"] for test in told)


def test_the_rules_pass_their_tests():
    promtool = shutil.which("promtool")
    if not promtool:
        pytest.skip("promtool is not installed (Debian has it in the package prometheus): `make alerts` runs these tests")

    checks = [["check", "rules", RULES], ["check", "config", RULES.with_name("prometheus.yml")], ["test", "rules", *RULE_TESTS]]
    for check in checks:
        found = subprocess.run([promtool, *check], capture_output=True, text=True, check=False, timeout=300)
        assert found.returncode == 0, found.stdout + found.stderr


def test_every_panel_says_in_a_sentence_what_it_shows():
    for panel in panels():
        assert panel["type"] == "row" or panel["description"].endswith("."), panel["title"]
        assert all(target["datasource"]["uid"] == "${datasource}" for target in panel.get("targets", []))


def test_panels_have_ids_of_their_own_and_cover_no_other():
    places = [{(x, y) for x in _across(p["gridPos"], "x", "w") for y in _across(p["gridPos"], "y", "h")} for p in panels()]

    assert len({panel["id"] for panel in panels()}) == len(panels())
    assert [one for one, other in itertools.combinations(places, 2) if one & other] == []
    assert max(x for place in places for x, _ in place) == 23


def _across(position: dict[str, int], start: str, length: str) -> range:
    return range(position[start], position[start] + position[length])
