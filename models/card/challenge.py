"""The challenge: the text that a card signs to prove its presence for one act."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.core.rules import CHALLENGE_LIFE, MINUTE
from models.database.transaction import lock_text, tx
from models.session.session import Viewer

SERVICE = "毒性及關注化學物質運送車輛即時追蹤系統專區"


class ChallengeUnknown(UserError):
    """The current session has no such challenge with this purpose."""

    zh = Words(title="簽章內容已失效", message="此簽章不屬於本次申請，請重新按「取得憑證資訊」。")
    en = Words(
        title="The signed text is not valid",
        message="This signature was made for a different action. Read the card again.",
    )


class ChallengeSpent(UserError):
    """The challenge was already used, or replaced by a newer one."""

    zh = Words(title="簽章內容已使用過", message="此簽章已使用過，請重新按「取得憑證資訊」。")
    en = Words(
        title="The signed text was already used",
        message="This signature has already been used. Read the card again.",
    )


class ChallengeExpired(UserError):
    """The challenge has expired."""

    zh = Words(
        title="簽章內容已逾時",
        message=f"簽章已超過 {CHALLENGE_LIFE // MINUTE} 分鐘，請重新按「取得憑證資訊」。",
    )
    en = Words(
        title="The signed text has expired",
        message=(
            f"The signature is more than {CHALLENGE_LIFE // MINUTE} minutes old. Read the card "
            "again."
        ),
    )


class ChallengePurpose(StrEnum):
    """The act that a signature is for, which is part of the signed text."""

    BIND = "BIND"
    CONTINUE = "CONTINUE"
    SIGN_IN = "SIGN_IN"
    PROVE = "PROVE"
    RENEW = "RENEW"
    ADD = "ADD"
    REPLACE = "REPLACE"
    FIRST_CARD = "FIRST_CARD"
    JOIN = "JOIN"
    REHEARSE = "REHEARSE"


# The subject of a challenge that is signed to see how, and not for an act.
REHEARSED = "-"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An issued challenge with its text, of which the record has only the hash."""

    id: UUID
    purpose: ChallengePurpose
    text: str
    expires_at: datetime


class Challenge(Model):
    """A challenge that can be used once, for one session, purpose and subject."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    session: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Session", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    session_id: UUID
    purpose = fields.CharEnumField(ChallengePurpose, max_length=16)
    subject = fields.CharField(64)
    text_sha256 = fields.CharField(64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    spent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "challenge"

    @classmethod
    async def issue(
        cls,
        *,
        viewer: Viewer,
        purpose: ChallengePurpose,
        subject: str,
        origin: str,
        at: datetime,
        life: timedelta,
    ) -> Issued:
        """Issue a challenge, which voids the session's older one for the same purpose."""
        text = _text(purpose=purpose, subject=subject, origin=origin, at=at, until=at + life)
        issued_to: dict[str, Any] = {"session_id": viewer.session_id, "purpose": purpose}
        async with tx():
            # Of several requests at once, each voids the one before.
            await lock_text(f"challenge:{viewer.session_id}:{purpose}")
            await cls.filter(**issued_to, spent_at__isnull=True).update(spent_at=at)
            challenge = await cls.create(
                **issued_to,
                subject=subject,
                text_sha256=hashlib.sha256(text.encode()).hexdigest(),
                created_at=at,
                expires_at=at + life,
            )
        return Issued(id=challenge.id, purpose=purpose, text=text, expires_at=challenge.expires_at)

    @classmethod
    async def spend(
        cls,
        challenge_id: UUID,
        *,
        viewer: Viewer,
        purpose: ChallengePurpose,
        subject: str,
        at: datetime,
    ) -> bytes:
        """Use a challenge up, before anything about its signature is checked.

        :returns: the SHA-256 of the text that must have been signed (32 bytes).
        :raises ChallengeUnknown: when this session has no such challenge for this purpose and
            subject.
        :raises ChallengeSpent: when it was used, or replaced by a newer one.
        :raises ChallengeExpired: when it has expired; it is used up all the same.
        """
        mine = cls.filter(
            id=challenge_id, session_id=viewer.session_id, purpose=purpose, subject=subject
        )
        won = await mine.filter(spent_at__isnull=True).update(spent_at=at)
        challenge = await mine.get_or_none()
        if challenge is None:
            raise ChallengeUnknown("challengeId")
        if not won:
            raise ChallengeSpent("challengeId")
        if challenge.expires_at <= at:
            raise ChallengeExpired("challengeId")
        return bytes.fromhex(challenge.text_sha256)


def _text(
    *, purpose: ChallengePurpose, subject: str, origin: str, at: datetime, until: datetime
) -> str:
    """Return the text to sign: what the holder needs to see, and a nonce.

    It has one ``name: value`` a line, and no value contains a line break. None of ``+ & % =``
    occurs in it, because the card component's form encoding would change them.
    """
    lines = (
        "GPSZONE-CHALLENGE-1",
        f"service: {SERVICE}",
        f"origin: {origin}",
        f"purpose: {purpose}",
        f"subject: {subject}",
        f"nonce: {secrets.token_hex(32)}",
        f"issued: {_written(at)}",
        f"expires: {_written(until)}",
    )
    return "\n".join(lines) + "\n"


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
