"""Subscriptions opened with a person's cookie, at a server on the loopback interface."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.servers.edge import serving
from tests.support.streams.sse import Frame, frames
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.http.session_cookie import cookie_name

APPLICATION_STATUS = """subscription($id: ID!, $after: Cursor) {
  applicationStatus(id: $id, after: $after) {
    __typename ... on UserError { code } ... on ResyncRequired { cursor }
    ... on ApplicationStatusChanged { cursor application { status } } } }"""


@asynccontextmanager
async def subscription(
    portal: TestPortal,
    person: Person | None,
    query: str,
    variables: Mapping[str, object],
    *,
    last_event_id: str | None = None,
    streams: Streams | None = None,
) -> AsyncIterator[AsyncIterator[Frame]]:
    """Open a subscription and yield its frames; without a person, without a cookie."""
    streams = streams or Streams()
    app = make_app(Portal(services=portal.services, streams=streams))
    headers = {"accept": "text/event-stream", "sec-fetch-site": "same-origin"}
    name = cookie_name(portal.settings)
    if person is not None and name in person.browser.cookies:
        headers["cookie"] = f"{name}={person.browser.cookies[name]}"
    if last_event_id is not None:
        headers["last-event-id"] = last_event_id
    body = {"query": query, "variables": dict(variables)}
    async with (
        serving(app, streams=[streams]) as server,
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("POST", server.url, json=body, headers=headers) as answer,
    ):
        yield frames(answer)


@asynccontextmanager
async def application_status(
    portal: TestPortal,
    person: Person,
    *,
    after: str | None = None,
    last_event_id: str | None = None,
    streams: Streams | None = None,
) -> AsyncIterator[AsyncIterator[Frame]]:
    """Subscribe to the status of a person's application."""
    variables = {"id": person.application["id"], "after": after}
    async with subscription(
        portal,
        person,
        APPLICATION_STATUS,
        variables,
        last_event_id=last_event_id,
        streams=streams,
    ) as stream:
        yield stream
