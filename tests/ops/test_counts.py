"""Tests of what this process counts for its metrics: cards, sign-ins, applications, runs."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.application.steps import DONE, REFUSED, Step, StepOutcome
from models.journal.wakeup import WakeUp
from models.limits.table import Act, Counted
from models.mail.kinds import Template
from models.mail.outbox import MailState
from models.session.visit import NoticeState
from models.signature.refused_cards import REASONS, CardStep
from resolvers.session.sign_in import CARD_REFUSED, RAISES, SignInKind
from schema.root import schema
from tests.support import cards
from tests.support.people.people import Person, encoded, form
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import activated, holder
from tests.support.scenarios.applications import submitted
from tests.support.servers.process import until
from web.http.graphql.observe import Kind, Outcome
from web.http.graphql.stream import Streams
from web.ops.degraded import KINDS
from web.ops.health import REASONS as UNREADY
from web.ops.health import Health
from web.ops.metrics import Metrics
from web.processes.jobs import jobs
from web.processes.worker import Job, Worker

Read = dict[tuple[str, frozenset[tuple[str, str]]], float]


def _metrics(portal: TestPortal) -> Metrics:
    health = Health(portal.services, kept_seconds=0)
    return Metrics(portal.services, health=health, streams=Streams())


async def _read(metrics: Metrics) -> Read:
    text = (await metrics.written()).decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _at(found: Read, name: str, **labels: str) -> float:
    return found[f"gpszone_{name}", frozenset(labels.items())]


async def _submitted(portal: TestPortal) -> Person:
    """Return a person who has applied here and now, so that it was counted."""
    person = Person.at(portal)
    await person.apply()
    await person.bind()
    return person


async def test_cards_are_counted_by_step_and_reason(portal: TestPortal) -> None:
    metrics = _metrics(portal)
    expired = cards.citizen(not_after=cards.AT - cards.DAY)
    person = Person.at(portal, expired)
    await person.do(
        "checkCertificate", "checked", certificate=encoded(expired.signature_certificate)
    )
    await person.apply()
    await person.bind()
    await _submitted(portal)

    found = await _read(metrics)

    for step in CardStep:
        assert _at(found, "cards_refused_total", step=step, reason="CERTIFICATE_EXPIRED") == 1
        assert _at(found, "cards_refused_total", step=step, reason="CERTIFICATE_REVOKED") == 0
    assert _at(found, "cards_accepted_total", step="signed") == 1
    assert _at(found, "cards_accepted_total", step="read") == 0


async def test_sign_ins_are_counted_by_kind_of_person_and_outcome(portal: TestPortal) -> None:
    metrics = _metrics(portal)
    alice = await activated(portal, Person.at(portal))
    await alice.sign_in()
    await bruno(portal)
    await Person.at(portal, cards.citizen(not_after=cards.AT - cards.DAY)).sign_in()
    await Person.at(portal, cards.citizen(subject_serial="0000000000000004")).sign_in()

    found = await _read(metrics)

    assert _at(found, "sign_ins_total", kind="BUSINESS", outcome="SIGNED_IN") == 1
    assert _at(found, "sign_ins_total", kind="STAFF", outcome="SIGNED_IN") == 1
    assert _at(found, "sign_ins_total", kind="UNKNOWN", outcome=CARD_REFUSED) == 1
    assert _at(found, "sign_ins_total", kind="UNKNOWN", outcome="CARD_NOT_BOUND") == 1


async def test_a_sign_in_that_an_account_refuses_is_of_its_kind(portal: TestPortal) -> None:
    metrics = _metrics(portal)
    applicant = await submitted(portal)

    await applicant.sign_in()

    found = await _read(metrics)
    assert _at(found, "sign_ins_total", kind="APPLICANT", outcome="CARD_WAITS") == 1
    assert _at(found, "sign_ins_total", kind="UNKNOWN", outcome="CARD_WAITS") == 0


async def test_steps_of_applications_are_counted_by_outcome(portal: TestPortal) -> None:
    metrics = _metrics(portal)
    before = await _read(metrics)
    alice = Person.at(portal)
    await alice.apply({**form(), "contactEmail": "?"})
    await activated(portal, alice)
    await Person.at(portal, cards.company()).activate("0" * 43)

    after = await _read(metrics)

    def more(step: Step, outcome: StepOutcome) -> float:
        name = "applications_total"
        labels = {"step": str(step), "outcome": str(outcome)}
        return _at(after, name, **labels) - _at(before, name, **labels)

    assert more(Step.FORM, StepOutcome.REFUSED) == 1
    assert more(Step.FORM, StepOutcome.DONE) == 1
    assert more(Step.CARD, StepOutcome.DONE) == 1
    assert more(Step.REVIEW, StepOutcome.APPROVED) == 1
    assert more(Step.ACTIVATION, StepOutcome.DONE) == 1
    assert more(Step.ACTIVATION, StepOutcome.REFUSED) == 1
    assert more(Step.REVIEW, StepOutcome.REJECTED) == 0


def test_the_steps_that_are_refused_are_mutations() -> None:
    mutations = schema._schema.mutation_type
    assert mutations is not None
    assert set(REFUSED) <= set(mutations.fields)


async def test_runs_of_jobs_are_counted_by_outcome(portal: TestPortal) -> None:
    metrics = _metrics(portal)

    async def once() -> bool:
        return False

    async def broken() -> bool:
        raise ZeroDivisionError

    pause = timedelta(hours=1)
    worker = Worker(
        [
            Job(name="good", run_once=once, pause=pause),
            Job(name="bad", run_once=broken, pause=pause),
        ],
        wakeup=WakeUp(),
    )
    metrics.attend(worker)

    async def ran() -> None:
        await until(lambda: sum(worker.runs().values()) == 2)
        worker.stop()

    await asyncio.gather(worker.run(), ran())

    found = await _read(metrics)
    assert _at(found, "job_runs_total", job="good", outcome="done") == 1
    assert _at(found, "job_runs_total", job="bad", outcome="failed") == 1
    assert _at(found, "job_runs_total", job="bad", outcome="done") == 0


async def test_letters_that_wait_are_measured_by_kind_and_age(portal: TestPortal) -> None:
    metrics = _metrics(portal)
    await submitted(portal)
    await portal.review()
    portal.clock.forward(timedelta(minutes=2))

    found = await _read(metrics)

    assert _at(found, "letters_waiting", kind="passed") == 1
    assert _at(found, "letter_oldest_seconds", kind="passed") == 120
    assert _at(found, "letters_waiting", kind="closed") == 0
    assert _at(found, "letter_oldest_seconds", kind="closed") == 0


def _declared(portal: TestPortal) -> dict[str, set[str]]:
    """Return the values that each label may have, from their declarations."""
    issuers = {issuer.name for issuer in portal.services.trust.store.issuers.values()}
    duties = {job.name for job in jobs(portal.services)}
    signed = {error.code for error in RAISES}
    return {
        "act": {act.value for act in Act},
        "by": {counted.value for counted in Counted},
        "issuer": issuers,
        "job": duties,
        "kind": {
            *(kind.value for kind in Kind),
            *KINDS,
            *Template,
            *SignInKind,
            *("review", "mail", "logout"),
        },
        "outcome": {
            *(outcome.value for outcome in Outcome),
            *StepOutcome,
            *("done", "failed", "SIGNED_IN", CARD_REFUSED),
            *signed,
        },
        "reason": {*REASONS, *UNREADY},
        "state": {*MailState, *NoticeState},
        "step": {*CardStep, *Step},
        "version": {portal.services.version},
    }


def _labels(found: Read) -> Iterator[tuple[str, str]]:
    for name, pairs in found:
        yield from (pair for pair in pairs if name.startswith("gpszone_") and pair[0] != "le")


async def test_every_value_of_a_label_comes_from_a_declaration(portal: TestPortal) -> None:
    worker = Metrics(portal.services, health=Health(portal.services, kept_seconds=0))
    worker.attend(Worker(jobs(portal.services), wakeup=WakeUp()))
    alice = await holder(portal)
    await Person.at(portal, cards.company()).sign_in()
    await alice.do("signOut", "__typename", clientMutationId="1")
    declared = _declared(portal)

    for metrics in (_metrics(portal), worker):
        found = await _read(metrics)
        assert {label for label, _ in _labels(found)} <= set(declared)
        for label, value in _labels(found):
            assert value in declared[label], (label, value)
        for secret in (COMPANY.control_number, COMPANY.business_email, "測試", "TP0000"):
            assert secret not in str(found)


async def test_all_that_is_declared_is_there_before_it_happens(portal: TestPortal) -> None:
    found = await _read(_metrics(portal))

    refused = {pairs for name, pairs in found if name == "gpszone_cards_refused_total"}
    assert len(refused) == len(list(product(CardStep, REASONS)))
    steps = {pairs for name, pairs in found if name == "gpszone_applications_total"}
    assert len(steps) == len(set(DONE.values())) + len(set(REFUSED.values()))


@pytest.mark.parametrize("name", ["_days", "_minutes", "_hours", "_ms", "_milliseconds"])
async def test_times_are_in_seconds(portal: TestPortal, name: str) -> None:
    found = await _read(_metrics(portal))

    assert [metric for metric, _ in found if metric.endswith(name)] == []
