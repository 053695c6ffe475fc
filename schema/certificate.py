"""A bound card as it is shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models import certificate
from schema.context import Info
from schema.ids import uuid_of


@strawberry.type(description="A person's card (自然人憑證), bound to an application or account.")
class Certificate(relay.Node):
    """Show a bound card; its number is masked."""

    id: relay.NodeID[str]
    holder_name: str = strawberry.field(description="自然人憑證姓名, from the certificate.")
    card_number: str = strawberry.field(
        description="卡號, from what the card signed; the middle is hidden."
    )
    phone: str = strawberry.field(description="連絡電話, as typed.")
    email: str = strawberry.field(description="Email, as typed.")
    valid_from: datetime = strawberry.field(description="When the certificate's time begins.")
    valid_until: datetime = strawberry.field(description="When the certificate's time ends.")
    bound_at: datetime = strawberry.field(description="When the card was bound.")

    @classmethod
    def of(cls, record: certificate.Certificate) -> Self:
        """Show a record."""
        return cls(
            id=str(record.id),
            holder_name=record.holder_name,
            card_number=record.masked_card_number,
            phone=record.phone,
            email=record.email,
            valid_from=record.not_before,
            valid_until=record.not_after,
            bound_at=record.bound_at,
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find cards that the viewer may see; others are as if they did not exist."""
        records = [
            await certificate.Certificate.for_viewer(info.context.viewer, uuid_of(node_id))
            for node_id in node_ids
        ]
        return [cls.of(record) if record else None for record in records]
