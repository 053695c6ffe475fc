"""What evidence holds: all that a verdict on a signature rested on, written down as JSON."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.crl.status import Clearance
from models.pki.ocsp.status import AnswerRules, NonceRule, OCSPClearance

# The first version knew lists alone, and signatures by RSA alone.
_VERSIONS = (1, 2)
_VERSION = _VERSIONS[-1]


class EvidenceUnreadable(Exception):
    """Say that what was kept is not written as this version, or one before it, writes it."""


@dataclass(frozen=True, kw_only=True)
class EvidencePayload:
    """Hold what one accepted signature was judged by.

    ``evidence_id``, ``subject``, ``kind`` and ``at`` say again what the record says in the clear.
    ``certificate`` and ``cms`` are DER; the challenge's text is in the CMS, and
    ``content_sha256`` (32 bytes) is what the challenge's record demanded of it.
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

    def written(self) -> bytes:
        """Write it as JSON."""
        if isinstance(self.clearance, Clearance):
            source, answered = "list", _list(self.clearance)
        else:
            source, answered = "ocsp", _answer(self.clearance)
        said = {
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
            "grace_seconds": int(self.grace.total_seconds()),
            source: answered,
        }
        return json.dumps(said).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read what `written` wrote, in this version or an older one.

        :raises KeptUnreadable: when it is anything else.
        """
        try:
            said = json.loads(content)
            version = said["version"]
            if version not in _VERSIONS:
                raise EvidenceUnreadable
            return cls(
                evidence_id=str(said["evidence"]),
                subject=str(said["subject"]),
                kind=str(said["kind"]),
                at=datetime.fromisoformat(said["at"]),
                certificate=b64decode(said["certificate"], validate=True),
                cms=b64decode(said["cms"], validate=True),
                content_sha256=bytes.fromhex(said["content_sha256"]),
                issuer_key_id=str(said["issuer_key_id"]),
                grace=timedelta(seconds=int(said["grace_seconds"])),
                clearance=(
                    _read_answer(said["ocsp"])
                    if version > 1 and "ocsp" in said
                    else _read_list(said["list"])
                ),
                schemes=frozenset(map(Scheme, said["schemes"])) if version > 1 else RSA_ONLY,
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
    }


def _read_list(said: Mapping[str, Any]) -> Clearance:
    return Clearance(
        number=int(said["number"]),
        this_update=datetime.fromisoformat(said["this_update"]),
        next_update=datetime.fromisoformat(said["next_update"]),
        urls=frozenset(str(url) for url in said["urls"]),
        on_grace=bool(said["on_grace"]),
        sha256=str(said["sha256"]),
    )


def _answer(clearance: OCSPClearance) -> Mapping[str, object]:
    """Write an answer whole, and the question's nonce and the rules that it was judged by."""
    next_update, rules = clearance.next_update, clearance.rules
    return {
        "response": _text(clearance.response),
        "nonce": clearance.nonce.hex(),
        "nonce_rule": rules.nonce.value,
        "pinned": sorted(rules.pinned),
        "longest_seconds": int(rules.longest.total_seconds()),
        "skew_seconds": int(rules.skew.total_seconds()),
        "this_update": clearance.this_update.isoformat(),
        "next_update": None if next_update is None else next_update.isoformat(),
        "produced_at": clearance.produced_at.isoformat(),
        "without_nonce": clearance.without_nonce,
    }


def _read_answer(said: Mapping[str, Any]) -> OCSPClearance:
    next_update = said["next_update"]
    return OCSPClearance(
        response=b64decode(said["response"], validate=True),
        nonce=bytes.fromhex(said["nonce"]),
        rules=AnswerRules(
            nonce=NonceRule(said["nonce_rule"]),
            pinned=frozenset(str(pin) for pin in said["pinned"]),
            longest=timedelta(seconds=int(said["longest_seconds"])),
            skew=timedelta(seconds=int(said["skew_seconds"])),
        ),
        this_update=datetime.fromisoformat(said["this_update"]),
        next_update=None if next_update is None else datetime.fromisoformat(next_update),
        produced_at=datetime.fromisoformat(said["produced_at"]),
        without_nonce=bool(said["without_nonce"]),
    )


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
