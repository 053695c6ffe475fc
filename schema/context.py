"""The context of a request: the viewer, the services, and what the response carries."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from models.application.steps import REFUSED, refused_steps
from models.calendar.office_year import days_of_years
from models.card.certificate import Certificate
from models.core.language import Language
from models.core.tally import Tally
from models.journal.reader import JournalReader
from models.limits.limiter import Limiter
from models.limits.table import Act, Counted, Keys
from models.live import Live
from models.mail.letter import mailbox_counted
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.partner.partner import PartnerViewer
from models.partner.scopes import may_still_stream
from models.rehearsal.lists import Fetch, fetch_nothing
from models.revocation.checker import Ask, ask_nobody
from models.revocation.trust_store import ReloadingTrustStore
from models.session.permissions import is_staff
from models.session.session import NewSession, Viewer
from models.settings.operations import FreeForm
from models.settings.settings import Settings
from models.signature.refused_cards import CardCounts
from models.signature.verification import VerificationPolicy
from resolvers.card.list_cards import cards_of_accounts, disputed_of_accounts
from resolvers.review.queue import Registry, names_of_actors
from resolvers.session.sign_in import SignInCounts

# A heartbeat is content with any answer that is kept.
_KEPT = 0.0


@dataclass(frozen=True)
class Counts:
    """What this process counts for its metrics."""

    cards: CardCounts = field(default_factory=CardCounts)
    sign_ins: SignInCounts = field(default_factory=SignInCounts)
    refused_steps: Tally = field(default_factory=refused_steps)


@dataclass(frozen=True, kw_only=True)
class Services:
    """What lives as long as the process."""

    settings: Settings
    trust: ReloadingTrustStore
    journal: JournalReader
    registry: Registry
    notices: Notices
    limiter: Limiter
    account_notices: AccountNotices
    version: str
    clock: Callable[[], datetime]
    ask: Ask = ask_nobody
    fetch: Fetch = fetch_nothing
    counts: Counts = field(default_factory=Counts, repr=False)
    # What open streams ask. It goes by the same clock.
    live: Live = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "live", Live.by(self.clock))

    @property
    def policy(self) -> VerificationPolicy:
        settings = self.settings
        return VerificationPolicy(
            trust=self.trust.store,
            list_grace=settings.list_grace,
            seal=settings.evidence_seal,
            revocation=settings.revocation,
            ask=self.ask,
            counts=self.counts.cards,
        )


@dataclass(kw_only=True)
class Context:
    """The context of one request, which also collects the response's headers.

    ``viewer`` is a person's session, ``partner`` a partner system; a request has one, or neither.
    """

    viewer: Viewer | None
    now: datetime
    language: Language
    services: Services
    stream_key: str
    address: str
    session_cookie: Callable[[NewSession | None], tuple[str, str]] = field(repr=False)
    partner: PartnerViewer | None = None
    device: str | None = None
    suggestions: bool = False
    operation_kind: str | None = None
    last_event_id: str | None = None
    event_id: str | None = None
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    _paid: int = 0

    # These read what a page of records needs by one query, and keep nothing. They are made where
    # they are needed: a stream's context lives as long as the stream, and most streams need none.

    @cached_property
    def cards(self) -> DataLoader[UUID, list[Certificate]]:
        return DataLoader(cards_of_accounts, cache=False)

    @cached_property
    def disputed(self) -> DataLoader[UUID, set[UUID]]:
        return DataLoader(disputed_of_accounts, cache=False)

    @cached_property
    def actor_names(self) -> DataLoader[str, str | None]:
        return DataLoader(names_of_actors, cache=False)

    @cached_property
    def office_years(self) -> DataLoader[int, frozenset[date] | None]:
        return DataLoader(days_of_years, cache=False)

    @cached_property
    def registry_turns(self) -> asyncio.Semaphore:
        """The most registry lookups that one request makes at the same time."""
        return asyncio.Semaphore(8)

    def start_session(self, session: NewSession | None) -> None:
        """Set the cookie of a new session, if one was started."""
        if session is not None:
            self.response_headers.append(self.session_cookie(session))
            self.viewer = session.viewer

    def refused(self, mutation: str) -> None:
        """Count a mutation that was refused, if it is a step of an application."""
        if step := REFUSED.get(mutation):
            self.services.counts.refused_steps.count(step)

    def end_session(self) -> None:
        self.response_headers.append(self.session_cookie(None))
        self.viewer = None

    @property
    def sends_free_form(self) -> bool:
        """Whether this caller may run documents that are not registered."""
        freely = self.services.settings.operation.documents is FreeForm.EVERYBODY
        return freely or self.partner is not None or is_staff(self.viewer)

    async def still_there(self) -> bool:
        live = self.services.live
        if self.partner is not None:
            scopes = await live.scopes.of(self.partner.token_id, since=_KEPT)
            return may_still_stream(self.partner, scopes)
        viewer = self.viewer
        return viewer is None or bool(await live.viewers.of(viewer.session_id, since=_KEPT))

    async def limit(
        self,
        act: Act,
        *,
        cost: int = 1,
        control_number: str | None = None,
        mailbox: str | None = None,
    ) -> None:
        """Count an act against the caller, and against the control number and mailbox.

        :raises TooManyRequests: when a limit is exceeded.
        """
        about = _about(control_number=control_number, mailbox=mailbox)
        await self.services.limiter.count(act, {**self._asker, **about}, cost=cost)

    async def within(
        self, act: Act, *, control_number: str | None = None, mailbox: str | None = None
    ) -> bool:
        """Count an act against the control number and mailbox alone; return whether it is allowed.

        For operations whose response must not disclose whether a mail was sent.
        """
        about = _about(control_number=control_number, mailbox=mailbox)
        return await self.services.limiter.within(act, about)

    def refusals(self, *, card: str | None = None) -> AbstractAsyncContextManager[None]:
        """Count the refusals of a card in a block; ``card`` names its certificate.

        :raises TooManyRequests: when this address, session or card was refused too often.
        """
        keys = dict(self._asker)
        if card is not None:
            keys[Counted.CARD] = f"{card} {self.address}"
        return self.services.limiter.refusals(Act.CARD_REFUSAL, keys)

    async def arrive(self, *, cost: int) -> None:
        """Count a request before anything is done with its document.

        :raises TooManyRequests: when a limit is exceeded.
        """
        self._paid += cost
        await self.limit(Act.REQUEST, cost=cost)

    async def give_back(self) -> None:
        """Refund what this request was counted for, since it failed through our own fault."""
        paid, self._paid = self._paid, 0
        await self.services.limiter.take_back(Act.REQUEST, self._asker, cost=paid)

    async def admitted(self, *, kind: str, cost: int) -> None:
        """Record the kind of operation, and count the cost of one whose text was new.

        :raises TooManyRequests: when a limit is exceeded.
        """
        self.operation_kind = kind
        if cost:
            self._paid += cost
            await self.limit(Act.REQUEST, cost=cost)

    @property
    def _asker(self) -> Keys:
        keys = {Counted.ADDRESS: self.address}
        if self.partner is not None:
            keys[Counted.PARTNER] = str(self.partner.token_id)
        if self.viewer is not None:
            keys[Counted.SESSION] = str(self.viewer.session_id)
        return keys


def _about(*, control_number: str | None, mailbox: str | None) -> Mapping[Counted, str]:
    keys = {}
    if control_number is not None:
        keys[Counted.CONTROL_NUMBER] = control_number.strip().upper()
    if mailbox is not None:
        keys[Counted.MAILBOX] = mailbox_counted(mailbox)
    return keys


Info = strawberry.Info[Context, None]
