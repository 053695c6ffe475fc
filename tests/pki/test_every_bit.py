"""Tests of every bit of a message and of a list: a change is refused or makes no difference."""

from collections.abc import Iterator

import pytest
from asn1crypto import x509

from models.core.errors import UserError
from models.pki.crl.status import ListUnusable, RevocationList, read_list
from models.pki.verdict import Proof
from tests.support.cards import AT, CHALLENGE, citizen, crl, issuer, proof, signed
from tests.support.pki import drafts
from tests.support.pki.messages import by_key, resigned
from tests.support.pki.wrapped import chunks, indefinite, rewrapped, segmented
from web.demo.authority import Card, Revocation


def even() -> Card:
    """Return a card whose certificate's signature ends with a zero bit.

    Such a BIT STRING could also be encoded with one unused bit.
    """
    for number in range(1, 100):
        card = drafts.reissued(citizen(), numbered(number))
        if card.signature_certificate[-1] % 2 == 0:
            return card
    raise AssertionError("a hundred signatures that end with a bit of one")


def key_id() -> bytes:
    own: bytes = x509.Certificate.load(citizen().signature_certificate).key_identifier
    return own


def numbered(number: int) -> drafts.Change:
    def change(tbs: drafts.Tbs) -> None:
        tbs["serial_number"] = number

    return change


def changed(good: bytes) -> Iterator[tuple[str, bytes]]:
    """Change each bit in turn; yield it and its place."""
    for place in range(len(good) * 8):
        made = bytearray(good)
        made[place // 8] ^= 1 << place % 8
        yield f"octet {place // 8}, bit {place % 8}", bytes(made)


def proven(made: bytes) -> Proof | None:
    try:
        return proof(made)
    except UserError:
        return None


def listed(made: bytes) -> RevocationList | None:
    try:
        return read_list(made, issuer=issuer())
    except ListUnusable:
        return None


def streamed() -> bytes:
    """Return a message of indefinite lengths, with segments and its attributes reversed."""
    message = resigned(citizen(), lambda attributes: attributes[::-1])
    wrappers = ("ContentInfo", "[0]", "SignedData", "encapsulated", "[0] content", "certificates")
    content = segmented(chunks(CHALLENGE, 30), style=indefinite)
    return rewrapped(message, {**dict.fromkeys(wrappers, indefinite), "content": content})


@pytest.mark.parametrize("version", ["v1", "v3", "BER"])
def test_a_message_with_any_bit_changed_is_refused_or_says_the_same(version: str) -> None:
    good = {"v1": lambda: signed(even()), "v3": lambda: by_key(key_id()), "BER": streamed}[
        version
    ]()
    said = proof(good)

    assert not [place for place, made in changed(good) if proven(made) not in (None, said)]


def test_a_list_with_any_bit_changed_is_refused() -> None:
    good = crl(Revocation(serial_number=7, at=AT))
    assert listed(good) is not None

    assert not [place for place, made in changed(good) if listed(made) is not None]
