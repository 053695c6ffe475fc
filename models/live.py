"""What open streams ask again and again, asked once for all streams of a process."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from models.access.authentication import viewers_by_ids
from models.account.account import Account
from models.application.application import Application
from models.core.batch import Batch
from models.partner.feed import control_numbers
from models.partner.partner import Scope
from models.partner.scopes import scopes_by_tokens
from models.review import queue
from models.session.session import Viewer

_HEAD = "head"


@dataclass(frozen=True, kw_only=True, eq=False)
class Live:
    """The rights of the streams' viewers, and the records of which they tell.

    ``viewers`` are by session, ``scopes`` by token; sessions and tokens that have ended have none.
    ``numbers`` are the control numbers of the accounts that partners may know of.
    """

    viewers: Batch[UUID, Viewer]
    scopes: Batch[UUID, frozenset[Scope]]
    accounts: Batch[UUID, Account]
    applications: Batch[UUID, Application]
    numbers: Batch[UUID, str]
    heads: Batch[str, queue.Head]

    @classmethod
    def by(cls, clock: Callable[[], datetime]) -> Self:
        """Begin with nothing asked."""

        async def viewers(ids: Collection[UUID]) -> Mapping[UUID, Viewer]:
            return await viewers_by_ids(ids, at=clock())

        async def scopes(ids: Collection[UUID]) -> Mapping[UUID, frozenset[Scope]]:
            return await scopes_by_tokens(ids, at=clock())

        async def heads(_: Collection[str]) -> Mapping[str, queue.Head]:
            return {_HEAD: await queue.head(at=clock())}

        return cls(
            viewers=Batch(viewers),
            scopes=Batch(scopes),
            accounts=Batch(_accounts),
            applications=Batch(_applications),
            numbers=Batch(control_numbers),
            heads=Batch(heads),
        )

    async def head(self, *, since: float) -> queue.Head:
        """Return the totals of the queue, asked for at the time ``since`` (monotonic) or later."""
        return (await self.heads.with_others(_HEAD, since=since))[_HEAD]


async def _accounts(ids: Collection[UUID]) -> Mapping[UUID, Account]:
    return {account.id: account for account in await Account.filter(id__in=ids)}


async def _applications(ids: Collection[UUID]) -> Mapping[UUID, Application]:
    return {one.id: one for one in await Application.filter(id__in=ids)}
