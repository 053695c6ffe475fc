"""Tests of messages in BER: what is not signed may be wrapped in any way, and nothing else."""

from collections.abc import Callable

import pytest
from asn1crypto import cms

from models.core.errors import UserError
from models.pki.ber.definite import definite
from models.pki.cms.attributes import SignedAttributesWrong
from models.pki.cms.message import LARGEST_DER, SignatureUnreadable, read
from models.pki.der import reader as der
from models.pki.keys import SignatureWrong
from models.pki.tolerance import CLAUSES, Tolerance
from models.pki.verdict import ContentNotChallenge
from tests.support.cards import AT, CHALLENGE, citizen, proof, signed
from tests.support.pki import messages
from tests.support.pki.encoding import elements, tagged
from tests.support.pki.wrapped import (
    chunks,
    indefinite,
    long,
    rewrapped,
    segmented,
)
from tests.support.quickly import quickly
from web.demo.component import signing

T = Tolerance


def message() -> bytes:
    return signed(citizen())


def tolerated(made: bytes) -> frozenset[Tolerance]:
    """Return what was accepted beyond DER in a message that proves what the usual one does."""
    found = proof(made)
    assert found == proof(message())
    return found.tolerances


def test_every_tolerance_has_its_clause() -> None:
    assert set(CLAUSES) == set(Tolerance)
    assert all("§" in clause for clause in CLAUSES.values())


def test_a_usual_message_needs_no_tolerance() -> None:
    assert tolerated(message()) == frozenset()
    assert definite(message()).der == message()


WRAPPERS = (
    *("ContentInfo", "[0]", "SignedData", "digests"),
    *("encapsulated", "[0] content", "certificates", "signers", "signer"),
)


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize(
    ("style", "expected"), [(indefinite, T.INDEFINITE_LENGTH), (long, T.LONG_LENGTH)]
)
def test_each_wrapper_may_be_of_any_length(
    wrapper: str, style: Callable[[int, bytes], bytes], expected: Tolerance
) -> None:
    made = rewrapped(message(), {wrapper: style})

    assert made != message()
    assert tolerated(made) == {expected}
    assert definite(made).der == message()


def test_a_message_that_is_streamed_is_accepted() -> None:
    content = segmented(chunks(CHALLENGE, 7), style=indefinite)
    made = rewrapped(message(), {**dict.fromkeys(WRAPPERS, indefinite), "content": content})

    assert tolerated(made) == {T.INDEFINITE_LENGTH, T.SEGMENTED_CONTENT}
    assert definite(made).der == message()


@pytest.mark.parametrize("size", [1, 5, 4096])
@pytest.mark.parametrize("style", [tagged, indefinite])
def test_content_may_come_in_segments(size: int, style: Callable[[int, bytes], bytes]) -> None:
    made = rewrapped(message(), {"content": segmented(chunks(CHALLENGE, size), style=style)})

    assert T.SEGMENTED_CONTENT in tolerated(made)
    assert read(made).content == CHALLENGE


def test_segments_may_be_in_segments() -> None:
    inner = b"".join(tagged(0x04, part) for part in chunks(CHALLENGE, 9))
    nested = inner
    for _ in range(5):
        nested = tagged(0x24, nested)

    def content(tag: int, content: bytes) -> bytes:
        return nested

    assert tolerated(rewrapped(message(), {"content": content})) == {T.SEGMENTED_CONTENT}
    nested = tagged(0x24, nested)
    with pytest.raises(SignatureUnreadable):
        proof(rewrapped(message(), {"content": content}))


@pytest.mark.parametrize(
    "parts",
    [
        chunks(CHALLENGE, 9)[::-1],
        chunks(CHALLENGE, 9)[:-1],
        [*chunks(CHALLENGE, 9), b"x"],
        [*chunks(CHALLENGE, 9), chunks(CHALLENGE, 9)[0]],
    ],
    ids=["reversed", "one less", "one more", "one twice"],
)
def test_other_segments_are_other_content(parts: list[bytes]) -> None:
    with pytest.raises(ContentNotChallenge):
        proof(rewrapped(message(), {"content": segmented(parts)}))


@pytest.mark.parametrize("tag", [0x03, 0x0C, 0x30, 0x24 | 0x80])
def test_a_segment_of_another_type_is_refused(tag: int) -> None:
    parts = chunks(CHALLENGE, 9)
    inside = tagged(0x04, parts[0]) + tagged(tag, b"".join(parts[1:]))

    with pytest.raises(SignatureUnreadable):
        proof(rewrapped(message(), {"content": lambda *_: tagged(0x24, inside)}))


# What is signed stays as it is: no length in it may be anything but DER.


def parts_of_signer(style: Callable[[int, bytes], bytes], which: int) -> bytes:
    def change(tag: int, content: bytes) -> bytes:
        inside = elements(content)
        written = [
            (style if place == which else tagged)(*part) for place, part in enumerate(inside)
        ]
        return tagged(tag, b"".join(written))

    return rewrapped(message(), {"signer": change})


