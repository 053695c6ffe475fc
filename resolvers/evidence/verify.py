"""A verdict is replayed: from its evidence, at the time when it was given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.core.seal import Seal
from models.pki.crl import status
from models.pki.crl.status import Clearance, list_named_by
from models.pki.ocsp.status import OCSPClearance, OCSPUnusable, Question, judge_answer
from models.pki.path.trust import TrustStore
from models.pki.verdict import Examined, Proof, examine
from models.signature.evidence import Evidence, EvidenceUnusable
from models.signature.evidence_payload import EvidencePayload


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Hold what was kept, and what is proven by it once more."""

    kept: EvidencePayload
    proof: Proof


async def verify_evidence(
    evidence_id: UUID, *, seal: Seal, trust: Callable[[datetime], TrustStore]
) -> Replay:
    """Open evidence, and judge the signature in it as of then.

    ``trust`` builds the issuers that could be believed at a time. A responder's answer is judged
    again, whole. A revocation list is not kept: what the evidence says of it is taken as said, and
    only its dates are judged again.

    :raises EvidenceUnusable: when there is none, it does not open, or was not kept so.
    :raises UserError: the refusals of ``models.pki``, when the verdict is another one now.
    """
    evidence = await Evidence.get_or_none(id=evidence_id)
    if evidence is None:
        raise EvidenceUnusable(f"{evidence_id}: there is no such evidence")
    kept = evidence.opened(seal)
    found = examine(
        kept.cms,
        content_sha256=kept.content_sha256,
        trust=trust(kept.at),
        at=kept.at,
        schemes=kept.schemes,
    )
    try:
        proof = found.proof(_cleared(found, kept))
    except OCSPUnusable as unusable:
        raise EvidenceUnusable(
            f"{evidence_id}: the responder's answer clears nothing: {unusable}"
        ) from unusable
    if proof.certificate != kept.certificate:
        raise EvidenceUnusable(f"{evidence_id}: another certificate was kept than has signed")
    if proof.certificate_sha256 != evidence.certificate_sha256:
        raise EvidenceUnusable(f"{evidence_id}: the record names another certificate")
    return Replay(kept=kept, proof=proof)


def _cleared(found: Examined, kept: EvidencePayload) -> Clearance | OCSPClearance:
    """Clear the certificate once more by what was kept."""
    if isinstance(kept.clearance, OCSPClearance):
        return judge_answer(
            kept.clearance.response,
            question=Question(
                issuer=found.issuer,
                serial_number=found.serial_number,
                nonce=kept.clearance.nonce,
            ),
            at=kept.at,
            rules=kept.clearance.rules,
            schemes=kept.schemes,
        )
    return status.check(
        found.serial_number,
        [list_named_by(kept.clearance, issuer_key_id=kept.issuer_key_id)],
        issuer_key_id=found.issuer.key_id,
        crl_urls=found.holder.crl_urls,
        at=kept.at,
        grace=kept.grace,
    )
