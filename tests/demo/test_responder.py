"""Tests of the demo's OCSP responder, and of the portal asking it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.x509 import ocsp

from models.journal.event import Event
from models.pki.crl.status import CertificateOnHold, CertificateRevoked
from models.pki.ocsp.status import (
    AnswerRules,
    OCSPClearance,
    OCSPProblem,
    OCSPUnusable,
    Question,
    judge_answer,
)
from models.pki.path.trust import Issuer
from models.revocation.checker import NoAnswer
from models.settings.settings import for_demo
from models.signature.evidence import Evidence
from resolvers.revocation.refresh import refresh
from tests.support import cards
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.portal import TestPortal
from tests.support.servers.component import NOW, Component, card_of, open_component
from tests.support.servers.lists import publishing
from web.demo.authority import CardKind, Generation
from web.demo.stage import demo_anchors
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

OCSP = "application/ocsp-request"


@pytest.fixture
async def component(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Component]:
    opened = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    async with opened.browser:
        yield opened


async def asked(component: Component, request: bytes, *, kind: str = OCSP) -> httpx.Response:
    return await component.browser.post("/ocsp", content=request, headers={"content-type": kind})


def issuer(component: Component, generation: Generation) -> Issuer:
    authority = component.deck.authority
    ca = authority.issuer(kind=CardKind.CITIZEN, generation=generation)
    store = demo_anchors(authority).store(NOW)
    return next(one for one in store.issuers.values() if one.certificate == ca.certificate)


def question(component: Component, card_id: str) -> Question:
    card = component.deck.card(card_id)
    certificate = x509.load_der_x509_certificate(card.card.signature_certificate)
    return Question(
        issuer=issuer(component, card.plan.generation),
        serial_number=certificate.serial_number,
        nonce=answers.NONCE,
    )


async def judged(component: Component, about: Question) -> OCSPClearance:
    answer = await asked(component, about.written())
    assert answer.headers["content-type"] == "application/ocsp-response"
    return judge_answer(answer.content, question=about, at=NOW, rules=AnswerRules())


@pytest.mark.parametrize("card_id", ["wang", "lin", "chen"])
async def test_a_good_card_is_cleared_with_our_nonce(component: Component, card_id: str) -> None:
    found = await judged(component, question(component, card_id))

    assert not found.without_nonce
    assert found.produced_at == NOW


@pytest.mark.parametrize(
    ("card_id", "refusal"), [("revoked", CertificateRevoked), ("hold", CertificateOnHold)]
)
async def test_a_card_in_trouble_is_named_as_such(
    component: Component, card_id: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await judged(component, question(component, card_id))


async def test_a_card_that_no_list_names_is_good(component: Component) -> None:
    assert await judged(component, replace(question(component, "wang"), serial_number=5))


async def test_nobody_answers_for_a_foreign_issuer(component: Component) -> None:
    foreign = replace(question(component, "wang"), issuer=cards.issuer())

    with pytest.raises(OCSPUnusable) as unusable:
        await judged(component, foreign)

    assert unusable.value.problem is OCSPProblem.NOT_SUCCESSFUL


@pytest.mark.parametrize("request_bytes", [b"", b"<html>", b"\x30\x00", b"\x30\x80\0\0"])
async def test_what_is_no_question_is_declined(component: Component, request_bytes: bytes) -> None:
    answer = await asked(component, request_bytes)

    read = ocsp.load_der_ocsp_response(answer.content)
    assert read.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


async def test_a_question_is_small_and_says_what_it_is(component: Component) -> None:
    assert (await asked(component, b"x" * 4097)).status_code == 413
    assert (await asked(component, b"x", kind="text/plain")).status_code == 415


def test_the_demo_names_its_responder(tmp_path: Path) -> None:
    settings = for_demo(state=tmp_path / "var", port=8000, card_port=61161)

    assert settings.revocation.responders == {
        "G2": ("http://localhost:61161/ocsp",),
        "G3": ("http://localhost:61161/ocsp",),
    }


async def test_the_demo_asks_its_responder_from_end_to_end(
    portal: TestPortal, component: Component, tmp_path: Path
) -> None:
    portal.clock.at = NOW
    demo = for_demo(state=tmp_path / "var", port=8000, card_port=61161)
    seen: list[str] = []

    async def ask(url: str, request: bytes) -> bytes:
        seen.append(url)
        answer = await asked(component, request)
        if answer.status_code != 200:
            raise NoAnswer(str(answer.status_code))
        return answer.content

    settings = replace(portal.settings, revocation=demo.revocation)
    portal.services = replace(portal.services, settings=settings, ask=ask)
    portal.trusting(demo_anchors(component.deck.authority).store(NOW))
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    async with publishing(dict(_lists(component))) as base:
        await refresh(
            urls=[base + path for path in _lists(component)],
            trust=portal.services.trust.store,
            now=NOW,
        )
    alice = Person.at(portal, card_of(component.deck, "wang"))
    await alice.apply()

    bound = await alice.bind()

    assert "application" in bound, bound
    assert seen == ["http://localhost:61161/ocsp"]
    kept = (await Evidence.get()).opened(portal.settings.evidence_seal)
    assert isinstance(kept.clearance, OCSPClearance)
    assert await Event.filter(kind="REVOCATION_GRACE_USED").count() == 0


def _lists(component: Component) -> dict[str, bytes]:
    lists = component.deck.revocation_lists(NOW)
    return {f"/{name}": content for name, content in lists.items() if "complete" in name}
