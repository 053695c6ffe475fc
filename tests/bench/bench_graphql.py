"""Benchmark of the GraphQL endpoint beside a plain JSON route and Strawberry's own view."""

import asyncio
import time
from collections.abc import Callable
from statistics import median

import orjson
import strawberry
from rich.console import Console
from rich.table import Table
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

from tests.bench.measure import Measure
from tests.support.servers.edge import (
    CONFIG,
    Mutation,
    Query,
    Subscription,
    make_endpoint,
    post_scope,
)

ROUNDS = 7
CALLS = 300
QUERY = (
    "query Nest($name: String!) { hello(name: $name) box { name inner { name inner { name } } } }"
)
BODY = orjson.dumps({"query": QUERY, "variables": {"name": "bench"}})


async def plain(request: Request) -> Response:
    """The same work as a JSON route without GraphQL."""
    given = orjson.loads(await request.body())
    name = given["variables"]["name"]
    inner = {"name": "box", "inner": {"name": "box"}}
    return JSONResponse(
        {"data": {"hello": f"hello {name}", "box": {"name": "box", "inner": inner}}}
    )


def stock(*, extensions: tuple[Callable[[], SchemaExtension], ...]) -> ASGIApp:
    """Serve the small schema with Strawberry's own view."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=CONFIG,
        extensions=extensions,
    )
    return GraphQL(schema, graphql_ide=None)


async def call(app: ASGIApp) -> None:
    """Send one request, in process."""
    scope = post_scope()
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert b"hello bench" in sent[1]["body"]


async def rate(app: ASGIApp) -> float:
    """Return calls per second of processor time."""
    start = time.process_time()
    for _ in range(CALLS):
        await call(app)
    return CALLS / (time.process_time() - start)


async def rates() -> dict[str, float]:
    """Measure in turns, so that a busy machine affects all alike, and return the medians."""
    apps: dict[str, ASGIApp] = {
        "plain Starlette route": Route("/", plain, methods=["POST"]).app,
        "this edge": make_endpoint(),
        "Strawberry with both caches": stock(extensions=(ParserCache, ValidationCache)),
        "Strawberry as it comes": stock(extensions=()),
    }
    found: dict[str, list[float]] = {name: [] for name in apps}
    for app in apps.values():
        await call(app)
    for _ in range(ROUNDS):
        for name, app in apps.items():
            found[name].append(await rate(app))
    return {name: median(values) for name, values in found.items()}


async def measures() -> list[Measure]:
    middle = await rates()
    ours = 1_000 / middle["this edge"]
    return [
        Measure(
            what="the edge over a small schema, ms in process",
            here=ours,
            peer=1_000 / middle[name],
            beside=name,
        )
        for name in ("plain Starlette route", "Strawberry with both caches")
    ]


async def main() -> None:
    table = Table("in process", "calls per CPU second", "to the plain route", "to Strawberry's")
    middle = await rates()
    route, stock_rate = middle["plain Starlette route"], middle["Strawberry as it comes"]
    for name, calls in middle.items():
        table.add_row(name, f"{calls:,.0f}", f"{calls / route:.3f}", f"{calls / stock_rate:.2f}")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
