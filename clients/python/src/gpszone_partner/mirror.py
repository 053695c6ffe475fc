"""A full copy of the accounts and their cards, kept current.

Events say that something has changed; what has changed is read from the listing after the copy's
cursor. An event names a control number, which may have had several accounts; the listing names
accounts, and its cursor covers all that it has read, so the two cannot disagree.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from gpszone_partner.errors import Refused, ResyncNeeded
from gpszone_partner.follower import follow
from gpszone_partner.generated import Account, AccountEventKind, AccountPage
from gpszone_partner.patience import Patience
from gpszone_partner.queries import list_accounts, list_changes
from gpszone_partner.store import Place, Store
from gpszone_partner.transport import Transport

_CURSOR_UNKNOWN = "CURSOR_UNKNOWN"


class Listing(Protocol):
    """A way to read a page of accounts."""

    async def __call__(self, transport: Transport, *, after: str | None) -> AccountPage: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Accounts that were written to the store, and the place that was written with them.

    ``current`` is whether nothing was left to read then.
    """

    accounts: tuple[Account, ...]
    place: Place
    current: bool


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """A copy of the accounts in a store."""

    transport: Transport
    store: Store
    patience: Patience

    async def run(self) -> AsyncGenerator[Copied, None]:
        """Copy all accounts that are not copied yet, then those that change, for ever."""
        while True:
            try:
                async for copied in self._catch_up(list_accounts):
                    yield copied
                async with aclosing(self._keep_up()) as changes:
                    async for copied in changes:
                        yield copied
            except ResyncNeeded:
                await self.store.begin()

    async def _catch_up(self, listing: Listing) -> AsyncGenerator[Copied, None]:
        """Read on from the stored place until nothing is left, storing page by page.

        :raises ResyncNeeded: when the service does not know the place.
        """
        more = True
        while more:
            before = await self.store.place()
            page = await self._read(listing, after=before.cursor)
            more = page.page_info.has_next_page
            accounts = tuple(edge.node for edge in page.edges)
            place = Place(cursor=page.next, whole=before.whole or not more)
            # The last page of a listing of all.
            ends = place.whole and not before.whole
            await (self.store.finish if ends else self.store.write)(accounts, place)
            yield Copied(accounts=accounts, place=place, current=not more)

    async def _read(self, listing: Listing, *, after: str | None) -> AccountPage:
        attempt = partial(listing, self.transport, after=after)
        try:
            return await self.patience.until_answered(attempt)
        except Refused as refusal:
            if refusal.code != _CURSOR_UNKNOWN:
                raise
            raise ResyncNeeded from refusal

    async def _keep_up(self) -> AsyncGenerator[Copied, None]:
        """Read on whenever an event happens; those that happen meanwhile are one."""
        place, rung = await self.store.place(), asyncio.Event()
        events = asyncio.create_task(self._ring(rung, after=place.cursor))
        try:
            while True:
                await _either(events, rung)
                rung.clear()
                async for copied in self._catch_up(list_changes):
                    yield copied
        finally:
            events.cancel()
            await asyncio.gather(events, return_exceptions=True)

    async def _ring(self, bell: asyncio.Event, *, after: str | None) -> None:
        kinds = tuple(AccountEventKind)
        events = follow(self.transport, cursor=after, kinds=kinds, patience=self.patience)
        async with aclosing(events):
            async for _ in events:
                bell.set()


async def _either(events: asyncio.Task[None], bell: asyncio.Event) -> None:
    """Wait for an event, or raise what ended their stream."""
    ringing = asyncio.create_task(bell.wait())
    try:
        await asyncio.wait((events, ringing), return_when=asyncio.FIRST_COMPLETED)
    finally:
        ringing.cancel()
    if events.done():
        events.result()
