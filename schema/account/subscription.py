"""The subscription to an account."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from models.journal.kinds import kind_of
from models.journal.subscription import Resync
from resolvers.account import watch
from schema.account.account import Account
from schema.context import Info
from schema.descriptions import UPDATE_CURSOR
from schema.enums.event_kind import EventKind
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.relay.subscription import ResumeAfter, pushed, watching
from schema.scalars import Cursor


@strawberry.type(description="An update of an account.")
class AccountChanged:
    cursor: Cursor = strawberry.field(description=UPDATE_CURSOR)
    at: datetime = strawberry.field(description="The date and time of the change.")
    kind: EventKind | None = strawberry.field(
        description="The kind of event. Null for the current state, and for an event that a newer "
        "version of the service has written."
    )
    account: Account = strawberry.field(description="The account in its current state.")

    @classmethod
    def of(cls, change: watch.AccountChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            kind=kind_of(change.kind) if change.kind else None,
            account=Account.of(change.account),
        )


def changes_of_account(
    info: Info, *, account_id: UUID | None = None, after: str | None
) -> AsyncGenerator[watch.AccountChange | Resync, None]:
    return watch.watch_account(
        viewer=info.context.viewer,
        account_id=account_id,
        after=after,
        context=watching(info.context.services),
        live=info.context.services.live,
    )


@strawberry.type
class AccountSubscription:
    """Subscriptions to accounts."""

    @result.subscription(
        raises=watch.RAISES,
        description="Subscribes to updates of the account that the viewer is signed in to, "
        "including its cards. Without a cursor, the first message is the current state; "
        "with a cursor, all updates since then come first.",
    )
    def account_changed(
        self, info: Info, after: ResumeAfter = None
    ) -> AsyncGenerator[AccountChanged | ResyncRequired, None]:
        changes = changes_of_account(info, after=info.context.last_event_id or after)
        return pushed(changes, AccountChanged.of, context=info.context)
