"""Tests of verdicts against pyhanko-certvalidator; each difference is explained."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ReasonFlags

from models.core.errors import UserError
from models.pki.crl.status import ListUnusable, RevocationList, read_list
from models.pki.path.holder import LEVEL_3
from tests.support import cards
from tests.support.cards import (
    AT,
    DAY,
    SECOND,
    authority,
    citizen,
    company,
    crl,
    proof,
    signed,
    stranger,
)
from tests.support.pki import drafts
from tests.support.pki.crafted import DELTA, SCOPE, ca, crafted, entry, extension, key_of, number
from tests.support.pki.drafts import reissued
from tests.support.pki.encoding import tagged
from tests.support.pki.others.second_opinion import second_opinion
from web.demo.authority import Card, CardKind, Generation, Revocation, partition_of
from web.demo.hierarchy import ROOTS

Case = tuple[Card, tuple[bytes, ...]]
HOUR = timedelta(hours=1)


def listed(crl_bytes: bytes) -> list[RevocationList]:
    """Read a list as each issuer's; it is at most one's."""
    found = []
    for issuer in cards.trust().issuers.values():
        try:
            found.append(read_list(crl_bytes, issuer=issuer))
        except ListUnusable:
            continue
    return found


def ours(case: Case) -> str | None:
    card, lists = case
    known = [one for crl_bytes in lists for one in listed(crl_bytes)]
    try:
        proof(signed(card), known=known)
    except UserError as refusal:
        return type(refusal).__name__
    return None


def theirs(case: Case) -> str | None:
    card, lists = case
    known = authority().authorities
    return second_opinion(
        card.signature_certificate,
        anchors=[one.der for name, one in known.items() if name in ROOTS],
        others=[one.der for name, one in known.items() if name not in ROOTS],
        lists=lists,
        policy=LEVEL_3,
    )


def changed(change: drafts.Change) -> Case:
    return reissued(citizen(), change), (crl(),)


def with_lists(*lists: bytes) -> Case:
    return citizen(), lists


def entered(reason: ReasonFlags | None = None, *, partition: int | None = None) -> bytes:
    number = cards.serial_number(citizen())
    return crl(Revocation(serial_number=number, at=AT - HOUR, reason=reason), partition=partition)


def part(*, off: int = 0) -> int:
    return partition_of(cards.serial_number(citizen()) + off)


def another(*flags: bytes) -> bytes:
    scope = extension(SCOPE, tagged(0x30, b"".join(flags)), critical="yes")
    return crafted(key_of(), number(), scope)


def with_key(key: rsa.RSAPrivateKey) -> Case:
    card = reissued(citizen(), drafts.keyed(key.public_key()))
    return replace(card, signature_key=key), (crl(),)


def certified(algorithm: hashes.HashAlgorithm) -> Case:
    made = drafts.certified(drafts.inner(citizen()), key=ca().key, algorithm=algorithm)
    return replace(citizen(), signature_certificate=made), (crl(),)


def self_signed() -> Case:
    def change(tbs: drafts.Tbs) -> None:
        tbs["issuer"] = tbs["subject"]

    card = citizen()
    return reissued(card, change, by=card.signature_key), (crl(),)


def with_subject(**attributes: str) -> drafts.Change:
    def change(tbs: drafts.Tbs) -> None:
        tbs["subject"] = x509.Name.build({"country_name": "TW", **attributes})

    return change


def with_issuer(tbs: drafts.Tbs) -> None:
    tbs["issuer"] = x509.Name.build({"country_name": "TW", "common_name": "Another"})


def with_serial(serial: int) -> drafts.Change:
    def change(tbs: drafts.Tbs) -> None:
        tbs["serial_number"] = serial

    return change


def usage(*bits: str) -> drafts.Change:
    return drafts.putting(KEY_USAGE, x509.KeyUsage(set(bits)).dump(), critical="yes")


def policies(*oids: str) -> drafts.Change:
    policies = x509.CertificatePolicies([{"policy_identifier": oid} for oid in oids])
    return drafts.putting(POLICIES, policies.dump())


def strangers() -> Case:
    card = stranger().issue(
        kind=CardKind.CITIZEN,
        generation=Generation.G3,
        holder="測試甲",
        subject_serial="0000000000000001",
        card_number="TP00000000000001",
        id_last4="0001",
        not_before=AT - DAY,
        not_after=AT + DAY,
    )
    return card, (crl(),)


def companies() -> bytes:
    return authority().crl(
        Generation.G2, at=AT - HOUR, number=1, life=DAY, revoked=(), kind=CardKind.COMPANY
    )


KEY_USAGE = "2.5.29.15"
CONSTRAINTS = "2.5.29.19"
PURPOSES = "2.5.29.37"
POLICIES = "2.5.29.32"
AUTHORITY_KEY = "2.5.29.35"
FRESHEST = "2.5.29.46"
UNKNOWN = "2.999.1"
POINT = tagged(0x30, tagged(0x30, tagged(0xA0, tagged(0xA0, tagged(0x86, b"http://x")))))
BOTH_ACCEPT: dict[str, Callable[[], Case]] = {
    "a card and its list": lambda: with_lists(crl()),
    "a card of the older generation": lambda: (
        citizen(generation=Generation.G2),
        (crl(generation=Generation.G2),),
    ),
    "the lists of both generations": lambda: with_lists(crl(generation=Generation.G2), crl()),
    "its part of the list": lambda: with_lists(crl(partition=part())),
    "a list that revokes others": lambda: with_lists(crl(Revocation(serial_number=7, at=AT))),
    "a list whose entry was made later": lambda: with_lists(crafted(entries=[entry(7)])),
    "a list of user certificates": lambda: with_lists(another(b"\x81\x01\xff")),
    "an older list beside a fresh one": lambda: with_lists(
        crl(at=AT - 3 * DAY, number=1, life=DAY), crl()
    ),
    "the first second": lambda: (citizen(not_before=AT), (crl(),)),
    "the last second": lambda: (citizen(not_after=AT), (crl(),)),
    "an extension that nobody must understand": lambda: changed(drafts.adding(UNKNOWN, b"\5\0")),
    "no CA, said in so many words": lambda: changed(
        drafts.adding(CONSTRAINTS, b"\x30\0", critical="yes")
    ),
    "non-repudiation too": lambda: changed(usage("digital_signature", "non_repudiation")),
    "another policy too": lambda: changed(policies(LEVEL_3, "2.16.886.101.0.3.2")),
    "a key of 3072 bits": lambda: with_key(rsa.generate_private_key(65537, 3072)),
}
BOTH_REFUSE: dict[str, Callable[[], Case]] = {
    "expired a second ago": lambda: (citizen(not_after=AT - 2 * SECOND), (crl(),)),
    "valid in a second": lambda: (citizen(not_before=AT + 2 * SECOND), (crl(),)),
    "a stranger's card of the same names": strangers,
    "signed by its own key": self_signed,
    "signed by another key than it says": lambda: (
        reissued(citizen(), lambda tbs: None, by=stranger().authorities["MOICA-G3"].key),
        (crl(),),
    ),
    "another issuer's name": lambda: changed(with_issuer),
    "signed with SHA-1": lambda: certified(hashes.SHA1()),  # noqa: S303  # Broken on purpose.
    "signed with MD5": lambda: certified(hashes.MD5()),  # noqa: S303  # Broken on purpose.
    "a critical extension that nobody knows": lambda: changed(
        drafts.adding(UNKNOWN, b"\5\0", critical="yes")
    ),
    "the encryption certificate": lambda: (
        cards.with_encryption_certificate(citizen()),
        (crl(),),
    ),
    "no signature among its usages": lambda: changed(usage("non_repudiation")),
    "no policy": lambda: changed(drafts.without(POLICIES)),
    "another assurance level": lambda: changed(policies("2.16.886.101.0.3.2")),
    "no list": with_lists,
    "a stale list": lambda: with_lists(crl(at=AT - 3 * DAY)),
    "a sibling's list": lambda: with_lists(crl(generation=Generation.G2)),
    "a list of another part": lambda: with_lists(crl(partition=part(off=1))),
    "a stranger's list": lambda: with_lists(
        crafted(signer=stranger().authorities["MOICA-G3"]),
    ),
    "a list changed after it was signed": lambda: with_lists(
        crl(Revocation(serial_number=7, at=AT)).replace(b"\x02\x01\x07\x17", b"\x02\x01\x08\x17")
    ),
    "a list with a critical extension that nobody knows": lambda: with_lists(
        crafted(key_of(), number(), extension(UNKNOWN, b"\5\0", critical="yes"))
    ),
    "a list of CAs": lambda: with_lists(another(b"\x82\x01\xff")),
    "a list of attribute certificates": lambda: with_lists(another(b"\x85\x01\xff")),
    "a list for some reasons": lambda: with_lists(another(b"\x83\x02\x06\x40")),
    "a delta list alone": lambda: with_lists(
        crafted(key_of(), number(2), extension(DELTA, b"\x02\x01\x01", critical="yes"))
    ),
    "revoked": lambda: with_lists(entered()),
    "revoked for its key": lambda: with_lists(entered(ReasonFlags.key_compromise)),
    "on hold": lambda: with_lists(entered(ReasonFlags.certificate_hold)),
    "revoked in its part": lambda: with_lists(entered(partition=part())),
}
# What the standard leaves open, or leaves to the profile; each with why we refuse it.
WE_REFUSE: dict[str, tuple[Callable[[], Case], str]] = {
    "a company's card": (
        lambda: (company(), (companies(),)),
        "WrongCardKind",  # Sound, but no citizen's.
    ),
    "no number of a person": (
        lambda: changed(with_subject(common_name="測試甲")),
        "CertificateProfileWrong",  # Nobody could be told apart.
    ),
    "encryption beside signature": (
        lambda: changed(usage("digital_signature", "key_encipherment")),
        "NotASignatureCertificate",  # The profile has one certificate for each.
    ),
    "a CA": (
        lambda: changed(drafts.adding(CONSTRAINTS, b"\x30\3\1\1\xff", critical="yes")),
        "CertificateProfileWrong",  # The standard lets a CA sign messages.
    ),
    "a purpose that does not fit": (
        lambda: changed(drafts.adding(PURPOSES, x509.ExtKeyUsageSyntax(["server_auth"]).dump())),
        "NotASignatureCertificate",  # They were not told which purposes fit.
    ),
    "no issuer's key named": (
        lambda: changed(drafts.without(AUTHORITY_KEY)),
        "IssuerUnknown",  # Issuers are chosen by key: three of them bear one name.
    ),
    "a key of 1024 bits": (
        lambda: with_key(rsa.generate_private_key(65537, 1024)),  # noqa: S505  # Too short on purpose.
        "KeyTooWeak",  # They do not weigh the last key.
    ),
    "a list with an entry that nobody understands": (
        lambda: with_lists(
            crafted(entries=[entry(7, extension(UNKNOWN, b"\5\0", critical="yes"))])
        ),
        "RevocationUnknown",  # RFC 5280 §5.3: not to be used; they read their own entry alone.
    ),
    "a serial number of zero": (
        lambda: changed(with_serial(0)),
        "CertificateProfileWrong",  # RFC 5280 §4.1.2.2 asks CAs for a positive one.
    ),
}


# What the standard leaves open, and they refuse.
WE_ACCEPT: dict[str, Callable[[], Case]] = {
    # RFC 5280 §5.2.6: a complete list stands by itself; they want the deltas that it names.
    "a list whose deltas are not there": lambda: with_lists(
        crafted(key_of(), number(), extension(FRESHEST, POINT))
    ),
}


def test_there_are_cases_enough() -> None:
    assert len(BOTH_ACCEPT) + len(BOTH_REFUSE) >= 40


@pytest.mark.parametrize("case", BOTH_ACCEPT)
def test_both_accept(case: str) -> None:
    made = BOTH_ACCEPT[case]()

    assert (ours(made), theirs(made)) == (None, None)


@pytest.mark.parametrize("case", BOTH_REFUSE)
def test_both_refuse(case: str) -> None:
    made = BOTH_REFUSE[case]()

    assert ours(made) is not None
    assert theirs(made) is not None


@pytest.mark.parametrize("case", WE_REFUSE)
def test_we_refuse_what_they_accept(case: str) -> None:
    make, why = WE_REFUSE[case]
    made = make()

    assert (ours(made), theirs(made)) == (why, None)


@pytest.mark.parametrize("case", WE_ACCEPT)
def test_we_accept_what_they_refuse(case: str) -> None:
    made = WE_ACCEPT[case]()

    assert ours(made) is None
    assert theirs(made) is not None
