"""The CA certificates that the operator brought: files in one folder, and who confirmed them."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from models.core.errors import OperatorError
from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.path.pins import PINNED, Pin
from models.pki.path.trust import TrustStore
from web.trust.confirmation import Confirmation, ConfirmationUnreadable

SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
CONFIRMED = ".confirmed.json"
# Real ones have two kilobytes, and a PKCS#7 a handful of them.
LARGEST = 1024 * 1024
# As the test authorities of this PKI, of this project and of most others call themselves.
_TEST = re.compile(r"TEST|Test|\btest|測試")


class TrustFilesUnusable(OperatorError):
    """Say in a sentence what is wrong with the folder of CA certificates, or with a file in it."""


@dataclass(frozen=True, kw_only=True)
class TrustFile:
    """Keep one CA certificate (DER) of the folder, and what the operator confirmed it as."""

    certificate: bytes
    confirmation: Confirmation | None = None

    @property
    def sha256(self) -> str:
        """Give the fingerprint in small hexadecimal digits."""
        return hashlib.sha256(self.certificate).hexdigest()


@dataclass(frozen=True)
class TrustFolder:
    """Hold what was in the folder; whether it is believed is for the pins to say."""

    files: tuple[TrustFile, ...]

    @property
    def pins(self) -> Mapping[str, Pin]:
        """Give the project's pins, and the operator's beside them; the project's come first."""
        confirmed = [file.confirmation for file in self.files if file.confirmation]
        return {**{found.sha256: found.pin for found in confirmed}, **PINNED}

    def store(self, *, at: datetime, schemes: frozenset[Scheme] = RSA_ONLY) -> TrustStore:
        """Verify every issuer up to its root.

        :raises TrustRefused: when one is neither pinned nor confirmed, or is not sound.
        """
        certificates = [file.certificate for file in self.files]
        return TrustStore.build(certificates, at=at, pinned=self.pins, schemes=schemes)


def read_folder(folder: Path) -> TrustFolder:
    """Read every CA certificate in a folder, and the confirmations beside them.

    :raises TrustFilesUnusable: when there is none, a file is no certificate, or a confirmation is
        not that of the file beside it.
    """
    paths = sorted(folder.glob("*")) if folder.is_dir() else []
    found = [
        TrustFile(certificate=certificate, confirmation=_confirmation(path, certificate))
        for path in paths
        if path.suffix in SUFFIXES
        for certificate in certificates_in(path)
    ]
    for path in paths:
        if path.name.endswith(CONFIRMED) and not confirmed_by(path).is_file():
            raise TrustFilesUnusable(f"{path.name}: {confirmed_by(path).name} is not there")
    if not found:
        raise TrustFilesUnusable(f"{folder}: no CA certificate (.pem, .crt, .cer or .der) is there")
    return TrustFolder(tuple(found))


def confirmed_by(confirmation: Path) -> Path:
    """Name the certificate that a confirmation speaks of."""
    return confirmation.with_name(confirmation.name.removesuffix(CONFIRMED) + ".der")


def _confirmation(file: Path, certificate: bytes) -> Confirmation | None:
    """Read the confirmation of a file, which must be this certificate to the last byte."""
    path = file.with_name(file.stem + CONFIRMED)
    if file.suffix != ".der" or not path.is_file():
        return None
    try:
        confirmation = Confirmation.read(path.read_bytes())
    except ConfirmationUnreadable as fault:
        raise TrustFilesUnusable(f"{path.name}: {fault}") from fault
    fingerprint = hashlib.sha256(file.read_bytes()).hexdigest()
    if (confirmation.sha256, confirmation.name) != (fingerprint, file.stem):
        raise TrustFilesUnusable(f"{path.name}: it confirms another certificate than {file.name}")
    if is_test(certificate):
        raise TrustFilesUnusable(f"{file.name}: a test authority, which only the demo may trust")
    return confirmation


def certificates_in(file: Path) -> list[bytes]:
    """Read the certificates of one file: PEM, DER or PKCS#7; give their DER.

    :raises TrustFilesUnusable: when it holds none, or anything else.
    """
    try:
        certificates = _parsed(_content(file))
        return [certificate.public_bytes(Encoding.DER) for certificate in certificates]
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise TrustFilesUnusable(f"{file.name}: not a certificate") from fault
    except OSError as fault:
        raise TrustFilesUnusable(f"{file.name}: {fault.strerror}") from fault


def _content(file: Path) -> bytes:
    """Read a file of a size that a few certificates can have."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("too large")
    return content


def _parsed(content: bytes) -> list[x509.Certificate]:
    """Try each form that authorities publish."""
    if b"-----BEGIN PKCS7-----" in content:
        return pkcs7.load_pem_pkcs7_certificates(content)
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    try:
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(content)


def is_test(certificate: bytes) -> bool:
    """Tell whether a CA certificate (DER), or who issued it, says that it is for tests."""
    parsed = x509.load_der_x509_certificate(certificate)
    return any(_TEST.search(str(part.value)) for part in (*parsed.subject, *parsed.issuer))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any moment there is all of it, or what was there before."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(path)
