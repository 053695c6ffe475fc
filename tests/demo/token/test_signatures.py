"""Tests of signatures by keys that SoftHSM made: they are as good as those by keys at hand."""

import base64
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from models.pki.crl.status import read_list
from models.pki.path.trust import TrustStore
from models.pki.verdict import Proof
from tests.support.cards import proof
from tests.support.servers.component import NOW, Component
from tests.support.token.softhsm import WANG, deck_in_softhsm, module_of
from web.demo.authority import CardKind, Generation
from web.demo.catalogue import CATALOGUE
from web.demo.component.deck import Deck
from web.demo.stage import demo_anchors

CONTENT = "毒化物運送車輛即時追蹤專區\n序號: 4f1d"
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
# Asks a module, as any program could that knows the PIN, for the value of each private key.
ASK_FOR_KEYS = """
import sys
import PyKCS11
module = PyKCS11.PyKCS11Lib()
module.load(sys.argv[1])
[slot] = [
    slot for slot in module.getSlotList(tokenPresent=True)
    if module.getTokenInfo(slot).flags & PyKCS11.CKF_TOKEN_INITIALIZED
]
session = module.openSession(slot)
session.login(sys.argv[2])
keys = session.findObjects([(PyKCS11.CKA_CLASS, PyKCS11.CKO_PRIVATE_KEY)])
for key in keys:
    flags = session.getAttributeValue(
        key, [PyKCS11.CKA_SENSITIVE, PyKCS11.CKA_EXTRACTABLE, PyKCS11.CKA_LOCAL]
    )
    secret = session.getAttributeValue(key, [PyKCS11.CKA_PRIVATE_EXPONENT, PyKCS11.CKA_VALUE])
    print(*flags, *[one is None for one in secret])
"""


def trusted(deck: Deck) -> TrustStore:
    return demo_anchors(deck.authority).store(NOW)


def judged(deck: Deck, signature: object, *, content: str = CONTENT) -> Proof:
    """Verify as the service does, with the lists that the component publishes."""
    store = trusted(deck)
    lists = []
    for generation in Generation:
        ca = deck.authority.issuer(kind=CardKind.CITIZEN, generation=generation)
        issuer = next(one for one in store.issuers.values() if one.certificate == ca.certificate)
        der = deck.authority.crl(
            generation, at=NOW, number=1, life=NOW - NOW.replace(hour=0), revoked=[]
        )
        lists.append(read_list(der, issuer=issuer))
    der = base64.b64decode(str(signature))
    return proof(der, content=content.encode(), at=NOW, trusted=store, known=lists)


async def test_the_service_accepts_a_signature_by_a_key_of_the_module(component: Component) -> None:
    answer = await component.sign(
        {"tbs": CONTENT, "withCardSN": "true", "withSigningTime": "true", "nonce": "4f1d"}
    )

    found = judged(component.deck, answer["signature"])

    assert (answer["ret_code"], answer["last_error"]) == (0, 0)
    assert (found.holder_name, found.id_last4) == (WANG.holder, WANG.id_last4)
    assert (found.card_number, found.subject_serial) == (WANG.card_number, WANG.subject_serial)
    assert found.signing_time == NOW


@pytest.mark.parametrize("digest", ["SHA1", "SHA256", "SHA384", "SHA512"])
async def test_a_bare_signature_verifies_by_the_cards_certificate(
    component: Component, digest: str
) -> None:
    fields = {"tbs": CONTENT, "signatureType": "PKCS1", "hashAlgorithm": digest}

    answer = await component.sign(fields)

    certificate = x509.load_der_x509_certificate(base64.b64decode(str(answer["certb64"])))
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signature = base64.b64decode(str(answer["signature"]))
    key.verify(signature, CONTENT.encode(), padding.PKCS1v15(), getattr(hashes, digest)())


async def test_a_raw_signature_is_over_the_digest_info_that_came(component: Component) -> None:
    said = base64.b64encode(DIGEST_INFO + hashlib.sha256(CONTENT.encode()).digest()).decode()

    answer = await component.sign(
        {"tbs": said.replace("+", "%2B"), "signatureType": "RAW", "hashAlgorithm": ""}
    )

    certificate = x509.load_der_x509_certificate(base64.b64decode(str(answer["certb64"])))
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signature = base64.b64decode(str(answer["signature"]))
    key.verify(signature, CONTENT.encode(), padding.PKCS1v15(), hashes.SHA256())


async def test_the_pair_on_a_curve_signs_when_its_identifier_is_named(component: Component) -> None:
    answer = await component.sign(
        {"tbs": CONTENT, "signatureType": "PKCS1", "keyidb64": base64.b64encode(b"SIGE").decode()}
    )

    certificate = x509.load_der_x509_certificate(base64.b64decode(str(answer["certb64"])))
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signature = base64.b64decode(str(answer["signature"]))
    key.verify(signature, CONTENT.encode(), ec.ECDSA(hashes.SHA256()))


async def test_the_list_of_the_card_is_that_of_a_card_with_keys_at_hand(
    component: Component,
) -> None:
    said = (await component.browser.get("/pkcs11info?withcert=true")).json()

    [slot] = said["slots"]
    assert slot["token"]["serialNumber"] == WANG.card_number
    labels = [each["label"] for each in slot["token"]["certs"]]
    assert labels == ["cert1", "cert2", "CA Cert", "ROOT CA Cert"]
    assert [each["id"] for each in slot["token"]["keys"]] == ["5349474e", "4b455958"]


def test_a_private_key_was_made_in_the_module_and_does_not_leave_it(
    folder: Path, deck: Deck
) -> None:
    module = module_of(folder)

    asked = subprocess.run(
        [sys.executable, "-c", ASK_FOR_KEYS, module.library, WANG.pin],
        env={**os.environ, **module.environ},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )

    # Sensitive, not extractable, made there; neither secret value is given.
    assert asked.stdout.splitlines() == ["True False True True True"] * 4
    written = b"".join(file.read_bytes() for file in folder.rglob("*.card"))
    assert written == b""


def test_a_second_start_finds_the_same_cards(folder: Path, deck: Deck) -> None:
    again = deck_in_softhsm(folder, at=datetime(2027, 1, 1, tzinfo=UTC), plans=[WANG])

    assert [card.card for card in again.cards] == [card.card for card in deck.cards]


def test_a_card_that_was_not_finished_is_issued_again(folder: Path, deck: Deck) -> None:
    lin = CATALOGUE[1]
    # The keys were made, and the start ended there.
    keys = [("RSA", "5349474e", "sign")]
    module_of(folder).ask("make", label=lin.card_number, pin=lin.pin, keys=keys)

    again = deck_in_softhsm(folder, at=NOW, plans=[WANG, lin])

    signed = again.chip(lin.id).sign(b"x", digest="sha256", key_id=b"SIGN", pin=lin.pin)
    key = x509.load_der_x509_certificate(again.card(lin.id).card.signature_certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signed, b"x", padding.PKCS1v15(), hashes.SHA256())
    assert again.card("wang").card == deck.card("wang").card


def test_the_tokens_are_for_their_owner_alone(folder: Path, deck: Deck) -> None:
    assert (folder / "softhsm" / "tokens").stat().st_mode & 0o777 == 0o700
