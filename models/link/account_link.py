"""One-time links that concern an account: to bind its first card, or to object to a change."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.link.link import OneTimeLink, token
from models.session.session import hashed


class AccountLinkPurpose(StrEnum):
    """Name what a link of an account is for."""

    SIGN_IN = "SIGN_IN"
    NOT_ME = "NOT_ME"


class AccountLink(OneTimeLink):
    """Keep one link; a partial unique index holds one live per account, purpose and subject.

    ``about`` names what the link speaks of where an account may have several, as the journal
    names subjects; otherwise it is a dash.
    """

    purpose = fields.CharEnumField(AccountLinkPurpose, max_length=16)
    account: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    about = fields.CharField(64)

    class Meta:
        table = "account_link"

    @classmethod
    async def make(
        cls,
        *,
        purpose: AccountLinkPurpose,
        account_id: UUID,
        about: str = "-",
        key: bytes,
        at: datetime,
        life: timedelta,
    ) -> "AccountLink":
        """Make the one live link of an account, purpose and subject; an older one dies with it."""
        await cls.void(purpose=purpose, account_id=account_id, about=about, at=at)
        link_id = uuid4()
        return await cls.create(
            id=link_id,
            token_hash=hashed(token(link_id, key=key)),
            purpose=purpose,
            account_id=account_id,
            about=about,
            created_at=at,
            expires_at=at + life,
        )

    @classmethod
    async def void(
        cls, *, purpose: AccountLinkPurpose, account_id: UUID, about: str = "-", at: datetime
    ) -> None:
        """End the live link of an account, purpose and subject, if there is one."""
        live = cls.filter(account_id=account_id, purpose=purpose, about=about)
        await live.filter(spent_at__isnull=True).update(spent_at=at)
