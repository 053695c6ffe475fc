"""Tests of the captures in tests/fixtures: made again they are the same, and replay as before."""

import base64
import hashlib
import json

import pytest

from models.pki.explain.capture import Section, explain_capture, replies_of
from models.pki.explain.certificate import Against
from models.pki.explain.redacted import redacted
from models.pki.explain.step import Outcome
from models.pki.verdict import CardNumberMissing, examine
from tests.support.pki.captured import card
from tests.support.pki.captured.files import (
    FOLDER,
    LAST_TRY,
    WITH_NUMBER,
    WITHOUT_NUMBER,
    files,
)

AGAINST = Against(trust=card.trust(), at=card.AT)
CAPTURES = (WITHOUT_NUMBER, WITH_NUMBER, LAST_TRY)


def _read(name: str) -> object:
    document: object = json.loads((FOLDER / name).read_bytes())
    return document


def _signature(name: str) -> bytes:
    *_, signing = replies_of(_read(name))
    return base64.b64decode(str(signing["signature"]), validate=True)


def _refused(sections: tuple[Section, ...]) -> dict[str, str]:
    return {
        section.name: section.steps[-1].found
        for section in sections
        if section.steps[-1].outcome is Outcome.REFUSED
    }


def test_the_files_are_those_that_are_written() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}

    assert found == files()


@pytest.mark.parametrize("name", CAPTURES)
def test_a_redacted_file_is_of_its_capture(name: str) -> None:
    again = redacted(replies_of(_read(name)))

    assert again == _read(name.replace(".json", ".redacted.json"))


def test_the_verdict_takes_all_of_the_message_but_its_missing_card_number() -> None:
    digest = hashlib.sha256(card.TBS.encode()).digest()
    message = _signature(WITHOUT_NUMBER)

    with pytest.raises(CardNumberMissing):
        examine(message, content_sha256=digest, trust=AGAINST.trust, at=AGAINST.at)  # type: ignore[arg-type]  # There is one.
    sections = explain_capture(_read(WITHOUT_NUMBER), against=AGAINST)

    assert _refused(sections) == {"answer 2, signature": "CARD_NUMBER_MISSING"}


def test_with_its_card_number_the_message_is_accepted() -> None:
    digest = hashlib.sha256(card.TBS.encode()).digest()

    found = examine(_signature(WITH_NUMBER), content_sha256=digest, trust=card.trust(), at=card.AT)
    sections = explain_capture(_read(WITH_NUMBER), against=AGAINST)

    assert found.card_number == card.CARD_NUMBER
    assert found.message.attributes.signing_time == card.AT
    assert found.tolerances == frozenset()
    assert _refused(sections) == {}


def test_every_certificate_that_may_sign_is_explained() -> None:
    sections = explain_capture(_read(WITHOUT_NUMBER), against=AGAINST)

    places = [section.name for section in sections if "certs" in section.name]
    # The root names no use; of the pairs two sign, one on a curve.
    assert [name.split(", ")[3] for name in places] == ["certs 1", "certs 3", "certs 5"]


def test_a_code_of_64_bits_is_shown_as_the_vendor_writes_it() -> None:
    [section] = explain_capture(_read(LAST_TRY), against=AGAINST)

    assert section.steps[-1].outcome is Outcome.REFUSED
    assert section.steps[-1].found == "ret_code 0x76100006, last_error 0x80000001"


@pytest.mark.parametrize("name", CAPTURES)
def test_the_redacted_file_ends_as_the_whole_one(name: str) -> None:
    whole = explain_capture(_read(name), against=AGAINST)
    only_outlined = explain_capture(_read(name.replace(".json", ".redacted.json")), against=AGAINST)

    assert _refused(only_outlined) == _refused(whole)
