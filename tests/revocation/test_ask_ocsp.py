"""Tests of asking an OCSP responder: POST, limits, no other address."""

import asyncio
from dataclasses import replace

import pytest

from models.outside.fetch import Bounds
from models.outside.ocsp import DEFAULT_BOUNDS, ask
from models.pki.ocsp.status import OCSPClearance
from models.revocation.checker import NoAnswer
from models.revocation.settings import RevocationSettings
from models.signature.evidence import Evidence
from tests.support.addresses import BROKEN
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.portal import TestPortal
from tests.support.servers.registry import (
    Answering,
    answer,
    drip,
    flood,
    raw,
    registry,
    reset,
    stall,
)
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

OCSP = "application/ocsp-response"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\n"
BOUNDS = Bounds(seconds=0.5, max_bytes=8192)


async def asked(answering: Answering) -> bytes:
    async with registry(answering) as running:
        return await ask(running.base_url, b"question", bounds=BOUNDS)


async def test_a_question_is_posted_and_the_answer_given() -> None:
    response = answers.answer()

    async with registry(answer(response, media_type=OCSP)) as running:
        given = await ask(running.base_url, b"question")

    head = running.requests[0].lower()
    assert given == response
    assert running.bodies == [b"question"]
    assert head.startswith("post /ems http/1.1\r\n")
    assert "content-type: application/ocsp-request\r\n" in head


@pytest.mark.parametrize("url", BROKEN)
async def test_a_mistyped_address_is_a_responder_that_gives_no_answer(url: str) -> None:
    with pytest.raises(NoAnswer):
        await ask(url, b"question", bounds=BOUNDS)


async def test_a_media_type_may_have_parameters() -> None:
    assert await asked(answer(b"x", media_type=f"{OCSP}; charset=binary")) == b"x"


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (stall, "TimedOut"),
        (drip(OK), "TimedOut"),
        (drip(OK + b"\r\n"), "TimedOut"),
        (reset, "Unreachable"),
        (raw(b""), "Unreachable"),
        (raw(OK + b"Content-Length: 9\r\n\r\nshort"), "Unreachable"),
        (flood, "TooLarge"),
        (raw(OK + b"Content-Length: 104857600\r\n\r\n"), "TooLarge"),
        (answer(b"x" * 8193, media_type=OCSP), "TooLarge"),
        (answer(b"", status="503 Service Unavailable"), "BadStatus"),
        (answer(b"<html>", media_type="text/html"), "another media type"),
        (answer(b"x", media_type=""), "another media type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_keeps_no_bounds_is_no_answer(answering: Answering, why: str) -> None:
    with pytest.raises(NoAnswer, match=why):
        await asked(answering)


async def test_a_redirect_is_not_followed() -> None:
    async with registry(answer(b"x", media_type=OCSP)) as elsewhere:
        location = f"Location: {elsewhere.base_url}"
        with pytest.raises(NoAnswer, match="status 307"):
            await asked(answer(b"", status="307 Temporary Redirect", headers=(location,)))

    assert elsewhere.requests == []


async def test_a_refused_connection_is_no_answer() -> None:
    async with registry(stall) as gone:
        url = gone.base_url

    with pytest.raises(NoAnswer, match="Unreachable"):
        await ask(url, b"question")


def test_a_person_who_waits_does_not_wait_long() -> None:
    assert Bounds(seconds=4, max_bytes=64 * 1024) == DEFAULT_BOUNDS


async def test_a_card_is_bound_on_the_word_of_a_responder_over_the_wire(
    portal: TestPortal,
) -> None:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce = answers.nonce(answers.ocsp_nonce(running.bodies[-1]))
        await answer(answers.answer(extensions=(nonce,)), media_type=OCSP)(reader, writer)

    async with registry(respond) as running:
        settings = RevocationSettings(responders={"G3": (running.base_url,)})
        choices = replace(portal.settings, revocation=settings)
        portal.services = replace(portal.services, settings=choices)
        portal.app = make_app(Portal(services=portal.services, streams=Streams()))
        alice = Person.at(portal)
        await alice.apply()
        bound = await alice.bind()

    assert "application" in bound, bound
    assert len(running.requests) == 1
    kept = (await Evidence.get()).opened(portal.settings.evidence_seal)
    assert isinstance(kept.clearance, OCSPClearance)
