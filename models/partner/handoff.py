"""The hand-off of a holder to a partner system, with a one-time code."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.core.mode import Mode
from models.core.rules import PARTNER_HANDOFF_LIFE
from models.forms import kinds
from models.partner.partner import Partner, PartnerToken, PartnerViewer, Scope
from models.session.permissions import SignedIn
from models.session.session import hashed


class HandoffUnknown(UserError):
    """The code cannot be redeemed by this partner: it is unknown, another partner's, already
    redeemed or older than 60 seconds, or its holder has signed out. The reason is not disclosed.
    """

    zh = Words(
        title="前往其他系統的連結已失效",
        message="此轉登入代碼無效或已逾時，請回到本專區重新點選。",
    )
    en = Words(
        title="This hand-off is no longer valid",
        message=(
            "The hand-off code is invalid or has expired. Return to the portal and choose the "
            "system again."
        ),
    )


@dataclass(frozen=True, kw_only=True)
class NewHandoff:
    """The address with the code, which is not stored and so is known only here."""

    url: str
    expires_at: datetime


class Handoff(Model):
    """A hand-off of a session's holder to a partner."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    code_hash = fields.CharField(64, unique=True)
    partner: fields.ForeignKeyRelation[Partner] = fields.ForeignKeyField(
        "models.Partner", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    partner_id: UUID
    session_id = fields.UUIDField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    redeemed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "handoff"

    @classmethod
    async def start(cls, holder: SignedIn, partner: Partner, *, at: datetime) -> NewHandoff:
        """Create a code of 256 bits for one partner, valid for `PARTNER_HANDOFF_LIFE`."""
        code = secrets.token_urlsafe(32)
        made = await cls.create(
            code_hash=hashed(code),
            partner_id=partner.id,
            session_id=holder.viewer.session_id,
            created_at=at,
            expires_at=at + PARTNER_HANDOFF_LIFE,
        )
        return NewHandoff(
            url=with_code(partner.handoff_url or "", code), expires_at=made.expires_at
        )

    @classmethod
    async def forget(cls, *, before: datetime) -> int:
        return await cls.filter(expires_at__lt=before).delete()

    @classmethod
    async def spend(cls, code: str, *, partner: PartnerViewer, at: datetime) -> Self:
        """Redeem a code; another partner that has it neither learns anything nor uses it up.

        :raises HandoffUnknown: when this partner has no such valid code.
        """
        shaped = kinds.TOKEN.name_of(code)
        if shaped is None:
            raise HandoffUnknown("code")
        good = cls.filter(
            code_hash=hashed(shaped),
            # Otherwise a partner that has seen another's code could lock its holder out.
            partner_id=partner.partner_id,
            redeemed_at__isnull=True,
            expires_at__gt=at,
        )
        if not await good.update(redeemed_at=at):
            raise HandoffUnknown("code")
        return await cls.get(code_hash=hashed(shaped))


def with_code(url: str, code: str) -> str:
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}code={quote(code, safe='')}"


def is_address(url: str, *, mode: Mode) -> bool:
    """Return whether holders may be redirected to an address: https, or localhost in the demo."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or "#" in url or not url.isascii():
        return False
    if any(map(str.isspace, url)):
        return False
    if parts.scheme == "http":
        return mode is Mode.DEMO and host == "localhost"
    return parts.scheme == "https"


# More than one page of the portal shows.
MOST_SYSTEMS = 50


async def list_takers(*, at: datetime) -> list[Partner]:
    """Return the partners that accept hand-offs, by name, the first of them."""
    partners = await Partner.filter(revoked_at__isnull=True, handoff_url__isnull=False)
    reachable = {
        token.partner_id
        for token in await PartnerToken.live(at=at).filter(
            partner_id__in=[partner.id for partner in partners]
        )
    }
    takers = [one for one in partners if Scope.HANDOFF in one.reach and one.id in reachable]
    return sorted(takers, key=lambda partner: partner.name)[:MOST_SYSTEMS]
