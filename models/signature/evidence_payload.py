"""The content of evidence: all that a verification was based on, as JSON."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.crl.status import Clearance
from models.pki.ocsp.status import AnswerRules, NonceRule, OCSPClearance, ResponderPin
from models.pki.tolerance import Tolerance

# The first version supports only lists and RSA signatures, the second only strict messages.
_VERSIONS = (1, 2, 3)
_VERSION = _VERSIONS[-1]


class EvidenceUnreadable(Exception):
    """The content has no form that this version, or an older one, has written."""


@dataclass(frozen=True, kw_only=True)
class EvidencePayload:
    """Everything that the verification of one accepted signature was based on.

    ``evidence_id``, ``subject``, ``kind`` and ``at`` repeat the record's unencrypted columns.
    ``certificate`` and ``cms`` are DER; the challenge's text is in the CMS, and ``content_sha256``
    (32 bytes) is what the challenge's record required. ``schemes`` are those that the card's issuer
    allowed, and ``tolerances`` what was accepted beyond the strict form of a message.
    """

    evidence_id: str
    subject: str
    kind: str
    at: datetime
    certificate: bytes
    cms: bytes
    content_sha256: bytes
    issuer_key_id: str
    clearance: Clearance | OCSPClearance
    grace: timedelta
    schemes: frozenset[Scheme] = RSA_ONLY
    tolerances: frozenset[Tolerance] = frozenset()

    def written(self) -> bytes:
        if isinstance(self.clearance, Clearance):
            source, answered = "list", _list(self.clearance)
        else:
            source, answered = "ocsp", _answer(self.clearance)
        document = {
            "version": _VERSION,
            "evidence": self.evidence_id,
            "subject": self.subject,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "certificate": _text(self.certificate),
            "cms": _text(self.cms),
            "content_sha256": self.content_sha256.hex(),
            "issuer_key_id": self.issuer_key_id,
            "schemes": sorted(self.schemes),
            "tolerances": sorted(self.tolerances),
            "grace_seconds": int(self.grace.total_seconds()),
            source: answered,
        }
        return json.dumps(document).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Parse what this version or an older one has written.

        :raises EvidenceUnreadable: when it is anything else.
        """
        try:
            document = json.loads(content)
            version = document["version"]
            if version not in _VERSIONS:
                raise EvidenceUnreadable
            return cls(
                evidence_id=str(document["evidence"]),
                subject=str(document["subject"]),
                kind=str(document["kind"]),
                at=datetime.fromisoformat(document["at"]),
                certificate=b64decode(document["certificate"], validate=True),
                cms=b64decode(document["cms"], validate=True),
                content_sha256=bytes.fromhex(document["content_sha256"]),
                issuer_key_id=str(document["issuer_key_id"]),
                grace=timedelta(seconds=int(document["grace_seconds"])),
                clearance=(
                    _read_answer(document["ocsp"], issuer_key_id=str(document["issuer_key_id"]))
                    if version > 1 and "ocsp" in document
                    else _read_list(document["list"])
                ),
                schemes=frozenset(map(Scheme, document["schemes"])) if version > 1 else RSA_ONLY,
                tolerances=frozenset(map(Tolerance, document.get("tolerances", ()))),
            )
        except (ValueError, TypeError, KeyError) as fault:
            raise EvidenceUnreadable from fault


def _list(clearance: Clearance) -> Mapping[str, object]:
    return {
        "number": str(clearance.number),
        "this_update": clearance.this_update.isoformat(),
        "next_update": clearance.next_update.isoformat(),
        "urls": sorted(clearance.urls),
        "on_grace": clearance.on_grace,
        "sha256": clearance.sha256,
        "same_hosts": [sorted(group) for group in clearance.same_hosts],
    }


def _read_list(document: Mapping[str, Any]) -> Clearance:
    return Clearance(
        number=int(document["number"]),
        this_update=datetime.fromisoformat(document["this_update"]),
        next_update=datetime.fromisoformat(document["next_update"]),
        urls=frozenset(str(url) for url in document["urls"]),
        on_grace=bool(document["on_grace"]),
        sha256=str(document["sha256"]),
        same_hosts=tuple(
            frozenset(str(host) for host in group) for group in document.get("same_hosts", ())
        ),
    )


def _answer(clearance: OCSPClearance) -> Mapping[str, object]:
    next_update, rules = clearance.next_update, clearance.rules
    return {
        "response": _text(clearance.response),
        "nonce": clearance.nonce.hex(),
        "nonce_rule": rules.nonce.value,
        "pinned": sorted(pin.sha256 for pin in rules.pinned),
        "longest_seconds": int(rules.longest.total_seconds()),
        "without_nonce_seconds": int(rules.longest_without_nonce.total_seconds()),
        "skew_seconds": int(rules.skew.total_seconds()),
        "this_update": clearance.this_update.isoformat(),
        "next_update": None if next_update is None else next_update.isoformat(),
        "produced_at": clearance.produced_at.isoformat(),
        "without_nonce": clearance.without_nonce,
    }


def _read_answer(document: Mapping[str, Any], *, issuer_key_id: str) -> OCSPClearance:
    next_update = document["next_update"]
    # Only the pin of the responder that answered is kept, and it answered for this issuer.
    pinned = (
        ResponderPin(issuer_key_id=issuer_key_id, sha256=str(pin)) for pin in document["pinned"]
    )
    # Until the third version a response without nonce could be as old as any other.
    seconds = int(document.get("without_nonce_seconds", document["longest_seconds"]))
    return OCSPClearance(
        response=b64decode(document["response"], validate=True),
        nonce=bytes.fromhex(document["nonce"]),
        rules=AnswerRules(
            nonce=NonceRule(document["nonce_rule"]),
            pinned=frozenset(pinned),
            longest=timedelta(seconds=int(document["longest_seconds"])),
            longest_without_nonce=timedelta(seconds=seconds),
            skew=timedelta(seconds=int(document["skew_seconds"])),
        ),
        this_update=datetime.fromisoformat(document["this_update"]),
        next_update=None if next_update is None else datetime.fromisoformat(next_update),
        produced_at=datetime.fromisoformat(document["produced_at"]),
        without_nonce=bool(document["without_nonce"]),
    )


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
