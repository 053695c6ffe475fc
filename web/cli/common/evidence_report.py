"""The report of verified evidence: what was verified now, and what the record states."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from models.pki.cms.message import read
from models.pki.crl.status import Clearance
from models.pki.ocsp.status import OCSPClearance
from models.pki.tolerance import CLAUSES
from resolvers.evidence.verify import Replay


def report_lines(replay: Replay) -> Iterator[str]:
    record, proof = replay.kept, replay.proof
    yield f"{record.kind} of {record.subject}, accepted {_time(record.at)}: verified."
    yield ""
    yield "Verified again now, with the CA certificates in the folder, as of that time:"
    yield "  The text below was signed with the key of this certificate:"
    yield f"    SHA-256  {proof.certificate_sha256}"
    yield f"    holder   {proof.holder_name}, serial {proof.subject_serial}"
    yield f"    card     {proof.card_number}"
    yield f"    valid    {_time(proof.not_before)} until {_time(proof.not_after)}"
    if proof.signing_time is None:
        yield "    signed   at a time that the message does not tell"
    else:
        yield f"    signed   {_time(proof.signing_time)} by the clock of the holder's computer"
    yield f"  It was issued with the key {proof.issuer_key_id}, whose chain up to the root was"
    yield "  valid; by its profile it is a citizen's certificate for signatures."
    if isinstance(proof.cleared_by, OCSPClearance):
        yield from _ocsp_lines(proof.cleared_by)
    yield ""
    yield "Taken from the record, which was encrypted then; not verified again:"
    yield from _record_lines(replay)
    yield ""
    yield "The text that was signed:"
    yield from (f"  {line}" for line in _text(replay).splitlines())


def report_data(replay: Replay) -> dict[str, object]:
    record, proof = replay.kept, replay.proof
    clearance: dict[str, object]
    if isinstance(record.clearance, Clearance):
        clearance = {
            "source": "list",
            "number": record.clearance.number,
            "on_grace": record.clearance.on_grace,
        }
    else:
        clearance = {"source": "ocsp", "produced_at": record.clearance.produced_at}
    return {
        "verified": True,
        "kind": record.kind,
        "subject": record.subject,
        "accepted_at": record.at,
        "certificate_sha256": proof.certificate_sha256,
        "holder": proof.holder_name,
        "subject_serial": proof.subject_serial,
        "card_number": proof.card_number,
        "signing_time": proof.signing_time,
        "tolerances": sorted(record.tolerances),
        "issuer_key_id": proof.issuer_key_id,
        "not_before": proof.not_before,
        "not_after": proof.not_after,
        "revocation": {
            **clearance,
            "this_update": record.clearance.this_update,
            "next_update": record.clearance.next_update,
            "sha256": record.clearance.sha256,
        },
        "content_sha256": record.content_sha256.hex(),
        "message_sha256": hashlib.sha256(record.cms).hexdigest(),
        "event": replay.event,
        "text": _text(replay),
    }


def _text(replay: Replay) -> str:
    return (read(replay.kept.cms).content or b"").decode("utf-8", errors="replace")


def _ocsp_lines(clearance: OCSPClearance) -> Iterator[str]:
    nonce = "no nonce, which was allowed" if clearance.without_nonce else "the nonce below"
    ends = "" if clearance.next_update is None else f", next {_time(clearance.next_update)}"
    yield "  A responder of the issuer signed that the certificate was not revoked"
    yield f"    as of {_time(clearance.this_update)}{ends}; the answer has {nonce}"
    yield f"    produced {_time(clearance.produced_at)}"
    yield f"    SHA-256  {clearance.sha256}"


def _record_lines(replay: Replay) -> Iterator[str]:
    record, clearance = replay.kept, replay.kept.clearance
    if isinstance(clearance, Clearance):
        grace = (
            f"; it was overdue, within the grace period of {record.grace}"
            if clearance.on_grace
            else ""
        )
        yield f"  The card was not on its issuer's revocation list {clearance.number}"
        yield f"    of {_time(clearance.this_update)}, next {_time(clearance.next_update)}{grace}"
        yield f"    SHA-256  {clearance.sha256}"
    else:
        for pin in clearance.rules.pinned:
            yield "  The operator had pinned the responder's certificate for this issuer:"
            yield f"    SHA-256  {pin.sha256}"
        yield "  This service had sent the nonce"
        yield f"    {clearance.nonce.hex()}"
    for tolerance in sorted(record.tolerances):
        yield f"  Accepted beyond the strict form: {tolerance}"
        yield f"    {CLAUSES[tolerance]}"
    yield f"  The signature was accepted at {_time(record.at)}."
    yield "  This service issued the text for this act, and it was used once. Its SHA-256 is"
    yield f"    {record.content_sha256.hex()}"
    yield "  The whole message (CMS) has the SHA-256"
    yield f"    {hashlib.sha256(record.cms).hexdigest()}"
    if replay.event is None:
        yield "  No event of the journal names this evidence: it is older than those that do."
    else:
        yield f"  Event {replay.event} of the journal names this evidence and its content."


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
