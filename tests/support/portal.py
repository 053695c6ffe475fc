"""The portal of a test: real, but for the clock and the parties outside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from models.company.company import FIELDS, Company, CompanyOnFile
from models.core.mode import Mode as ProcessMode
from models.limits.table import Mode
from models.outside.ems import RegistryUnreachable
from models.pki.crl.status import read_list
from models.pki.path.trust import TrustStore
from models.revocation.settings import RevocationSettings
from models.revocation.stored_list import StoredList
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.settings import Settings, for_demo
from resolvers.application import expire
from resolvers.card import announce_expiry
from resolvers.card import mark as mark_cards
from resolvers.mail import send as send_mail
from resolvers.review import automatic
from resolvers.session import send_link
from schema.context import Services
from tests.support import cards
from web.demo.authority import Generation, Revocation
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.processes.jobs import jobs
from web.processes.serve import services_of

COMPANY = Company(**{field.attribute: its.example for field, its in FIELDS.items()})


def on_file(company: Company = COMPANY) -> CompanyOnFile:
    """Return the registry's row of a company that states exactly what is registered."""
    facts: dict[str, Any] = company.by_attribute()
    return CompanyOnFile(**facts)


@dataclass
class Clock:
    """A clock that is set by hand."""

    at: datetime = cards.AT

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Registry:
    """A registry with these rows, or one that does not answer.

    ``meanwhile`` happens once, while it is asked.
    """

    rows: list[CompanyOnFile] = field(default_factory=lambda: [on_file()])
    silent: bool = False
    asked: int = 0
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def reach(self) -> None:
        """Nothing is away."""

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        self.asked += 1
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        if self.silent:
            raise RegistryUnreachable
        return tuple(row for row in self.rows if row.control_number == control_number)


