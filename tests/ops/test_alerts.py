"""Tests of the rules for Prometheus: promtool runs them, and the service writes their metrics."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from models.journal.wakeup import WakeUp
from models.signature.refused_cards import REASONS as CARD_REASONS
from resolvers.session.sign_in import DONE as SIGNED_IN
from tests.support.paths import ROOT
from tests.support.portal import TestPortal
from tests.support.run.programs import program
from web.http.graphql.observe import Outcome
from web.http.graphql.stream import Streams
from web.ops.degraded import KINDS
from web.ops.health import REASONS, Health
from web.ops.metrics import Metrics
from web.processes.jobs import jobs
from web.processes.worker import Worker

RULES = ROOT / "ops" / "prometheus"
TESTS = yaml.safe_load((RULES / "tests.yml").read_text(encoding="utf-8"))["tests"]
_METRIC = re.compile(r"\b(?:gpszone|process)_\w+")
_RECORDED = re.compile(r"\bgpszone:[\w:]+")
_LABEL = re.compile(r'\b(kind|reason|outcome)="(\w+)"')


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of a file; ``name`` is that of the alert or of the recorded series."""

    name: str
    expr: str
    severity: str = ""
    summary: str = ""
    description: str = ""
    runbook: str = ""


def _rules(file: str) -> Iterator[Rule]:
    for group in yaml.safe_load((RULES / file).read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            yield Rule(
                name=rule.get("alert") or rule["record"],
                expr=rule["expr"],
                severity=rule.get("labels", {}).get("severity", ""),
                **rule.get("annotations", {}),
            )


ALERTS, RECORDED = list(_rules("alerts.yml")), list(_rules("recording.yml"))


async def _written(portal: TestPortal) -> set[str]:
    """Return the names of all series that a web process and a worker write."""
    names = set()
    worker = Metrics(portal.services, health=Health(portal.services))
    worker.attend(Worker(jobs(portal.services), wakeup=WakeUp()))
    web = Metrics(portal.services, health=Health(portal.services), streams=Streams())
    for metrics in (worker, web):
        text = (await metrics.written()).decode()
        for family in text_string_to_metric_families(text):
            names.add(f"{family.name}_total" if family.type == "counter" else family.name)
            if family.type == "histogram":
                names.update(f"{family.name}_{part}" for part in ("bucket", "count", "sum"))
    return names


def _labels(label: str) -> set[str]:
    found = (_LABEL.findall(rule.expr) for rule in ALERTS)
    return {value for pairs in found for name, value in pairs if name == label}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml", "recording.yml"),
        ("test", "rules", "tests.yml"),
    ],
    ids=" ".join,
)
def test_promtool_accepts(arguments: tuple[str, ...]) -> None:
    promtool = program("promtool", package="prometheus")

    ended = subprocess.run([promtool, *arguments], cwd=RULES, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_promtool_refuses_a_test_that_does_not_hold(tmp_path: Path) -> None:
    promtool = program("promtool", package="prometheus")
    for file in RULES.iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    alerts = tmp_path / "alerts.yml"
    text = alerts.read_text(encoding="utf-8")
    alerts.write_text(text.replace("gpszone_ready == 0", "gpszone_ready == 7"), encoding="utf-8")

    command = [promtool, "test", "rules", "tests.yml"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert ended.returncode == 1
    assert "GpszoneNodeNotReady" in ended.stdout + ended.stderr


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule.name)
def test_each_alert_is_tested_where_it_fires_and_where_it_does_not(rule: Rule) -> None:
    expected = [
        bool(case["exp_alerts"])
        for test in TESTS
        for case in test.get("alert_rule_test", [])
        if case["alertname"] == rule.name
    ]

    assert set(expected) == {True, False}


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule.name)
def test_each_alert_says_how_bad_it_is_and_what_to_look_at(rule: Rule) -> None:
    page, _, chapter = rule.runbook.partition("#")
    text = (ROOT / page).read_text(encoding="utf-8")

    assert rule.severity in {"critical", "warning"}
    assert rule.summary
    assert rule.description.endswith((".", ","))
    assert page.startswith("docs/operate/")
    assert not chapter or f"# {chapter}" in text.lower()


async def test_every_metric_of_the_rules_is_written(portal: TestPortal) -> None:
    written = await _written(portal)
    series = {name for test in TESTS for name in _series_of(test)}
    text = " ".join(f"{rule.expr} {rule.description}" for rule in (*ALERTS, *RECORDED))

    named = {*_METRIC.findall(text), *(name for name in series if _METRIC.fullmatch(name))}

    assert len(named) > 25
    assert named - written == set()


def _series_of(test: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    for series in test["input_series"]:
        yield series["series"].partition("{")[0]


def test_every_recorded_series_of_an_alert_is_recorded() -> None:
    recorded = {rule.name for rule in RECORDED}

    for rule in ALERTS:
        assert set(_RECORDED.findall(rule.expr)) <= recorded


def test_each_kind_of_degradation_has_one_alert() -> None:
    of_kinds = [rule for rule in ALERTS if "gpszone_degraded" in rule.expr]

    assert _labels("kind") == set(KINDS)
    assert len(of_kinds) == len(KINDS)


def test_alerts_about_cards_and_sign_ins_name_only_what_is_declared() -> None:
    named = {
        value
        for rule in (*ALERTS, *RECORDED)
        for values in re.findall(r'(?:reason=~|outcome!=)"([\w|]+)"', rule.expr)
        for value in values.split("|")
    }

    assert len(named) > 2
    assert named <= {*CARD_REASONS, SIGNED_IN}


def test_the_rules_name_only_values_that_the_service_writes() -> None:
    outcomes = {value for rule in RECORDED for _, value in _LABEL.findall(rule.expr)}

    assert _labels("reason") <= set(REASONS)
    assert outcomes <= {outcome.value for outcome in Outcome}
