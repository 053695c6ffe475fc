"""Tests of GraphQL over HTTP: requests, responses, refusals."""

from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message

from tests.support.servers.edge import (
    Context,
    Log,
    make_app,
    make_endpoint,
    make_schema,
    never,
    post_scope,
    serving,
)
from tests.support.servers.node_run import needs_node, node
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.error import Refused
from web.http.graphql.stream import Streams

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with asking(make_endpoint()) as client:
        yield client


def asking(endpoint: GraphQLEndpoint) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(make_app(endpoint))
    return httpx.AsyncClient(transport=transport, base_url="http://portal")


async def ask(
    client: httpx.AsyncClient, query: str, *, accept: str = JSON, **parameters: object
) -> httpx.Response:
    body = {"query": query, **parameters}
    return await client.post("/graphql", json=body, headers={"accept": accept})


def code(answer: httpx.Response) -> object:
    return answer.json()["errors"][0]["extensions"]["code"]


@needs_node
async def test_all_audits_of_graphql_over_http_pass() -> None:
    app = make_app(make_endpoint())
    async with serving(app) as server, node("audits.mjs", server.url) as script:
        audits = await script.line()

    assert isinstance(audits, list)
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == 61


@needs_node
async def test_urql_asks_writes_and_follows_with_its_own_headers() -> None:
    log, streams = Log(), Streams()
    app = make_app(make_endpoint(log=log, streams=streams))
    async with serving(app, streams=[streams]) as server, node("urql.mjs", server.url) as script:
        query, mutation, mistake = [await script.line() for _ in range(3)]
        await log.write()
        first = await script.line()
        await log.write()
        second = await script.line()

    assert query == {"data": {"hello": "hello world"}}
    assert mutation == {"data": {"write": "a"}}
    assert mistake == {"error": "[GraphQL] Cannot query field 'nothing' on type 'Query'."}
    assert [first, second] == [{"data": {"entries": 1}}, {"data": {"entries": 2}}]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json;q=0.9", JSON),
        ("application/json;q=0.1, application/graphql-response+json;q=0.9", GRAPHQL_JSON),
        ("application/json, */*", JSON),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("application/json;q=0, */*;q=0.1", GRAPHQL_JSON),
        ("text/event-stream, application/json;q=0.1", JSON),
        ("text/html, */*;q=0.1", JSON),
        (URQL, GRAPHQL_JSON),
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, multipart/mixed", "text/event-stream"),
        ("text/event-stream, application/json;q=0", "text/event-stream"),
    ],
)
async def test_the_answer_has_the_form_asked_for(accept: str | None, media: str) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"query": "{ hello }"}', "more_body": False}

    scope = post_scope()
    if accept is not None:
        scope["headers"].append((b"accept", accept.encode()))

    await make_endpoint()(scope, receive, send)

    assert sent[0]["status"] == 200
    assert dict(sent[0]["headers"])[b"content-type"] == f"{media}; charset=utf-8".encode()


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "application/json;q=x"])
async def test_what_nobody_can_write_is_not_acceptable(
    client: httpx.AsyncClient, accept: str
) -> None:
    answer = await ask(client, "{ hello }", accept=accept)

    assert (answer.status_code, code(answer)) == (406, "NOT_ACCEPTABLE")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_a_query_asked_as_a_stream_is_one_event_and_the_end(
    client: httpx.AsyncClient,
) -> None:
    answer = await ask(client, "{ hello }", accept="text/event-stream")

    assert answer.text == (
        'event: next\ndata: {"data":{"hello":"hello world"}}\n\nevent: complete\ndata: \n\n'
    )


async def test_a_mutation_asked_as_a_stream_still_sets_its_cookie(
    client: httpx.AsyncClient,
) -> None:
    answer = await ask(client, "mutation { signIn }", accept="text/event-stream")

    assert answer.headers["set-cookie"] == "sid=1; HttpOnly"


async def test_resolvers_set_cookies(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "mutation { signIn }")

    assert answer.json() == {"data": {"signIn": True}}
    assert answer.headers["set-cookie"] == "sid=1; HttpOnly"


async def test_answers_are_not_stored_and_vary_by_accept(client: httpx.AsyncClient) -> None:
    for answer in (await ask(client, "{ hello }"), await client.put("/graphql")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "accept"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($note: Note!) { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation ($note: Note!) { write(note: $note) }", "BAD_USER_INPUT"),
        ("fragment A on Query { hello }", "OPERATION_UNKNOWN"),
        ("query A { hello } query B { hello }", "OPERATION_NAME_MISSING"),
    ],
)
async def test_what_could_not_be_run_has_no_data(
    client: httpx.AsyncClient, accept: str, query: str, expected: str
) -> None:
    answer = await ask(client, query, accept=accept)

    assert "data" not in answer.json()
    assert code(answer) == expected
    assert answer.status_code == (400 if accept == GRAPHQL_JSON else 200)


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
async def test_a_field_that_failed_leaves_the_data(client: httpx.AsyncClient, accept: str) -> None:
    answer = await ask(client, "{ hello told }", accept=accept)

    assert answer.json()["data"] == {"hello": "hello world", "told": None}
    assert (answer.status_code, code(answer)) == (200, "NOT_TODAY")