@dataclass
class Post:
    """A mail server that keeps what is sent, or raises ``trouble``."""

    sent: list[EmailMessage] = field(default_factory=list)
    trouble: Exception | None = None

    async def reach(self) -> None:
        """Nothing is away."""

    async def send(self, message: EmailMessage) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(message)

    async def close(self) -> None:
        """Nothing is kept open."""

    def last(self) -> str:
        """Return the plain text of the newest mail."""
        return _plain(self.sent[-1])

    def link(self, page: str = "") -> str:
        """Return the token of the newest link that was mailed, or of the newest one to a page.

        Letters of one instant go out in any order, so a page is needed where they link to several.
        """
        mails = [mail for mail in reversed(self.sent) if f"{page}#" in _plain(mail)]
        newest = [_plain(mail) for mail in mails if mail["Date"] == mails[0]["Date"]]
        pages = {text.partition("#")[0].split()[-1] for text in newest}
        assert page or len(pages) == 1, f"which page? one of {sorted(pages)}"
        return newest[0].partition(f"{page}#")[2].split()[0]


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class TestPortal:
    """The portal of one test."""

    __test__ = False

    services: Services
    app: ASGIApp
    clock: Clock
    registry: Registry = field(default_factory=Registry)
    post: Post = field(default_factory=Post)
    unknown_company_policy: str = "reject"
    run: mark_cards.Run = field(default_factory=mark_cards.Run)
    first_services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.first_services = self.services

    @classmethod
    @asynccontextmanager
    async def over(cls, url: str, *, state: Path) -> AsyncIterator["TestPortal"]:
        """Open the portal over a database, its journal reader running, fresh lists stored."""
        clock = Clock()
        settings = replace(
            for_demo(state=state, port=8000, card_port=61161),
            database_url=url,
            origin="https://portal.example",
            revocation=RevocationSettings(),
        )
        registry = Registry()
        services = replace(
            services_of(settings, trust=ReloadingTrustStore(cards.trust, at=clock())),
            clock=clock,
            registry=registry,
        )
        await lists_on_hand(clock())
        reading = asyncio.create_task(services.journal.run())
        app = make_app(Portal(services=services, streams=Streams()))
        try:
            yield cls(services=services, app=app, clock=clock, registry=registry)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    @property
    def settings(self) -> Settings:
        return self.services.settings

    def trusting(self, trust: TrustStore) -> None:
        """Replace the trust store."""
        believed = ReloadingTrustStore(lambda at: trust, at=self.clock())
        self.services = replace(self.services, trust=believed)
        self.app = make_app(Portal(services=self.services, streams=Streams()))

    def be(self, mode: ProcessMode) -> None:
        """Serve in another mode; the database is not asked."""
        self.services = replace(self.services, settings=replace(self.settings, mode=mode))
        self.app = make_app(Portal(services=self.services, streams=Streams()))

    def limits_only_count(self) -> None:
        """Let limits refuse nothing, for a test that asks more often than a person does."""
        self.services.limiter.mode = Mode.TRACK

    def browser(self, *, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """Return a browser of its own at the portal, over https, at an address."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        headers = {"sec-fetch-site": "same-origin"}
        return httpx.AsyncClient(
            transport=transport, base_url=self.settings.origin, headers=headers
        )

    async def review(self) -> bool:
        """Run the automatic review once; return whether there was an application."""
        rules = automatic.ReviewRules(
            unknown_company_policy=self.unknown_company_policy,
            open_life=self.settings.open_life,
            notices=self.services.notices,
            account_notices=self.services.account_notices,
        )
        review = await automatic.take_next(
            registry=self.registry, rules=rules, random=half, now=self.clock()
        )
        return await carried_out(review)

    async def mail(self) -> bool:
        """Send one mail; return whether there was one."""
        sending = send_mail.Sending(
            transport=self.post,
            origin=self.settings.origin,
            key=self.settings.secret_key,
            sender=Address("測試", addr_spec=self.settings.mail_from),
            help_line=None,
            limiter=self.services.limiter,
            random=half,
            staging=self.settings.staging,
        )
        return await carried_out(await send_mail.take_next(sending, now=self.clock()))

    async def mail_link(self) -> bool:
        """Process one request for a sign-in link; return whether there was one."""
        return await send_link.mail_next_link(
            notices=self.services.account_notices, now=self.clock()
        )

    async def expire(self) -> bool:
        """Close one overdue application; return whether there was one."""
        return await expire.expire_next(now=self.clock())

    async def mails(self) -> list[EmailMessage]:
        """Send all mail that waits, and return it."""
        before = len(self.post.sent)
        while await self.mail():
            pass
        return self.post.sent[before:]

    async def mark(self) -> None:
        """Mark cards revoked or expired, as the worker does every half minute."""
        notices = self.services.account_notices
        while await mark_cards.mark_expired(notices=notices, now=self.clock()):
            pass
        while await mark_cards.mark_revoked(
            self.run, policy=self.services.policy, notices=notices, now=self.clock()
        ):
            pass

    async def work(self, *names: str) -> None:
        """Run the worker's jobs of these names, each until nothing is due."""
        named = {job.name: job for job in jobs(self.services)}
        for name in names:
            while await named[name].run_once():
                pass

    async def later(self, by: timedelta) -> None:
        """Let time pass, with fresh lists at its end, and mark the cards that ended."""
        self.clock.forward(by)
        await lists_on_hand(self.clock())
        await self.mark()

    async def announce(self) -> int:
        """Announce what ends soon; return the number of announcements."""
        count = 0
        notices = self.services.account_notices
        while await announce_expiry.announce_next(notices=notices, now=self.clock()):
            count += 1
        return count


async def carried_out(work: Callable[[], Awaitable[None]] | None) -> bool:
    """Do the work that was taken; return whether there was any."""
    if work is not None:
        await work()
    return work is not None


def half() -> float:
    """Stand in for `random.random`."""
    return 0.5


async def lists_on_hand(at: datetime, *revoked: Revocation) -> None:
    """Store a fresh complete list of each generation; the newest has ``revoked`` on it."""
    for generation in Generation:
        listed = revoked if generation is Generation.G3 else ()
        made = at - timedelta(hours=1)
        content = cards.crl(
            *listed, generation=generation, at=made, number=int(f"{made:%Y%m%d%H}") + len(listed)
        )
        fresh = read_list(content, issuer=cards.issuer(generation))
        await StoredList.keep(fresh, content=content, at=at)
