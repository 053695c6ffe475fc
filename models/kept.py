"""What evidence holds: all that a verdict on a signature rested on, written down as JSON."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from models.pki.revocation import Clearance

_VERSION = 1


class KeptUnreadable(Exception):
    """Say that what was kept is not written as this version writes it."""


@dataclass(frozen=True, kw_only=True)
class Kept:
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
    clearance: Clearance
    grace: timedelta

    def written(self) -> bytes:
        """Write it as JSON."""
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
            "grace_seconds": int(self.grace.total_seconds()),
            "list": {
                "number": str(self.clearance.number),
                "this_update": self.clearance.this_update.isoformat(),
                "next_update": self.clearance.next_update.isoformat(),
                "urls": sorted(self.clearance.urls),
                "on_grace": self.clearance.on_grace,
                "sha256": self.clearance.sha256,
            },
        }
        return json.dumps(said).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read what `written` wrote.

        :raises KeptUnreadable: when it is anything else.
        """
        try:
            said = json.loads(content)
            if said["version"] != _VERSION:
                raise KeptUnreadable
            listed = said["list"]
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
                clearance=Clearance(
                    number=int(listed["number"]),
                    this_update=datetime.fromisoformat(listed["this_update"]),
                    next_update=datetime.fromisoformat(listed["next_update"]),
                    urls=frozenset(str(url) for url in listed["urls"]),
                    on_grace=bool(listed["on_grace"]),
                    sha256=str(listed["sha256"]),
                ),
            )
        except (ValueError, TypeError, KeyError) as fault:
            raise KeptUnreadable from fault


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
