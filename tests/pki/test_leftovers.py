"""Tests of one element too many, at the end of each part of a message, a certificate, a list."""

from dataclasses import replace

import pytest
from asn1crypto import core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from models.core.errors import UserError
from models.pki.crl.status import ListUnusable, read_list
from tests.support.cards import citizen, issuer, proof, signed
from tests.support.pki import crafted, messages
from tests.support.pki.encoding import elements, tagged, with_one_more


def signed_by_issuer(inner: bytes) -> bytes:
    """Add algorithm and signature to the signed part of a certificate or a list."""
    algorithm = tagged(0x30, core.ObjectIdentifier("1.2.840.113549.1.1.11").dump() + b"\x05\x00")
    signature = crafted.ca().key.sign(inner, padding.PKCS1v15(), hashes.SHA256())
    return tagged(0x30, inner + algorithm + tagged(0x03, b"\0" + signature))


def test_a_message_with_one_element_more_is_refused_anywhere() -> None:
    good = signed(citizen())

    for longer in with_one_more(good):
        with pytest.raises(UserError):
            proof(longer)


def test_signed_attributes_with_one_element_more_are_refused_though_they_are_signed() -> None:
    def change(number: int) -> bytes:
        def longer(attributes: messages.Attributes) -> messages.Attributes:
            (changed,) = [list(with_one_more(a))[number] for a in attributes[:1]]
            return sorted([changed, *attributes[1:]])

        return messages.resigned(citizen(), longer)

    for number in range(2):
        with pytest.raises(UserError):
            proof(change(number))


def test_a_certificate_with_one_element_more_is_refused_though_it_is_signed() -> None:
    card = citizen()
    inner = x509.Certificate.load(card.signature_certificate)["tbs_certificate"].dump()
    assert proof(signed(replace(card, signature_certificate=signed_by_issuer(inner))))

    for longer in with_one_more(inner):
        with pytest.raises(UserError):
            proof(signed(replace(card, signature_certificate=signed_by_issuer(longer))))


def test_a_list_with_one_element_more_is_refused_or_revokes_as_before() -> None:
    reason = crafted.extension(crafted.REASON, b"\x0a\x01\x01")
    invalidity = crafted.extension("2.5.29.24", tagged(0x18, b"20260101000000Z"))
    entries = [crafted.entry(1), crafted.entry(2, reason), crafted.entry(3, reason, invalidity)]
    (whole,) = elements(crafted.crafted(entries=entries))
    tag, content = elements(whole[1])[0]
    assert read_list(signed_by_issuer(tagged(tag, content)), issuer=issuer())

    refused = 0
    for longer in with_one_more(tagged(tag, content)):
        try:
            known = read_list(signed_by_issuer(longer), issuer=issuer()).entries
        except ListUnusable:
            refused += 1
        else:
            # The element is within an entry, which counts for its serial number all the same.
            assert len(known) == 3
            assert all(known.reasons(number) for number in (1, 2, 3))
    # Three entries, two of them with extensions, of which there are three.
    assert refused == len(list(with_one_more(tagged(tag, content)))) - 8


def test_a_list_with_one_element_more_outside_is_refused() -> None:
    for longer in with_one_more(crafted.crafted()):
        with pytest.raises(ListUnusable):
            read_list(longer, issuer=issuer())


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        (crafted.NUMBER, b"\x02\x01\x01\x05\x00"),
        (crafted.AUTHORITY_KEY, b"\x30\x00\x05\x00"),
        (crafted.SCOPE, b"\x30\x00\x05\x00"),
        (crafted.SCOPE, b"\x30\x02\x05\x00"),
    ],
)
def test_an_extension_with_one_element_more_is_refused(oid: str, value: bytes) -> None:
    others = [
        written
        for kind, written in (
            (crafted.AUTHORITY_KEY, crafted.key_of()),
            (crafted.NUMBER, crafted.number()),
        )
        if kind != oid
    ]

    with pytest.raises(ListUnusable):
        read_list(crafted.crafted(*others, crafted.extension(oid, value)), issuer=issuer())
