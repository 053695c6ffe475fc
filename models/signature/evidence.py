"""Evidence of an accepted signature, sealed, so that it can be verified again years later."""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.card.challenge import ChallengePurpose
from models.core.errors import OperatorError
from models.core.seal import Seal, SealBroken
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.signature.evidence_payload import EvidencePayload, EvidenceUnreadable
from models.signature.verification import VerifiedSignature

# The names of evidence in the payload of an event: its id, and the SHA-256 of what was sealed.
NAME, NAMED_SHA256 = "evidence", "evidence_sha256"
# The kind of the event that records the end of a retention.
ERASED = EventKind.EVIDENCE_ERASED


def erased_subject(evidence_id: UUID | str) -> str:
    """Return the subject of the event that records that evidence was erased."""
    return f"evidence:{evidence_id}"


class EvidenceUnusable(OperatorError):
    """Evidence proves nothing; the text is a sentence for the operator."""


class Evidence(Model):
    """The evidence of one act, which access to the database alone does not reveal.

    ``sealed`` is a Fernet token over `EvidencePayload`. Nothing records which key sealed it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    subject = fields.CharField(64, db_index=True)
    kind = fields.CharEnumField(ChallengePurpose, max_length=16)
    at = fields.DatetimeField()
    certificate_sha256 = fields.CharField(64, db_index=True)
    sealed = fields.BinaryField()

    class Meta:
        table = "evidence"
        indexes = (("at",),)

    @classmethod
    async def keep(
        cls, change: Change, accepted: VerifiedSignature, *, subject: str, seal: Seal, at: datetime
    ) -> None:
        """Seal the evidence of a signature, in the transaction that relies on it.

        The allowances made for it are written into the journal here, so that no act forgets them.
        The transaction's events about the subject name the evidence, so that its loss is noticed.
        """
        accepted.cleared.note(change, subject=subject, actor="service:revocation", at=at)
        evidence_id = uuid4()
        kept = EvidencePayload(
            evidence_id=str(evidence_id),
            subject=subject,
            kind=accepted.purpose,
            at=at,
            certificate=accepted.proof.certificate,
            cms=accepted.signature,
            content_sha256=accepted.content_sha256,
            issuer_key_id=accepted.proof.issuer_key_id,
            clearance=accepted.proof.cleared_by,
            grace=accepted.list_grace,
            schemes=accepted.schemes,
            tolerances=accepted.proof.tolerances,
        )
        content = kept.written()
        change.rest_on(
            subject, {NAME: str(evidence_id), NAMED_SHA256: hashlib.sha256(content).hexdigest()}
        )
        await cls.create(
            using_db=change.client,
            id=evidence_id,
            subject=subject,
            kind=accepted.purpose,
            at=at,
            certificate_sha256=accepted.proof.certificate_sha256,
            sealed=seal.close(content, at=at),
        )

    @classmethod
    async def batch_after(cls, after: UUID | None, *, most: int) -> "list[Evidence]":
        """Return the next ones in the order of their ids, locked until the transaction ends."""
        rest = cls.all() if after is None else cls.filter(id__gt=after)
        return await rest.order_by("id").limit(most).select_for_update()

    def opened(self, seal: Seal) -> EvidencePayload:
        """Open the evidence, and require that its content agrees with the record.

        :raises EvidenceUnusable: when it does not open, or disagrees.
        """
        try:
            kept = EvidencePayload.read(self._content(seal))
        except EvidenceUnreadable as fault:
            raise EvidenceUnusable(
                f"{self.id}: has a format that this version cannot read"
            ) from fault
        inside = (kept.evidence_id, kept.subject, kept.kind, kept.at)
        if inside != (str(self.id), self.subject, self.kind.value, self.at):
            raise EvidenceUnusable(f"{self.id}: the record does not match the encrypted content")
        return kept

    def content_sha256(self, seal: Seal) -> str:
        """Return the SHA-256 (hex) of what was sealed, as events name it.

        It is the same under every key. It tells nothing of the content, which has a signature that
        nobody can compute without the card.

        :raises EvidenceUnusable: when it does not open.
        """
        return hashlib.sha256(self._content(seal)).hexdigest()

    def _content(self, seal: Seal) -> bytes:
        try:
            return seal.open(self.sealed)
        except SealBroken as fault:
            raise EvidenceUnusable(
                f"{self.id}: cannot be decrypted; it was changed, or its key is not in "
                "GPSZONE_EVIDENCE_KEYS"
            ) from fault

    async def reseal(self, seal: Seal) -> bool:
        """Seal it under the newest key; return False if it is already.

        :raises EvidenceUnusable: when it does not open.
        """
        try:
            renewed = seal.renewed(self.sealed)
        except SealBroken as fault:
            raise EvidenceUnusable(f"{self.id}: cannot be decrypted") from fault
        if renewed is not None:
            self.sealed = renewed
            await self.save(update_fields=["sealed"])
        return renewed is not None
