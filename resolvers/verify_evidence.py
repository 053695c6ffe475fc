"""A verdict is replayed: from its evidence, at the time when it was given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.evidence import Evidence, EvidenceUnusable
from models.kept import Kept
from models.pki.revocation import list_named_by
from models.pki.trust import TrustStore
from models.pki.verdict import Proof, prove
from models.seal import Seal


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Hold what was kept, and what is proven by it once more."""

    kept: Kept
    proof: Proof


async def verify_evidence(
    evidence_id: UUID, *, seal: Seal, trust: Callable[[datetime], TrustStore]
) -> Replay:
    """Open evidence, and judge the signature in it as of then.

    ``trust`` builds the issuers that could be believed at a time. The revocation list itself is not
    kept: what the evidence says of it is taken as said, and only its dates are judged again.

    :raises EvidenceUnusable: when there is none, it does not open, or was not kept so.
    :raises UserError: the refusals of ``models.pki``, when the verdict is another one now.
    """
    evidence = await Evidence.get_or_none(id=evidence_id)
    if evidence is None:
        raise EvidenceUnusable(f"{evidence_id}: there is no such evidence")
    kept = evidence.opened(seal)
    proof = prove(
        kept.cms,
        content_sha256=kept.content_sha256,
        trust=trust(kept.at),
        lists=[list_named_by(kept.clearance, issuer_key_id=kept.issuer_key_id)],
        at=kept.at,
        grace=kept.grace,
    )
    if proof.certificate != kept.certificate:
        raise EvidenceUnusable(f"{evidence_id}: another certificate was kept than has signed")
    if proof.certificate_sha256 != evidence.certificate_sha256:
        raise EvidenceUnusable(f"{evidence_id}: the record names another certificate")
    return Replay(kept=kept, proof=proof)