@pytest.mark.parametrize(
    "which", range(6), ids=["version", "sid", "digest", "attributes", "algorithm", "signature"]
)
@pytest.mark.parametrize("style", [indefinite, long])
def test_what_is_compared_or_verified_stays_strict(
    which: int, style: Callable[[int, bytes], bytes]
) -> None:
    with pytest.raises(UserError) as refusal:
        proof(parts_of_signer(style, which))

    assert refusal.type is SignatureUnreadable


@pytest.mark.parametrize("style", [indefinite, long])
def test_a_certificate_stays_strict(style: Callable[[int, bytes], bytes]) -> None:
    def change(tag: int, content: bytes) -> bytes:
        [certificate] = elements(content)
        return tagged(tag, style(*certificate))

    with pytest.raises(SignatureUnreadable):
        proof(rewrapped(message(), {"certificates": change}))


# The limits.


def nested(depth: int) -> bytes:
    return b"\x30\x80" * depth + b"\0\0" * depth


def empty_segments(tag: int, content: bytes) -> bytes:
    return b"\x24\x80" + b"\x04\x00" * 9000 + tagged(0x04, content) + b"\0\0"


def many_certificates(tag: int, content: bytes) -> bytes:
    return b"\xa0\x80" + b"\x30\0" * 9000 + b"\0\0"


@pytest.mark.parametrize(
    "made",
    [
        lambda: nested(6000),
        lambda: b"\x30\x80" * (LARGEST_DER // 2),
        lambda: b"\x24\x80" * (LARGEST_DER // 2),
        lambda: rewrapped(message(), {"content": lambda *_: b"\x24\x80" * 9000}),
        lambda: rewrapped(message(), {"content": empty_segments}),
        lambda: rewrapped(message(), {"certificates": many_certificates}),
        lambda: rewrapped(message(), {"signers": lambda *_: b"\x31\x80" + nested(4000) + b"\0\0"}),
    ],
)
def test_a_bomb_is_refused_at_once(made: Callable[[], bytes]) -> None:
    bomb = made()
    assert len(bomb) <= LARGEST_DER

    with pytest.raises(SignatureUnreadable):
        proof(bomb)
    assert quickly(lambda: proof(bomb), longest=0.2) is None


@pytest.mark.parametrize(
    "made",
    [
        "",
        "30",
        "3080",
        "3080" + "0000" * 2,
        "30ff00",
        "3089" + "00" * 9,
        "3f8001" + "0000",
        "0480" + "0000",
        "308206092a864886f70d010702",
    ],
)
def test_what_is_no_message_is_malformed(made: str) -> None:
    with pytest.raises(der.Malformed):
        definite(bytes.fromhex(made))


@pytest.mark.parametrize("more", [b"\0", b"\0\0", b"\n", b"\x30\x00"])
def test_nothing_may_follow_a_message(more: bytes) -> None:
    with pytest.raises(SignatureUnreadable):
        proof(rewrapped(message(), {"ContentInfo": indefinite}) + more)


def test_a_streamed_message_is_refused_wherever_it_is_cut() -> None:
    whole = rewrapped(message(), dict.fromkeys(WRAPPERS, indefinite))

    for size in range(0, len(whole), 7):
        with pytest.raises(SignatureUnreadable):
            read(whole[:size])


# Versions and order.


def test_signed_data_of_version_3_may_have_a_signer_of_version_1() -> None:
    def change(data: cms.SignedData) -> None:
        data["version"] = "v3"

    assert tolerated(messages.changed(change)) == {T.VERSION_3_SIGNER_1}


def test_the_order_of_signed_attributes_is_not_judged() -> None:
    made = messages.resigned(citizen(), lambda attributes: attributes[::-1])

    assert proof(made) == proof(message())
    assert proof(made).tolerances == {T.ATTRIBUTES_UNSORTED}


def test_attributes_put_in_another_order_after_signing_are_refused() -> None:
    with pytest.raises(SignatureWrong):
        proof(reordered())


def reordered() -> bytes:
    """Reverse the signed attributes of a good message."""

    def change(tag: int, content: bytes) -> bytes:
        inside = elements(content)
        attributes = elements(inside[3][1])[::-1]
        inside[3] = (0xA0, b"".join(tagged(*one) for one in attributes))
        return tagged(tag, b"".join(tagged(*part) for part in inside))

    return rewrapped(message(), {"signer": change})


def test_the_same_attribute_in_two_places_is_refused_unsorted_too() -> None:
    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), lambda attributes: [attributes[-1], *attributes]))


def test_a_message_without_signing_time_needs_no_tolerance() -> None:
    assert proof(signing.sign(citizen(), CHALLENGE)).tolerances == frozenset()
    assert proof(message()).signing_time == AT
