"""CA certificates are taken in: those that the project pins, others by a typed fingerprint."""

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
from web.trust.confirmation import NAME, Confirmation
from web.trust.files import (
    CONFIRMED,
    TrustFilesUnusable,
    certificates_in,
    is_test,
    read_folder,
    write_whole,
)
from web.trust.show import described

# What a CA certificate may be said to be: a root, a CA between, or whose cards it issues.
CHOICES: Mapping[str, tuple[Role, CardKind | None]] = MappingProxyType(
    {
        "root": (Role.ROOT, None),
        "between": (Role.ISSUER, None),
        **{kind.value.lower(): (Role.ISSUER, kind) for kind in CardKind},
    }
)


class NotTaken(Exception):
    """Say in a sentence why a CA certificate was not taken in."""


class Operator(Protocol):
    """Be the person at the terminal."""

    def text(self, question: str) -> str:
        """Answer freely."""

    def choice(self, question: str, choices: Sequence[str]) -> str:
        """Answer with one of these."""


@dataclass(frozen=True, kw_only=True)
class TrustAdder:
    """Take CA certificates into a folder; ``operator`` is None where nobody can be asked."""

    folder: Path
    operator: Operator | None
    by: str
    at: datetime

    def take(self, certificate: bytes) -> str:
        """Take one (DER) in, and say what was done; taken twice, it is there once.

        :raises NotTaken: with the sentence for the operator.
        :raises TrustFilesUnusable: when the folder itself is not as it was left.
        """
        fingerprint = hashlib.sha256(certificate).hexdigest()
        if fingerprint in PINNED:
            name = PINNED[fingerprint].name
            return f"{name}: {self._put(name, certificate)}, pinned by the project"
        _check_fit(certificate, fingerprint)
        if before := self._confirmed(fingerprint):
            return f"{before.name}: already there, confirmed by {before.by}"
        confirmation = self._confirm(certificate, fingerprint)
        done = self._put(confirmation.name, certificate)
        write_whole(self.folder / (confirmation.name + CONFIRMED), confirmation.written())
        return f"{confirmation.name}: {done}, confirmed by {self.by}"

    def _put(self, name: str, certificate: bytes) -> str:
        """Write a certificate under its name, unless it stands there."""
        path = self.folder / f"{name}.der"
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_bytes() == certificate:
                return "already there"
            raise NotTaken(f"{path.name}: another file has this name; look at it, and remove it")
        write_whole(path, certificate)
        return "taken in"

    def _confirmed(self, fingerprint: str) -> Confirmation | None:
        """Find what was confirmed before."""
        if not any(self.folder.glob(f"*{CONFIRMED}")):
            return None
        confirmed = (file.confirmation for file in read_folder(self.folder).files)
        return next((found for found in confirmed if found and found.sha256 == fingerprint), None)

    def _confirm(self, certificate: bytes, fingerprint: str) -> Confirmation:
        """Ask the operator for the whole fingerprint, and what the certificate is."""
        parsed = x509.load_der_x509_certificate(certificate)
        subject = parsed.subject.rfc4514_string()
        if self.operator is None:
            raise NotTaken(
                f"{subject} ({fingerprint}): not pinned by the project; run this at a terminal, "
                "where its fingerprint can be typed"
            )
        typed = self.operator.text(
            f"{described(parsed)}\nThe project does not pin it. Type its whole SHA-256 fingerprint "
            "as its authority publishes it"
        )
        if not hmac.compare_digest(_plain(typed), fingerprint.encode()):
            raise NotTaken(f"{subject}: this is not its fingerprint")
        role, kind = CHOICES[self.operator.choice("A root, or whose cards it issues", [*CHOICES])]
        name = _name(self.operator.text("Its name and generation, such as MOICA-G4"))
        return Confirmation(
            sha256=fingerprint, name=name, role=role, kind=kind, by=self.by, at=self.at
        )


def take_files(files: Iterable[Path], *, adder: TrustAdder) -> tuple[list[str], list[str]]:
    """Take in what is in some files; give what was done, and what was refused."""
    done: list[str] = []
    refused: list[str] = []
    for file in files:
        try:
            certificates = certificates_in(file)
        except TrustFilesUnusable as refusal:
            refused.append(str(refusal))
            continue
        for certificate in certificates:
            try:
                done.append(adder.take(certificate))
            except NotTaken as refusal:
                refused.append(str(refusal))
    return done, refused


def _check_fit(certificate: bytes, fingerprint: str) -> None:
    """Refuse what no confirmation could make an authority."""
    if is_test(certificate):
        raise NotTaken(f"{fingerprint}: a test authority, which only the demo may trust")
    unsaid = Pin(name=fingerprint, role=Role.ISSUER, generation="")
    try:
        read_anchor(certificate, pinned={fingerprint: unsaid})
    except AnchorUnsound as problem:
        raise NotTaken(str(problem)) from problem


def _plain(typed: str) -> bytes:
    """Leave out how a fingerprint is spaced: ``AB:CD ef`` is ``abcdef``."""
    return "".join(typed.split()).replace(":", "").lower().encode()


def _name(typed: str) -> str:
    """Check what a certificate shall be called."""
    name = typed.strip()
    if not NAME.fullmatch(name):
        raise NotTaken(f"{name}: expected letters and digits, then the generation: MOICA-G4")
    if name in {pin.name for pin in PINNED.values()}:
        raise NotTaken(f"{name}: the project pins another certificate of this name")
    return name