async def test_an_unknown_operation_is_named(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "query A { hello }", accept=GRAPHQL_JSON, operationName="B")

    assert (answer.status_code, code(answer)) == (400, "OPERATION_UNKNOWN")


async def test_the_operation_named_is_the_one_that_runs(client: httpx.AsyncClient) -> None:
    query = 'query A { hello } query B { hello(name: "b") }'

    answer = await ask(client, query, operationName="B")

    assert answer.json() == {"data": {"hello": "hello b"}}


@pytest.mark.parametrize("body", ['"x"', "null", "5", "[]", '[{"query": "{ hello }"}]', "true"])
async def test_a_body_that_is_no_object_is_refused(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})

    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("body", [b"", b"{", b'{"query": "\xff"}', b"[" * 5000, b'{"query": NaN}'])
async def test_a_body_that_is_not_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})

    assert (answer.status_code, code(answer)) == (400, "BODY_NOT_JSON")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/jsonp"},
        {"content-type": "text/plain; a=application/json"},
        {"content-type": "application/json; charset=big5"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
async def test_only_plain_json_is_read(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)

    assert (answer.status_code, code(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_an_announced_large_body_is_refused_unread() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = post_scope()
    scope["headers"].append((b"content-length", b"65537"))
    await make_endpoint()(scope, never, send)

    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


async def test_a_large_body_in_pieces_is_not_read_to_its_end() -> None:
    pieces = Counter[str]()
    sent: list[Message] = []

    async def receive() -> Message:
        pieces["read"] += 1
        return {"type": "http.request", "body": b" " * 1024, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    await make_endpoint()(post_scope(), receive, send)

    assert sent[0]["status"] == 413
    assert pieces["read"] == 65


async def test_a_body_that_does_not_arrive_is_given_up() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def get_context(request: Request) -> Context:
        return Context()

    endpoint = GraphQLEndpoint(
        make_schema(), get_context=get_context, streams=Streams(), body_seconds=0.01
    )
    await endpoint(post_scope(), never, send)

    assert sent[0]["status"] == 408


async def test_queries_by_get_are_answered_where_there_is_no_cookie(
    client: httpx.AsyncClient,
) -> None:
    query = {"query": "query ($n: String!) { hello(name: $n) }", "variables": '{"n": "b"}'}

    answer = await client.get("/graphql", params=query)

    assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello b"}})


async def test_queries_by_get_are_refused_where_there_is_a_cookie(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(
        "/graphql", params={"query": "{ hello }"}, headers={"cookie": "sid=1"}
    )

    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("accept", [JSON, "text/event-stream"])
async def test_mutations_by_get_are_refused(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get(
        "/graphql", params={"query": "mutation { signIn }"}, headers={"accept": accept}
    )

    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("variables", ["{", "5", '"x"'])
async def test_addresses_are_read_as_strictly_as_bodies(
    client: httpx.AsyncClient, variables: str
) -> None:
    answer = await client.get("/graphql", params={"query": "{ hello }", "variables": variables})

    assert answer.status_code == 400


async def test_a_long_address_is_refused() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {**post_scope(), "method": "GET", "query_string": b"query={hello}" + b"+" * 65_536}
    await make_endpoint()(scope, never, send)

    assert sent[0]["status"] == 414


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused_with_the_allowed_ones(
    client: httpx.AsyncClient, method: str
) -> None:
    answer = await client.request(method, "/graphql")

    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON, "*/*"])
async def test_a_subscription_is_not_answered_once(client: httpx.AsyncClient, accept: str) -> None:
    answer = await ask(client, "subscription { entries }", accept=accept)

    assert (answer.status_code, code(answer)) == (406, "SUBSCRIPTION_NEEDS_STREAM")


async def test_a_context_may_refuse() -> None:
    async def get_context(request: Request) -> Context:
        raise Refused(401, "TOKEN_UNKNOWN", "The token is not known.")

    endpoint = GraphQLEndpoint(make_schema(), get_context=get_context, streams=Streams())
    async with asking(endpoint) as client:
        answer = await ask(client, "{ hello }", accept=GRAPHQL_JSON)

    assert (answer.status_code, code(answer)) == (401, "TOKEN_UNKNOWN")
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"


async def test_a_broken_context_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    async def get_context(request: Request) -> Context:
        raise RuntimeError("the key of Alice is lost")

    endpoint = GraphQLEndpoint(make_schema(), get_context=get_context, streams=Streams())
    async with asking(endpoint) as client:
        answer = await ask(client, "{ hello }")

    assert (answer.status_code, code(answer)) == (500, "INTERNAL_SERVER_ERROR")
    assert "Alice" not in answer.text
    assert len(caplog.records) == 1
