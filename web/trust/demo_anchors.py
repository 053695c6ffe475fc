"""A demo's CA certificates, stored in its state, where only ``--demo`` reads them."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import TrustStore
from web.trust.files import TrustFilesUnusable, write_whole

# `read_folder` ignores files with this suffix.
NAME = "demo-anchors.json"


@dataclass(frozen=True, kw_only=True)
class DemoAnchors:
    """The CA certificates (DER) of a demo, and their pins by SHA-256."""

    certificates: Sequence[bytes]
    pins: Mapping[str, Pin]

    def store(self, at: datetime) -> TrustStore:
        """Build the trust store as of a time.

        :raises TrustRefused: when a certificate is not sound
        """
        return TrustStore.build(self.certificates, at=at, pinned=self.pins)

    def write(self, folder: Path) -> None:
        values = {
            "certificates": [base64.b64encode(der).decode() for der in self.certificates],
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
        write_whole(folder / NAME, json.dumps(values, indent=2).encode())


def read_demo_anchors(folder: Path) -> DemoAnchors:
    """Read what `DemoAnchors.write` wrote into a folder.

    :raises TrustFilesUnusable: when no demo has run on this state, or its file was changed
    """
    return read_demo_file(folder / NAME)


def read_demo_file(file: Path) -> DemoAnchors:
    """Read the file that `DemoAnchors.write` wrote.

    :raises TrustFilesUnusable: when it is missing, or is another file
    """
    try:
        values = json.loads(file.read_bytes())
        return DemoAnchors(
            certificates=[base64.b64decode(text, validate=True) for text in values["certificates"]],
            pins={
                sha256: Pin(
                    name=pin["name"],
                    role=Role(pin["role"]),
                    generation=pin["generation"],
                    kind=CardKind(pin["kind"]) if pin["kind"] else None,
                )
                for sha256, pin in values["pins"].items()
            },
        )
    except OSError as fault:
        sentence = f"{file}: {fault.strerror}; start the demo with this state first"
        raise TrustFilesUnusable(sentence) from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise TrustFilesUnusable(f"{file}: is not a file that a demo wrote") from fault
