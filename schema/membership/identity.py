"""Recognising the holder of a reissued card: request, confirmation by the mailbox, decision."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.core.rules import DAY, IDENTITY_JOIN_LIFE, MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.membership import identity_join
from resolvers.membership import confirm_join, join_identifier, request_join
from schema.account.account import Account
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER, MAILED_LINK, SIGNATURE
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.ids import node_uuid
from schema.membership.member import Member
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode
from schema.scalars import Base64
from schema.session.challenge import signed

# The list's name in its cursors.
_LIST = "identityJoins"


@strawberry.type(description="A mailed link to confirm that a reissued card is a member's.")
class IdentityJoinLink:
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    company_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    holder_name: str = strawberry.field(description="The name on the reissued card.")
    last_four: str | None = strawberry.field(
        description="The last four characters of the holder's national ID number; null if the "
        "certificate does not state them."
    )
    asked_at: datetime = strawberry.field(description="The date and time of the request.")

    @classmethod
    def of(cls, seen: confirm_join.SeenJoin) -> Self:
        return cls(
            control_number=seen.account.control_number,
            company_name=seen.account.name,
            holder_name=seen.join.holder_name,
            last_four=seen.join.last_four,
            asked_at=seen.join.asked_at,
        )


@strawberry.type(description="A request to recognise a reissued card, as staff see it.")
class IdentityJoin(SeenNode):
    id: relay.NodeID[str]
    holder_name: str = strawberry.field(description="The name on the reissued card.")
    last_four: str | None = strawberry.field(
        description="The last four characters of the holder's national ID number; null if the "
        "certificate does not state them."
    )
    asked_at: datetime = strawberry.field(description="The date and time of the request.")
    confirmed_at: datetime | None = strawberry.field(
        description="The date and time when the registered mailbox confirmed it."
    )
    joined_at: datetime | None = strawberry.field(
        description="The date and time when staff joined it to a member; null before."
    )
    expires_at: datetime = strawberry.field(description="The date and time when it expires.")
    record: strawberry.Private[identity_join.IdentityJoin]

    @strawberry.field(description="The account that the holder claims to belong to.")
    async def account(self) -> Account:
        return Account.of(await StoredAccount.get(id=self.record.account_id))

    @classmethod
    def of(cls, record: identity_join.IdentityJoin) -> Self:
        return cls(
            id=str(record.id),
            holder_name=record.holder_name,
            last_four=record.last_four,
            asked_at=record.asked_at,
            confirmed_at=record.confirmed_at,
            joined_at=record.joined_at,
            expires_at=record.expires_at,
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await join_identifier.see_join(viewer=info.context.viewer, join_id=node_id)
        return cls.of(found)


@strawberry.input(description="The input of `requestIdentityJoin`.")
class RequestIdentityJoinInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose JOIN."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    control_number: str = strawberry.field(description=CONTROL_NUMBER)


@strawberry.input(description="The input of `confirmIdentityJoin`.")
class ConfirmIdentityJoinInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(description="The input of `joinIdentifier`.")
class JoinIdentifierInput:
    join_id: relay.GlobalID = strawberry.field(description="The ID of the request.")
    membership_id: relay.GlobalID = strawberry.field(
        description="The ID of the member's membership (`Account.members`)."
    )


@strawberry.type(
    description="The request was accepted. If there is an account with this control number, its "
    "registered mailbox is asked to confirm. The response does not disclose whether there is one."
)
class RequestIdentityJoinSuccess:
    asked: bool = strawberry.field(description="Always true.")


@strawberry.type(description="The company confirmed that the card is a member's; staff decide.")
class ConfirmIdentityJoinSuccess:
    request: IdentityJoinLink = strawberry.field(description="The request.")


@strawberry.type(
    description="The card is recognised as the member's, and can replace the old one "
    "(`renewCertificate`). Members and the registered mailbox are notified by email."
)
class JoinIdentifierSuccess:
    request: IdentityJoin = strawberry.field(description="The request.")


@strawberry.type
class IdentityQuery:
    """Queries of requests to recognise reissued cards."""

    @result.field(
        raises=confirm_join.RAISES,
        description="Returns the request that a mailed link is about. Viewing the link does not "
        "use it up.",
    )
    async def identity_join_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> IdentityJoinLink:
        seen = await confirm_join.see_join(token=token, now=info.context.now)
        return IdentityJoinLink.of(seen)


@strawberry.type
class StaffIdentity:
    """The requests for recognition that staff decide."""

    @result.field(
        raises=join_identifier.LIST_RAISES,
        description="The requests that the company has confirmed and staff have not decided, "
        "oldest first.",
        directives=[PAGED],
    )
    async def identity_joins(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[IdentityJoin]:
        asked = Asked(first=first, after=after, last=last, before=before)
        window = asked.window(name=_LIST)
        found = await join_identifier.identity_joins(
            viewer=info.context.viewer, window=window, now=info.context.now
        )
        return Connection.of(found, IdentityJoin.of, name=_LIST)


@strawberry.type
class IdentityMutation:
    """Mutations that recognise the holder of a reissued card."""

    @result.mutation(
        raises=request_join.RAISES,
        description="Asks to be recognised as a member by a reissued card whose serial number, "
        "name or last four differ from those that are known. The request is open for "
        f"{IDENTITY_JOIN_LIFE // DAY} days.",
        directives=[units(VERIFYING)],
    )
    async def request_identity_join(
        self, info: Info, input: RequestIdentityJoinInput
    ) -> RequestIdentityJoinSuccess:
        await info.context.limit(Act.SIGN_IN_LINK)
        presented = signed(input.challenge_id, input.signature)

        async def within(number: str) -> bool:
            return await info.context.within(Act.SIGN_IN_LINK, control_number=number)

        async with info.context.refusals(card=presented.claimed_card):
            await request_join.request_join(
                viewer=info.context.viewer,
                control_number=input.control_number,
                presented=presented,
                policy=info.context.services.policy,
                within=within,
                now=info.context.now,
            )
        return RequestIdentityJoinSuccess(asked=True)

    @result.mutation(
        raises=confirm_join.RAISES,
        description="Confirms with a mailed link that a reissued card is a member's. Requires no "
        "session.",
    )
    async def confirm_identity_join(
        self, info: Info, input: ConfirmIdentityJoinInput
    ) -> ConfirmIdentityJoinSuccess:
        await info.context.limit(Act.LINK)
        seen = await confirm_join.confirm_join(token=input.token, now=info.context.now)
        return ConfirmIdentityJoinSuccess(request=IdentityJoinLink.of(seen))

    @result.mutation(
        raises=join_identifier.RAISES,
        description="Recognises a reissued card as a member's, after the company confirmed it. "
        "Requires the REVIEWER role, or ADMIN for a staff account, and a card proof from the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def join_identifier(
        self, info: Info, input: JoinIdentifierInput
    ) -> JoinIdentifierSuccess:
        await info.context.limit(Act.CHANGE)
        record = await join_identifier.join_identifier(
            viewer=info.context.viewer,
            join_id=node_uuid(input.join_id, of=IdentityJoin),
            membership_id=node_uuid(input.membership_id, of=Member),
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return JoinIdentifierSuccess(request=IdentityJoin.of(record))
