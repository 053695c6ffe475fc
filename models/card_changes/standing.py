"""What a card is at a control number, as partners ask it: one statement finds all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Self

from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import BRINGING
from models.database.by_hand import columns_of, record_of, rows, texts, value_of
from models.membership.membership import Membership
from models.session.roles import AccountKind, AccountStatus


@dataclass(frozen=True, kw_only=True)
class CardAtNumber:
    """A card, the account of the number that has or had it, and whether its holder belongs there.

    ``is_disputed`` is whether the change that brought the card is in dispute.
    """

    card: Certificate
    account_kind: AccountKind
    account_status: AccountStatus
    belongs: bool
    is_disputed: bool

    @classmethod
    async def find(cls, sha256: str, control_number: str, *, at: datetime) -> Self | None:
        """Return a card at a number: the live one, or else the one bound last."""
        for row in await rows(_statement(), sha256, control_number):
            return cls(
                card=record_of(Certificate, row),
                account_kind=AccountKind(row["account_kind"]),
                account_status=AccountStatus(row["account_status"]),
                belongs=_belongs(row, at=at),
                is_disputed=bool(row["is_disputed"]),
            )
        return None


def _belongs(row: Mapping[str, Any], *, at: datetime) -> bool:
    leaves = value_of(Membership, "ends_at", row["membership_ends"])
    return (
        row["confirmed"] is not None
        and row["membership_ended"] is None
        and (leaves is None or leaves > at)
    )


@cache
def _statement() -> str:
    # The ORM knows all columns of a record only after its start.
    return f"""SELECT {columns_of(Certificate, "c")},
  a."kind" AS "account_kind", a."status" AS "account_status",
  m."confirmed_at" AS "confirmed", m."ends_at" AS "membership_ends",
  m."ended_at" AS "membership_ended", EXISTS (
    SELECT 1 FROM "card_change" d
    WHERE d."account_id" = c."account_id" AND d."membership_id" = c."membership_id"
    AND d."reported_at" IS NOT NULL AND d."settled_at" IS NULL AND d."kind" IN ({texts(BRINGING)})
  ) AS "is_disputed"
FROM "certificate" c JOIN "account" a ON a."id" = c."account_id"
LEFT JOIN "membership" m ON m."id" = c."membership_id"
WHERE c."sha256" = $1 AND a."control_number" = $2
ORDER BY c."status" <> '{CertificateStatus.LIVE.value}', c."bound_at" DESC LIMIT 1
"""  # noqa: S608  # Our own names.
