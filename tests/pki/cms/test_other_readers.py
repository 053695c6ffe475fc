"""Tests of other libraries' readers with a card's message, and with some that are refused here."""

from collections.abc import Callable

import pytest

from models.pki.cms.message import SignatureUnreadable, read
from tests.support.cards import CHALLENGE, citizen, signed
from tests.support.pki.encoding import elements
from tests.support.pki.others.readers import Read, by_asn1crypto, by_declaration

READERS = [by_asn1crypto, by_declaration]


@pytest.mark.parametrize("reader", READERS)
def test_a_message_says_the_same_to_every_reader(reader: Callable[[bytes], Read]) -> None:
    message = signed(citizen())
    said = read(message)

    assert reader(message) == Read(
        content=CHALLENGE,
        certificate=said.certificate,
        attributes=len(elements(elements(said.attributes.signed)[0][1])),
        signature=said.signature,
    )


def test_an_indefinite_length_is_read_by_asn1crypto_alone() -> None:
    message = signed(citizen())
    [(_, content)] = elements(message)
    written = b"\x30\x80" + content + b"\0\0"

    assert by_asn1crypto(written) == by_asn1crypto(message)
    with pytest.raises(SignatureUnreadable):
        read(written)
    with pytest.raises(ValueError, match="parsing"):
        by_declaration(written)
