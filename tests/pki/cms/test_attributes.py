"""Tests of signed attributes: required, unique, and consistent with the content."""

import hashlib
from datetime import timedelta

import pytest
from asn1crypto import cms, core

from models.pki.cms.attributes import SignedAttributesWrong
from tests.support.cards import AT, CHALLENGE, citizen, proof
from tests.support.pki import messages
from tests.support.pki.encoding import tagged
from web.demo.component import signing

DATA = "1.2.840.113549.1.7.1"


@pytest.mark.parametrize("kind", [messages.CONTENT_TYPE, messages.MESSAGE_DIGEST])
def test_a_required_attribute_that_is_missing_is_refused(kind: str) -> None:
    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), messages.dropping(kind)))


def test_no_signed_attributes_are_refused() -> None:
    with pytest.raises(SignedAttributesWrong):
        proof(messages.bare(citizen()))


def test_a_wrong_message_digest_is_refused() -> None:
    change = messages.replacing(messages.MESSAGE_DIGEST, core.OctetString(b"\0" * 32))

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


def test_a_content_type_that_is_not_the_contents_is_refused() -> None:
    other = core.ObjectIdentifier("1.2.840.113549.1.7.5")
    change = messages.replacing(messages.CONTENT_TYPE, other)

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


@pytest.mark.parametrize("values", [(), (core.ObjectIdentifier(DATA),) * 2])
def test_an_attribute_without_exactly_one_value_is_refused(
    values: tuple[core.Asn1Value, ...],
) -> None:
    change = messages.replacing(messages.CONTENT_TYPE, *values)

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


def test_a_message_digest_of_another_type_is_refused() -> None:
    change = messages.replacing(messages.MESSAGE_DIGEST, core.UTF8String("digest"))

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (messages.CONTENT_TYPE, core.ObjectIdentifier("1.2.840.113549.1.7.5")),
        (messages.MESSAGE_DIGEST, core.OctetString(b"\0" * 32)),
        (signing.CARD_NUMBER, core.PrintableString("TP00000000000009")),
        (signing.NONCE, core.OctetString(b"other")),
    ],
)
def test_an_attribute_that_comes_twice_is_refused(kind: str, value: core.Asn1Value) -> None:
    def change(attributes: messages.Attributes) -> messages.Attributes:
        return sorted([*attributes, messages.attribute(kind, value)])

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


def test_an_attribute_that_nobody_knows_is_ignored() -> None:
    def change(attributes: messages.Attributes) -> messages.Attributes:
        unknown = messages.attribute("1.2.3.4", core.Integer(5), core.Integer(6))
        return sorted([*attributes, unknown])

    assert proof(messages.resigned(citizen(), change)).holder_name == "測試甲"


def test_more_attributes_than_anybody_needs_are_refused() -> None:
    def change(attributes: messages.Attributes) -> messages.Attributes:
        many = [messages.attribute(f"1.2.3.{n}", core.Integer(n)) for n in range(40)]
        return sorted([*attributes, *many])

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


def test_unsigned_attributes_say_nothing() -> None:
    def change(info: cms.SignerInfo) -> None:
        later = core.UTCTime(AT + timedelta(days=900))
        unsigned = messages.attribute(messages.SIGNING_TIME, later)
        info["unsigned_attrs"] = [cms.CMSAttribute.load(unsigned)]

    assert proof(messages.signer(change)).signing_time == AT


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (messages.SIGNING_TIME, core.UTCTime(AT)),
        (signing.NONCE, core.OctetString(b"4f1d")),
        (signing.CARD_NUMBER, core.PrintableString("TP00000000000001")),
    ],
)
@pytest.mark.parametrize("times", [0, 2])
def test_an_attribute_of_the_component_has_exactly_one_value(
    kind: str, value: core.Asn1Value, times: int
) -> None:
    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), messages.replacing(kind, *[value] * times)))


def test_the_right_digest_in_another_type_is_refused() -> None:
    digest = hashlib.sha256(CHALLENGE).digest()
    text = core.Asn1Value.load(tagged(0x0C, digest))

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), messages.replacing(messages.MESSAGE_DIGEST, text)))
