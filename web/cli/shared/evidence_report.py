"""A replayed verdict in words: what is proven once more, and what is taken as kept."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from models.pki.cms.message import read
from models.pki.crl.status import Clearance
from models.pki.ocsp.status import OCSPClearance
from resolvers.evidence.verify import Replay


def told(replay: Replay) -> Iterator[str]:
    """Tell what a replay has shown, plainly enough for a file."""
    kept, proof = replay.kept, replay.proof
    yield f"{kept.kind} of {kept.subject}, accepted {_time(kept.at)}: verified."
    yield ""
    yield "Proven again now, by the CA certificates in the folder and as of that time:"
    yield "  The signature is over the text below, by the key of this certificate:"
    yield f"    SHA-256  {proof.certificate_sha256}"
    yield f"    holder   {proof.holder_name}, serial {proof.subject_serial}"
    yield f"    card     {proof.card_number}"
    yield f"    valid    {_time(proof.not_before)} until {_time(proof.not_after)}"
    yield f"  The issuer with the key {proof.issuer_key_id} has signed it, was believable"
    yield "  up to its root, and the card, by its profile, is a citizen's, for signatures."
    if isinstance(proof.cleared_by, OCSPClearance):
        yield from _answered(proof.cleared_by)
    yield ""
    yield "Taken from the record, which was sealed then; not proven again:"
    yield from _taken(replay)
    yield ""
    yield "The text that was signed:"
    yield from (f"  {line}" for line in _text(replay).splitlines())


def report_data(replay: Replay) -> dict[str, object]:
    """Tell the same to programs."""
    kept, proof = replay.kept, replay.proof
    clearance: dict[str, object]
    if isinstance(kept.clearance, Clearance):
        clearance = {
            "source": "list",
            "number": kept.clearance.number,
            "on_grace": kept.clearance.on_grace,
        }
    else:
        clearance = {"source": "ocsp", "produced_at": kept.clearance.produced_at}
    return {
        "verified": True,
        "kind": kept.kind,
        "subject": kept.subject,
        "accepted_at": kept.at,
        "certificate_sha256": proof.certificate_sha256,
        "holder": proof.holder_name,
        "subject_serial": proof.subject_serial,
        "card_number": proof.card_number,
        "issuer_key_id": proof.issuer_key_id,
        "not_before": proof.not_before,
        "not_after": proof.not_after,
        "revocation": {
            **clearance,
            "this_update": kept.clearance.this_update,
            "next_update": kept.clearance.next_update,
            "sha256": kept.clearance.sha256,
        },
        "content_sha256": kept.content_sha256.hex(),
        "message_sha256": hashlib.sha256(kept.cms).hexdigest(),
        "text": _text(replay),
    }


def _text(replay: Replay) -> str:
    """Give the text that was signed."""
    return (read(replay.kept.cms).content or b"").decode("utf-8", errors="replace")


def _answered(clearance: OCSPClearance) -> Iterator[str]:
    echo = "no nonce, which was allowed" if clearance.without_nonce else "the nonce below"
    ends = "" if clearance.next_update is None else f", next {_time(clearance.next_update)}"
    yield "  One who may answer for the issuer has signed that the certificate was not revoked"
    yield f"    as of {_time(clearance.this_update)}{ends}; the answer has {echo}"
    yield f"    made     {_time(clearance.produced_at)}"
    yield f"    SHA-256  {clearance.sha256}"


def _taken(replay: Replay) -> Iterator[str]:
    kept, clearance = replay.kept, replay.kept.clearance
    if isinstance(clearance, Clearance):
        grace = f"; it was overdue, within a grace of {kept.grace}" if clearance.on_grace else ""
        yield f"  The card was not on its issuer's revocation list {clearance.number}"
        yield f"    of {_time(clearance.this_update)}, next {_time(clearance.next_update)}{grace}"
        yield f"    SHA-256  {clearance.sha256}"
    else:
        for pin in clearance.rules.pinned:
            yield "  The operator had pinned the responder's certificate:"
            yield f"    SHA-256  {pin}"
        yield "  This service had asked with the nonce"
        yield f"    {clearance.nonce.hex()}"
    yield f"  The verdict was given at {_time(kept.at)}."
    yield "  This service had made the text for this act, and it was used once. Its SHA-256 is"
    yield f"    {kept.content_sha256.hex()}"
    yield "  The whole message (CMS) has the SHA-256"
    yield f"    {hashlib.sha256(kept.cms).hexdigest()}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
