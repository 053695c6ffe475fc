"""The CA certificates that the operator brought: files in one folder, PEM or DER."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})


class TrustFilesMissing(Exception):
    """Say that there is no CA certificate where the settings say there are some."""


def read_folder(folder: Path) -> tuple[bytes, ...]:
    """Read every CA certificate in a folder, as DER; whether one is trusted is for the pins to say.

    :raises TrustFilesMissing: when there is none.
    :raises ValueError: when a file is no certificate; the message names it.
    """
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    found = [der for file in files if file.suffix in SUFFIXES for der in _read(file)]
    if not found:
        raise TrustFilesMissing(f"{folder}: no CA certificate (.pem, .crt, .cer or .der) is there")
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
        raise ValueError(f"{file.name}: not a certificate") from fault
    return [certificate.public_bytes(Encoding.DER) for certificate in certificates]
