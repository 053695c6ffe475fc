"""The bound card: it is bound to one control number at a time, and so is its holder."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.models import Model

from models.application.application import Application, ApplicationNotFound
from models.card.refusals import CertificateAlreadyBound, PersonAlreadyBound
from models.forms.typed_text import Contact
from models.membership.membership import Membership
from models.membership.person import Person
from models.pki.verdict import Proof
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer


class CertificateStatus(StrEnum):
    """The status of a card: only a LIVE one is bound and can sign in."""

    LIVE = "LIVE"
    RELEASED = "RELEASED"
    REMOVED = "REMOVED"
    REPLACED = "REPLACED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


# Statuses of a card that ended by itself, whose holder's membership stands.
ENDED = (CertificateStatus.EXPIRED, CertificateStatus.REVOKED)
# The cards that an account's holders see: one for each member, bound or to be renewed.
LISTED = (CertificateStatus.LIVE, *ENDED)


class Certificate(Model):
    """What a card proved about itself and its holder, and the contact details typed by the holder.

    Partial unique indexes enforce two rules for LIVE rows: a certificate (its SHA-256) and a person
    are bound once only. ``membership`` is None while the card belongs to an application.
    ``on_hold_since`` is when its issuer suspended it. ``announced_days`` is how many days before
    its end the holder was notified last.
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
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    person_id: UUID | None
    membership: fields.ForeignKeyNullableRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    membership_id: UUID | None
    status = fields.CharEnumField(CertificateStatus, max_length=16)
    on_hold_since = fields.DatetimeField(null=True)
    sha256 = fields.CharField(64)
    issuer_key_id = fields.CharField(64)
    serial_number = fields.CharField(40)
    subject_serial = fields.CharField(64)
    holder_name = fields.CharField(120)
    card_number = fields.CharField(16, db_index=True)
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
        person: Person,
        contact: Contact,
        control_number: str,
        application_id: UUID | None,
        at: datetime,
        membership: Membership | None = None,
        label: str | None = None,
    ) -> "Certificate":
        """Return the unsaved record of a card that has just proven itself."""
        return cls(
            control_number=control_number,
            application_id=application_id,
            person_id=person.id,
            membership_id=membership.id if membership else None,
            account_id=membership.account_id if membership else None,
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
    async def refuse_bound(cls, proof: Proof, *, at: datetime) -> None:
        """Raise the error for the rule, if any, that prevents a proven card from being bound.

        :raises CertificateAlreadyBound: when the card is bound.
        :raises PersonAlreadyBound: when another card of the person is bound, or the person has a
            membership that stands.
        """
        live = cls.filter(status=CertificateStatus.LIVE)
        if await live.filter(sha256=proof.certificate_sha256).exists():
            raise CertificateAlreadyBound("signature")
        person = await Person.of(proof)
        if person is None:
            return
        belongs = await Membership.filter(person_id=person.id, ended_at__isnull=True).exists()
        if belongs or await live.filter(person_id=person.id).exists():
            raise PersonAlreadyBound("signature")

    @classmethod
    async def live_of(cls, proof: Proof) -> "Certificate | None":
        return await cls.get_or_none(sha256=proof.certificate_sha256, status=CertificateStatus.LIVE)

    @classmethod
    async def is_newest(cls, proof: Proof, membership: Membership) -> bool:
        """Return whether no card of the membership was issued later than the one that signed.

        Every card counts, whatever became of it, so that nobody returns by an older card.
        """
        later = cls.filter(membership_id=membership.id, not_before__gt=proof.not_before)
        return not await later.exists()

    @classmethod
    async def may_renew(cls, proof: Proof, membership: Membership) -> bool:
        """Return whether the member's new card may be bound by its signature alone.

        A card that staff took out when they undid its renewal, so that the membership went on
        without it, comes back through somebody who can sign in there.
        """
        went_on = Q(membership__ended_at__isnull=True) | Q(
            membership__ended_at__gt=F("released_at")
        )
        taken_out = cls.filter(
            went_on,
            person_id=membership.person_id,
            account_id=membership.account_id,
            sha256=proof.certificate_sha256,
            status=CertificateStatus.REMOVED,
        )
        return await cls.is_newest(proof, membership) and not await taken_out.exists()

    @classmethod
    async def listed_of(cls, membership: Membership) -> "Certificate":
        """Return the only card of a standing membership that holders see."""
        return await cls.get(membership_id=membership.id, status__in=LISTED)

    @classmethod
    async def waiting_of(cls, person: Person | None) -> "Certificate | None":
        """Return the person's card that is bound to an application, or None."""
        if person is None:
            return None
        return await cls.get_or_none(
            person_id=person.id, status=CertificateStatus.LIVE, account_id__isnull=True
        )

    @classmethod
    async def of_application(cls, application_id: UUID) -> "Certificate":
        """Return the live card of a submitted application, which always has one."""
        return await cls.get(application_id=application_id, status=CertificateStatus.LIVE)

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
    return holder.sees_every_account or certificate.account_id == holder.account_id
