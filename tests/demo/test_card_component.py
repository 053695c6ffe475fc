"""Tests of the demo's card component: readers, cards and revocation as the real one answers."""

import base64
import json
import struct
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.servers.component import NOW, PORTAL, Component, open_component
from web.demo.component import bitmap
from web.demo.component.deck import UNKNOWN_CARD

READER = "Demo Reader 0"


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


async def test_the_readers_are_listed_without_certificates(component: Component) -> None:
    answer = await component.operate({"func": "CheckEnvir"})

    assert answer == {
        "func": "pkcs11info",
        "ret_code": 0,
        "message": "",
        "serverVersion": "1.3.4.103349",
        "slots": [
            {
                "slotDescription": READER,
                "token": {"serialNumber": "TP00000000000101", "label": "TEST", "model": "TEST"},
            }
        ],
    }


async def test_a_card_shows_its_four_certificates(component: Component) -> None:
    said = (await component.browser.get("/pkcs11info?withcert=true")).json()

    certificates = said["slots"][0]["token"]["certs"]
    labels = [each["label"] for each in certificates]
    assert labels == ["cert1", "cert2", "CA Cert", "ROOT CA Cert"]
    usages = [each["usage"] for each in certificates[:2]]
    assert usages == ["digitalSignature", "keyEncipherment|dataEncipherment"]
    # As in the real third generation, the CA may sign too: usage alone does not find the card's.
    assert "digitalSignature" in certificates[2]["usage"]
    first = x509.load_der_x509_certificate(base64.b64decode(certificates[0]["certb64"]))
    assert int(certificates[0]["sn"], 16) == first.serial_number
    assert certificates[0]["notAfterT"] == int(first.not_valid_after_utc.timestamp())
    assert certificates[0]["subjectDN"] == "C=TW,CN=測試・王小明,serialNumber=0000000000000101"
    assert len(said["slots"][0]["token"]["keys"]) == 2


async def test_one_reader_can_be_asked_for(component: Component) -> None:
    component.deck.plug()
    component.deck.insert("lin", reader="Demo Reader 1")

    listed = await component.operate({"func": "CheckEnvir", "slotDescription": "Demo Reader 1"})
    signed = await component.sign({"slotDescription": "Demo Reader 1", "pin": "lin12345"})

    assert [slot["slotDescription"] for slot in _slots(listed)] == ["Demo Reader 1"]
    assert signed["cardSN"] == "TP00000000000102"


async def test_empty_and_unknown_cards_look_as_the_real_ones(component: Component) -> None:
    component.deck.plug()
    component.deck.insert(UNKNOWN_CARD, reader=READER)

    listed = await component.operate({"func": "GetUserCert"})

    assert [slot["token"] for slot in _slots(listed)] == ["unknown token", None]


async def test_the_bitmap_says_what_the_list_says(component: Component) -> None:
    answer = await component.browser.get("/p11Image.bmp", headers={"Origin": "https://a.example"})

    image = answer.content
    width, height, planes, depth = struct.unpack_from("<iiHH", image, 18)
    assert (len(image), width, height, planes, depth) == (6054, 2000, 1, 1, 24)
    # A canvas gives R,G,B; the text lies in the file's order B,G,R.
    pixels = [image[at : at + 3][::-1] for at in range(54, 6054, 3)]
    text = b"".join(bytes([blue, green, red]) for red, green, blue in pixels).split(b"\0")[0]
    assert json.loads(text) == (await component.browser.get("/pkcs11info")).json()
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_text_that_does_not_fit_the_bitmap_is_refused() -> None:
    with pytest.raises(ValueError, match="6001"):
        bitmap.encode(b"x" * 6001)


async def test_only_the_bitmap_may_be_read_across_origins(component: Component) -> None:
    headers = {"Origin": PORTAL}

    answers = [
        await component.browser.get("/pkcs11info", headers=headers),
        await component.browser.options("/sign", headers=headers),
        await component.browser.get("/popupForm", headers=headers),
    ]

    assert all("access-control-allow-origin" not in answer.headers for answer in answers)
    assert "cross-origin-opener-policy" not in answers[2].headers


async def test_revocation_lists_name_the_cards_in_trouble(component: Component) -> None:
    lists = component.deck.revocation_lists(NOW)
    answer = await component.browser.get("/crl/MOICA-G3-complete.crl")

    assert sorted(name.partition("-10-")[0] for name in lists) == [
        "MOICA",
        "MOICA-G3",
        "MOICA-G3-complete.crl",
        "MOICA-complete.crl",
    ]
    listed = x509.load_der_x509_crl(answer.content)
    assert listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 2026030209
    assert listed.next_update_utc is not None
    assert (listed.next_update_utc - NOW).total_seconds() > 23 * 3600
    for card_id, name in (("revoked", "MOICA-G3"), ("hold", "MOICA")):
        card = component.deck.card(card_id).card
        certificate = x509.load_der_x509_certificate(card.signature_certificate)
        issuer = x509.load_der_x509_certificate(card.issuer_certificate)
        for each, der in lists.items():
            if each.startswith((f"{name}-complete", f"{name}-10")):
                crl = x509.load_der_x509_crl(der)
                assert crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
                key = issuer.public_key()
                assert isinstance(key, rsa.RSAPublicKey)
                assert crl.is_signature_valid(key)


async def test_a_list_that_nobody_publishes_is_not_found(component: Component) -> None:
    answer = await component.browser.get("/crl/MOICA-99.crl")

    assert answer.status_code == 404


def _slots(answer: dict[str, object]) -> list[dict[str, object]]:
    slots = answer["slots"]
    assert isinstance(slots, list)
    return slots
