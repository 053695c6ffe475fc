"""Tests that every file ends in steps: random octets, and files that are changed in one octet."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.pki.explain.answer import explain_answer
from models.pki.explain.capture import CaptureUnreadable, explain_capture
from models.pki.explain.certificate import Against, explain_certificate
from models.pki.explain.kind import kind_of, unwrapped
from models.pki.explain.lists import explain_list
from models.pki.explain.message import explain_message, explain_redacted_message
from models.pki.explain.outlined import NotOutlined, outlined
from models.pki.explain.redacted import redacted_file
from models.pki.explain.redacted_certificate import explain_redacted_certificate
from models.pki.explain.step import Step
from models.pki.ocsp.status import AnswerRules
from tests.support import cards
from tests.support.cards import AT, citizen, signed
from tests.support.pki import answers
from tests.support.pki.encoding import tagged

AGAINST = Against(trust=cards.trust(), at=AT)
Explained = Callable[[bytes], tuple[Step, ...]]
READERS: dict[str, tuple[Explained, bytes]] = {
    "message": (lambda data: explain_message(data, against=AGAINST), signed(citizen())),
    "redacted message": (explain_redacted_message, signed(citizen())),
    "certificate": (
        lambda data: explain_certificate(data, against=AGAINST),
        citizen().signature_certificate,
    ),
    "redacted certificate": (explain_redacted_certificate, citizen().signature_certificate),
    "list": (lambda data: explain_list(data, against=AGAINST), cards.crl()),
    "answer": (
        lambda data: explain_answer(data, against=AGAINST, rules=AnswerRules()),
        answers.answer(),
    ),
}
_quietly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", READERS)
@_quietly
@given(data=st.binary(max_size=200))
def test_random_octets_end_in_a_step(name: str, data: bytes) -> None:
    explain, _ = READERS[name]

    assert explain(data)
    assert isinstance(unwrapped(data), bytes)
    kind_of(data)


@pytest.mark.parametrize("name", READERS)
@_quietly
@given(place=st.integers(min_value=0), octet=st.integers(0, 255), cut=st.booleans())
# What was a sequence is an object identifier of a thousand octets.
@example(place=0, octet=6, cut=False)
def test_a_file_that_is_changed_in_one_octet_ends_in_a_step(
    name: str, place: int, octet: int, *, cut: bool
) -> None:
    explain, good = READERS[name]
    at = place % len(good)
    changed = good[:at] if cut else good[:at] + bytes([octet]) + good[at + 1 :]

    assert explain(changed)
    kind_of(changed)
    try:
        capture = redacted_file("signature", changed)
    except NotOutlined:
        return
    assert explain_capture(json.loads(json.dumps(capture)), against=AGAINST)


def _enclosing(levels: int) -> bytes:
    """Write an extension in an extension, and so on."""
    content = b""
    for _ in range(levels):
        content = tagged(0x30, b"\x06\x01\x2a" + tagged(0x04, content))
    return content


def test_what_is_enclosed_without_end_is_outlined_to_a_depth() -> None:
    [outline] = outlined(_enclosing(600))

    assert len(list(outline.identifiers())) < 40
    assert redacted_file("signature", _enclosing(600))


@pytest.mark.parametrize(
    "content",
    [b"M" + b" " * 1_000_000 + b"!", b"-----BEGIN A-----\n" * 60_000],
    ids=["blanks", "beginnings"],
)
def test_the_kind_of_a_file_is_found_in_one_pass(content: bytes) -> None:
    began = time.process_time()

    assert kind_of(unwrapped(content)) is None
    assert time.process_time() - began < 1


_OUTLINES = st.recursive(
    st.fixed_dictionaries(
        {
            "t": st.sampled_from(["02", "04", "05", "06", "0c", "17", "31", "bf8101"]),
            "l": st.integers(-1, 40),
        },
        optional={"oid": st.sampled_from(["1.2.840.113549.1.7.2", "2.5.29.15", "0.0"])},
    ),
    lambda inner: st.fixed_dictionaries(
        {"t": st.sampled_from(["30", "31", "a0", "04"]), "l": st.integers(-1, 90)},
        optional={"c": st.lists(inner, max_size=6), "e": st.lists(inner, max_size=3)},
    ),
    max_leaves=30,
)


@_quietly
@given(outline=st.lists(_OUTLINES, max_size=2))
def test_a_made_up_outline_ends_in_steps_or_is_refused(outline: list[object]) -> None:
    reply = {"signature": {"length": 1, "outline": outline}}
    try:
        sections = explain_capture(
            {"format": "gpszone-capture/1", "replies": [reply]}, against=AGAINST
        )
    except CaptureUnreadable:
        return
    assert all(section.steps for section in sections)
