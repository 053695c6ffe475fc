"""The accepted digests and signature schemes, read from AlgorithmIdentifiers."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from models.core.errors import UserError, Words
from models.pki.der import reader as der


class AlgorithmRefused(UserError):
    """The signature uses an algorithm that is not accepted."""

    zh = Words(
        title="不接受這種簽章演算法",
        message="簽章演算法不符規定。請更新跨平台網頁元件後再試。",
    )
    en = Words(
        title="This signature algorithm is not accepted",
        message=(
            "The signature uses an algorithm that is not allowed. Update the card component and "
            "try again."
        ),
    )


class Scheme(StrEnum):
    """A signature scheme."""

    RSA_PKCS1 = "RSA_PKCS1"
    RSA_PSS = "RSA_PSS"
    ECDSA = "ECDSA"


RSA_ONLY = frozenset({Scheme.RSA_PKCS1, Scheme.RSA_PSS})
ALL_SCHEMES = frozenset(Scheme)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A signature scheme with its digest, named as in ``hashlib``; only PSS has a salt."""

    digest: str
    scheme: Scheme
    salt_length: int | None = None


_DIGESTS = {
    der.oid("2.16.840.1.101.3.4.2.1"): "sha256",
    der.oid("2.16.840.1.101.3.4.2.2"): "sha384",
    der.oid("2.16.840.1.101.3.4.2.3"): "sha512",
}
# What the identifiers of ECDSA with each digest begin with.
ECDSA_PREFIX = der.oid("1.2.840.10045.4.3")
_RSA_ENCRYPTION = der.oid("1.2.840.113549.1.1.1")
_RSA_PSS = der.oid("1.2.840.113549.1.1.10")
_MGF1 = der.oid("1.2.840.113549.1.1.8")
_WITH_DIGEST = {
    der.oid("1.2.840.113549.1.1.11"): Algorithm("sha256", Scheme.RSA_PKCS1),
    der.oid("1.2.840.113549.1.1.12"): Algorithm("sha384", Scheme.RSA_PKCS1),
    der.oid("1.2.840.113549.1.1.13"): Algorithm("sha512", Scheme.RSA_PKCS1),
    der.oid("1.2.840.10045.4.3.2"): Algorithm("sha256", Scheme.ECDSA),
    der.oid("1.2.840.10045.4.3.3"): Algorithm("sha384", Scheme.ECDSA),
    der.oid("1.2.840.10045.4.3.4"): Algorithm("sha512", Scheme.ECDSA),
}
# There are a few that are accepted, and none of them is long; what is refused is read each time.
_MOST_IDENTIFIERS = 64
# RFC 4055 §3.1: the default is 20; no RSA key of 8192 bits has room for more than 1024.
_DEFAULT_SALT, _LONGEST_SALT = 20, 1024


def is_ecdsa(identifier: bytes) -> bool:
    """Return whether an AlgorithmIdentifier (DER) names ECDSA.

    :raises der.Malformed: when it is none.
    """
    found = _WITH_DIGEST.get(der.outermost(identifier).content(der.OBJECT_IDENTIFIER))
    return found is not None and found.scheme is Scheme.ECDSA


def digest_algorithm(reader: der.Reader) -> str:
    """Read the AlgorithmIdentifier of a digest, and return its name in ``hashlib``.

    :raises AlgorithmRefused: when it is not SHA-256, SHA-384 or SHA-512.
    :raises der.Malformed: when it is not an AlgorithmIdentifier without parameters.
    """
    return _digest(reader.whole(der.SEQUENCE))


@lru_cache(_MOST_IDENTIFIERS)
def _digest(whole: bytes) -> str:
    identifier = der.outermost(whole)
    digest = _DIGESTS.get(identifier.content(der.OBJECT_IDENTIFIER))
    if digest is None:
        raise AlgorithmRefused
    _no_parameters(identifier)
    return digest


def signature_algorithm(reader: der.Reader, *, digest: str | None) -> Algorithm:
    """Read the AlgorithmIdentifier of a signature.

    ``digest`` is the one that a message names beside it; a certificate names none.

    :raises AlgorithmRefused: when it is not accepted, or names another digest or none at all.
    :raises der.Malformed: when it is not an AlgorithmIdentifier with the parameters it needs.
    """
    return _signature(reader.whole(der.SEQUENCE), digest)


@lru_cache(_MOST_IDENTIFIERS)
def _signature(whole: bytes, digest: str | None) -> Algorithm:
    identifier = der.outermost(whole)
    kind = identifier.content(der.OBJECT_IDENTIFIER)
    if kind == _RSA_PSS:
        found = _pss(identifier)
    elif kind == _RSA_ENCRYPTION and digest is not None:
        found = Algorithm(digest, Scheme.RSA_PKCS1)
        _no_parameters(identifier)
    elif kind in _WITH_DIGEST:
        found = _WITH_DIGEST[kind]
        _no_parameters(identifier)
    else:
        raise AlgorithmRefused
    if digest not in (None, found.digest):
        raise AlgorithmRefused
    return found


def _no_parameters(identifier: der.Reader) -> None:
    # RFC 5754 §2: parameters are absent or, from older implementations, NULL.
    if identifier.next_tag() is not None and identifier.content(der.NULL):
        raise der.Malformed("a NULL with content")
    identifier.end()


def _pss(identifier: der.Reader) -> Algorithm:
    # RFC 4055 §3.1; an absent field means SHA-1, which is refused.
    parameters = identifier.enter(der.SEQUENCE)
    identifier.end()
    if parameters.next_tag() != der.context(0):
        raise AlgorithmRefused
    explicit = parameters.enter(der.context(0))
    digest = digest_algorithm(explicit)
    explicit.end()
    if parameters.next_tag() != der.context(1):
        raise AlgorithmRefused
    explicit = parameters.enter(der.context(1))
    mask = explicit.enter(der.SEQUENCE)
    explicit.end()
    if mask.content(der.OBJECT_IDENTIFIER) != _MGF1 or digest_algorithm(mask) != digest:
        raise AlgorithmRefused
    mask.end()
    salt = _DEFAULT_SALT
    if parameters.next_tag() == der.context(2):
        explicit = parameters.enter(der.context(2))
        salt = explicit.integer()
        explicit.end()
    parameters.end()
    if not _DEFAULT_SALT <= salt <= _LONGEST_SALT:
        raise AlgorithmRefused
    return Algorithm(digest, Scheme.RSA_PSS, salt)
