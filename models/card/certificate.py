"""The bound card: it is bound to one control number at a time, and so is its holder."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.application.application import Application, ApplicationNotFound
from models.card.refusals import CardFrozen, CertificateAlreadyBound, PersonAlreadyBound
from models.forms.typed_text import Contact
from models.pki.verdict import Proof
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer


class CertificateStatus(StrEnum):
    """The status of a bound card: only a LIVE one can sign in; FROZEN waits for staff."""

    LIVE = "LIVE"
    FROZEN = "FROZEN"
    RELEASED = "RELEASED"
    REMOVED = "REMOVED"
    REPLACED = "REPLACED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


# Statuses of a bound card; the unique indexes of the database cover these.
AT_PLACE = (CertificateStatus.LIVE, CertificateStatus.FROZEN)
# Statuses of a card that ended without having been removed.
ENDED = (CertificateStatus.EXPIRED, CertificateStatus.REVOKED)
# The cards that an account's holders see: those bound, and those to be renewed or removed.
LISTED = (*AT_PLACE, *ENDED)


class Certificate(Model):
    """What a card proved about itself and its holder, and the contact details typed by the holder.

    Partial unique indexes enforce two rules for LIVE and FROZEN rows: one certificate (its SHA-256)
    and one person (issuer key, subject serial number) are bound once only. ``announced_days`` is
    how many days before its end the holder was notified last.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8, db_index=True)
    application: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Application", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    application_id: UUID | None
    account: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    account_id: UUID | None
    status = fields.CharEnumField(CertificateStatus, max_length=16)
    sha256 = fields.CharField(64)
    issuer_key_id = fields.CharField(64)
    serial_number = fields.CharField(40)
    subject_serial = fields.CharField(64)
    holder_name = fields.CharField(120)
    card_number = fields.CharField(16)
    phone = fields.CharField(40)
    email = fields.CharField(254)
    crl_urls = fields.JSONField[list[str]]()
    not_before = fields.DatetimeField()
    not_after = fields.DatetimeField()
    bound_at = fields.DatetimeField()
    released_at = fields.DatetimeField(null=True)
    label = fields.CharField(80, null=True)
    last_used_at = fields.DatetimeField(null=True)
    announced_days = fields.SmallIntField(null=True)
    removed_by = fields.CharField(64, null=True)

    class Meta:
        table = "certificate"

    @classmethod
    def proven(
        cls,
        proof: Proof,
        *,
        contact: Contact,
        control_number: str,
        application_id: UUID | None,
        at: datetime,
        account_id: UUID | None = None,
        label: str | None = None,
    ) -> "Certificate":
        """Return the unsaved record of a card that has just proven itself."""
        return cls(
            control_number=control_number,
            application_id=application_id,
            account_id=account_id,
            label=label,
            status=CertificateStatus.LIVE,
            sha256=proof.certificate_sha256,
            issuer_key_id=proof.issuer_key_id,
            serial_number=f"{proof.serial_number:x}",
            subject_serial=proof.subject_serial,
            holder_name=proof.holder_name,
            card_number=proof.card_number,
            phone=contact.phone,
            email=contact.email,
            crl_urls=sorted(proof.crl_urls),
            not_before=proof.not_before,
            not_after=proof.not_after,
            bound_at=at,
        )

    @classmethod
    async def refuse_bound(cls, proof: Proof) -> None:
        """Raise the error for the rule, if any, that prevents a proven card from being bound.

        :raises CertificateAlreadyBound: when the card is bound.
        :raises PersonAlreadyBound: when another card of the person is bound.
        """
        live = cls.filter(status__in=AT_PLACE)
        if await live.filter(sha256=proof.certificate_sha256).exists():
            raise CertificateAlreadyBound("signature")
        person = {
            "issuer_key_id": proof.issuer_key_id,
            "subject_serial": proof.subject_serial,
        }
        if await live.filter(**person).exists():
            raise PersonAlreadyBound("signature")

    @classmethod
    async def live_of(cls, proof: Proof) -> "Certificate | None":
        return await cls.get_or_none(sha256=proof.certificate_sha256, status=CertificateStatus.LIVE)

    @classmethod
    async def renewable_by(cls, proof: Proof) -> "Certificate | None":
        """Return the card that a new card of the same person may replace, or None.

        It is the person's bound card; if there is none, the newest one, provided that it expired or
        was revoked and nobody removed it. A card that was issued earlier replaces nothing: an old
        card does not come back.

        :raises CardFrozen: when the bound card is disputed.
        """
        person = {"issuer_key_id": proof.issuer_key_id, "subject_serial": proof.subject_serial}
        cards = cls.filter(**person)
        at_place = await cards.get_or_none(status__in=AT_PLACE)
        if at_place is not None:
            if at_place.status is CertificateStatus.FROZEN:
                raise CardFrozen("signature")
            return at_place if at_place.not_before <= proof.not_before else None
        # A removed card counts as the newest, so that its holder cannot return with an older one.
        last = cards.filter(status__in=(*ENDED, CertificateStatus.REMOVED))
        newest = await last.order_by("-bound_at").first()
        if newest is None or newest.status not in ENDED or newest.not_before > proof.not_before:
            return None
        return newest

    @classmethod
    async def of_application(cls, application_id: UUID) -> "Certificate":
        """Return the live card of a submitted application, which always has one."""
        return await cls.get(application_id=application_id, status=CertificateStatus.LIVE)

    @classmethod
    async def live_of_application(cls, application_id: UUID) -> "Certificate | None":
        return await cls.get_or_none(application_id=application_id, status=CertificateStatus.LIVE)

    @classmethod
    async def for_viewer(cls, viewer: Viewer | None, certificate_id: UUID) -> "Certificate | None":
        """Return the card if the viewer may see it, else None.

        Visible are the cards of her account, those of her session's applications, and all cards to
        staff.
        """
        certificate = await cls.get_or_none(id=certificate_id)
        if certificate is None or _may_see(viewer, certificate):
            return certificate
        if certificate.application_id is None:
            return None
        try:
            await Application.for_viewer(viewer, certificate.application_id)
        except ApplicationNotFound:
            return None
        return certificate

    @classmethod
    async def release(cls, *, application_id: UUID, at: datetime) -> None:
        await cls.filter(application_id=application_id, status=CertificateStatus.LIVE).update(
            status=CertificateStatus.RELEASED, released_at=at
        )

    @property
    def subject(self) -> str:
        return f"certificate:{self.id}"

    @property
    def version(self) -> str:
        """An opaque text, which is another one when what holders see of the card has changed."""
        shown = json.dumps([self.status, self.phone, self.email, self.label])
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    @property
    def masked_card_number(self) -> str:
        return f"{self.card_number[:4]}••••••••{self.card_number[-4:]}"


def _may_see(viewer: Viewer | None, certificate: Certificate) -> bool:
    try:
        holder = require_signed_in(viewer)
    except SignInNeeded:
        return False
    return holder.role is not None or certificate.account_id == holder.account_id
