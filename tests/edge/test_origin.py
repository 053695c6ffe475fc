"""Tests of requests from other sites with a signed-in browser's cookie."""

import httpx
import pytest

from tests.support.servers.edge import make_app, make_endpoint
from web.http.origin import OriginGuard

OURS = "https://portal.example"
COOKIE = {"cookie": "sid=1"}


def asking() -> httpx.AsyncClient:
    guard = OriginGuard(make_app(make_endpoint()), origin=OURS)
    return httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url=OURS)


async def post(headers: dict[str, str]) -> httpx.Response:
    async with asking() as client:
        return await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost:5173"},
        {"origin": OURS},
        {"origin": OURS.upper()},
        {},
    ],
)
async def test_our_own_pages_and_programs_may_ask(headers: dict[str, str]) -> None:
    assert (await post(COOKIE | headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"origin": "https://evil.example"},
        {"origin": "https://portal.example.evil.example"},
        {"origin": "https://portal.example:444"},
        {"origin": "http://portal.example"},
        {"origin": "null"},
        {"origin": ""},
    ],
)
async def test_other_sites_may_not(headers: dict[str, str]) -> None:
    answer = await post(COOKIE | headers)

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE"


async def test_other_sites_may_not_sign_a_browser_in_either() -> None:
    assert (await post({"sec-fetch-site": "cross-site"})).status_code == 403


async def test_a_token_without_a_cookie_is_its_own_proof() -> None:
    bearer = {"authorization": "Bearer a", "origin": "https://partner.example"}

    assert (await post(bearer)).status_code == 200


async def test_a_token_beside_a_cookie_proves_nothing() -> None:
    mixed = {"authorization": "Bearer a", "sec-fetch-site": "cross-site", **COOKIE}

    assert (await post(mixed)).status_code == 403


@pytest.mark.parametrize("accept", ["text/event-stream", "Text/Event-Stream, */*"])
async def test_other_sites_may_not_open_a_stream_by_get(accept: str) -> None:
    headers = {"accept": accept, "sec-fetch-site": "cross-site", **COOKIE}

    async with asking() as client:
        answer = await client.get(
            "/graphql", params={"query": "subscription { entries }"}, headers=headers
        )

    assert answer.status_code == 403


async def test_other_paths_are_left_alone() -> None:
    async with asking() as client:
        answer = await client.post("/elsewhere", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 404
