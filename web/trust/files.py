"""The operator's folder of CA certificates, and the confirmations beside them."""

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
from models.core.mode import Mode
from models.pki.path.pins import PINNED, Pin
from models.pki.path.trust import TrustStore
from web.trust.confirmation_file import Confirmation, ConfirmationUnreadable

SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
CONFIRMED = ".confirmed.json"
# Bytes; a certificate has about two kilobytes, and a PKCS#7 file a handful of certificates.
LARGEST = 1024 * 1024
TEST_AUTHORITY = "of a test authority, which only a demo and staging trust"
# Test authorities of this PKI, of this project and of most others have such names.
_TEST = re.compile(r"TEST|Test|\btest|測試")


class TrustFilesUnusable(OperatorError):
    """The folder of CA certificates, or a file in it, is unusable."""


@dataclass(frozen=True, kw_only=True)
class TrustFile:
    """A CA certificate (DER) of the folder, with its confirmation."""

    certificate: bytes
    confirmation: Confirmation | None = None

    @property
    def sha256(self) -> str:
        """Return the fingerprint in lower-case hexadecimal digits."""
        return hashlib.sha256(self.certificate).hexdigest()


@dataclass(frozen=True)
class TrustFolder:
    """The content of the folder, not verified yet."""

    files: tuple[TrustFile, ...]

    @property
    def pins(self) -> Mapping[str, Pin]:
        """Return the project's and the operator's pins; the project's take precedence."""
        confirmations = [file.confirmation for file in self.files if file.confirmation]
        return {**{one.sha256: one.pin for one in confirmations}, **PINNED}

    def store(self, *, at: datetime) -> TrustStore:
        """Build the trust store as of a time.

        :raises TrustRefused: when a certificate is neither pinned nor confirmed, or not sound
        """
        certificates = [file.certificate for file in self.files]
        return TrustStore.build(certificates, at=at, pinned=self.pins)


def read_folder(folder: Path, *, mode: Mode = Mode.PRODUCTION) -> TrustFolder:
    """Read every CA certificate in a folder, and the confirmations beside them.

    Test authorities, and whatever was confirmed in staging, count in staging alone.

    :raises TrustFilesUnusable: when there is no certificate, a file is not one, or a confirmation
        does not match the file beside it, or does not count in this mode
    """
    files = [file for path in files_in(folder) for file in read_file(path, mode=mode)]
    for path in folder.glob("*"):
        if path.name.endswith(CONFIRMED) and not _certificate_of(path).is_file():
            raise TrustFilesUnusable(f"{path.name}: {_certificate_of(path).name} is missing")
    return TrustFolder(tuple(files))


def files_in(folder: Path) -> list[Path]:
    """Return the files of CA certificates in a folder.

    :raises TrustFilesUnusable: when there is none
    """
    paths = sorted(folder.glob("*")) if folder.is_dir() else []
    found = [path for path in paths if path.suffix in SUFFIXES]
    if not found:
        raise TrustFilesUnusable(f"{folder}: contains no CA certificate (.pem, .crt, .cer or .der)")
    return found


def read_file(path: Path, *, mode: Mode = Mode.PRODUCTION) -> tuple[TrustFile, ...]:
    """Read the CA certificates of a file, with the confirmation beside it.

    :raises TrustFilesUnusable: when it is not one, or the confirmation does not match it, or does
        not count in this mode
    """
    return tuple(
        TrustFile(certificate=certificate, confirmation=_confirmation(path, certificate, mode=mode))
        for certificate in certificates_in(path)
    )


def _certificate_of(confirmation: Path) -> Path:
    return confirmation.with_name(confirmation.name.removesuffix(CONFIRMED) + ".der")


def _confirmation(file: Path, certificate: bytes, *, mode: Mode) -> Confirmation | None:
    path = file.with_name(file.stem + CONFIRMED)
    if file.suffix != ".der" or not path.is_file():
        return None
    try:
        confirmation = Confirmation.read(path.read_bytes())
    except ConfirmationUnreadable as fault:
        raise TrustFilesUnusable(f"{path.name}: {fault}") from fault
    fingerprint = hashlib.sha256(file.read_bytes()).hexdigest()
    if (confirmation.sha256, confirmation.name) != (fingerprint, file.stem):
        raise TrustFilesUnusable(f"{path.name}: confirms a different certificate than {file.name}")
    if mode is not Mode.STAGING and (confirmation.staging or is_test(certificate)):
        raise TrustFilesUnusable(
            f"{file.name}: is {TEST_AUTHORITY}; remove it, or give GPSZONE_TRUST another folder"
        )
    return confirmation


def certificates_in(file: Path) -> list[bytes]:
    """Read the certificates of a PEM, DER or PKCS#7 file; return them as DER.

    :raises TrustFilesUnusable: when there is none, or anything else in it
    """
    try:
        certificates = _parsed(_content(file))
        return [certificate.public_bytes(Encoding.DER) for certificate in certificates]
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise TrustFilesUnusable(f"{file.name}: not a certificate") from fault
    except OSError as fault:
        raise TrustFilesUnusable(f"{file.name}: {fault.strerror}") from fault


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("too large")
    return content


def _parsed(content: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN PKCS7-----" in content:
        return pkcs7.load_pem_pkcs7_certificates(content)
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    try:
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(content)


def is_test(certificate: bytes) -> bool:
    """Return whether the names in a CA certificate (DER) mark it or its issuer as a test."""
    parsed = x509.load_der_x509_certificate(certificate)
    return any(_TEST.search(str(part.value)) for part in (*parsed.subject, *parsed.issuer))


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file atomically: after a crash it has the old or the new content."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(path)
