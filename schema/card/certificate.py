"""Bound cards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.card import certificate
from models.card.certificate import CertificateStatus
from models.core.rules import EXPIRY_ANNOUNCED_DAYS
from resolvers.card import list_cards
from schema.context import Info
from schema.descriptions import EMAIL, PHONE
from schema.enums.describe import describe
from schema.relay.nodes import SeenNode

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


def _personal(
    kind: object, read: Callable[[certificate.Certificate, Info], object], *, description: str
) -> Any:
    """Declare a field about the cardholder, which partner systems see as null."""

    def resolve(root: "Certificate", info: Info) -> Any:
        return None if info.context.partner is not None else read(root.record, info)

    return strawberry.field(
        resolver=resolve,
        graphql_type=kind,
        description=f"{description} Null for partner systems.",
    )


def _days_left(card: certificate.Certificate, info: Info) -> int | None:
    left = (card.not_after - info.context.services.clock()).days
    return max(left, 0) if left <= SOON else None


def _is_current(card: certificate.Certificate, info: Info) -> bool:
    viewer = info.context.viewer
    return viewer is not None and viewer.certificate_id == card.id


@strawberry.type(
    description="A Citizen Digital Certificate card (自然人憑證) that is bound to an "
    "application or an account. Partner systems see nothing of its holder."
)
class Certificate(SeenNode):
    id: relay.NodeID[str]
    sha256: str = strawberry.field(
        description=(
            "The SHA-256 fingerprint of the certificate (DER, an ECDSA signature with the lower"
            " s), in hex."
        )
    )
    valid_from: datetime = strawberry.field(
        description="The date and time when the certificate becomes valid."
    )
    valid_until: datetime = strawberry.field(
        description="The date and time when the certificate expires."
    )
    record: strawberry.Private[certificate.Certificate]

    @strawberry.field(
        description="Indicates whether the change that brought the card is in dispute. Such a card "
        "may not act."
    )
    async def is_disputed(self, info: Info) -> bool:
        account_id, membership_id = self.record.account_id, self.record.membership_id
        if account_id is None or membership_id is None:
            return False
        return membership_id in await info.context.disputed.load(account_id)

    holder_name = _personal(
        str | None,
        lambda card, _: card.holder_name,
        description="The cardholder's name (自然人憑證姓名), from the certificate.",
    )
    card_number = _personal(
        str | None,
        lambda card, _: card.masked_card_number,
        description="The card number (卡號), from the signed attributes; the middle digits are "
        "masked.",
    )
    phone = _personal(str | None, lambda card, _: card.phone, description=PHONE)
    email = _personal(str | None, lambda card, _: card.email, description=EMAIL)
    bound_at = _personal(
        datetime | None,
        lambda card, _: card.bound_at,
        description="The date and time when the card was bound.",
    )
    label = _personal(
        str | None,
        lambda card, _: card.label,
        description="The name of the card within the account (名稱); null if it has none.",
    )
    last_used_at = _personal(
        datetime | None,
        lambda card, _: card.last_used_at,
        description="The date and time when the card last signed in; null if it never has.",
    )
    on_hold_since = _personal(
        datetime | None,
        lambda card, _: card.on_hold_since,
        description="The date and time since which the issuer has suspended the certificate; null "
        "when it is not suspended. A suspended card cannot sign in.",
    )
    status = _personal(
        CertificateStatus | None,
        lambda card, _: card.status,
        description="The status of the card. A REVOKED or EXPIRED card can be renewed or removed.",
    )
    version = _personal(
        str | None,
        lambda card, _: card.version,
        description="An opaque text that is another one when the card's status, contact details or "
        "name have changed. Send it with what acts on the card as it was shown.",
    )
    is_current = _personal(
        bool | None,
        _is_current,
        description="Indicates whether the viewer signed in with this card.",
    )
    expires_in_days = _personal(
        int | None,
        _days_left,
        description="The number of whole days until the certificate expires, and 0 after it "
        f"has expired. Null when more than {SOON} days remain.",
    )

    @classmethod
    def of(cls, record: certificate.Certificate) -> Self:
        return cls(
            id=str(record.id),
            sha256=record.sha256,
            valid_from=record.not_before,
            valid_until=record.not_after,
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await list_cards.see_card(
            viewer=info.context.viewer, partner=info.context.partner, certificate_id=node_id
        )
        return cls.of(found) if found else None
