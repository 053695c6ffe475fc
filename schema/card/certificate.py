"""Bound cards."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models.card import certificate
from models.card.certificate import CertificateStatus
from models.core.rules import EXPIRY_ANNOUNCED_DAYS
from schema.context import Info
from schema.descriptions import EMAIL, PHONE
from schema.enums import describe
from schema.ids import uuid_of

describe(
    CertificateStatus,
    description="The status of a card. Only a LIVE card can sign in.",
    values={
        CertificateStatus.LIVE: "The card is bound and can sign in.",
        CertificateStatus.RELEASED: (
            "The card can be bound again, because its application or account was closed."
        ),
        CertificateStatus.REMOVED: "The card was removed from the account.",
        CertificateStatus.REPLACED: "Another card replaced the card.",
        CertificateStatus.REVOKED: "The certificate was revoked.",
        CertificateStatus.EXPIRED: "The certificate has expired.",
    },
)

# A card reports the remaining days from this number of days before its end.
SOON = max(EXPIRY_ANNOUNCED_DAYS)


@strawberry.type(
    description="A Citizen Digital Certificate card (自然人憑證) that is bound to an "
    "application or an account."
)
class Certificate(relay.Node):
    id: relay.NodeID[str]
    holder_name: str = strawberry.field(
        description="The cardholder's name (自然人憑證姓名), from the certificate."
    )
    card_number: str = strawberry.field(
        description="The card number (卡號), from the signed attributes; the middle digits are "
        "masked."
    )
    phone: str = strawberry.field(description=PHONE)
    email: str = strawberry.field(description=EMAIL)
    valid_from: datetime = strawberry.field(
        description="The date and time when the certificate becomes valid."
    )
    valid_until: datetime = strawberry.field(
        description="The date and time when the certificate expires."
    )
    bound_at: datetime = strawberry.field(description="The date and time when the card was bound.")

    label: str | None = strawberry.field(
        description="The name of the card within the account (名稱); null if it has none."
    )
    last_used_at: datetime | None = strawberry.field(
        description="The date and time when the card last signed in; null if it never has."
    )
    on_hold_since: datetime | None = strawberry.field(
        description="The date and time since which the issuer has suspended the certificate; null "
        "when it is not suspended. A suspended card cannot sign in."
    )
    status: CertificateStatus = strawberry.field(
        description="The status of the card. A REVOKED or EXPIRED card can be renewed or removed."
    )

    version: str = strawberry.field(
        description="An opaque text that is another one when the card's status, contact details or "
        "name have changed. Send it with what acts on the card as it was shown."
    )

    @strawberry.field(description="Indicates whether the viewer signed in with this card.")
    def is_current(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and str(viewer.certificate_id) == self.id

    @strawberry.field(
        description="The number of whole days until the certificate expires, and 0 after it "
        f"has expired. Null when more than {SOON} days remain."
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
            on_hold_since=record.on_hold_since,
            status=record.status,
            version=record.version,
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # `node` is nullable: none is required.
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Return the cards that the viewer may see, and None for all others."""
        records = [
            await certificate.Certificate.for_viewer(info.context.viewer, uuid_of(node_id))
            for node_id in node_ids
        ]
        return [cls.of(record) if record else None for record in records]
