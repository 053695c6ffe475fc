"""Tests of redacted files: tags, lengths and identifiers stay, and what they show is judged."""

import json

import pytest

from models.pki.explain.capture import CaptureUnreadable, explain_capture, replies_of
from models.pki.explain.certificate import Against
from models.pki.explain.message import explain_redacted_message
from models.pki.explain.outlined import NotOutlined, outlined
from models.pki.explain.redacted import redacted, redacted_file
from models.pki.explain.refilled import OutlineUnreadable, read_outline, refilled
from models.pki.explain.step import Outcome, Step
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, citizen, signed
from tests.support.pki import messages
from tests.support.pki.encoders.breaks import broken
from tests.support.pki.wrapped import indefinite, rewrapped, segmented

AGAINST = Against(trust=None, at=AT)
# Bytes that are no BER, or more than is outlined: as in web/client/src/card/redact.test.ts.
NOT_OUTLINED = {
    "cut off": bytes([0x30, 5, 1]),
    "without an end": bytes([0x30, 0x80, 4, 1, 65]),
    "a lone tag": bytes([0x04]),
    "too deep": bytes([0x30, 0x80]) * 100,
    "too many": bytes([5, 0]) * 6_000,
    "a length of nine octets": bytes([0x04, 0x89]) + bytes(9),
}


def _again(content: bytes) -> bytes:
    """Outline, write, read and refill."""
    written = json.loads(json.dumps([element.written() for element in outlined(content)]))
    return refilled(read_outline(written))


def _refusal(steps: tuple[Step, ...]) -> str | None:
    [*_, last] = steps
    return last.found.partition(":")[0] if last.outcome is Outcome.REFUSED else None


def test_an_outline_keeps_tags_lengths_and_identifiers() -> None:
    extension = bytes.fromhex("300e 0603551d0f 0101ff 0404 030206c0".replace(" ", ""))
    content = bytes([0x30, 21]) + extension + bytes.fromhex("0c03e6b8ac")

    assert [element.written() for element in outlined(content)] == [
        {
            "t": "30",
            "l": 21,
            "c": [
                {
                    "t": "30",
                    "l": 14,
                    "c": [
                        {"t": "06", "l": 3, "oid": "2.5.29.15"},
                        {"t": "01", "l": 1},
                        {"t": "04", "l": 4, "e": [{"t": "03", "l": 2}]},
                    ],
                },
                {"t": "0c", "l": 3},
            ],
        }
    ]


@pytest.mark.parametrize("name", NOT_OUTLINED)
def test_what_is_no_ber_has_no_outline(name: str) -> None:
    with pytest.raises(NotOutlined):
        outlined(NOT_OUTLINED[name])


@pytest.mark.parametrize(
    "content",
    [
        signed(citizen()),
        citizen().signature_certificate,
        cards.crl(),
        bytes.fromhex("2480040141 0000 bf810100".replace(" ", "")),
    ],
    ids=["message", "certificate", "list", "long tags"],
)
def test_a_refilled_file_has_the_same_outline_and_none_of_the_values(content: bytes) -> None:
    again = _again(content)

    assert outlined(again) == outlined(content)
    assert len(again) == len(content)
    for value in ("測試甲".encode(), b"0000000000000001", b"TP00000000000001", CHALLENGE):
        assert value not in again


def test_nothing_of_the_holder_is_written() -> None:
    reply: dict[str, object] = {
        "func": "sign",
        "ret_code": 0,
        "cardSN": "TP00000000000001",
        "certs": [{"subjectDN": "C=TW,CN=測試甲", "notAfterT": 1, "isFirst": True, "email": None}],
        "version": "a text that is too long to be a version",
    }

    assert redacted([reply])["replies"] == [
        {
            "func": "sign",
            "ret_code": 0,
            "cardSN": "text of 16",
            "certs": [
                {
                    "subjectDN": "text of 11",
                    "notAfterT": "number",
                    "isFirst": "boolean",
                    "email": None,
                }
            ],
            "version": "text of 39",
        }
    ]


def test_a_length_is_counted_as_a_browser_does() -> None:
    # A character beyond the first plane is two to JavaScript.
    assert redacted([{"name": "𠮷"}])["replies"] == [{"name": "text of 2"}]


