"""The door of GraphQL: one request in, one answer or one stream out (GraphQL over HTTP)."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from models.core.errors import UserError
from models.core.language import Language
from schema.gate.masking import mask, tell
from web.http.graphql.error import JSON, Refused, refusal
from web.http.graphql.negotiation import STREAM, Form, negotiate
from web.http.graphql.observe import Observe, Watch, logged
from web.http.graphql.request import Ask, read
from web.http.graphql.response import respond
from web.http.graphql.stream import EventStream, StreamContext, Streams


class EdgeContext(StreamContext, Protocol):
    """Say what the endpoint needs of the context that resolvers see.

    ``suggestions`` tells the gate whether the asker may be told what a wrong name was meant to
    be. Resolvers add to ``response_headers``, such as a Set-Cookie. ``arrive`` counts a request
    before it runs, by the cost of its document where that is known; it may raise a user error.
    """

    response_headers: list[tuple[str, str]]
    operation_kind: str | None
    language: Language

    @property
    def suggestions(self) -> bool: ...

    async def arrive(self, *, known_cost: int | None) -> None: ...


class GraphQLEndpoint:
    """Answer GraphQL requests, as an ASGI application for one path."""

    def __init__(
        self,
        schema: Schema,
        *,
        get_context: Callable[[Request], Awaitable[EdgeContext]],
        streams: Streams,
        known_cost: Callable[[str], int | None] = lambda text: None,
        observe: Observe = logged,
        body_bytes: int = 64 * 1024,
        body_seconds: float = 10.0,
    ) -> None:
        """Take the schema and the maker of contexts, which may raise ``Refused``."""
        self._schema = schema
        self._get_context = get_context
        self._streams = streams
        self._known_cost = known_cost
        self._observe = observe
        self._body_bytes = body_bytes
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        watch = Watch(self._observe)
        response = await self._respond(Request(scope, receive), watch)
        await response(scope, receive, watch.over(send))

    async def _respond(self, request: Request, watch: Watch) -> ASGIApp:
        media = JSON
        try:
            form = negotiate(request.headers.get("accept"))
            # A refusal is never written as a stream: clients look at its status.
            media = JSON if form.media == STREAM else form.media
            ask = await read(request, limit=self._body_bytes, seconds=self._body_seconds)
            watch.asked(ask.operation_name)
            return await self._answer(request, ask, form, watch)
        except Refused as refused:
            return refusal(refused, media=media)
        except ClientDisconnect:
            # Nobody is there to read it.
            return Response(status_code=400)
        except Exception as error:
            result = ExecutionResult(data=None, errors=[mask(error)])
            return respond(result, media=media, headers=[])

    async def _answer(self, request: Request, ask: Ask, form: Form, watch: Watch) -> ASGIApp:
        context = await self._get_context(request)
        try:
            await context.arrive(known_cost=self._known_cost(ask.query))
            result = await self._schema.execute(
                ask.query,
                variable_values=ask.variables,
                context_value=context,
                operation_name=ask.operation_name,
                operation_extensions=ask.extensions,
                allowed_operation_types=_operations(request),
            )
        except InvalidOperationTypeError as other:
            watch.ran(context.operation_kind)
            if other.operation_type is OperationType.SUBSCRIPTION:
                return await self._stream(request, ask, form, context)
            raise _not_by_get(request, other.operation_type) from other
        except CannotGetOperationTypeError:
            result = _unknown_operation(ask)
        except UserError as limited:
            error = GraphQLError(limited.code, original_error=limited)
            result = ExecutionResult(data=None, errors=[tell(error, language=context.language)])
        watch.ran(context.operation_kind)
        watch.came_of(result.errors)
        return respond(result, media=form.media, headers=context.response_headers)

    async def _stream(
        self, request: Request, ask: Ask, form: Form, context: EdgeContext
    ) -> EventStream:
        if not form.streams:
            message = f"Subscriptions come as a stream: ask with Accept: {STREAM}."
            raise Refused(406, "SUBSCRIPTION_NEEDS_STREAM", message)
        context.last_event_id = request.headers.get("last-event-id")
        results = await self._schema.subscribe(
            ask.query,
            variable_values=ask.variables,
            context_value=context,
            operation_name=ask.operation_name,
            operation_extensions=ask.extensions,
        )
        headers = context.response_headers
        return EventStream(results, context=context, streams=self._streams, headers=headers)


def _operations(request: Request) -> set[OperationType]:
    if request.method == "POST":
        return {OperationType.QUERY, OperationType.MUTATION}
    # A link that somebody else made must not ask in the name of a signed-in browser.
    return set() if "cookie" in request.headers else {OperationType.QUERY}


def _not_by_get(request: Request, operation: OperationType) -> Refused:
    message = f"A {operation.value} is asked by POST."
    if operation is OperationType.QUERY:
        message = "A query is asked by POST where there is a cookie."
    return Refused(405, "METHOD_NOT_ALLOWED", message, headers={"allow": "POST"})


def _unknown_operation(ask: Ask) -> ExecutionResult:
    message = f"The document has no operation named {ask.operation_name!r}."
    if ask.operation_name is None:
        message = "The document has no operation."
    error = GraphQLError(message, extensions={"code": "OPERATION_UNKNOWN"})
    return ExecutionResult(data=None, errors=[error])
