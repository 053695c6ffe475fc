"""The CA certificates of the real PKI, where they lie beside the project."""

from datetime import UTC, datetime

import pytest
from asn1crypto import pem

from tests.support.paths import ROOT

REAL = ROOT.parent / "shared" / "ca"
NOW = datetime(2026, 9, 1, tzinfo=UTC)
real_authorities = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real CA certificates are not in ../shared/ca"
)


def real(*names: str) -> list[bytes]:
    return [pem.unarmor((REAL / f"{name}.pem").read_bytes())[2] for name in names]
