"""Requests for access to an account whose members cannot sign in."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.membership import access_request
from models.membership.access_request import AccessOutcome
from resolvers.membership import settle_access, stop_access
from resolvers.membership.settle_access import AccessDecision
from schema.account.account import Account
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER, MAILED_LINK
from schema.enums.describe import describe
from schema.errors import result
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode

describe(
    AccessOutcome,
    description="How a request for access ended.",
    values={
        AccessOutcome.BOUND: "A card was bound through the mailed link.",
        AccessOutcome.SIGNED_IN: "A member can sign in again.",
        AccessOutcome.REFUSED: "Staff refused it.",
        AccessOutcome.EXPIRED: "It was granted, and no card was bound in time.",
        AccessOutcome.ACCOUNT_CLOSED: "The account was closed.",
    },
)
describe(
    AccessDecision,
    description="The decision of staff on a request for access.",
    values={
        AccessDecision.APPROVED: "The sign-in link is mailed at once.",
        AccessDecision.REFUSED: "The request ends.",
    },
)

# The list's name in its cursors.
_LIST = "accessRequests"


@strawberry.type(description="A mailed link by which a request for access can be stopped.")
class AccessRequestLink:
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    company_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    asked_at: datetime = strawberry.field(description="The date and time of the request.")
    effective_at: datetime = strawberry.field(
        description="The date and time from which the registered mailbox gets a sign-in link."
    )

    @classmethod
    def of(cls, seen: stop_access.SeenAccess) -> Self:
        return cls(
            control_number=seen.account.control_number,
            company_name=seen.account.name,
            asked_at=seen.request.asked_at,
            effective_at=seen.request.effective_at,
        )


@strawberry.type(
    description="A request to bind a card to an account whose members cannot sign in, as staff "
    "see it."
)
class AccessRequest(SeenNode):
    id: relay.NodeID[str]
    asked_at: datetime = strawberry.field(description="The date and time of the request.")
    effective_at: datetime = strawberry.field(
        description="The date and time when it takes effect unless it is stopped."
    )
    stopped_at: datetime | None = strawberry.field(
        description="The date and time when a reader of its notice stopped it, so that it waits "
        "for staff; null if nobody has."
    )
    approved_at: datetime | None = strawberry.field(
        description="The date and time when staff approved it; null if they have not."
    )
    granted_at: datetime | None = strawberry.field(
        description="The date and time when the sign-in link was mailed; null before."
    )
    done_at: datetime | None = strawberry.field(
        description="The date and time when it ended; null while it is open."
    )
    outcome: AccessOutcome | None = strawberry.field(
        description="How it ended; null while it is open."
    )
    note: str | None = strawberry.field(
        description="The reason that staff gave for their decision; null before."
    )
    record: strawberry.Private[access_request.AccessRequest]

    @strawberry.field(description="The account.")
    async def account(self) -> Account:
        return Account.of(await StoredAccount.get(id=self.record.account_id))

    @classmethod
    def of(cls, record: access_request.AccessRequest) -> Self:
        return cls(
            id=str(record.id),
            asked_at=record.asked_at,
            effective_at=record.effective_at,
            stopped_at=record.stopped_at,
            approved_at=record.approved_at,
            granted_at=record.granted_at,
            done_at=record.done_at,
            outcome=record.outcome,
            note=record.note,
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await settle_access.see_request(viewer=info.context.viewer, request_id=node_id)
        return cls.of(found)


@strawberry.input(description="The input of `stopAccessRequest`.")
class StopAccessRequestInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(description="The input of `settleAccessRequest`.")
class SettleAccessRequestInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the request.")
    decision: AccessDecision = strawberry.field(description="The decision.")
    note: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.type(description="The request is stopped until staff decide.")
class StopAccessRequestSuccess:
    request: AccessRequestLink = strawberry.field(description="The request that was stopped.")


@strawberry.type(description="The request was approved or refused.")
class SettleAccessRequestSuccess:
    request: AccessRequest = strawberry.field(description="The request.")


@strawberry.type
class AccessQuery:
    """Queries of requests for access."""

    @result.field(
        raises=stop_access.RAISES,
        description="Returns the request for access that a mailed link is about.",
    )
    async def access_request_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> AccessRequestLink:
        seen = await stop_access.see_access(token=token, now=info.context.now)
        return AccessRequestLink.of(seen)


@strawberry.type
class StaffAccess:
    """The requests for access that staff settle."""

    @result.field(
        raises=settle_access.LIST_RAISES,
        description="The requests for access that have not ended, oldest first.",
        directives=[PAGED],
    )
    async def access_requests(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AccessRequest]:
        asked = Asked(first=first, after=after, last=last, before=before)
        window = asked.window(name=_LIST)
        found = await settle_access.access_requests(viewer=info.context.viewer, window=window)
        return Connection.of(found, AccessRequest.of, name=_LIST)


@strawberry.type
class AccessMutation:
    """Mutations of requests for access."""

    @result.mutation(
        raises=stop_access.RAISES,
        description="Stops the request for access that a mailed link is about (這不是我們申請的). "
        "Requires no session.",
    )
    async def stop_access_request(
        self, info: Info, input: StopAccessRequestInput
    ) -> StopAccessRequestSuccess:
        await info.context.limit(Act.LINK)
        seen = await stop_access.stop_access(
            token=input.token,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return StopAccessRequestSuccess(request=AccessRequestLink.of(seen))

    @result.mutation(
        raises=settle_access.RAISES,
        description="Approves a request for access before its time or after it was stopped, or "
        "refuses it. Requires the REVIEWER or ADMIN role and a card proof from the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def settle_access_request(
        self, info: Info, input: SettleAccessRequestInput
    ) -> SettleAccessRequestSuccess:
        await info.context.limit(Act.CHANGE)
        record = await settle_access.settle_access(
            viewer=info.context.viewer,
            request_id=node_uuid(input.id, of=AccessRequest),
            decision=input.decision,
            note=input.note,
            now=info.context.now,
        )
        return SettleAccessRequestSuccess(request=AccessRequest.of(record))
