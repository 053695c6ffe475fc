"""The parser of revocation lists, which verifies their signature and scope."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.core.errors import UserError
from models.pki.algorithms import signature_algorithm
from models.pki.crl.index import Index, read_entries
from models.pki.der import reader as der
from models.pki.der.extensions import Extension, names_authority, read_extension
from models.pki.keys import verify
from models.pki.path.trust import Authority, Issuer


class ListProblem(StrEnum):
    """The reason why a list is unusable."""

    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"
    WRONG_ISSUER = "WRONG_ISSUER"
    WRONG_SIGNATURE = "WRONG_SIGNATURE"
    NO_NUMBER = "NO_NUMBER"
    DELTA = "DELTA"
    SCOPE = "SCOPE"
    UNKNOWN_CRITICAL = "UNKNOWN_CRITICAL"
    FROM_THE_FUTURE = "FROM_THE_FUTURE"


class ListUnusable(Exception):
    """A list is not used; this is for the operator, because a user cannot fix it."""

    def __init__(self, problem: ListProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class About(StrEnum):
    """The certificates that a list covers: cards, or CAs (an authority list, CARL)."""

    CARDS = "CARDS"
    AUTHORITIES = "AUTHORITIES"


@dataclass(frozen=True, kw_only=True, slots=True)
class RevocationList:
    """A list with a verified signature.

    ``urls`` are empty for a list of all certificates of the issuer's key; otherwise it covers only
    certificates with one of them as a distribution point. ``sha256`` is of the DER form.
    """

    issuer_key_id: str
    number: int
    this_update: datetime
    next_update: datetime
    urls: frozenset[str]
    entries: Index
    sha256: str
    about: About = About.CARDS


@dataclass(frozen=True, slots=True)
class _Extensions:
    """The content of a list's extensions."""

    is_of_issuer: bool
    number: int
    urls: frozenset[str]


# A signer of lists: an issuer of cards, or a CA above it.
Signer = Issuer | Authority
LARGEST = 64 * 1024 * 1024
_VERSION_2 = 1
_AUTHORITY_KEY = der.oid("2.5.29.35")
_NUMBER = der.oid("2.5.29.20")
_DELTA = der.oid("2.5.29.27")
_SCOPE = der.oid("2.5.29.28")
_EMPTY = der.Reader(b"")
_ONLY = {About.CARDS: 0x81, About.AUTHORITIES: 0x82}
# Of the issuing distribution point, in its order; onlySomeReasons, between them, is refused.
_FLAGS = (0x81, 0x82, 0x84, 0x85)


def read_list(
    crl: bytes,
    *,
    issuer: Signer,
    largest: int = LARGEST,
    about: About = About.CARDS,
    index: Callable[[der.Reader], Index] = read_entries,
) -> RevocationList:
    """Read a list (DER, at most ``largest`` bytes) that ``issuer`` must have signed (RFC 5280 §5).

    A list of a CA with the same name and another key is refused by that key. ``index`` packs the
    entries, possibly in another process.

    :raises ListUnusable: with the problem, when it must not be used.
    """
    if len(crl) > largest:
        raise ListUnusable(ListProblem.TOO_LARGE)
    try:
        return _read(crl, issuer, about, index)
    except der.Malformed as problem:
        raise ListUnusable(ListProblem.UNREADABLE) from problem


def _read(
    crl: bytes,
    issuer: Signer,
    about: About,
    index: Callable[[der.Reader], Index],
) -> RevocationList:
    outer = der.outermost(crl)
    # Large lists are not copied, which would block other threads.
    signed, inner = outer.view(der.SEQUENCE)
    algorithm = outer.whole(der.SEQUENCE)
    signature = outer.content(der.BIT_STRING)
    outer.end()
    if inner.integer() != _VERSION_2 or inner.whole(der.SEQUENCE) != algorithm:
        raise ListUnusable(ListProblem.UNREADABLE)
    if inner.whole(der.SEQUENCE) != issuer.outline.subject or not issuer.signs_lists:
        raise ListUnusable(ListProblem.WRONG_ISSUER)
    _verify(signed, algorithm, signature, issuer)
    this_update, next_update = inner.time(), inner.time()
    entries = inner.enter(der.SEQUENCE) if inner.next_tag() == der.SEQUENCE else _EMPTY
    extensions = _extensions(inner, about, issuer)
    inner.end()
    if not extensions.is_of_issuer:
        raise ListUnusable(ListProblem.WRONG_ISSUER)
    if next_update <= this_update:
        raise ListUnusable(ListProblem.UNREADABLE)
    return RevocationList(
        issuer_key_id=issuer.key_id,
        number=extensions.number,
        this_update=this_update,
        next_update=next_update,
        urls=extensions.urls,
        entries=index(entries),
        sha256=hashlib.sha256(crl).hexdigest(),
        about=about,
    )


