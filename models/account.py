"""A company's account: opened by an activated application, one open per control number."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model


class AccountKind(StrEnum):
    """Name whose account it is."""

    BUSINESS = "BUSINESS"
    VENDOR = "VENDOR"
    STAFF = "STAFF"


class AccountStatus(StrEnum):
    """Name whether an account may be used."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Account(Model):
    """Keep one account; all but CLOSED ones are open."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    kind = fields.CharEnumField(AccountKind, max_length=16)
    status = fields.CharEnumField(AccountStatus, max_length=16)
    role = fields.CharField(16, null=True)
    application: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Application", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    application_id: UUID | None
    opened_at = fields.DatetimeField()

    class Meta:
        table = "account"

    @classmethod
    async def is_open_for(cls, control_number: str) -> bool:
        """Tell whether a control number has an open account; never shown to an applicant."""
        return (
            await cls.filter(control_number=control_number)
            .exclude(status=AccountStatus.CLOSED)
            .exists()
        )

    @property
    def subject(self) -> str:
        """Name the account in the journal."""
        return f"account:{self.id}"


def business_account(*, control_number: str, application_id: UUID | None, at: datetime) -> Account:
    """Make the account that an activated application opens; the caller saves it."""
    return Account(
        control_number=control_number,
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        application_id=application_id,
        opened_at=at,
    )
