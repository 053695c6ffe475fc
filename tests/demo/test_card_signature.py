"""Tests of signatures by the demo's card component, and of its refusals."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.support.servers.component import NOW, Component, open_component
from web.demo.component.deck import UNKNOWN_CARD

READER = "Demo Reader 0"
LOGIN_FAILED = 1980760070
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


def signer_key(answer: dict[str, object]) -> rsa.RSAPublicKey:
    """Return the key of the certificate that the answer names as the signer's."""
    certificate = x509.load_der_x509_certificate(base64.b64decode(str(answer["certb64"])))
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def verified(answer: dict[str, object], content: bytes) -> dict[str, object]:
    """Check the CMS signature over the content, and return its signed attributes by OID."""
    assert answer["ret_code"] == 0, answer
    wrapped = cms.ContentInfo.load(base64.b64decode(str(answer["signature"])), strict=True)
    signed = wrapped["content"]
    assert signed["encap_content_info"]["content"].native == content
    (signer,) = signed["signer_infos"]
    algorithm = signer["digest_algorithm"]["algorithm"].native
    found = {each["type"].dotted: each["values"][0].native for each in signer["signed_attrs"]}
    assert found["1.2.840.113549.1.9.4"] == hashlib.new(algorithm, content).digest()
    signer_key(answer).verify(
        signer["signature"].native,
        signer["signed_attrs"].untag().dump(),
        padding.PKCS1v15(),
        {"sha256": hashes.SHA256(), "sha512": hashes.SHA512()}[algorithm],
    )
    return found


async def test_a_signature_carries_content_card_number_nonce_and_time(
    component: Component,
) -> None:
    fields = {"withCardSN": "true", "nonce": "a1b2", "withSigningTime": "true"}

    answer = await component.sign({"tbs": "簽署內容", **fields})

    attributes = verified(answer, "簽署內容".encode())
    assert attributes["2.16.886.1.100.2.204"] == answer["cardSN"] == "TP00000000000101"
    assert attributes["1.2.840.113549.1.9.25.3"] == b"a1b2"
    assert attributes["1.2.840.113549.1.9.5"] == NOW


async def test_absent_by_the_vendors_word_is_absent(component: Component) -> None:
    gone = "__NotExistedTag__"
    names = ("nonce", "withCardSN", "withSigningTime", "keyidb64", "checkValidity")

    answer = await component.sign(dict.fromkeys(names, gone))

    assert set(verified(answer, b"hello")) == {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"}


async def test_another_digest_can_be_chosen(component: Component) -> None:
    answer = await component.sign({"hashAlgorithm": "SHA512"})

    assert verified(answer, b"hello")


async def test_a_bare_signature_verifies(component: Component) -> None:
    answer = await component.sign({"signatureType": "PKCS1", "hashAlgorithm": "SHA384"})

    signature = base64.b64decode(str(answer["signature"]))
    signer_key(answer).verify(signature, b"hello", padding.PKCS1v15(), hashes.SHA384())


async def test_a_raw_signature_covers_the_digest_info(component: Component) -> None:
    digest_info = DIGEST_INFO + hashlib.sha256(b"hello").digest()
    tbs = base64.b64encode(digest_info).decode().replace("+", "%2B")

    answer = await component.sign({"signatureType": "RAW", "tbs": tbs})

    signature = base64.b64decode(str(answer["signature"]))
    signed = signer_key(answer).recover_data_from_signature(signature, padding.PKCS1v15(), None)
    assert signed == digest_info


async def test_a_plus_survives_only_as_percent_2b(component: Component) -> None:
    content = b"\xfb\xef\xbe"
    text = base64.b64encode(content).decode()

    bare = await component.sign({"tbs": text, "tbsEncoding": "base64"})
    safe = await component.sign({"tbs": text.replace("+", "%2B"), "tbsEncoding": "base64"})

    assert "+" in text
    assert bare["ret_code"] == 0x76600002
    assert verified(safe, content)


async def test_an_ampersand_cuts_the_package_unless_it_is_encoded(component: Component) -> None:
    bare = await component.sign({"tbs": "a&b"})
    safe = await component.sign({"tbs": "a%26b"})

    assert bare["ret_code"] == 0x7600000B
    assert verified(safe, b"a&b")


async def test_a_percent_encoded_pin_opens_the_card(component: Component) -> None:
    answer = await component.sign({"pin": "%77ang1234"})

    assert answer["ret_code"] == 0


async def test_a_right_pin_gives_the_tries_back(component: Component) -> None:
    first = await component.sign({"pin": "wrong123"})
    second = await component.sign({"pin": "wrong123"})
    right = await component.sign()
    again = await component.sign({"pin": "wrong123"})

    assert (first["ret_code"], first["last_error"]) == (LOGIN_FAILED, -2147483646)
    assert (second["ret_code"], second["last_error"]) == (LOGIN_FAILED, -2147483647)
    assert (first["message"], right["ret_code"]) == ("IC卡登入失敗", 0)
    assert again["last_error"] == -2147483646


async def test_three_wrong_pins_lock_the_card_even_for_the_right_one(
    component: Component,
) -> None:
    wrong = [await component.sign({"pin": "wrong123"}) for _ in range(3)]

    right = await component.sign()

    assert [answer["last_error"] for answer in wrong] == [-2147483646, -2147483647, 0xA4]
    assert (right["ret_code"], right["last_error"]) == (LOGIN_FAILED, 0xA4)
    assert right["message2"] == "已鎖卡"
    assert "signature" not in right


@pytest.mark.parametrize("pin", ["12345", "123456789"])
async def test_a_pin_of_wrong_length_costs_no_try(component: Component, pin: str) -> None:
    answer = await component.sign({"pin": pin})

    assert (answer["ret_code"], answer["last_error"]) == (LOGIN_FAILED, 0xA2)
    assert component.deck.tries_left("wang") == 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tbs": ""}, 0x76000003),
        ({"pin": ""}, 0x76000998),
        ({"pin": 12345678}, 0x7600000C),
        ({"tbsEncoding": "hex"}, 0x7600000C),
        ({"hashAlgorithm": "MD5"}, 0x7600000C),
        ({"signatureType": "XML"}, 0x76300002),
        ({"slotDescription": "Another Reader"}, 0x76100004),
        ({"keyidb64": "S0VZWA=="}, 0x7610000D),
    ],
)
async def test_odd_fields_are_refused(
    component: Component, fields: dict[str, object], code: int
) -> None:
    answer = await component.sign(fields)

    assert answer["ret_code"] == code
    assert "signature" not in answer


