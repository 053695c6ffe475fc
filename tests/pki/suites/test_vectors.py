"""Tests with every certificate, list, message and key of cryptography-vectors."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cryptography_vectors
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.pki.crl.status import read_list
from models.pki.keys import sound_key
from models.pki.path.anchors import Anchor, TrustRefused, read_anchor
from models.pki.path.end_entity import load
from models.pki.path.holder import read_holder
from models.pki.path.pins import CardKind, Pin, Role
from tests.support import cards
from tests.support.cards import issuer
from tests.support.pki.mutations import spoiled
from tests.support.quickly import quickly

FOLDERS = ("x509", "pkcs7", "asymmetric")
LARGEST = 64 * 1024
_ARMOUR = re.compile(rb"-----BEGIN [^-]+-----\s+([A-Za-z0-9+/=\s]+)-----END")


@cache
def vectors() -> tuple[bytes, ...]:
    """Return all DER in the files, in a fixed order."""
    root = Path(cryptography_vectors.__file__).parent
    paths = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.*"))
    files = [path.read_bytes() for path in paths if path.is_file()]
    return tuple(dict.fromkeys(der for file in files for der in within(file)))


def within(file: bytes) -> Iterator[bytes]:
    """Return the DER in a file, bare or in PEM."""
    if file.startswith(b"\x30") and len(file) <= LARGEST:
        yield file
    for armoured in _ARMOUR.findall(file):
        yield base64.b64decode(armoured)


def read_as_everything(der: bytes) -> None:
    """Read bytes as a message, a certificate, a CA's certificate and a list."""
    quickly(lambda: cards.proof(der))
    quickly(lambda: read_list(der, issuer=issuer()))
    quickly(lambda: anchored(der))
    loaded = quickly(lambda: load(der))
    if loaded is not None:
        certificate, _ = loaded
        quickly(lambda: sound_key(certificate))
        quickly(lambda: cards.trust().issuer_of(certificate))
        quickly(lambda: read_holder(certificate, issuer=issuer()))


def anchored(der: bytes) -> Anchor | None:
    pin = Pin(name="CA", role=Role.ISSUER, generation="G3", kind=CardKind.CITIZEN)
    try:
        return read_anchor(der, pinned={hashlib.sha256(der).hexdigest(): pin})
    except TrustRefused:
        return None


def test_there_are_vectors_enough() -> None:
    assert len(vectors()) > 1000


@pytest.mark.filterwarnings("ignore:::cryptography", "ignore:Attribute's length:UserWarning")
def test_every_vector_is_read_or_refused_by_name() -> None:
    for der in vectors():
        read_as_everything(der)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.deferred(lambda: spoiled(*vectors())))
def test_every_vector_spoiled_is_read_or_refused_by_name(der: bytes) -> None:
    read_as_everything(der)
