"""A bound card: live at one place only, its person at one control number only."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.application import Application, ApplicationNotFound
from models.errors import UserError
from models.form import Contact
from models.pki.verdict import Proof
from models.session import Viewer


class CertificateAlreadyBound(UserError):
    """Say that this card is bound already, without saying where."""


class PersonAlreadyBound(UserError):
    """Say that this person is bound already by another card, without saying where."""


class CertificateStatus(StrEnum):
    """Name whether a bound card counts."""

    LIVE = "LIVE"
    RELEASED = "RELEASED"


class Certificate(Model):
    """Keep what a card proved about itself and its holder, and what he typed.

    Partial unique indexes hold the two rules for LIVE rows: one certificate (its SHA-256) and one
    person (issuer key, subject serial number) stand in one place only.
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

    class Meta:
        table = "certificate"

    @classmethod
    def proven(
        cls,
        proof: Proof,
        *,
        contact: Contact,
        control_number: str,
        application_id: UUID,
        at: datetime,
    ) -> "Certificate":
        """Make the record of a card that has just proved itself; the caller saves it."""
        return cls(
            control_number=control_number,
            application_id=application_id,
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
        """Name the rule, if it was one of these, that stopped a proven card from being bound.

        :raises CertificateAlreadyBound: when the card is live somewhere.
        :raises PersonAlreadyBound: when another card of the person is.
        """
        live = cls.filter(status=CertificateStatus.LIVE)
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
        """Find where a proven card is bound."""
        return await cls.get_or_none(sha256=proof.certificate_sha256, status=CertificateStatus.LIVE)

    @classmethod
    async def of_application(cls, application_id: UUID) -> "Certificate":
        """Give the card that an application was submitted with."""
        return await cls.get(application_id=application_id, status=CertificateStatus.LIVE)

    @classmethod
    async def live_of_application(cls, application_id: UUID) -> "Certificate | None":
        """Find the card of an application that may have none."""
        return await cls.get_or_none(application_id=application_id, status=CertificateStatus.LIVE)

    @classmethod
    async def for_viewer(cls, viewer: Viewer | None, certificate_id: UUID) -> "Certificate | None":
        """Find a card of an application that this viewer may see."""
        certificate = await cls.get_or_none(id=certificate_id)
        if certificate is None or certificate.application_id is None:
            return None
        try:
            await Application.for_viewer(viewer, certificate.application_id)
        except ApplicationNotFound:
            return None
        return certificate

    @classmethod
    async def move_with(cls, application: Application) -> None:
        """Let the card of an application follow it to a corrected control number."""
        live = cls.filter(application_id=application.id, status=CertificateStatus.LIVE)
        await live.update(control_number=application.control_number)

    @classmethod
    async def release(cls, *, application_id: UUID, at: datetime) -> None:
        """Free the card of an application that came to nothing."""
        await cls.filter(application_id=application_id, status=CertificateStatus.LIVE).update(
            status=CertificateStatus.RELEASED, released_at=at
        )

    @property
    def subject(self) -> str:
        """Name the card in the journal."""
        return f"certificate:{self.id}"

    @property
    def masked_card_number(self) -> str:
        """Show a card number's first and last four characters only."""
        return f"{self.card_number[:4]}••••••••{self.card_number[-4:]}"
