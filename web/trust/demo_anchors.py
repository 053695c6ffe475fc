"""A demo's own CA certificates: kept in its state, where nothing but ``--demo`` looks for them."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import TrustStore
from web.trust.files import TrustFilesUnusable, write_whole

# No suffix that `read_folder` takes for a certificate.
NAME = "demo-anchors.json"


@dataclass(frozen=True, kw_only=True)
class DemoAnchors:
    """CA certificates (DER) of a demo, and what each of them is, by its SHA-256."""

    certificates: Sequence[bytes]
    pins: Mapping[str, Pin]

    def store(self, at: datetime) -> TrustStore:
        """Verify every issuer up to its root as of a time.

        :raises TrustRefused: when one is not sound
        """
        return TrustStore.build(self.certificates, at=at, pinned=self.pins)

    def write(self, folder: Path) -> None:
        """Keep them in the folder of a demo's trust."""
        said = {
            "certificates": [base64.b64encode(found).decode() for found in self.certificates],
            "pins": {
                sha256: {
                    "name": pin.name,
                    "role": pin.role.value,
                    "generation": pin.generation,
                    "kind": pin.kind.value if pin.kind else None,
                }
                for sha256, pin in self.pins.items()
            },
        }
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / NAME, json.dumps(said, indent=2).encode())


def read_demo_anchors(folder: Path) -> DemoAnchors:
    """Read what a demo has kept.

    :raises TrustFilesUnusable: when no demo has run there, or its file was changed
    """
    file = folder / NAME
    try:
        said = json.loads(file.read_bytes())
        return DemoAnchors(
            certificates=[base64.b64decode(found, validate=True) for found in said["certificates"]],
            pins={
                sha256: Pin(
                    name=pin["name"],
                    role=Role(pin["role"]),
                    generation=pin["generation"],
                    kind=CardKind(pin["kind"]) if pin["kind"] else None,
                )
                for sha256, pin in said["pins"].items()
            },
        )
    except OSError as fault:
        sentence = f"{file}: {fault.strerror}; start the demo on this state once"
        raise TrustFilesUnusable(sentence) from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise TrustFilesUnusable(f"{file}: not as a demo has written it") from fault
