"""Tests of algorithm identifiers: exact encodings, no parameters but those of PSS."""

import pytest
from asn1crypto import core

from models.pki.algorithms import (
    Algorithm,
    AlgorithmRefused,
    Scheme,
    digest_algorithm,
    signature_algorithm,
)
from models.pki.der.reader import Malformed, Reader
from tests.support.pki.encoding import tagged

NULL = b"\x05\x00"
MD5 = "1.2.840.113549.2.5"
SHA1 = "1.3.14.3.2.26"
SHA256 = "2.16.840.1.101.3.4.2.1"
SHA384 = "2.16.840.1.101.3.4.2.2"
MGF1 = "1.2.840.113549.1.1.8"
RSA = "1.2.840.113549.1.1.1"
PSS = "1.2.840.113549.1.1.10"
SHA256_RSA = "1.2.840.113549.1.1.11"
SHA1_RSA = "1.2.840.113549.1.1.5"


def identifier(oid: str, *parameters: bytes) -> bytes:
    kind: bytes = core.ObjectIdentifier(oid).dump()
    return tagged(0x30, kind + b"".join(parameters))


def explicit(number: int, *content: bytes) -> bytes:
    return tagged(0xA0 | number, b"".join(content))


def pss(*parts: bytes) -> bytes:
    return identifier(PSS, tagged(0x30, b"".join(parts)))


HASH = explicit(0, identifier(SHA256))
MASK = explicit(1, identifier(MGF1, identifier(SHA256)))
SALT = explicit(2, b"\x02\x01\x20")


def read(written: bytes, *, digest: str | None = "sha256") -> Algorithm:
    return signature_algorithm(Reader(written), digest=digest)


@pytest.mark.parametrize("parameters", [(), (NULL,)])
def test_a_digest_has_no_parameters_or_null(parameters: tuple[bytes, ...]) -> None:
    assert digest_algorithm(Reader(identifier(SHA256, *parameters))) == "sha256"


@pytest.mark.parametrize("oid", [MD5, SHA1, "2.16.840.1.101.3.4.2.4", "2.16.840.1.101.3.4.2.8"])
def test_a_digest_that_is_not_trusted_is_refused(oid: str) -> None:
    with pytest.raises(AlgorithmRefused):
        digest_algorithm(Reader(identifier(oid)))


WRONG = [(b"\x05\x01\x00",), (NULL, NULL), (b"\x02\x01\x00",), (b"\x30\x00",)]


@pytest.mark.parametrize("parameters", WRONG)
def test_a_digest_with_other_parameters_is_not_read(parameters: tuple[bytes, ...]) -> None:
    with pytest.raises(Malformed):
        digest_algorithm(Reader(identifier(SHA256, *parameters)))


@pytest.mark.parametrize("parameters", WRONG)
@pytest.mark.parametrize("oid", [RSA, SHA256_RSA])
def test_a_scheme_with_other_parameters_is_not_read(
    oid: str, parameters: tuple[bytes, ...]
) -> None:
    with pytest.raises(Malformed):
        read(identifier(oid, *parameters))


def test_a_certificate_must_name_its_digest() -> None:
    with pytest.raises(AlgorithmRefused):
        read(identifier(RSA, NULL), digest=None)


def test_a_certificate_may_be_signed_with_each_scheme() -> None:
    assert read(identifier(SHA256_RSA), digest=None) == Algorithm("sha256", Scheme.RSA_PKCS1)
    assert read(pss(HASH, MASK, SALT), digest=None) == Algorithm("sha256", Scheme.RSA_PSS, 32)


def test_sha_1_is_refused_by_name() -> None:
    with pytest.raises(AlgorithmRefused):
        read(identifier(SHA1_RSA, NULL), digest=None)


def test_pss_has_the_usual_salt_where_none_is_named() -> None:
    assert read(pss(HASH, MASK)).salt_length == 20


@pytest.mark.parametrize(
    "parts",
    [
        (MASK, SALT),
        (HASH, SALT),
        (explicit(0, identifier(SHA1)), MASK, SALT),
        (explicit(0, identifier(SHA384)), MASK, SALT),
        (HASH, explicit(1, identifier(MGF1, identifier(SHA384))), SALT),
        (HASH, explicit(1, identifier(SHA256, identifier(SHA256))), SALT),
        (HASH, MASK, explicit(2, b"\x02\x01\x13")),
        (HASH, MASK, explicit(2, b"\x02\x02\x04\x01")),
    ],
)
def test_pss_that_does_not_agree_is_refused(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(AlgorithmRefused):
        read(pss(*parts))


@pytest.mark.parametrize(
    "written",
    [
        identifier(PSS),
        identifier(PSS, tagged(0x30, HASH + MASK + SALT), NULL),
        pss(explicit(0, identifier(SHA256), NULL), MASK, SALT),
        pss(HASH, explicit(1, identifier(MGF1, identifier(SHA256)), NULL), SALT),
        pss(HASH, explicit(1, identifier(MGF1, identifier(SHA256), NULL)), SALT),
        pss(HASH, MASK, explicit(2, b"\x02\x01\x20", NULL)),
        pss(HASH, MASK, SALT, explicit(3, b"\x02\x01\x01")),
        pss(HASH, MASK, SALT, NULL),
    ],
)
def test_pss_that_is_not_der_is_not_read(written: bytes) -> None:
    with pytest.raises(Malformed):
        read(written)
