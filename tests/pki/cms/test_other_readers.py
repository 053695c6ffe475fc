"""Tests of other libraries' readers with a card's message, and with one in BER."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.pki.cms.message import read
from models.pki.tolerance import Tolerance
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


def test_an_indefinite_length_is_read_alike_but_by_the_declaration() -> None:
    message = signed(citizen())
    [(_, content)] = elements(message)
    written = b"\x30\x80" + content + b"\0\0"

    assert by_asn1crypto(written) == by_asn1crypto(message)
    assert read(written) == replace(
        read(message), tolerances=frozenset({Tolerance.INDEFINITE_LENGTH})
    )
    with pytest.raises(ValueError, match="parsing"):
        by_declaration(written)
