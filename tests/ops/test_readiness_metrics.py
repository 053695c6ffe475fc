"""Tests of readiness, what is degraded and what a process is, as metrics."""

import ast
import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.calendar.office_year import OfficeYear
from models.core.rules import TAIWAN
from models.journal.wakeup import WakeUp
from models.mail.outbox import Mail
from tests.support.paths import ROOT
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import suspension
from tests.support.servers.process import until
from web.http.graphql.stream import Streams
from web.ops.degraded import KINDS
from web.ops.health import REASONS, Health
from web.ops.metrics import Metrics
from web.processes.serve import sources_of
from web.processes.worker import Job, Worker

Read = dict[tuple[str, str], float]


async def read(metrics: Metrics) -> Read:
    """Read the metrics by their name and the values of their labels."""
    text = (await metrics.written()).decode()
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def present(found: Read, name: str) -> set[str]:
    return {label for (metric, label), value in found.items() if metric == name and value}


def web_metrics(portal: TestPortal) -> tuple[Metrics, Health]:
    health = Health(portal.services, kept_seconds=0)
    return Metrics(portal.services, health=health, streams=Streams()), health


async def test_readiness_is_a_metric_with_its_reason(portal: TestPortal) -> None:
    metrics, health = web_metrics(portal)
    await until(lambda: portal.services.journal.silent_for is not None)

    ready = await read(metrics)
    health.stopping = True
    stopping = await read(metrics)

    assert ready["gpszone_ready", ""] == 1
    assert present(ready, "gpszone_unready") == set()
    assert stopping["gpszone_ready", ""] == 0
    assert present(stopping, "gpszone_unready") == {"stopping"}
    assert {label for name, label in ready if name == "gpszone_unready"} == set(REASONS)


async def test_a_worker_has_no_readiness(portal: TestPortal) -> None:
    health = Health(portal.services, kept_seconds=0)

    found = await read(Metrics(portal.services, health=health))

    assert ("gpszone_ready", "") not in found
    assert ("gpszone_degraded", "mail") in found


async def test_what_is_degraded_is_a_metric_by_kind(portal: TestPortal) -> None:
    metrics, health = web_metrics(portal)
    await suspension(portal)
    before = await read(metrics)

    await Mail.all().update(queued_at=portal.clock() - timedelta(minutes=11))
    after = await read(metrics)

    assert "outbox_seconds" not in present(before, "gpszone_degraded")
    assert "outbox_seconds" in present(after, "gpszone_degraded")
    assert present(after, "gpszone_degraded") == set((await health.readiness()).degraded)


def _named_in(file: Path) -> Iterator[str]:
    """List the keys that a file gives to dictionaries of what is degraded."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.Dict):
            found = list(node.keys)
        elif isinstance(node, ast.Subscript):
            found = [node.slice]
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            found = [pair.elts[0] for pair in node.iter.elts if isinstance(pair, ast.Tuple)]
        yield from (str(key.value) for key in found if isinstance(key, ast.Constant))


async def test_every_kind_of_degradation_has_a_metric(portal: TestPortal) -> None:
    sources = sources_of(portal.services)

    named = {*_named_in(ROOT / "web/ops/degraded.py"), "measures", *sources}

    assert named == set(KINDS)


async def test_a_review_that_is_late_by_the_office_calendar_is_measured(
    portal: TestPortal,
) -> None:
    metrics, _ = web_metrics(portal)
    await submitted(portal)
    day = portal.clock().astimezone(TAIWAN).date()
    free = {date.isoformat(day), date.isoformat(day + timedelta(days=1))}
    await OfficeYear.create(
        year=day.year, free=sorted(free), replaced_at=portal.clock(), replaced_by="staff:1"
    )
    due = timedelta(days=3) - _since_midnight(portal)

    portal.clock.forward(due - timedelta(minutes=1))
    in_time = await read(metrics)
    portal.clock.forward(timedelta(minutes=3))
    late = await read(metrics)

    assert in_time["gpszone_review_overdue_seconds", ""] == 0
    assert late["gpszone_review_overdue_seconds", ""] == pytest.approx(120)


def _since_midnight(portal: TestPortal) -> timedelta:
    here = portal.clock().astimezone(TAIWAN)
    return here - here.replace(hour=0, minute=0, second=0, microsecond=0)


async def test_a_job_says_how_long_it_pauses(portal: TestPortal) -> None:
    metrics, _ = web_metrics(portal)

    async def once() -> bool:
        return False

    job = Job(name="good", run_once=once, pause=timedelta(minutes=15))
    metrics.attend(Worker([job], wakeup=WakeUp()))
    await asyncio.sleep(0)

    found = await read(metrics)

    assert found["gpszone_job_pause_seconds", "good"] == 900
    assert ("gpszone_job_last_success_seconds", "good") not in found


async def test_a_process_says_what_it_is_and_what_it_uses(portal: TestPortal) -> None:
    metrics, _ = web_metrics(portal)

    found = await read(metrics)

    assert found["gpszone_build_info", portal.services.version] == 1
    assert found["process_resident_memory_bytes", ""] > 0
    assert found["process_open_fds", ""] > 0
    assert found["process_start_time_seconds", ""] > 0
