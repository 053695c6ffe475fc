"""The worker's loop: each duty until nothing is due, again at a ring or after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from random import random

from models.bell import Bell, heard
from models.outside.ems import HTTPRegistry, RegistryPort
from models.outside.smtp import MailboxTransport, Security, SMTPTransport, Transport
from models.registry import ImportedRegistry
from models.settings import Settings
from resolvers import (
    announce_expiry,
    expire,
    mark_cards,
    refresh_revocation,
    review,
    send_mail,
)
from schema.context import Services

log = logging.getLogger(__name__)

# How often every process verifies the CA certificates again.
RENEWAL = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Name something to be done again and again; ``once`` tells whether there was anything.

    What hears the bell is done at every commit too, not only after each pause.
    """

    name: str
    once: Callable[[], Awaitable[bool]]
    pause: timedelta
    hears_bell: bool = True


class Worker:
    """Do the duties side by side until told to stop; what has begun is finished first."""

    def __init__(self, duties: Sequence[Duty], *, bell: Bell) -> None:
        self._duties = duties
        self._bell = bell
        self._own_bell = Bell()
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopping = True
        self._bell.ring()
        self._own_bell.ring()

    async def run(self) -> None:
        """Do every duty until stopped."""
        async with asyncio.TaskGroup() as group:
            for duty in self._duties:
                group.create_task(self._attend(duty), name=duty.name)

    async def _attend(self, duty: Duty) -> None:
        """Do one duty again and again; a failure is logged, and tried again after the pause."""
        bell = self._bell if duty.hears_bell else self._own_bell
        with bell.listening() as listener:
            while not self._stopping:
                try:
                    while not self._stopping and await duty.once():
                        pass
                except Exception:
                    log.exception("the worker's duty %s failed", duty.name)
                    listener.clear()
                if not self._stopping:
                    await heard(listener, within=duty.pause.total_seconds())


def duties(services: Services) -> tuple[Duty, ...]:
    """List what the worker of a service does."""
    settings = services.settings
    registry, transport = registry_of(settings), transport_of(settings)
    sender = Address("毒關化物車輛GPS客服", addr_spec=settings.mail_from)
    rules = review.ReviewRules(
        unknown_to_person=settings.unknown_to_person == "person",
        open_life=settings.open_life,
        notices=services.notices,
    )

    async def review_once() -> bool:
        return await review.review_next(
            registry=registry, rules=rules, random=random, now=services.clock()
        )

    async def send_once() -> bool:
        return await send_mail.send_next(
            transport=transport,
            origin=settings.origin,
            key=settings.secret_key,
            sender=sender,
            help_line=settings.help_line,
            random=random,
            now=services.clock(),
        )

    async def expire_once() -> bool:
        return await expire.expire_next(now=services.clock())

    async def refresh_once() -> bool:
        await refresh_revocation.refresh(
            urls=settings.list_urls, trust=services.trust.store, now=services.clock()
        )
        return False

    async def renew_once() -> bool:
        await asyncio.to_thread(services.trust.renew, at=services.clock())
        return False

    async def announce_once() -> bool:
        return await announce_expiry.announce_next(
            notices=services.account_notices, now=services.clock()
        )

    async def mark_expired_once() -> bool:
        return await mark_cards.mark_expired(notices=services.account_notices, now=services.clock())

    run = mark_cards.Run()

    async def mark_revoked_once() -> bool:
        return await mark_cards.mark_revoked(
            run, by=services.judgement, notices=services.account_notices, now=services.clock()
        )

    second = timedelta(seconds=1)
    half_minute = timedelta(seconds=30)
    return (
        Duty(name="review", once=review_once, pause=second),
        Duty(name="mail", once=send_once, pause=second),
        Duty(name="expire", once=expire_once, pause=timedelta(seconds=20)),
        # Sessions of cards that have ended last no longer than a minute.
        Duty(name="expired", once=mark_expired_once, pause=half_minute, hears_bell=False),
        Duty(name="revoked", once=mark_revoked_once, pause=half_minute, hears_bell=False),
        Duty(name="announce", once=announce_once, pause=timedelta(minutes=15), hears_bell=False),
        Duty(name="trust", once=renew_once, pause=RENEWAL, hears_bell=False),
        Duty(name="lists", once=refresh_once, pause=timedelta(minutes=15), hears_bell=False),
    )


def registry_of(settings: Settings) -> RegistryPort:
    """Choose where the registry is asked."""
    if settings.registry_url is None:
        return ImportedRegistry()
    return HTTPRegistry(base_url=settings.registry_url, token=settings.registry_token)


def transport_of(settings: Settings) -> Transport:
    """Choose how mail goes out."""
    smtp = settings.smtp
    if smtp is None:
        return MailboxTransport(directory=settings.mailbox)
    return SMTPTransport(
        host=smtp.host,
        port=smtp.port,
        security=Security(smtp.security),
        username=smtp.username,
        password=smtp.password,
    )
