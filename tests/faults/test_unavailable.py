"""Tests of a database that is away: 503 with Retry-After, and nothing said that is not true."""

from functools import partial

import httpx
import pytest
from starlette.requests import Request

from models.database.unavailable import DatabaseUnavailable
from schema.gate.masking import FAULTS, RETRY_AFTER, UNAVAILABLE
from tests.support.portal import TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.servers.edge import (
    Context,
    Log,
    make_app,
    make_endpoint,
    make_schema,
    serving,
)
from web.http.app import Portal
from web.http.app import make_app as make_portal
from web.http.context import of_staff
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.stream import Streams
from web.http.session_cookie import cookie_name

ACCEPTS = ("application/json", "application/graphql-response+json")
AWAY = DatabaseUnavailable(ConnectionRefusedError("10.0.0.1"))
STREAM = {"accept": "text/event-stream"}


def asking(endpoint: GraphQLEndpoint) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(make_app(endpoint))
    return httpx.AsyncClient(transport=transport, base_url="http://portal")


@pytest.mark.parametrize("accept", [*ACCEPTS, "text/event-stream"])
@pytest.mark.parametrize("query", ["{ away }", "{ hello away }", "{ box { name away } }"])
async def test_what_cannot_be_answered_is_503(query: str, accept: str) -> None:
    async with asking(make_endpoint()) as client:
        answer = await client.post("/graphql", json={"query": query}, headers={"accept": accept})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(RETRY_AFTER)
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": UNAVAILABLE, "retryAfter": RETRY_AFTER}
    assert "10.0.0.1" not in answer.text


async def test_what_was_answered_beside_it_is_told() -> None:
    async with asking(make_endpoint()) as client:
        answer = await client.post("/graphql", json={"query": "{ hello away }"})

    assert answer.json()["data"] == {"hello": "hello world", "away": None}


async def test_a_context_that_cannot_be_made_is_503() -> None:
    async def get_context(request: Request) -> Context:
        raise AWAY

    endpoint = GraphQLEndpoint(make_schema(), get_context=get_context, streams=Streams())
    async with asking(endpoint) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER))
    assert "data" not in answer.json()


async def test_a_request_that_takes_too_long_is_stopped_and_given_back() -> None:
    given_back = []

    class Counted(Context):
        async def give_back(self) -> None:
            given_back.append(True)

    async def get_context(request: Request) -> Context:
        return Counted()

    endpoint = GraphQLEndpoint(
        make_schema(), get_context=get_context, streams=Streams(), answer_seconds=0.1
    )
    async with asking(endpoint) as client:
        answer = await client.post("/graphql", json={"query": "{ hello endless }"})
        after = await client.post("/graphql", json={"query": "{ hello }"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER))
    assert given_back == [True]
    assert after.status_code == 200


@pytest.mark.parametrize(
    ("query", "sent"),
    [("subscription { leaving }", ["id: 1"]), ("subscription { halfTold { name away } }", [])],
)
async def test_a_stream_ends_without_complete_and_without_what_it_could_not_tell(
    query: str, sent: list[str]
) -> None:
    streams = Streams(retry_milliseconds=10)
    app = make_app(make_endpoint(log=Log(), streams=streams))
    async with (
        serving(app, streams=[streams]) as server,
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("POST", server.url, json={"query": query}, headers=STREAM) as answer,
    ):
        text = (await answer.aread()).decode()

    assert [line for line in text.splitlines() if line.startswith("id")] == sent
    assert "errors" not in text
    assert "complete" not in text


async def test_a_failure_of_ours_has_one_of_two_codes() -> None:
    async with asking(make_endpoint()) as client:
        answers = [
            await client.post("/graphql", json={"query": query})
            for query in ("{ away }", "{ broken }")
        ]

    codes = [answer.json()["errors"][0]["extensions"]["code"] for answer in answers]
    assert set(codes) == FAULTS


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/graphiql"), ("POST", "/graphql"), ("GET", "/oidc/jwks"), ("GET", "/oidc/userinfo")],
)
async def test_every_door_says_so(
    method: str, path: str, portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise AWAY

    explorer = partial(of_staff, services=portal.services)
    portal.app = make_portal(Portal(services=portal.services, streams=Streams(), explorer=explorer))
    person = portal.browser()
    person.cookies.set(cookie_name(portal.settings), "a" * 43)
    for name in ("execute_query", "execute_query_dict"):
        monkeypatch.setattr(f"models.database.engine.translating.Translating.{name}", away)
    monkeypatch.setattr("models.database.engine.asyncpg_pool.Postgres.fetch", away)
    async with person as browser:
        body = {"query": "{ viewer { __typename } }"} if method == "POST" else None
        headers = {"authorization": f"Bearer {'a' * 43}"} if path == "/oidc/userinfo" else {}
        answer = await browser.request(method, path, json=body, headers=headers)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(RETRY_AFTER)
    assert "ConnectionRefused" not in answer.text