def _verify(
    signed: memoryview,
    algorithm: bytes,
    signature: bytes,
    issuer: Signer,
) -> None:
    if signature[:1] != b"\0":
        raise ListUnusable(ListProblem.UNREADABLE)
    try:
        verify(
            key=issuer.public_key,
            algorithm=signature_algorithm(der.Reader(algorithm), digest=None),
            signature=signature[1:],
            signed=signed,
        )
    except UserError as problem:
        raise ListUnusable(ListProblem.WRONG_SIGNATURE) from problem


def _extensions(inner: der.Reader, about: About, issuer: Signer) -> _Extensions:
    if inner.next_tag() is None:
        raise ListUnusable(ListProblem.NO_NUMBER)
    explicit = inner.enter(der.context(0))
    extensions = explicit.enter(der.SEQUENCE)
    explicit.end()
    found: dict[bytes, bytes] = {}
    while extensions.next_tag() is not None:
        extension = read_extension(extensions)
        if extension.kind in found:
            raise der.Malformed("an extension twice")
        _check_understood(extension)
        found[extension.kind] = extension.value
    if _NUMBER not in found:
        raise ListUnusable(ListProblem.NO_NUMBER)
    return _Extensions(
        is_of_issuer=_AUTHORITY_KEY in found
        and names_authority(
            found[_AUTHORITY_KEY], key_id=bytes.fromhex(issuer.key_id), outline=issuer.outline
        ),
        number=_number(found[_NUMBER]),
        urls=_urls(found[_SCOPE], about) if _SCOPE in found else frozenset(),
    )


def _check_understood(extension: Extension) -> None:
    # RFC 5280 §5.2.4: a delta list is not complete. A list that names deltas (§5.2.6) is.
    if extension.kind == _DELTA:
        raise ListUnusable(ListProblem.DELTA)
    if extension.critical and extension.kind not in (_SCOPE, _NUMBER, _AUTHORITY_KEY):
        raise ListUnusable(ListProblem.UNKNOWN_CRITICAL)


def _number(value: bytes) -> int:
    reader = der.Reader(value)
    number = reader.integer()
    reader.end()
    # RFC 5280 §5.2.3: never negative, at most 20 octets.
    if not 0 <= number < 1 << 160:
        raise der.Malformed("list number")
    return number


def _urls(value: bytes, about: About) -> frozenset[str]:
    """Read issuingDistributionPoint (RFC 5280 §5.2.5), and refuse lists of a narrower scope."""
    scope = der.outermost(value)
    urls: frozenset[str] = frozenset()
    if scope.next_tag() == der.context(0):
        urls = _names(scope.enter(der.context(0)))
    # onlyContainsUserCerts and onlyContainsCACerts are no narrower than what is looked up; every
    # other flag is.
    for flag in _FLAGS:
        if scope.next_tag() == flag and scope.boolean(flag) and flag != _ONLY[about]:
            raise ListUnusable(ListProblem.SCOPE)
    if scope.next_tag() is not None:
        raise ListUnusable(ListProblem.SCOPE)
    return urls


def _names(point: der.Reader) -> frozenset[str]:
    if point.next_tag() != der.context(0):
        raise ListUnusable(ListProblem.SCOPE)
    names = point.enter(der.context(0))
    point.end()
    urls = set()
    while (tag := names.next_tag()) is not None:
        name = names.content(tag)
        if tag == 0x86:
            urls.add(name.decode("ascii", errors="replace"))
    if not urls:
        raise ListUnusable(ListProblem.SCOPE)
    return frozenset(urls)
