"""Members of accounts, as staff see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.core.rules import MAX_CARDS
from models.membership import membership
from resolvers.membership import find
from schema.account import account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most
from schema.relay.nodes import SeenNode

if TYPE_CHECKING:
    from schema.account.account import Account


@strawberry.type(description="A person who belongs to an account, as staff see it.")
class Member(SeenNode):
    id: relay.NodeID[str]
    name: str = strawberry.field(
        description="The name of the person, from the certificate that signed last."
    )
    began_at: datetime = strawberry.field(
        description="The date and time when the membership began."
    )
    dormant_since: datetime | None = strawberry.field(
        description="The date and time since which the member has no card that can sign in; null "
        "while the member has one, and until the service has noticed."
    )
    ends_at: datetime | None = strawberry.field(
        description="The date and time when a dormant membership ends; null for others."
    )
    leaves_at: datetime | None = strawberry.field(
        description="The date and time when the member leaves after notice; null without notice."
    )
    ended_at: datetime | None = strawberry.field(
        description="The date and time when the membership ended; null while it stands."
    )
    record: strawberry.Private[membership.Membership]

    @strawberry.field(description="The account that the member belongs to.")
    async def account(
        self,
    ) -> Annotated["Account", strawberry.lazy("schema.account.account")]:
        return account.Account.of(await find.account_of(self.record))

    @strawberry.field(
        description="The member's card with the status LIVE, REVOKED or EXPIRED; null once the "
        "membership has ended."
    )
    async def certificate(self) -> Certificate | None:
        card = await find.card_of(self.record)
        return Certificate.of(card) if card else None

    @classmethod
    def of(cls, record: membership.Membership) -> Self:
        """Return the member of a membership whose person was fetched with it."""
        return cls(
            id=str(record.id),
            name=record.person.name,
            began_at=record.began_at,
            dormant_since=record.dormant_since,
            ends_at=record.ends_at,
            leaves_at=record.leaves_at,
            ended_at=record.ended_at,
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await find.see_member(viewer=info.context.viewer, membership_id=node_id)
        return cls.of(found)


@strawberry.type
class StaffMembers:
    """The search for a member by staff."""

    @result.field(
        raises=find.BY_CARD_RAISES,
        description="The members to whom a card with exactly this number was bound and whose "
        "membership has not ended, in the order in which it began.",
        directives=[at_most(MAX_CARDS)],
    )
    async def members_by_card(
        self,
        info: Info,
        card_number: Annotated[
            str, strawberry.argument(description="The card number (卡號), in full.")
        ],
    ) -> list[Member]:
        found = await find.members_by_card(viewer=info.context.viewer, card_number=card_number)
        return [Member.of(record) for record in found]
