"""``python -m web check``: look at everything that the service needs, one line each."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
from tortoise.exceptions import OperationalError

from models.card.list_scopes import hosts_unlike_cards
from models.core.errors import Failure
from models.core.mode import Mode
from models.core.rules import CLOCK_DRIFT_WARNED
from models.database import migrate
from models.database.deadlines import SERVING
from models.database.probe import check_writable
from models.database.staging import require_mode
from models.database.transaction import opened
from models.database.unavailable import DatabaseUnavailable
from models.outside.counters import RedisCounters
from models.outside.lists import fetch_list
from models.outside.ocsp import ask
from models.pki.crl.same_hosts import hosts_of
from models.pki.crl.status import CertificateRevoked, RevocationList, RevocationUnknown
from models.pki.ocsp.request import NONCE_OCTETS
from models.pki.ocsp.status import Question, judge_answer
from models.pki.path.trust import TrustStore
from models.revocation.lists_on_hand import lists_on_hand
from models.settings.settings import Settings
from resolvers.health.check import Check, CheckFailed, Finding, reaching, run_checks
from resolvers.health.measure import clock_drift
from resolvers.revocation.refresh import read_authority_list, read_card_list
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.failures import ending_of
from web.cli.common.office_calendar import office_calendar_said
from web.cli.common.output import answer, json_option
from web.cli.common.runner import OperatorCommand
from web.cli.go_live.checks import go_live_checks
from web.cli.go_live.issuers import issuers_in_force
from web.cli.settings import Trust, of_demo, settings_of, trust_with
from web.clock import epoch, now
from web.ops.database_failures import NOT_MIGRATED
from web.processes.jobs import registry_of, transport_of

# A list has tens of megabytes.
SECONDS = 120.0
# A request waits for Redis a quarter of a second; who only looks may wait for a busy machine.
REDIS_SECONDS = 10.0
# A serial number that no certificate has; an answer about it is as good as any.
SERIAL_BYTES = 8


@click.command(cls=OperatorCommand)
@click.option(
    "--go-live",
    is_flag=True,
    help="Look besides at what only the real surroundings show, before the first real card.",
)
@json_option
@of_demo
async def check(*, go_live: bool, state: Path | None) -> None:
    settings = settings_of(state)
    trust = trust_with(settings, state)
    async with opened(settings.database_url, deadlines=SERVING):
        checks = _checks(settings, trust)
        if go_live:
            checks |= go_live_checks(settings, partial(_store, trust))
        findings = await run_checks(checks, seconds=SECONDS, explain=_explained)
    findings.insert(0, Finding(name="settings", sound=True, said=_whose(settings)))
    answer(_lines(findings), data=[asdict(finding) for finding in findings])
    failed = [finding.name for finding in findings if not finding.sound]
    if failed:
        raise CommandFailed(Exit.UNAVAILABLE, f"not as it should be: {', '.join(failed)}")


def _whose(settings: Settings) -> str:
    staging = ", staging: test authorities may count" if settings.mode is Mode.STAGING else ""
    return f"of {settings.origin}{staging}"


def _lines(findings: list[Finding]) -> Iterator[str]:
    widest = max(len(finding.name) for finding in findings)
    for finding in findings:
        yield f"{finding.name:{widest}}  {'ok' if finding.sound else 'FAILED':6}  {finding.said}"


def _explained(fault: Exception) -> str:
    if isinstance(fault, CheckFailed):
        return str(fault)
    ending = ending_of(fault)
    if ending.code is not Exit.SOFTWARE:
        return ending.sentence
    return fault.code if isinstance(fault, Failure) else f"{type(fault).__name__}: {fault}"


def _checks(settings: Settings, trust: Trust) -> dict[str, Check]:
    checks: dict[str, Check] = {
        "database": partial(_database, settings),
        "migrations": partial(_migrations, settings.mode),
        "clock": _clock,
        "trust": partial(_trust, trust),
        "office calendar": office_calendar_said,
    }
    outside: dict[str, Check] = {
        "registry": partial(_registry, settings),
        "mail": partial(_mail, settings),
    }
    if settings.operation.redis_url:
        outside["redis"] = partial(_redis, settings.operation.redis_url)
    for url in settings.list_urls:
        outside[f"list {url}"] = partial(_card_list, settings, trust, url)
    for url in settings.revocation.authority_list_urls:
        outside[f"list {url}"] = partial(_authority_list, trust, url)
    for urls in settings.revocation.responders.values():
        outside |= {f"responder {url}": partial(_responder, settings, trust, url) for url in urls}
    return checks | {name: partial(reaching, check) for name, check in outside.items()}


async def _database(settings: Settings) -> str:
    await check_writable(settings.database_url)
    return "can be written to"


async def _migrations(mode: Mode) -> str:
    try:
        missing = await migrate.missing()
    except DatabaseUnavailable:
        raise
    except Exception as fault:  # There is no table of them yet.
        raise CheckFailed(NOT_MIGRATED) from fault
    if missing:
        raise CheckFailed(f"{NOT_MIGRATED}; missing: {', '.join(missing)}")
    await require_mode(mode)
    return "all applied"


async def _clock() -> str:
    drift = await clock_drift(now=now())
    if drift is None:
        return "the database has no clock of its own"
    seconds = drift.total_seconds()
    if abs(drift) > CLOCK_DRIFT_WARNED:
        raise CheckFailed(f"{seconds:.1f} s from the database's; set both by NTP")
    return f"{seconds:.1f} s from the database's"


async def _trust(trust: Trust) -> str:
    issuers = issuers_in_force(await _store(trust))
    if not issuers:
        raise CheckFailed("no CA that issues citizens' cards; see `trust add`")
    return ", ".join(f"{one.name} until {one.not_after:%Y-%m-%d}" for one in issuers)


async def _registry(settings: Settings) -> str:
    await registry_of(settings).reach()
    return "answers" if settings.registry_url else "was imported"


async def _mail(settings: Settings) -> str:
    await transport_of(settings).reach()
    return "the server takes mail" if settings.smtp else "is written to a folder"


async def _redis(url: str) -> str:
    counters = RedisCounters(url, clock=epoch, seconds=REDIS_SECONDS)
    try:
        await counters.reach()
    finally:
        await counters.close()
    return "answers"


async def _card_list(settings: Settings, trust: Trust, url: str) -> str:
    known = await asyncio.to_thread(read_card_list, await fetch_list(url), await _store(trust))
    said = _in_time(known)
    # What is wrong with the database has a line of its own.
    with suppress(DatabaseUnavailable, OperationalError):
        named = await hosts_unlike_cards(
            known.urls,
            issuer_key_id=known.issuer_key_id,
            same_hosts=settings.revocation.same_hosts,
        )
        if named:
            raise CheckFailed(
                f"number {known.number} speaks of nobody: it covers cards that name"
                f" {', '.join(sorted(hosts_of(known.urls)))}, and cards name"
                f" {', '.join(sorted(named))}; if both are the same, say so in"
                " GPSZONE_CRL_SAME_HOSTS"
            )
    return said


async def _authority_list(trust: Trust, url: str) -> str:
    store = await _store(trust)
    return _in_time(await asyncio.to_thread(read_authority_list, await fetch_list(url), store))


def _in_time(known: RevocationList) -> str:
    if known.next_update < now():
        raise CheckFailed(f"number {known.number} was to be replaced {known.next_update:%Y-%m-%d}")
    return f"number {known.number}, until {known.next_update:%Y-%m-%dT%H:%M:%SZ}"


async def _responder(settings: Settings, trust: Trust, url: str) -> str:
    store = await _store(trust)
    asked = [
        one for one in issuers_in_force(store) if url in settings.revocation.responders_of(one)
    ]
    if not asked:
        raise CheckFailed("no trusted issuer's cards are asked about there")
    known: tuple[RevocationList, ...] = ()
    with suppress(DatabaseUnavailable, OperationalError):
        known = await lists_on_hand(store, at=now())
    for issuer in asked:
        question = Question(
            issuer=issuer,
            serial_number=int.from_bytes(secrets.token_bytes(SERIAL_BYTES)),
            nonce=secrets.token_bytes(NONCE_OCTETS),
        )
        response = await ask(url, question.written())
        try:
            judge_answer(
                response,
                question=question,
                at=now(),
                rules=settings.revocation.answers,
                lists=known,
            )
        except (RevocationUnknown, CertificateRevoked):
            continue  # It knows of no such certificate, which is an answer.
    return f"answers about {', '.join(one.name for one in asked)}"


async def _store(trust: Trust) -> TrustStore:
    return await asyncio.to_thread(trust, now())
