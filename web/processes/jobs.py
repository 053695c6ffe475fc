"""The worker's jobs: cases and their mail, cards that end, and upkeep."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from random import random

from models.core.rules import HANDOFFS_KEPT, OPENID_KEPT, SENDER_NAME
from models.outside.ems import HTTPRegistry, RegistryPort
from models.outside.logout import HTTPLogout
from models.outside.smtp import MailboxTransport, Security, SMTPTransport, Transport
from models.registry.entry import ImportedRegistry
from models.settings.settings import Settings
from resolvers.account import complete_correction
from resolvers.application import expire
from resolvers.card import announce_expiry, mark
from resolvers.mail import send
from resolvers.membership import complete_leaving, grant_access, lapse, request_join
from resolvers.openid import forget, rotate_keys, send_logout
from resolvers.partner import handoff
from resolvers.privacy import erase
from resolvers.registry import count_mailbox
from resolvers.review import automatic
from resolvers.revocation import refresh
from resolvers.session import send_link
from resolvers.session.forget import forget_unsent
from schema.context import Services
from web.processes.duty_clock import OFFLINE, DutyClock, condition_of
from web.processes.worker import RENEWAL, Job, SharedJob, Work

# Only what every case waits for is looked at after each commit: under load there are many, and
# these looks were most of what a worker did.
SECOND = timedelta(seconds=1)
# So that sessions of expired or revoked cards end within a minute.
HALF_MINUTE = timedelta(seconds=30)
QUARTER = timedelta(minutes=15)


def jobs(
    services: Services, *, on_list_failure: Callable[[], None] = lambda: None
) -> tuple[Job | SharedJob, ...]:
    """Return the worker's jobs; ``on_list_failure`` is called when a list cannot be fetched.

    All go by the duty clock, since they lease from one another what is due. Those that expire,
    erase, reject or otherwise decide by the time run only while the clocks agree.
    """
    duty = DutyClock(services.clock)
    found = (
        *_cases(services, duty),
        *_cards(services, duty),
        *_members(services, duty),
        *_openid(services, duty),
        *_upkeep(services, duty, on_list_failure=on_list_failure),
    )
    return tuple(replace(job, may_run=condition_of(job.name, duty)) for job in found)


def _cases(services: Services, duty: DutyClock) -> tuple[Job | SharedJob, ...]:
    settings = services.settings
    transport, at_once = transport_of(settings), settings.operation.at_once
    rules = automatic.ReviewRules(
        unknown_company_policy=settings.unknown_company_policy,
        open_life=settings.open_life,
        notices=services.notices,
        account_notices=services.account_notices,
    )

    sending = send.Sending(
        transport=transport,
        origin=settings.origin,
        key=settings.secret_key,
        sender=Address(SENDER_NAME, addr_spec=settings.mail_from),
        help_line=settings.help_line,
        limiter=services.limiter,
        random=random,
        staging=settings.staging,
    )

    async def take_review() -> Work | None:
        return await automatic.take_next(
            registry=services.registry, rules=rules, random=random, now=duty()
        )

    async def take_mail() -> Work | None:
        return await send.take_next(sending, now=duty())

    async def link_once() -> bool:
        return await send_link.mail_next_link(notices=services.account_notices, now=duty())

    async def expire_once() -> bool:
        return await expire.expire_next(now=duty())

    return (
        SharedJob(name="review", take=take_review, at_once=at_once, pause=SECOND),
        SharedJob(
            name="mail", take=take_mail, at_once=at_once, pause=SECOND, close=transport.close
        ),
        Job(name="sign-in links", run_once=link_once, pause=SECOND, wakes_on_commit=False),
        Job(name="expire", run_once=expire_once, pause=20 * SECOND, wakes_on_commit=False),
    )


def _cards(services: Services, duty: DutyClock) -> tuple[Job, ...]:
    notices, run = services.account_notices, mark.Run()

    async def announce_once() -> bool:
        return await announce_expiry.announce_next(notices=notices, now=duty())

    async def mark_expired_once() -> bool:
        return await mark.mark_expired(notices=notices, now=duty())

    async def mark_revoked_once() -> bool:
        return await mark.mark_revoked(run, policy=services.policy, notices=notices, now=duty())

    return (
        Job(name="expired", run_once=mark_expired_once, pause=HALF_MINUTE, wakes_on_commit=False),
        Job(name="revoked", run_once=mark_revoked_once, pause=HALF_MINUTE, wakes_on_commit=False),
        Job(name="announce", run_once=announce_once, pause=QUARTER, wakes_on_commit=False),
    )


def _members(services: Services, duty: DutyClock) -> tuple[Job, ...]:
    notices, life = services.account_notices, services.settings.dormant_life

    async def mark_dormant_once() -> bool:
        return await lapse.mark_dormant(life=life, now=duty())

    async def warn_once() -> bool:
        return await lapse.warn_dormant(notices=notices, now=duty())

    async def end_once() -> bool:
        return await lapse.end_dormant(notices=notices, now=duty())

    async def leave_once() -> bool:
        return await complete_leaving.complete_next(notices=notices, now=duty())

    async def grant_once() -> bool:
        return await grant_access.grant_next(notices=notices, now=duty())

    async def join_once() -> bool:
        return await request_join.mail_next(notices=notices, now=duty())

    async def correct_once() -> bool:
        return await complete_correction.complete_next(notices=notices, now=duty())

    async def count_once() -> bool:
        return await count_mailbox.count_next(domain=notices.domain, now=duty())

    return (
        Job(name="dormant", run_once=mark_dormant_once, pause=QUARTER, wakes_on_commit=False),
        Job(name="warn dormant", run_once=warn_once, pause=QUARTER, wakes_on_commit=False),
        Job(name="end dormant", run_once=end_once, pause=HALF_MINUTE, wakes_on_commit=False),
        Job(name="access", run_once=grant_once, pause=SECOND, wakes_on_commit=False),
        Job(name="identity", run_once=join_once, pause=SECOND, wakes_on_commit=False),
        Job(name="leaving", run_once=leave_once, pause=HALF_MINUTE, wakes_on_commit=False),
        Job(name="mailboxes", run_once=correct_once, pause=HALF_MINUTE, wakes_on_commit=False),
        Job(name="registry", run_once=count_once, pause=HALF_MINUTE, wakes_on_commit=False),
    )


def _openid(services: Services, duty: DutyClock) -> tuple[Job, ...]:
    settings = services.settings
    port = HTTPLogout(networks=settings.openid_networks)

    async def tell_once() -> bool:
        return await send_logout.send_next(
            port=port,
            issuer=settings.origin,
            staging=settings.staging,
            seal=settings.evidence_seal,
            random=random,
            now=duty(),
        )

    async def keys_once() -> bool:
        return await rotate_keys.keep_keys(seal=settings.evidence_seal, now=duty())

    async def forget_once() -> bool:
        await forget.forget_expired(before=duty() - OPENID_KEPT)
        return False

    hour = timedelta(hours=1)
    return (
        Job(name="logout", run_once=tell_once, pause=SECOND, wakes_on_commit=False),
        Job(name="signing keys", run_once=keys_once, pause=hour, wakes_on_commit=False),
        Job(name="openid", run_once=forget_once, pause=hour, wakes_on_commit=False),
    )


def _upkeep(
    services: Services, duty: DutyClock, *, on_list_failure: Callable[[], None]
) -> tuple[Job, ...]:
    settings = services.settings
    keeping = erase.Keeping(
        came_to_nothing=settings.abandoned_application_retention,
        sessions=settings.sessions_kept,
        mails=settings.mails_kept,
        evidence=settings.evidence_kept,
    )

    async def erase_once() -> bool:
        return await erase.erase_next(keeping=keeping, now=duty())

    async def forget_once() -> bool:
        await handoff.forget_handoffs(before=duty() - HANDOFFS_KEPT)
        await forget_unsent(now=duty())
        return False

    async def refresh_once() -> bool:
        await refresh.refresh(
            urls=settings.list_urls,
            authority_urls=settings.revocation.authority_list_urls,
            trust=services.trust.store,
            now=duty(),
            on_failure=on_list_failure,
        )
        return False

    async def renew_once() -> bool:
        await asyncio.to_thread(services.trust.renew, at=services.clock())
        return False

    return (
        Job(name="erase", run_once=erase_once, pause=timedelta(hours=1), wakes_on_commit=False),
        Job(name="handoffs", run_once=forget_once, pause=timedelta(hours=1), wakes_on_commit=False),
        Job(name=OFFLINE, run_once=renew_once, pause=RENEWAL, wakes_on_commit=False),
        Job(name="lists", run_once=refresh_once, pause=QUARTER, wakes_on_commit=False),
    )


def registry_of(settings: Settings) -> RegistryPort:
    if settings.registry_url is None:
        return ImportedRegistry(heeds_release=settings.registry_heeds_release)
    return HTTPRegistry(base_url=settings.registry_url, token=settings.registry_token)


def transport_of(settings: Settings) -> Transport:
    smtp = settings.smtp
    if smtp is None:
        return MailboxTransport(directory=settings.mailbox)
    return SMTPTransport(
        host=smtp.host,
        port=smtp.port,
        security=Security(smtp.security),
        username=smtp.username,
        password=smtp.password,
        at_once=settings.operation.at_once,
    )
