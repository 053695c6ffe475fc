"""The client: one service, one token."""

from collections.abc import AsyncGenerator, Sequence
from types import TracebackType
from typing import Self

import httpx

from gpszone_partner import queries
from gpszone_partner.follower import follow
from gpszone_partner.generated import (
    Account,
    AccountEvent,
    AccountEventKind,
    AccountEventsBegun,
    AccountPage,
    EventPage,
    MayAct,
    MayNotAct,
    RedeemHandoffSuccess,
)
from gpszone_partner.mirror import Copied, Mirror
from gpszone_partner.patience import Patience
from gpszone_partner.store import Store
from gpszone_partner.transport import Limits, Transport

ALL_KINDS = tuple(AccountEventKind)


class Client:
    """A client of the partner API, open within ``async with``.

    Single questions raise ``RateLimited``, ``Refused``, ``Unreachable`` or ``UnexpectedAnswer`` and
    are not repeated. ``follow`` and ``mirror`` wait and come back by themselves, and raise what
    coming back would not change. ``http`` is used as it is and not closed, for a proxy or
    certificates of your own.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        limits: Limits | None = None,
        patience: Patience | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        used = http or httpx.AsyncClient()
        self._owned = None if http else used
        self._patience = patience or Patience()
        self._transport = Transport(url=url, token=token, http=used, limits=limits or Limits())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        if self._owned:
            await self._owned.aclose()

    async def account(self, control_number: str) -> Account:
        """Return the open account of a control number, or else the one closed last.

        :raises Refused: ``ACCOUNT_NOT_FOUND``, when the number never had an account.
        """
        return await queries.read_account(self._transport, control_number=control_number)

    async def accounts(self, *, after: str | None = None) -> AccountPage:
        """Return a page of all accounts, or after a cursor of those that changed since."""
        return await queries.list_accounts(self._transport, after=after)

    async def events(
        self,
        *,
        after: str | None = None,
        kinds: Sequence[AccountEventKind] = ALL_KINDS,
    ) -> EventPage:
        """Return a page of events, from the first one or after a cursor of any age."""
        return await queries.list_events(self._transport, kinds=kinds, after=after)

    async def certificate_may_act(self, *, sha256: str, control_number: str) -> MayAct | MayNotAct:
        """Return whether a certificate may act for a control number now; only ``MayAct`` is yes."""
        return await queries.check_certificate(
            self._transport, sha256=sha256, control_number=control_number
        )

    async def redeem_handoff(self, code: str) -> RedeemHandoffSuccess:
        """Return who comes with the code of a hand-off, which is used up by this.

        :raises Refused: ``HANDOFF_UNKNOWN``, when the code is not good, or not any more.
        """
        return await queries.redeem_handoff(self._transport, code=code)

    def follow(
        self, cursor: str | None = None, *, kinds: Sequence[AccountEventKind] = ALL_KINDS
    ) -> AsyncGenerator[AccountEvent | AccountEventsBegun, None]:
        """Yield the events after a cursor, for ever and each once, as they happen.

        Process an item, then store its cursor. Without a cursor the first item is
        ``AccountEventsBegun``, which has only that. ``kinds`` are all that this version knows;
        others never come.

        :raises ResyncNeeded: when the cursor belongs to another journal.
        :raises Refused: when the token or its scopes do not suffice, or no longer.
        """
        return follow(self._transport, cursor=cursor, kinds=kinds, patience=self._patience)

    def mirror(self, store: Store) -> AsyncGenerator[Copied, None]:
        """Keep a copy of all accounts and their cards current, for ever; yield what was stored.

        It begins where the store is, lists all accounts anew where the service has another journal,
        and needs the scopes for accounts, certificates and events.

        :raises Refused: when the token or its scopes do not suffice, or no longer.
        """
        return Mirror(transport=self._transport, store=store, patience=self._patience).run()
