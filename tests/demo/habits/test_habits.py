"""Tests of how the demo's component plays what real ones do at times."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from models.pki.algorithms import AlgorithmRefused
from models.pki.crl.same_hosts import hosts_of
from models.pki.crl.status import RevocationList, RevocationUnknown
from models.settings.settings import for_demo
from resolvers.revocation.refresh import read_card_list
from tests.support.cards import CHALLENGE, proof
from tests.support.servers.component import NOW, Component, card_of, open_component
from web.demo.component.habits import TEXTS, Habit
from web.demo.stage import demo_anchors

WRONG = {"func": "MakeSignature", "tbs": "x", "signatureType": "PKCS7", "pin": "wrong111"}
RIGHT = {**WRONG, "pin": "wang1234"}


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


async def habit(component: Component, habit: Habit) -> None:
    answer = await component.press("/habits/toggle", {"habit": habit})
    assert answer.status_code == 303


def names_in(answer: Mapping[str, Any]) -> list[str]:
    return [slot["slotDescription"] for slot in answer["slots"]]


async def test_a_number_may_have_64_bits(component: Component) -> None:
    await habit(component, Habit.WIDE_NUMBERS)

    assert (await component.operate(WRONG))["last_error"] == 0xFFFFFFFF80000002
    assert (await component.operate(WRONG))["last_error"] == 0xFFFFFFFF80000001
    assert (await component.operate(RIGHT))["ret_code"] == 0


async def test_a_refused_login_may_have_no_reason(component: Component) -> None:
    await habit(component, Habit.NO_REASON)

    told = await component.operate(WRONG)

    assert (told["ret_code"], told["last_error"]) == (0x76100006, 0)
    assert component.deck.tries_left("wang") == 2


async def test_an_error_may_close_the_window_without_a_word(component: Component) -> None:
    await habit(component, Habit.CLOSES_SILENTLY)

    answer = await component.browser.post("/sign", content="tbsPackage={}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await component.operate(RIGHT))["ret_code"] == 0


async def test_readers_may_be_known_from_the_start_only(component: Component) -> None:
    await habit(component, Habit.READERS_AT_START)
    component.deck.plug()
    asked = {"func": "CheckEnvir"}

    before = await component.operate(asked)
    page = await component.browser.get("/")
    await component.press("/restart", {})
    after = await component.operate(asked)

    assert "元件尚未得知" in page.text
    assert [names_in(answer) for answer in (before, after)] == [
        ["Demo Reader 0"],
        ["Demo Reader 0", "Demo Reader 1"],
    ]


async def test_a_reader_that_is_gone_is_gone(component: Component) -> None:
    await habit(component, Habit.READERS_AT_START)
    component.deck.unplug("Demo Reader 0")

    assert (await component.operate(RIGHT))["ret_code"] == 0x76100003


async def test_habits_are_kept_and_given_up(
    component: Component, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await habit(component, Habit.SIGNS_TIME)
    again = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    assert again.deck.habits == {Habit.SIGNS_TIME}

    await habit(component, Habit.SIGNS_TIME)
    assert component.deck.habits == frozenset()

    unknown = await component.press("/habits/toggle", {"habit": "none"})
    assert unknown.status_code == 404


def test_each_habit_has_its_words() -> None:
    assert set(TEXTS) == set(Habit)


async def test_a_newer_list_begins_with_the_root_and_has_pairs_on_a_curve(
    component: Component,
) -> None:
    usual = (await component.browser.get("/pkcs11info?withcert=true")).json()
    await habit(component, Habit.NEWER_LIST)

    newer = (await component.browser.get("/pkcs11info?withcert=true")).json()

    token = newer["slots"][0]["token"]
    labels = [each["label"] for each in token["certs"]]
    assert labels == ["ROOT CA Cert", "CA Cert", "cert1", "cert3", "cert2", "cert4"]
    assert [each["id"] for each in token["certs"]][2:] == [
        "U0lHTg==",
        "U0lHRQ==",
        "S0VZWA==",
        "S0VZRQ==",
    ]
    assert [each["usage"] for each in token["certs"]][4:] == [
        "keyEncipherment|dataEncipherment",
        "keyAgreement",
    ]
    assert len(token["keys"]) == 4
    # As a number of 32 bits, the root's end does not fit.
    assert token["certs"][0]["notAfterT"] == 0
    assert token["certs"][2]["subjectCN"] == "測試・王小明"
    assert (newer["last_error"], token["ulMinPinLen"]) == (0, 6)
    signing = usual["slots"][0]["token"]["certs"][0]["certb64"]
    assert token["certs"][2]["certb64"] == signing


async def test_a_good_signature_of_a_newer_component_has_no_words(component: Component) -> None:
    await habit(component, Habit.NEWER_LIST)

    answer = await component.operate(RIGHT)

    assert answer["ret_code"] == 0
    assert not {"message", "message2", "serverVersion"} & set(answer)


async def test_the_pair_of_rsa_signs_unless_the_other_is_named(component: Component) -> None:
    await habit(component, Habit.NEWER_LIST)
    card = card_of(component.deck, "wang")

    usual = await component.operate(RIGHT)
    named = await component.operate({**RIGHT, "keyidb64": "U0lHRQ=="})
    agreeing = await component.operate({**RIGHT, "keyidb64": "S0VZRQ=="})

    assert b64decode(str(usual["certb64"])) == card.signature_certificate
    assert b64decode(str(named["certb64"])) == card.curve_certificates[0]
    assert agreeing["ret_code"] == 0x7610000D


async def test_the_service_refuses_a_pair_on_a_curve_below_an_issuer_of_rsa(
    component: Component,
) -> None:
    said = {**RIGHT, "tbs": CHALLENGE.decode(), "withCardSN": "true"}
    by_rsa = await component.operate(said)
    by_curve = await component.operate({**said, "keyidb64": "U0lHRQ=="})
    store = demo_anchors(component.deck.authority).store(NOW)
    known = lists_of(component, at=NOW)

    found = proof(b64decode(str(by_rsa["signature"])), at=NOW, trusted=store, known=known)
    with pytest.raises(AlgorithmRefused):
        proof(b64decode(str(by_curve["signature"])), at=NOW, trusted=store, known=known)

    assert found.holder_name == "測試・王小明"


def lists_of(component: Component, *, at: datetime) -> list[RevocationList]:
    """Read the complete lists that the component publishes, as the service does."""
    store = demo_anchors(component.deck.authority).store(at)
    published = component.deck.revocation_lists(at)
    names = ("MOICA-complete.crl", "MOICA-G3-complete.crl")
    return [read_card_list(published[name], store) for name in names]


async def test_lists_as_long_as_real_ones_revoke_the_same_cards(component: Component) -> None:
    short = lists_of(component, at=NOW)
    await habit(component, Habit.LONG_LISTS)

    second, third = lists_of(component, at=NOW)

    assert [len(second.entries), len(third.entries)] == [412_404, 141_083]
    assert second.number > short[0].number
    assert len(component.deck.revocation_lists(NOW)["MOICA-complete.crl"]) > 20_000_000
    for one, card in ((second, "hold"), (third, "revoked")):
        der = component.deck.card(card).card.signature_certificate
        assert one.entries.reasons(x509.load_der_x509_certificate(der).serial_number)


async def test_lists_of_another_host_cover_cards_that_name_theirs(
    component: Component, tmp_path: Path
) -> None:
    await habit(component, Habit.OTHER_LIST_HOST)
    said = {**RIGHT, "tbs": CHALLENGE.decode(), "withCardSN": "true"}
    signature = b64decode(str((await component.operate(said))["signature"]))
    store = demo_anchors(component.deck.authority).store(NOW)
    known = lists_of(component, at=NOW)
    settings = for_demo(state=tmp_path, port=1, card_port=2).revocation

    with pytest.raises(RevocationUnknown):
        proof(signature, at=NOW, trusted=store, known=known)
    found = proof(signature, at=NOW, trusted=store, known=known, settings=settings)

    assert {hosts_of(one.urls) for one in known} == {frozenset({"crl-moica.moi.gov.tw.invalid"})}
    assert hosts_of(found.crl_urls) == {"ocsp-moica.moi.gov.tw.invalid"}
