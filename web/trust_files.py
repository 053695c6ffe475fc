"""The CA certificates that the operator brought: files in one folder, PEM or DER."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})


class TrustFilesUnusable(Exception):
    """Say in a sentence what is wrong with the folder of CA certificates, or with a file in it."""


def read_folder(folder: Path) -> tuple[bytes, ...]:
    """Read every CA certificate in a folder, as DER; whether one is trusted is for the pins to say.

    :raises TrustFilesUnusable: when there is none, or a file is no certificate.
    """
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    found = [der for file in files if file.suffix in SUFFIXES for der in _read(file)]
    if not found:
        raise TrustFilesUnusable(f"{folder}: no CA certificate (.pem, .crt, .cer or .der) is there")
    return tuple(found)


def _read(file: Path) -> list[bytes]:
    """Read one file, which may hold several certificates in PEM."""
    content = file.read_bytes()
    try:
        if b"-----BEGIN" in content:
            certificates = x509.load_pem_x509_certificates(content)
        else:
            certificates = [x509.load_der_x509_certificate(content)]
    except ValueError as fault:
        raise TrustFilesUnusable(f"{file.name}: not a certificate") from fault
    return [certificate.public_bytes(Encoding.DER) for certificate in certificates]
