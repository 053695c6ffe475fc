"""A holder subscribes to changes of the account of the current session."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.account.account import Account
from models.journal.cursor import Cursor
from models.journal.subscription import Resync, ResyncRequired, SubscriptionContext, following
from models.journal.topic import Topic
from models.live import Live
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class AccountChange:
    """The current state of an account, with the kind of the event behind the update, if any."""

    cursor: Cursor
    at: datetime
    kind: str | None
    account: Account


RAISES = (ResyncRequired, SignInNeeded)


async def watch_account(
    *,
    viewer: Viewer | None,
    account_id: UUID | None = None,
    after: str | None,
    context: SubscriptionContext,
    live: Live,
) -> AsyncGenerator[AccountChange | Resync, None]:
    """Yield updates of the viewer's own account, from a cursor or from now on.

    :raises SignInNeeded: unless the viewer is signed in with a card, to the account if one is
        named, and when that session ends.
    """
    someone = require_signed_in(viewer)
    if account_id is not None and account_id != someone.account_id:
        raise SignInNeeded

    async def still_allowed(since: float) -> None:
        if not await live.viewers.of(someone.viewer.session_id, since=since):
            raise SignInNeeded

    topic = Topic(name=f"account:{someone.account_id}")
    # Closes the follower when the client disconnects.
    async with aclosing(
        following(topic, after=after, context=context, still_allowed=still_allowed)
    ) as steps:
        async for step in steps:
            if isinstance(step, Resync):
                yield step
                continue
            account = await live.accounts.of(someone.account_id, since=step.read_at)
            if account is None:
                raise SignInNeeded
            kind = step.happened.kind if step.happened else None
            yield AccountChange(cursor=step.cursor, at=step.at, kind=kind, account=account)
