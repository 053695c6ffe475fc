"""What is pushed to holders about their account."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Self

import strawberry

from resolvers.account import watch
from schema.account.account import Account
from schema.context import Info
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.relay.subscription import pushed, watching
from schema.scalars import Cursor


@strawberry.type(description="The account as it is now, and the cursor to go on from.")
class AccountChanged:
    cursor: Cursor = strawberry.field(
        description="Give it back as `after` (or Last-Event-ID) to miss nothing."
    )
    at: datetime = strawberry.field(description="When it changed.")
    kind: str | None = strawberry.field(
        description="What happened: CARD_ADDED, CARD_EDITED, CARD_REMOVED, CARD_REPLACED, "
        "CARD_REVOKED, CARD_EXPIRED, CARD_ON_HOLD, CARD_ENDS_SOON, CARDS_CONFIRMED, "
        "CHANGE_REPORTED, CHANGE_SETTLED, SIGNED_IN, CARD_PROVED, MAIL_SENT; more may come. "
        "Null for the present state."
    )
    account: Account = strawberry.field(description="The account.")

    @classmethod
    def of(cls, change: watch.AccountChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            kind=change.kind,
            account=Account.of(change.account),
        )


@strawberry.type
class AccountSubscription:
    """Gather what can be watched of accounts."""

    @result.subscription(
        raises=watch.RAISES,
        description="Watch the account that the viewer is signed in to, its cards above all. "
        "Without a cursor its present state comes first; with one, everything since.",
    )
    def account_changed(
        self, info: Info, after: Cursor | None = None
    ) -> AsyncGenerator[AccountChanged | ResyncRequired, None]:
        changes = watch.watch_account(
            viewer=info.context.viewer,
            after=info.context.last_event_id or after,
            context=watching(info.context.services),
        )
        return pushed(changes, AccountChanged.of, info=info)
