"""Tests of the security headers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

from tests.support.servers.edge import never, post_scope
from web.http.headers import CONTENT_SECURITY_POLICY, SecurityHeaders

GRAPHIQL = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'"


async def plain(request: Request) -> Response:
    return PlainTextResponse("ok")


async def own(request: Request) -> Response:
    headers = {"content-security-policy": "default-src 'none'", "referrer-policy": "no-referrer"}
    return PlainTextResponse("ok", headers=headers)


def asking(base: str = "https://portal.example") -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/own", own), Route("/{path:path}", plain)])
    wrapped = SecurityHeaders(app, policies={"/graphiql": GRAPHIQL, "/demo/": "default-src demo"})
    return httpx.AsyncClient(transport=httpx.ASGITransport(wrapped), base_url=base)


async def test_every_answer_has_the_headers() -> None:
    async with asking() as client:
        answer = await client.get("/missing")

    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_the_portals_policy_allows_its_own_files_and_nothing_else() -> None:
    async with asking() as client:
        answer = await client.get("/")

    policy = answer.headers["content-security-policy"]
    assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


async def test_a_page_may_use_no_device_and_no_network_behind_the_browser() -> None:
    async with asking() as client:
        answer = await client.get("/")

    assert answer.headers["permissions-policy"].split(", ") == [
        "camera=()",
        "microphone=()",
        "geolocation=()",
        "local-network=()",
        "loopback-network=()",
        "local-network-access=()",
    ]


async def test_the_popup_of_the_card_component_keeps_its_opener() -> None:
    async with asking() as client:
        answer = await client.get("/")

    assert answer.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/graphiql", GRAPHIQL),
        ("/graphiql/assets/a.js", GRAPHIQL),
        ("/graphiql-of-others", CONTENT_SECURITY_POLICY),
        ("/demo", "default-src demo"),
        ("/demo/mailbox", "default-src demo"),
        ("/a/demo", CONTENT_SECURITY_POLICY),
    ],
)
async def test_some_paths_have_a_policy_of_their_own(path: str, policy: str) -> None:
    async with asking() as client:
        answer = await client.get(path)

    assert answer.headers.get_list("content-security-policy") == [policy]


async def test_what_an_answer_brings_itself_stays() -> None:
    async with asking() as client:
        answer = await client.get("/own")

    assert answer.headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]


@pytest.mark.parametrize(
    ("base", "strict"),
    [
        ("https://portal.example", True),
        ("https://portal.example:8443", True),
        ("http://portal.example", False),
        ("https://localhost:8000", False),
        ("https://127.0.0.1", False),
        ("https://[::1]:8000", False),
    ],
)
async def test_only_real_hosts_over_tls_are_held_to_it(base: str, strict: bool) -> None:
    async with asking(base) as client:
        answer = await client.get("/")

    held = answer.headers.get("strict-transport-security")
    assert held == ("max-age=31536000" if strict else None)


async def test_a_stream_passes_piece_by_piece() -> None:
    sent: list[Message] = []

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(3):
            assert len([m for m in sent if m.get("body")]) == number
            yield b"piece"

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {**post_scope(), "scheme": "http", "asgi": {"spec_version": "2.4"}}
    await SecurityHeaders(StreamingResponse(pieces()))(scope, never, send)

    assert [m.get("body") for m in sent[1:]] == [b"piece", b"piece", b"piece", b""]
