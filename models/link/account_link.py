"""One-time links of an account: to bind a card, or to object to a change."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.link.link import OneTimeLink, token
from models.session.session import hashed


class AccountLinkPurpose(StrEnum):
    """The purpose of an account's link.

    SIGN_IN binds the first card of a company; INVITATION binds the card of a member of staff whom
    it names.
    """

    SIGN_IN = "SIGN_IN"
    INVITATION = "INVITATION"
    NOT_ME = "NOT_ME"


class AccountLink(OneTimeLink):
    """A link; a partial unique index permits one live link per account, purpose and subject.

    ``about`` is the link's subject, as in the journal, if the account may have several links for
    the purpose; otherwise it is a dash.
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
        """Create the only live link for an account, purpose and subject; an older one is voided."""
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
        live = cls.filter(account_id=account_id, purpose=purpose, about=about)
        await live.filter(spent_at__isnull=True).update(spent_at=at)
