"""One-time links in mails: tokens are derived from a key, and only their hashes are stored."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import Remedy, UserError, Words
from models.forms import kinds
from models.session.session import hashed


class LinkUnknown(UserError):
    """The link does not exist."""

    zh = Words(title="找不到此連結", message="連結不正確。請從信件中完整複製連結，或重寄通知信。")
    en = Words(
        title="Link not found",
        message=(
            "This link is not valid. Copy the complete link from the mail, or request a new one."
        ),
    )


class LinkExpired(UserError):
    """The link has expired."""

    zh = Words(title="連結已過期", message="連結已過期，請重寄通知信。")
    en = Words(
        title="This link has expired",
        message="The link is no longer valid. Request a new verification mail.",
    )


class LinkSpent(UserError):
    """The link was already used."""

    zh = Words(
        title="連結已使用過",
        message="連結已使用過，請查看帳號狀態；帳號已開通者，請以自然人憑證登入。",
    )
    en = Words(
        title="This link was already used",
        message=(
            "This link has already been used. Check the status of your application. Once the "
            "account is open, sign in with the card."
        ),
    )
    remedy = Remedy.STATUS


class LinkReplaced(UserError):
    """The link was replaced by a newer one, or its application was closed."""

    zh = Words(
        title="此連結已失效",
        message="此連結已失效：已寄出較新的信件，或申請案已結束。請使用最新的信件。",
    )
    en = Words(
        title="This link is no longer valid",
        message=(
            "This link no longer works: a newer mail was sent, or the application has ended. Use "
            "the link in the latest mail."
        ),
    )
    remedy = Remedy.STATUS


LINK_REFUSALS = (LinkUnknown, LinkExpired, LinkSpent, LinkReplaced)


class LinkPurpose(StrEnum):
    """The purpose of an application's link."""

    ACTIVATE = "ACTIVATE"
    CORRECT = "CORRECT"


class OneTimeLink(Model):
    """A mailed link; one with ``spent_at`` but no ``used_at`` was replaced or voided."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    token_hash = fields.CharField(64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    spent_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        abstract = True

    @classmethod
    async def of_token(cls, text: str, *, at: datetime) -> Self:
        """Return the live link of a token, without using it up.

        :raises LinkUnknown: when there is no such link.
        :raises LinkSpent: when it was used.
        :raises LinkReplaced: when it was replaced by a newer one, or voided.
        :raises LinkExpired: when it has expired.
        """
        link = await cls.known(text)
        link.require_live(at=at)
        return link

    @classmethod
    async def known(cls, text: str) -> Self:
        """Return the link of a token, live or not.

        :raises LinkUnknown: when there is no such link.
        """
        found = kinds.TOKEN.name_of(text)
        link = await cls.get_or_none(token_hash=hashed(found)) if found else None
        if link is None:
            raise LinkUnknown("token")
        return link

    def require_live(self, *, at: datetime) -> None:
        """Require a link that can still be used.

        :raises LinkSpent: when it was used.
        :raises LinkReplaced: when it was replaced by a newer one, or voided.
        :raises LinkExpired: when it has expired.
        """
        if self.used_at is not None:
            raise LinkSpent("token")
        if self.spent_at is not None:
            raise LinkReplaced("token")
        if self.expires_at <= at:
            raise LinkExpired("token")

    async def spend(self, *, at: datetime) -> None:
        """Use the link up.

        :raises LinkSpent: when a concurrent request used it first.
        """
        unspent = type(self).filter(id=self.id, spent_at__isnull=True)
        if not await unspent.update(spent_at=at, used_at=at):
            raise LinkSpent("token")


class Link(OneTimeLink):
    """A link; a partial unique index permits one live link per application and purpose."""

    purpose = fields.CharEnumField(LinkPurpose, max_length=16)
    application: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Application", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    application_id: UUID

    class Meta:
        table = "link"

    @classmethod
    async def make(
        cls,
        *,
        purpose: LinkPurpose,
        application_id: UUID,
        key: bytes,
        at: datetime,
        life: timedelta,
    ) -> "Link":
        """Create the only live link of an application; older ones are voided."""
        await cls.void(application_id=application_id, at=at)
        link_id = uuid4()
        return await cls.create(
            id=link_id,
            token_hash=hashed(token(link_id, key=key)),
            purpose=purpose,
            application_id=application_id,
            created_at=at,
            expires_at=at + life,
        )

    @classmethod
    async def void(cls, *, application_id: UUID, at: datetime) -> None:
        await cls.filter(application_id=application_id, spent_at__isnull=True).update(spent_at=at)


def token(link_id: UUID, *, key: bytes) -> str:
    """Derive a link's token (256 bits, base64url), so that no row or queued mail contains it."""
    digest = hmac.new(key, b"link:" + link_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