SEEN = {
    "two signers": "SIGNER_NOT_SINGLE",
    "no certificate": "SIGNER_CERTIFICATE_MISSING",
    "an old signature algorithm": "ALGORITHM_REFUSED",
    "another digest algorithm of the signer": "ALGORITHM_REFUSED",
    "another content type of the content": "SIGNATURE_UNREADABLE",
    "no digest": "SIGNED_ATTRIBUTES_WRONG",
    "an attribute twice": "SIGNED_ATTRIBUTES_WRONG",
    "attributes not signed": "SIGNED_ATTRIBUTES_WRONG",
    "the content gone": "CONTENT_NOT_CHALLENGE",
    # Whether a value is the right one cannot be seen.
    "another content": None,
    "a bit of the signature": None,
}


@pytest.mark.parametrize("way", SEEN)
def test_of_a_redacted_message_is_judged_what_can_be_seen(way: str) -> None:
    message = broken(signed(citizen()), way)

    assert _refusal(explain_redacted_message(_again(message))) == SEEN[way]


def test_a_signer_that_is_named_by_its_key_is_read_too() -> None:
    key_id = bytes.fromhex(cards.issuer().key_id)
    steps = explain_redacted_message(_again(messages.by_key(key_id)))

    assert _refusal(steps) is None


def test_the_encoding_of_a_redacted_message_is_told() -> None:
    styles = {"SignedData": indefinite, "content": segmented([CHALLENGE])}

    steps = explain_redacted_message(_again(rewrapped(signed(citizen()), styles)))

    accepted = {step.found for step in steps if "beyond the strict" in step.rule}
    assert accepted == {"INDEFINITE_LENGTH", "SEGMENTED_CONTENT"}


def test_a_redacted_message_without_card_number_is_refused_for_that() -> None:
    kind = "2.16.886.1.100.2.204"
    message = messages.resigned(citizen(), messages.dropping(kind))

    [*_, last] = explain_redacted_message(_again(message))

    assert (last.outcome, last.found) == (Outcome.REFUSED, "CARD_NUMBER_MISSING")


@pytest.mark.parametrize(
    "written",
    [
        {},
        [{}],
        [{"t": "30", "l": "1"}],
        [{"t": "3", "l": 1}],
        [{"t": "30", "l": -2}],
        [{"t": "04", "l": 1 << 40}],
        [{"t": "06", "l": 1, "oid": "1"}],
        [{"t": "06", "l": 1, "oid": "1.2.x"}],
        [{"t": "05", "l": 0}] * 5_001,
        [{"t": "30", "l": 0, "c": {}}],
    ],
)
def test_an_outline_of_another_form_is_refused(written: object) -> None:
    with pytest.raises(OutlineUnreadable):
        read_outline(written)


def test_an_outline_that_would_be_too_long_is_not_refilled() -> None:
    with pytest.raises(OutlineUnreadable, match="1 MB"):
        refilled(read_outline([{"t": "04", "l": 1 << 20}] * 3))
    with pytest.raises(OutlineUnreadable, match="indefinite"):
        refilled(read_outline([{"t": "04", "l": -1}]))


def _nested(levels: int) -> object:
    document: object = {}
    for _ in range(levels):
        document = {"slots": document}
    return document


@pytest.mark.parametrize(
    ("document", "match"),
    [
        ({"format": "gpszone-capture/2", "replies": []}, "gpszone-capture/1"),
        ({"replies": {}}, "replies"),
        ([1], "replies"),
        ([{}] * 65, "64"),
        (_nested(200), "levels"),
    ],
)
def test_a_capture_of_another_form_is_refused(document: object, match: str) -> None:
    with pytest.raises(CaptureUnreadable, match=match):
        replies_of(document)


def test_a_capture_with_a_wrong_outline_is_refused() -> None:
    outline = {"length": 1, "outline": [{"t": "zz", "l": 1}]}
    document = {"format": "gpszone-capture/1", "replies": [{"signature": outline}]}

    with pytest.raises(CaptureUnreadable, match="outline of another form"):
        explain_capture(document, against=AGAINST)


def test_a_file_is_a_capture_of_one_field() -> None:
    capture = redacted_file("certb64", citizen().signature_certificate)

    [first, certificate] = explain_capture(capture, against=AGAINST)

    assert first.steps[0].outcome is Outcome.NOT_JUDGED
    assert certificate.name == "answer 1, certb64"
    assert [step.outcome for step in certificate.steps] == [
        Outcome.PASSED,
        Outcome.PASSED,
        Outcome.NOT_JUDGED,
    ]
