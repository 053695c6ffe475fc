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

from models.core.mode import Mode
from models.pki.path.anchors import AnchorUnsound, read_anchor
from models.pki.path.pins import PINNED, CardKind, Pin, Role
from web.trust.confirmation_file import NAME, Confirmation
from web.trust.demo_anchors import DemoAnchors
from web.trust.files import (
    CONFIRMED,
    TEST_AUTHORITY,
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


# What a demo's authority is called in staging.
TEST_NAME = "Test{name}"
EXAMPLE = "MOICA-G4"


class NotAdded(Exception):
    """A CA certificate was not added; the message is a sentence for the operator."""


class Operator(Protocol):
    """The person at the terminal."""

    def text(self, question: str) -> str: ...

    def choice(self, question: str, choices: Sequence[str]) -> str: ...


@dataclass(frozen=True, kw_only=True)
class TrustAdder:
    """Adds CA certificates to a folder; without a terminal ``operator`` is None.

    What is confirmed in staging counts in staging alone.
    """

    folder: Path
    operator: Operator | None
    confirmed_by: str
    at: datetime
    mode: Mode = Mode.PRODUCTION

    def add(self, certificate: bytes) -> str:
        """Add a certificate (DER) and return a line that reports it; adding is idempotent.

        :raises NotAdded: with a sentence for the operator
        :raises TrustFilesUnusable: when a file of the folder is unusable
        """
        fingerprint = hashlib.sha256(certificate).hexdigest()
        if fingerprint in PINNED:
            name = PINNED[fingerprint].name
            return f"{name}: {self._put(name, certificate)}, pinned by the project"
        self._check_fit(certificate, fingerprint)
        if existing := self._confirmed(fingerprint):
            return f"{existing.name}: already there, confirmed by {existing.confirmed_by}"
        return self._keep(certificate, self._confirm(certificate, fingerprint))

    def add_test(self, certificate: bytes, pin: Pin) -> str:
        """Add a CA certificate (DER) that a demo made, as what the demo says that it is.

        :raises NotAdded: with a sentence for the operator
        :raises TrustFilesUnusable: when a file of the folder is unusable
        """
        fingerprint = hashlib.sha256(certificate).hexdigest()
        if self.mode is not Mode.STAGING:
            raise NotAdded(f"{pin.name}: is {TEST_AUTHORITY}; GPSZONE_STAGING is not yes")
        if not _says_test(certificate):
            raise NotAdded(f"{pin.name}: its names do not say that it is a test; use `trust add`")
        name = _test_name(pin.name)
        self._check_fit(certificate, fingerprint)
        if existing := self._confirmed(fingerprint):
            return f"{existing.name}: already there, confirmed by {existing.confirmed_by}"
        confirmation = self._confirmation(fingerprint, name=name, role=pin.role, kind=pin.kind)
        return self._keep(certificate, confirmation)

    def _keep(self, certificate: bytes, confirmation: Confirmation) -> str:
        outcome = self._put(confirmation.name, certificate)
        write_whole(self.folder / (confirmation.name + CONFIRMED), confirmation.written())
        alone = ", for staging alone" if confirmation.staging else ""
        return f"{confirmation.name}: {outcome}, confirmed by {self.confirmed_by}{alone}"

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
        confirmed = (file.confirmation for file in read_folder(self.folder, mode=self.mode).files)
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
        name = _name(self.operator.text(f"Its name and generation, such as {EXAMPLE}"))
        return self._confirmation(fingerprint, name=name, role=role, kind=kind)

    def _confirmation(
        self, fingerprint: str, *, name: str, role: Role, kind: CardKind | None
    ) -> Confirmation:
        return Confirmation(
            sha256=fingerprint,
            name=name,
            role=role,
            kind=kind,
            confirmed_by=self.confirmed_by,
            at=self.at,
            staging=self.mode is Mode.STAGING,
        )

    def _check_fit(self, certificate: bytes, fingerprint: str) -> None:
        if is_test(certificate) and self.mode is not Mode.STAGING:
            raise NotAdded(f"{fingerprint}: is {TEST_AUTHORITY}")
        assumed = Pin(name=fingerprint, role=Role.ISSUER, generation="")
        try:
            read_anchor(certificate, pinned={fingerprint: assumed})
        except AnchorUnsound as problem:
            raise NotAdded(str(problem)) from problem


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


def add_demo(anchors: DemoAnchors, *, adder: TrustAdder) -> tuple[list[str], list[str]]:
    """Add the test authority of a demo; return the reports and the refusals, as lines."""
    added: list[str] = []
    refused: list[str] = []
    for certificate in anchors.certificates:
        pin = anchors.pins.get(hashlib.sha256(certificate).hexdigest())
        try:
            if pin is None:
                raise NotAdded("a certificate is not among those that the demo names")
            added.append(adder.add_test(certificate, pin))
        except NotAdded as refusal:
            refused.append(str(refusal))
    return added, refused


def _says_test(certificate: bytes) -> bool:
    try:
        return is_test(certificate)
    except ValueError as fault:
        raise NotAdded(f"not a certificate ({fault})") from fault


def _test_name(written: str) -> str:
    """Return what an authority is called in staging: ``TEST ONLY MOICA-G3`` is TestMOICA-G3."""
    name = TEST_NAME.format(name=written.rpartition(" ")[2])
    if not NAME.fullmatch(name):
        raise NotAdded(
            f"{written}: no name and generation, such as {EXAMPLE}, stands for this authority in"
            " the file; `demo card` writes one that can be added"
        )
    return name


def _normalised(typed: str) -> bytes:
    """Return a fingerprint without separators: ``AB:CD ef`` becomes ``abcdef``."""
    return "".join(typed.split()).replace(":", "").lower().encode()


def _name(typed: str) -> str:
    name = typed.strip()
    if not NAME.fullmatch(name):
        raise NotAdded(f"{name}: expected letters and digits and the generation, such as {EXAMPLE}")
    if name in {pin.name for pin in PINNED.values()}:
        raise NotAdded(f"{name}: the project pins a different certificate with this name")
    return name
