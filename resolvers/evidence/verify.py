"""A signature is verified again from its evidence, as of the time it was made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.core.seal import Seal
from models.pki.algorithms import AlgorithmRefused
from models.pki.crl import status
from models.pki.crl.status import Clearance, list_named_by
from models.pki.ocsp.status import OCSPClearance, OCSPUnusable, Question, judge_answer
from models.pki.path.trust import TrustStore
from models.pki.verdict import Examined, Proof, examine
from models.signature.evidence import Evidence, EvidenceUnusable
from models.signature.evidence_audit import erasure_of, events_naming, first_naming
from models.signature.evidence_payload import EvidencePayload


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The stored evidence, and what its signature proves when verified again.

    ``event`` is the number of the event that names it; None if it is older than those that do.
    """

    kept: EvidencePayload
    proof: Proof
    event: int | None


async def verify_evidence(
    evidence_id: UUID, *, seal: Seal, trust: Callable[[datetime], TrustStore]
) -> Replay:
    """Decrypt evidence and verify its signature as of the time of signing.

    ``trust`` builds the store of issuers trusted at a given time. A stored OCSP response is
    verified in full. Revocation lists are not stored: the entry that the evidence records is
    trusted, and only the list's dates are checked. The journal must name the evidence, unless it is
    older than the first event that names any.

    :raises EvidenceUnusable: when it does not exist, cannot be decrypted or is inconsistent, also
        with the journal.
    :raises UserError: the refusals of ``models.pki``, when the result differs now.
    """
    evidence = await Evidence.get_or_none(id=evidence_id)
    if evidence is None:
        raise EvidenceUnusable(f"{evidence_id}: {await _why_gone(evidence_id)}")
    kept = evidence.opened(seal)
    found = examine(
        kept.cms,
        content_sha256=kept.content_sha256,
        trust=trust(kept.at),
        at=kept.at,
    )
    if found.message.algorithm.scheme not in kept.schemes:
        raise AlgorithmRefused
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
    return Replay(kept=kept, proof=proof, event=await _event_of(evidence, seal=seal))


async def _event_of(evidence: Evidence, *, seal: Seal) -> int | None:
    named = next(iter(await events_naming([evidence])), None)
    if named is not None:
        if named.sha256 != evidence.content_sha256(seal):
            raise EvidenceUnusable(
                f"{evidence.id}: event {named.seq} of the journal names other content"
            )
        return named.seq
    first = await first_naming()
    if first is not None and evidence.at >= first.at:
        raise EvidenceUnusable(f"{evidence.id}: no event of the journal names it")
    return None


async def _why_gone(evidence_id: UUID) -> str:
    erasure = await erasure_of(evidence_id)
    if erasure is not None:
        return f"it was erased on {erasure.at:%Y-%m-%d}, says event {erasure.seq} of the journal"
    named = await first_naming(evidence_id)
    if named is not None:
        return f"it is missing; event {named.seq} of the journal names it"
    return "there is no such evidence"


def _cleared(found: Examined, kept: EvidencePayload) -> Clearance | OCSPClearance:
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
        )
    return status.check(
        found.serial_number,
        [list_named_by(kept.clearance, issuer_key_id=kept.issuer_key_id)],
        issuer_key_id=found.issuer.key_id,
        crl_urls=found.holder.crl_urls,
        at=kept.at,
        grace=kept.grace,
        same_hosts=kept.clearance.same_hosts,
    )