async def test_what_is_not_a_package_is_a_format_error(component: Component) -> None:
    answers = [await component.post(body) for body in ("tbsPackage={", "tbsPackage=[1]", "x=1", "")]
    deep = await component.post("tbsPackage=" + "[" * 200_000)

    assert {answer["ret_code"] for answer in [*answers, deep]} == {0x7600000B}


async def test_an_unknown_function_is_not_supported(component: Component) -> None:
    sent = [{"func": "DecryptData"}, {}]

    answers = [await component.post(f"tbsPackage={json.dumps(each)}") for each in sent]

    assert {answer["ret_code"] for answer in answers} == {0x7600000E}


async def test_no_reader_no_card_and_a_strange_card_have_different_codes(
    component: Component,
) -> None:
    component.deck.eject(READER)
    empty = await component.sign()
    component.deck.insert(UNKNOWN_CARD, reader=READER)
    strange = await component.sign()
    component.deck.unplug(READER)
    bare = await component.sign()

    assert empty["ret_code"] == 0x76000006
    assert strange["ret_code"] == 0x7610000B
    assert bare["ret_code"] == 0x76100003
    assert _slots(await component.operate({"func": "CheckEnvir"})) == []


@pytest.mark.parametrize(
    ("card", "pin", "code"),
    [("expired", "old12345", 0x76500002), ("future", "soon1234", 0x76500001)],
)
async def test_validity_is_checked_only_when_asked(
    component: Component, card: str, pin: str, code: int
) -> None:
    component.deck.insert(card, reader=READER)

    checked = await component.sign({"pin": pin, "checkValidity": "true"})
    unchecked = await component.sign({"pin": pin})

    assert checked["ret_code"] == code
    assert verified(unchecked, b"hello")


async def test_a_company_card_signs_all_the_same(component: Component) -> None:
    component.deck.insert("company", reader=READER)

    answer = await component.sign({"pin": "firm1234", "withCardSN": "true"})
    listed = await component.operate({"func": "CheckEnvir"})

    assert verified(answer, b"hello")["2.16.886.1.100.2.204"] == "MT00000000000108"
    assert _slots(listed)[0]["token"] != "unknown token"


def _slots(answer: dict[str, object]) -> list[dict[str, object]]:
    slots = answer["slots"]
    assert isinstance(slots, list)
    return slots
