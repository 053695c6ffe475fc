"""Adding CA certificates: pinned ones at once, others after their fingerprint is typed."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from cryptography import x509

from models.pki.path.anchors import AnchorUnsound, read_anchor
from models.pki.path.pins import PINNED, CardKind, Pin, Role
from web.trust.confirmation_file import NAME, Confirmation
from web.trust.files import (
    CONFIRMED,
    TrustFilesUnusable,
    certificates_in,
    is_test,
    read_folder,
    write_whole,
)
from web.trust.show import described

# What a CA certificate can be confirmed as: a root, an intermediate CA, or an issuer of cards.
CHOICES: Mapping[str, tuple[Role, CardKind | None]] = MappingProxyType(
    {
        "root": (Role.ROOT, None),
        "between": (Role.ISSUER, None),
        **{kind.value.lower(): (Role.ISSUER, kind) for kind in CardKind},
    }
)


class NotAdded(Exception):
    """A CA certificate was not added; the message is a sentence for the operator."""


class Operator(Protocol):
    """The person at the terminal."""

    def text(self, question: str) -> str: ...

    def choice(self, question: str, choices: Sequence[str]) -> str: ...


@dataclass(frozen=True, kw_only=True)
class TrustAdder:
    """Adds CA certificates to a folder; without a terminal ``operator`` is None."""

    folder: Path
    operator: Operator | None
    confirmed_by: str
    at: datetime

    def add(self, certificate: bytes) -> str:
        """Add a certificate (DER) and return a line that reports it; adding is idempotent.

        :raises NotAdded: with a sentence for the operator
        :raises TrustFilesUnusable: when a file of the folder is unusable
        """
        fingerprint = hashlib.sha256(certificate).hexdigest()
        if fingerprint in PINNED:
            name = PINNED[fingerprint].name
            return f"{name}: {self._put(name, certificate)}, pinned by the project"
        _check_fit(certificate, fingerprint)
        if existing := self._confirmed(fingerprint):
            return f"{existing.name}: already there, confirmed by {existing.confirmed_by}"
        confirmation = self._confirm(certificate, fingerprint)
        outcome = self._put(confirmation.name, certificate)
        write_whole(self.folder / (confirmation.name + CONFIRMED), confirmation.written())
        return f"{confirmation.name}: {outcome}, confirmed by {self.confirmed_by}"

    def _put(self, name: str, certificate: bytes) -> str:
        path = self.folder / f"{name}.der"
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_bytes() == certificate:
                return "already there"
            raise NotAdded(f"{path.name}: a different file has this name; check and remove it")
        write_whole(path, certificate)
        return "added"

    def _confirmed(self, fingerprint: str) -> Confirmation | None:
        if not any(self.folder.glob(f"*{CONFIRMED}")):
            return None
        confirmed = (file.confirmation for file in read_folder(self.folder).files)
        return next((one for one in confirmed if one and one.sha256 == fingerprint), None)

    def _confirm(self, certificate: bytes, fingerprint: str) -> Confirmation:
        parsed = x509.load_der_x509_certificate(certificate)
        subject = parsed.subject.rfc4514_string()
        if self.operator is None:
            raise NotAdded(
                f"{subject} ({fingerprint}): not pinned by the project; run this at a terminal, "
                "to type its fingerprint"
            )
        typed = self.operator.text(
            f"{described(parsed)}\nThe project does not pin it. Type its whole SHA-256 fingerprint "
            "as its authority publishes it"
        )
        if not hmac.compare_digest(_normalised(typed), fingerprint.encode()):
            raise NotAdded(f"{subject}: the fingerprint does not match")
        choice = self.operator.choice(
            "Root, intermediate CA, or the kind of cards it issues", [*CHOICES]
        )
        role, kind = CHOICES[choice]
        name = _name(self.operator.text("Its name and generation, such as MOICA-G4"))
        return Confirmation(
            sha256=fingerprint,
            name=name,
            role=role,
            kind=kind,
            confirmed_by=self.confirmed_by,
            at=self.at,
        )


def add_files(files: Iterable[Path], *, adder: TrustAdder) -> tuple[list[str], list[str]]:
    """Add the certificates of some files; return the reports and the refusals, as lines."""
    added: list[str] = []
    refused: list[str] = []
    for file in files:
        try:
            certificates = certificates_in(file)
        except TrustFilesUnusable as refusal:
            refused.append(str(refusal))
            continue
        for certificate in certificates:
            try:
                added.append(adder.add(certificate))
            except NotAdded as refusal:
                refused.append(str(refusal))
    return added, refused


def _check_fit(certificate: bytes, fingerprint: str) -> None:
    if is_test(certificate):
        raise NotAdded(f"{fingerprint}: is of a test authority, which only the demo trusts")
    assumed = Pin(name=fingerprint, role=Role.ISSUER, generation="")
    try:
        read_anchor(certificate, pinned={fingerprint: assumed})
    except AnchorUnsound as problem:
        raise NotAdded(str(problem)) from problem


def _normalised(typed: str) -> bytes:
    """Return a fingerprint without separators: ``AB:CD ef`` becomes ``abcdef``."""
    return "".join(typed.split()).replace(":", "").lower().encode()


def _name(typed: str) -> str:
    name = typed.strip()
    if not NAME.fullmatch(name):
        raise NotAdded(f"{name}: expected letters and digits and the generation, such as MOICA-G4")
    if name in {pin.name for pin in PINNED.values()}:
        raise NotAdded(f"{name}: the project pins a different certificate with this name")
    return name
