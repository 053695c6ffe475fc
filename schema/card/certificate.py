"""A bound card as it is shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models.card import certificate
from models.card.certificate import CertificateStatus
from models.core.rules import EXPIRY_ANNOUNCED_DAYS
from schema.context import Info
from schema.ids import uuid_of

strawberry.enum(CertificateStatus, description="Whether a bound card counts: only LIVE does.")

# Cards that end within so many days say so.
SOON = max(EXPIRY_ANNOUNCED_DAYS)


@strawberry.type(description="A person's card (自然人憑證), bound to an application or account.")
class Certificate(relay.Node):
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

    label: str | None = strawberry.field(description="名稱: what the account's holders call it.")
    last_used_at: datetime | None = strawberry.field(description="When it last signed in.")
    status: CertificateStatus = strawberry.field(
        description="Whether it counts: only a LIVE one does. FROZEN waits for staff; REVOKED and "
        "EXPIRED ones can be renewed or removed."
    )

    @strawberry.field(description="Whether it is the card that signed in here.")
    def is_current(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and str(viewer.certificate_id) == self.id

    @strawberry.field(
        description=f"In how many days its time ends, if within {SOON} days; 0 when it is over. "
        "Else null."
    )
    def expires_in_days(self, info: Info) -> int | None:
        left = (self.valid_until - info.context.services.clock()).days
        return max(left, 0) if left <= SOON else None

    @classmethod
    def of(cls, record: certificate.Certificate) -> Self:
        return cls(
            id=str(record.id),
            holder_name=record.holder_name,
            card_number=record.masked_card_number,
            phone=record.phone,
            email=record.email,
            valid_from=record.not_before,
            valid_until=record.not_after,
            bound_at=record.bound_at,
            label=record.label,
            last_used_at=record.last_used_at,
            status=record.status,
        )

    # Strawberry's own signature also allows answers without async; ours are never that.
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
