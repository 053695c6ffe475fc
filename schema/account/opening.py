"""The request for which an account was opened manually."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import strawberry


@strawberry.type(description="The request for which an administrator opened an account manually.")
class Opening:
    reason: str | None = strawberry.field(description="The reason for opening the account.")
    contact_name: str | None = strawberry.field(
        description="The name of the contact person (聯絡人)."
    )
    contact_phone: str | None = strawberry.field(
        description="The telephone number of the contact person (連絡電話)."
    )
    sender: str | None = strawberry.field(
        description="The sender of the email in which the account was requested."
    )
    sent_at: datetime | None = strawberry.field(
        description="The date and time when that email was sent."
    )
    reference: str | None = strawberry.field(
        description="The reference under which that email is filed."
    )

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Self:
        """Return the stored request; its keys are those of the input."""
        sent_at = kept.get("sentAt")
        return cls(
            reason=kept.get("reason"),
            contact_name=kept.get("contactName"),
            contact_phone=kept.get("contactPhone"),
            sender=kept.get("sender"),
            sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
            reference=kept.get("reference"),
        )
