"""A certificate authority in memory with the real profile, and its cards."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import x509

from models.pki.crl.status import RevocationList, read_list
from models.pki.path.trust import Issuer, TrustStore
from models.pki.verdict import Proof
from models.revocation.checker import RevocationChecker, ask_nobody
from models.revocation.settings import RevocationSettings
from models.signature.verification import judge_signature
from web.demo.authority import Authority, Card, CardKind, Generation, Revocation
from web.demo.component import signing

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
CHALLENGE = "毒化物運送車輛即時追蹤專區\n目的: 綁定憑證\n序號: 4f1d".encode()


@cache
def authority() -> Authority:
    """Return the one authority that all tests share; making its keys is slow."""
    return Authority.create(at=AT)


@cache
def stranger() -> Authority:
    """Return an authority with the same names and other keys, which nobody trusts."""
    return Authority.create(at=AT)


@cache
def citizen(
    *,
    generation: Generation = Generation.G3,
    holder: str = "測試甲",
    subject_serial: str = "0000000000000001",
    id_last4: str = "0001",
    not_before: datetime = AT - 30 * DAY,
    not_after: datetime = AT + 1800 * DAY,
) -> Card:
    """Issue a citizen's card, valid at `AT`."""
    return authority().issue(
        kind=CardKind.CITIZEN,
        generation=generation,
        holder=holder,
        subject_serial=subject_serial,
        card_number="TP00000000000001",
        id_last4=id_last4,
        not_before=not_before,
        not_after=not_after,
    )


@cache
def company() -> Card:
    return authority().issue(
        kind=CardKind.COMPANY,
        generation=Generation.G2,
        holder="測試股份有限公司",
        subject_serial="00000000",
        card_number="MT00000000000001",
        id_last4="",
        not_before=AT - 30 * DAY,
        not_after=AT + 1800 * DAY,
    )


@cache
def trust(at: datetime = AT) -> TrustStore:
    """Build the trust store of the test authority."""
    return TrustStore.build(authority().anchors(), at=at, pinned=authority().pins())


def issuer(generation: Generation = Generation.G3) -> Issuer:
    """Return the issuer of citizens' cards."""
    ca = authority().issuer(kind=CardKind.CITIZEN, generation=generation)
    return next(i for i in trust().issuers.values() if i.certificate == ca.certificate)


def crl(
    *revoked: Revocation,
    generation: Generation = Generation.G3,
    at: datetime = AT - timedelta(hours=1),
    number: int = 2026030203,
    life: timedelta = DAY,
    partition: int | None = None,
) -> bytes:
    """Sign a list that is fresh at `AT`."""
    return authority().crl(
        generation, at=at, number=number, life=life, revoked=revoked, partition=partition
    )


@cache
def lists() -> tuple[RevocationList, ...]:
    """Return a complete and empty list of each generation."""
    return tuple(
        read_list(crl(generation=generation), issuer=issuer(generation))
        for generation in Generation
    )


def serial_number(card: Card) -> int:
    """Return the serial number of a card's signature certificate."""
    number: int = x509.Certificate.load(card.signature_certificate).serial_number
    return number


def proof(
    cms: bytes,
    *,
    content: bytes = CHALLENGE,
    at: datetime = AT,
    trusted: TrustStore | None = None,
    known: Sequence[RevocationList] | None = None,
    grace: timedelta = timedelta(0),
    settings: RevocationSettings | None = None,
) -> Proof:
    """Verify a message with the service's own function, at `AT` with fresh lists, no responder."""
    store = trust() if trusted is None else trusted

    async def checker() -> RevocationChecker:
        return RevocationChecker(
            lists=lists() if known is None else known,
            list_grace=grace,
            settings=settings or RevocationSettings(),
            ask=ask_nobody,
            at=at,
        )

    judging = judge_signature(
        cms,
        content_sha256=hashlib.sha256(content).digest(),
        trust=store,
        checker=checker,
        at=at,
    )
    # Nobody is asked, so the coroutine ends without waiting; some callers run in a loop already.
    try:
        judging.send(None)
    except StopIteration as ended:
        found: Proof = ended.value[0]
        return found
    raise AssertionError("the verdict waited for something")


def signed(card: Card, content: bytes = CHALLENGE) -> bytes:
    """Sign the challenge as the card component does."""
    return signing.sign(card, content, nonce="4f1d", signing_time=AT)


def with_encryption_certificate(card: Card) -> Card:
    """Return a card that signs with its encryption certificate."""
    return replace(
        card,
        signature_certificate=card.encryption_certificate,
        signature_key=card.encryption_key,
    )
