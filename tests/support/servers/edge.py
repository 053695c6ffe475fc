"""A small schema behind the real HTTP endpoint, and a server for it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope
from strawberry.schema.config import StrawberryConfig

from models.core.errors import UserError, Words
from models.core.language import Language
from models.database.unavailable import DatabaseUnavailable
from schema.execution.subscribing import StreamingSchema
from schema.gate.directives import ListSize
from schema.gate.gate import Gate
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.stream import Streams
from web.processes.connection import protocol_of
from web.processes.connections import Connections


class DrawerLocked(UserError):
    """A drawer does not open."""

    zh = Words(title="抽屜已上鎖", message="抽屜打不開。")
    en = Words(title="The drawer is locked", message="The drawer does not open.")


@dataclass
class Context:
    """The context that the small schema's resolvers see."""

    stream_key: str = "alice"
    address: str = "192.0.2.1"
    suggestions: bool = False
    event_id: str | None = None
    last_event_id: str | None = None
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    operation_kind: str | None = None
    language: Language = Language.EN
    log: "Log" = field(default_factory=lambda: Log())
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def still_there(self) -> bool:
        return not self.gone.is_set()

    async def arrive(self, *, cost: int) -> None:
        """Limits are not tested here."""

    async def give_back(self) -> None:
        """Limits are not tested here."""


class Log:
    """Numbered entries that a subscription follows; counts its readers."""

    def __init__(self, *, ends_after: int | None = None) -> None:
        self.ends_after = ends_after
        self.readers = 0
        self.last = 0
        self._changed = asyncio.Condition()

    async def write(self, count: int = 1) -> None:
        async with self._changed:
            self.last += count
            self._changed.notify_all()

    async def reader_count(self, count: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.readers == count)

    async def follow(self, after: int) -> AsyncGenerator[int, None]:
        await self._count(1)
        try:
            while self.ends_after is None or after < self.ends_after:
                async with self._changed:
                    while self.last <= after:
                        await self._changed.wait()
                after += 1
                yield after
        finally:
            await self._count(-1)

    async def _count(self, change: int) -> None:
        async with self._changed:
            self.readers += change
            self._changed.notify_all()


type_info = strawberry.Info[Context, None]


def _even(value: int) -> int:
    if value % 2:
        raise ValueError("an odd number")
    return value


class Even:
    """An even number; parsing an odd one fails."""


@strawberry.type
class Box:
    name: str = "box"

    @strawberry.field
    def inner(self) -> "Box":
        return Box()

    @strawberry.field
    def away(self) -> str | None:
        raise DatabaseUnavailable(ConnectionRefusedError("10.0.0.1"))

    @strawberry.field(
        directives=[ListSize(assumed_size=1, slicing_arguments=["first"], longest=100)]
    )
    def boxes(self, first: int = 1) -> list["Box"]:
        return [Box() for _ in range(first)]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    def box(self) -> Box:
        return Box()

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("the drawer of Alice is stuck")

    @strawberry.field
    def away(self) -> str | None:
        raise DatabaseUnavailable(ConnectionRefusedError("10.0.0.1"))

    @strawberry.field
    async def endless(self) -> str | None:
        await asyncio.Event().wait()
        return None

    @strawberry.field
    def locked(self) -> str | None:
        raise DrawerLocked("drawer")

    @strawberry.field
    def missing(self) -> str:
        nothing: str = None  # type: ignore[assignment]  # As a faulty resolver does.
        return nothing

    @strawberry.field
    def half(self, of: Even) -> str:
        return str(of)

    @strawberry.field
    def told(self) -> str | None:
        raise GraphQLError("not today", extensions={"code": "NOT_TODAY"})


@strawberry.input
class Note:
    text: str
    mark: strawberry.Maybe[str] = None


@strawberry.type
class Mutation:
    @strawberry.mutation
    def sign_in(self, info: type_info) -> bool:
        info.context.response_headers.append(("set-cookie", "sid=1; HttpOnly"))
        return True

    @strawberry.mutation
    def write(self, note: Note) -> str:
        return note.text


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def entries(self, info: type_info, after: int = 0) -> AsyncGenerator[int, None]:
        seen = info.context.last_event_id
        async for number in info.context.log.follow(int(seen) if seen else after):
            info.context.event_id = str(number)
            yield number

    @strawberry.subscription
    async def nameless(self, info: type_info) -> AsyncGenerator[int, None]:
        info.context.event_id = "1"
        yield 1
        yield 2

    @strawberry.subscription
    async def forging(self, info: type_info) -> AsyncGenerator[str, None]:
        info.context.event_id = "1\ndata: forged"
        yield "a"

    @strawberry.subscription
    async def leaving(self, info: type_info) -> AsyncGenerator[int, None]:
        info.context.event_id = "1"
        yield 1
        raise DatabaseUnavailable(ConnectionRefusedError("10.0.0.1"))

    @strawberry.subscription
    async def half_told(self, info: type_info) -> AsyncGenerator[Box, None]:
        info.context.event_id = "1"
        yield Box()

    @strawberry.subscription
    async def falling(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("the drawer fell out")


CONFIG = StrawberryConfig(scalar_map={Even: strawberry.scalar(name="Even", parse_value=_even)})


def make_schema(gate: Gate | None = None) -> StreamingSchema:
    """Build the small schema as the real one is built."""
    return StreamingSchema(
        gate=gate or Gate(),
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=CONFIG,
    )


def make_endpoint(
    *,
    log: Log | None = None,
    streams: Streams | None = None,
    suggestions: bool = False,
    gate: Gate | None = None,
) -> GraphQLEndpoint:
    shared = log or Log()

    async def get_context(request: Request) -> Context:
        key = request.headers.get("x-key", "alice")
        return Context(stream_key=key, suggestions=suggestions, log=shared)

    return GraphQLEndpoint(make_schema(gate), get_context=get_context, streams=streams or Streams())


def make_app(endpoint: ASGIApp) -> Starlette:
    """Serve an endpoint at the portal's path."""
    return Starlette(routes=[Route("/graphql", endpoint)])


class Server(uvicorn.Server):
    """A uvicorn server in this loop that aborts streams before it waits for connections."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        streams: Sequence[Streams],
        port: int,
        connections: Connections | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=5,
            ws="none",
            http=protocol_of(connections or Connections()),
        )
        config.load()
        super().__init__(config)
        self.lifespan = config.lifespan_class(config)
        self.port = port
        self._streams = streams
        self._main: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def start(self) -> None:
        """Listen, and set the port."""
        await self.startup()
        self.port = self.servers[0].sockets[0].getsockname()[1]
        self._main = asyncio.create_task(self.main_loop())

    async def stop(self) -> None:
        """Stop as on Ctrl-C; may be called twice."""
        main, self._main = self._main, None
        if main:
            self.should_exit = True
            await main
            for streams in self._streams:
                streams.abort_all()
            await self.shutdown()


@asynccontextmanager
async def serving(
    app: ASGIApp,
    *,
    streams: Sequence[Streams] = (),
    port: int = 0,
    connections: Connections | None = None,
) -> AsyncIterator[Server]:
    """Serve on the loopback interface, by default on a free port, until the block ends."""
    server = Server(app, streams=streams, port=port, connections=connections)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def post_scope() -> Scope:
    """Return the ASGI scope of a POST of JSON."""
    headers = [(b"content-type", b"application/json")]
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError("an event that nobody sets")
