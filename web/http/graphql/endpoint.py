"""The GraphQL endpoint: each request gets one response or one stream (GraphQL over HTTP)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

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
from schema.gate.masking import FAULTS, mask, tell
from schema.gate.turns.places import Places
from schema.gate.turns.queues import NoTurn
from web.http.graphql.error import JSON, Refused, refusal
from web.http.graphql.event_stream import EventStream, StreamContext
from web.http.graphql.negotiation import STREAM, Form, negotiate
from web.http.graphql.observe import Observe, RequestObserver, logged
from web.http.graphql.request import GraphQLRequest, read
from web.http.graphql.response import respond
from web.http.graphql.shares import AllTaken, Shares, ShareTaken
from web.http.graphql.stream import Streams

# What a request takes that asks for next to nothing: its context, its session, its answer.
UNITS_OF_A_REQUEST = 50
# Reading so many bytes of a request, with what is done with each value, takes what a unit takes.
OCTETS_OF_A_UNIT = 256


class EdgeContext(StreamContext, Protocol):
    """What the endpoint needs of the context that resolvers see.

    ``suggestions`` is whether error messages may suggest names in place of an unknown one.
    Resolvers append to ``response_headers``, such as a Set-Cookie. ``arrive`` counts a request
    by its ``cost``, before its document is read; it may raise a user error. ``give_back`` takes
    back what was counted.
    """

    response_headers: list[tuple[str, str]]
    operation_kind: str | None
    language: Language

    @property
    def suggestions(self) -> bool: ...

    async def arrive(self, *, cost: int) -> None: ...

    async def give_back(self) -> None: ...


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests on one path."""

    def __init__(
        self,
        schema: Schema,
        *,
        get_context: Callable[[Request], Awaitable[EdgeContext]],
        streams: Streams,
        price: Callable[[str], int] = lambda text: 1,
        place: Callable[..., AbstractAsyncContextManager[None]] | None = None,
        registered: Mapping[str, str] = MappingProxyType({}),
        observe: Observe = logged,
        body_bytes: int = 64 * 1024,
        body_seconds: float = 10.0,
        answer_seconds: float = 30.0,
        in_flight: Shares | None = None,
    ) -> None:
        """Serve a schema; ``get_context`` may raise ``Refused``.

        ``place(address, cost=…)`` lets a request go on when it is its turn, or raises ``NoTurn``.
        """
        self._schema = schema
        self._get_context = get_context
        self._streams = streams
        self._price = price
        self._place = place or Places().take
        self._registered = registered
        self._observe = observe
        self._body_bytes = body_bytes
        self._body_seconds = body_seconds
        self._answer_seconds = answer_seconds
        self._in_flight = in_flight or Shares(in_all=200, floor=10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        observer = RequestObserver(self._observe)
        response = await self._respond(Request(scope, receive), observer)
        await response(scope, receive, observer.wrap(send))

    async def _respond(self, request: Request, observer: RequestObserver) -> ASGIApp:
        media = JSON
        try:
            form = negotiate(request.headers.get("accept"))
            # A refusal is never a stream: clients check its status.
            media = JSON if form.media == STREAM else form.media
            parameters = self._resolved(
                await read(request, limit=self._body_bytes, seconds=self._body_seconds)
            )
            observer.parsed(parameters.operation_name)
            return await self._answer(request, parameters, form, observer)
        except Refused as refused:
            return refusal(refused, media=media)
        except ClientDisconnect:
            # The client is gone; nothing is sent.
            return Response(status_code=400)
        except Exception as error:
            result = ExecutionResult(data=None, errors=[mask(error)])
            return respond(result, media=media, headers=[])

    def _resolved(self, parameters: GraphQLRequest) -> GraphQLRequest:
        """Return a request with the text of the document that it names."""
        if parameters.document_id is None:
            return parameters
        text = self._registered.get(parameters.document_id)
        if text is None:
            message = "This document is not registered. Reload the page, or send its text as query."
            raise Refused(400, "DOCUMENT_UNKNOWN", message)
        return replace(parameters, query=text)

    async def _answer(
        self, request: Request, parameters: GraphQLRequest, form: Form, observer: RequestObserver
    ) -> ASGIApp:
        context = await self._get_context(request)
        address, cost = context.address, self._cost(request, parameters)
        try:
            with self._in_flight.take(address):
                async with self._place(address, cost=cost):
                    return await self._carry_out(
                        request, parameters, form, context, observer, cost=cost
                    )
        except (ShareTaken, AllTaken, NoTurn) as full:
            message = "Too many requests are being carried out; try again."
            status = 503 if isinstance(full, AllTaken) else 429
            headers = {"retry-after": "1"}
            raise Refused(status, "TOO_MANY_IN_FLIGHT", message, headers=headers) from full

    def _cost(self, request: Request, parameters: GraphQLRequest) -> int:
        octets = parameters.octets + sum(len(name) + len(its) for name, its in request.headers.raw)
        return UNITS_OF_A_REQUEST + octets // OCTETS_OF_A_UNIT + self._price(parameters.query)

    async def _carry_out(
        self,
        request: Request,
        parameters: GraphQLRequest,
        form: Form,
        context: EdgeContext,
        observer: RequestObserver,
        *,
        cost: int,
    ) -> ASGIApp:
        try:
            await context.arrive(cost=cost)
            async with asyncio.timeout(self._answer_seconds):
                result = await self._schema.execute(
                    **_operation(parameters, context), allowed_operation_types=_operations(request)
                )
        except TimeoutError as late:
            result = ExecutionResult(data=None, errors=[mask(late)])
        except InvalidOperationTypeError as unexpected:
            observer.executed(context.operation_kind)
            if unexpected.operation_type is OperationType.SUBSCRIPTION:
                return await self._stream(request, parameters, form, context)
            raise _not_by_get(request, unexpected.operation_type) from unexpected
        except CannotGetOperationTypeError:
            result = _unknown_operation(parameters)
        except UserError as limited:
            error = GraphQLError(limited.code, original_error=limited)
            result = ExecutionResult(data=None, errors=[tell(error, language=context.language)])
        if any((error.extensions or {}).get("code") in FAULTS for error in result.errors or ()):
            await context.give_back()
        observer.executed(context.operation_kind)
        observer.finished(result.errors)
        return respond(result, media=form.media, headers=context.response_headers)

    async def _stream(
        self, request: Request, parameters: GraphQLRequest, form: Form, context: EdgeContext
    ) -> EventStream:
        if not form.streams:
            message = f"Subscriptions are streams: send Accept: {STREAM}."
            raise Refused(406, "SUBSCRIPTION_NEEDS_STREAM", message)
        context.last_event_id = request.headers.get("last-event-id")
        async with asyncio.timeout(self._answer_seconds):
            results = await self._schema.subscribe(**_operation(parameters, context))
        headers = context.response_headers
        return EventStream(results, context=context, streams=self._streams, headers=headers)


def _operation(parameters: GraphQLRequest, context: EdgeContext) -> dict[str, Any]:
    return {
        "query": parameters.query,
        "variable_values": parameters.variables,
        "context_value": context,
        "operation_name": parameters.operation_name,
        "operation_extensions": parameters.extensions,
    }


def _operations(request: Request) -> set[OperationType]:
    if request.method == "POST":
        return {OperationType.QUERY, OperationType.MUTATION}
    # A link on another site must not run operations with a browser's session.
    return set() if "cookie" in request.headers else {OperationType.QUERY}


def _not_by_get(request: Request, operation: OperationType) -> Refused:
    message = f"Send a {operation.value} by POST."
    if operation is OperationType.QUERY:
        message = "Send a query by POST when there is a cookie."
    return Refused(405, "METHOD_NOT_ALLOWED", message, headers={"allow": "POST"})


def _unknown_operation(parameters: GraphQLRequest) -> ExecutionResult:
    message = f"The document has no operation named {parameters.operation_name!r}."
    if parameters.operation_name is None:
        message = "The document has no operation."
    error = GraphQLError(message, extensions={"code": "OPERATION_UNKNOWN"})
    return ExecutionResult(data=None, errors=[error])
