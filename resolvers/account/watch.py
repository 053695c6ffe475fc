"""A holder watches the account that she is signed in to: its cards change by themselves."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from models.access.authentication import is_live
from models.account.account import Account
from models.journal.reader import Cursor
from models.journal.subscription import Resync, ResyncRequired, SubscriptionContext, following
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class AccountChange:
    """Show an account as it is now, and the kind of the event that brought it up, if any."""

    cursor: Cursor
    at: datetime
    kind: str | None
    account: Account


RAISES = (ResyncRequired, SignInNeeded)


async def watch_account(
    *, viewer: Viewer | None, after: str | None, context: SubscriptionContext
) -> AsyncGenerator[AccountChange | Resync, None]:
    """Follow the viewer's own account from a cursor, or from now (`following`).

    :raises SignInNeeded: when the viewer has not signed in with a card, or is not any more.
    """
    someone = require_signed_in(viewer)

    async def still_allowed() -> None:
        if not await is_live(someone.viewer, at=context.clock()):
            raise SignInNeeded

    topic = f"account:{someone.account_id}"
    # Who leaves must not leave the follower behind.
    async with aclosing(
        following(topic, after=after, context=context, still_allowed=still_allowed)
    ) as steps:
        async for step in steps:
            if isinstance(step, Resync):
                yield step
                continue
            account = await Account.for_viewer(someone, someone.account_id)
            kind = step.happened.kind if step.happened else None
            yield AccountChange(cursor=step.cursor, at=step.at, kind=kind, account=account)
