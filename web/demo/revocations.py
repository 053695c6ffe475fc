"""The revocation lists of the demo's issuers."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from models.pki.der.writer import tagged, written_integer
from web.demo.authority import Authority, CardKind, Generation, Revocation, partition_of
from web.demo.catalogue import TestCard, Trouble
from web.demo.component.habits import Habit
from web.demo.hierarchy import CA
from web.demo.profile import OTHER_CRL_BASE

# How many certificates MOICA's complete lists have.
ENTRIES: Mapping[Generation, int] = {Generation.G2: 412_404, Generation.G3: 141_083}

_LIFE = timedelta(days=1)
_REASONS = {
    Trouble.REVOKED: x509.ReasonFlags.key_compromise,
    Trouble.ON_HOLD: x509.ReasonFlags.certificate_hold,
}
_SEQUENCE, _BIT_STRING, _UTC_TIME = 0x30, 0x03, 0x17
# The reason "superseded" (RFC 5280 §5.3.1) as an entry's extensions.
_SUPERSEDED = bytes.fromhex("300c300a0603551d1504030a0104")


def revocation_lists(
    authority: Authority,
    cards: Sequence[TestCard],
    *,
    at: datetime,
    habits: Collection[Habit] = (),
) -> Mapping[str, bytes]:
    """Return the DER lists by file name: a complete one and a partition a generation.

    The partition is that of the generation's first revoked certificate. Lists are dated on the
    hour, numbered YYYYMMDDHH (UTC) as the real ones, and valid for a day. A list that is as long as
    a real one has the next hour's number, so that it is newer than what was fetched before.
    """
    issued = at.replace(minute=0, second=0, microsecond=0)
    number = int(issued.strftime("%Y%m%d%H"))
    lists: dict[str, bytes] = {}
    for generation in Generation:
        revoked = revocations_of(cards, generation)
        issuer = authority.issuer(kind=CardKind.CITIZEN, generation=generation)
        for partition in (None, partition_of(revoked[0].serial_number)):
            name = authority.crl_url(issuer, partition=partition).rpartition("/")[2]
            elsewhere = partition is None and Habit.OTHER_LIST_HOST in habits
            is_long = partition is None and Habit.LONG_LISTS in habits
            made = authority.crl(
                generation,
                at=issued,
                number=number + is_long,
                life=_LIFE,
                revoked=revoked,
                partition=partition,
                point=f"{OTHER_CRL_BASE}/{name}" if elsewhere else None,
            )
            lists[name] = lengthened(made, issuer, ENTRIES[generation]) if is_long else made
    return lists


def lengthened(der: bytes, issuer: CA, entries: int) -> bytes:
    """Return a list with so many entries in all, signed again; those added are of nobody."""
    signed = crl.CertificateList.load(der)["tbs_cert_list"]
    own = signed["revoked_certificates"]
    parts = [signed[name].dump() for name in ("version", "signature", "issuer")]
    parts += [signed[name].dump() for name in ("this_update", "next_update")]
    parts.append(tagged(_SEQUENCE, own.contents + _nobodys(entries - len(own))))
    parts.append(signed["crl_extensions"].dump())
    content = tagged(_SEQUENCE, b"".join(parts))
    signature = issuer.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    algorithm = signed["signature"].dump()
    return tagged(_SEQUENCE, content + algorithm + tagged(_BIT_STRING, b"\0" + signature))


@cache
def _nobodys(count: int) -> bytes:
    """Return entries of 49 octets each, as MOICA's are: a serial number, a time and a reason."""
    when = tagged(_UTC_TIME, b"250601000000Z")
    return b"".join(
        tagged(_SEQUENCE, written_integer(_serial_number(place)) + when + _SUPERSEDED)
        for place in range(count)
    )


def _serial_number(place: int) -> int:
    digest = hashlib.sha256(b"nobody's %d" % place).digest()
    return int.from_bytes(digest[:16], "big") >> 1 | 1 << 126


def revocations_of(cards: Sequence[TestCard], generation: Generation) -> list[Revocation]:
    return [
        _revocation(der, card.plan.trouble)
        for card in cards
        if card.plan.trouble is not Trouble.NONE and card.plan.generation is generation
        for der in card.card.certificates().values()
    ]


def _revocation(der: bytes, trouble: Trouble) -> Revocation:
    certificate = x509.load_der_x509_certificate(der)
    return Revocation(
        serial_number=certificate.serial_number,
        at=certificate.not_valid_before_utc + timedelta(days=1),
        reason=_REASONS[trouble],
    )
