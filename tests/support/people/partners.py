"""Clara, a partner system."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from strawberry.relay import to_base64

from models.core.mode import Mode
from models.partner.administrator import Operator
from models.partner.partner import Scope
from resolvers.partner.manage import create_partner
from tests.support.people.people import value_or_refusal
from tests.support.portal import TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.servers.edge import Server, serving
from tests.support.streams.sse import Frame, frames
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.processes.serve import ending_streams

HANDOFF_URL = "https://tracks.example/enter?from=gpszone"
OPERATOR = Operator(name="test")
EVENTS = """subscription($after: Cursor, $kinds: [AccountEventKind!]) {
  accountEvents(after: $after, kinds: $kinds) { __typename
  ... on UserError { code } ... on ResyncRequired { cursor } ... on AccountEventsBegun { cursor }
  ... on AccountEvent { cursor kind controlNumber certificateSha256 } } }"""


@dataclass
class Clara:
    """A partner system with a token."""

    portal: TestPortal
    token: str
    id: UUID

    @classmethod
    async def at(
        cls, portal: TestPortal, *scopes: Scope, name: str = "車輛定位系統", days: int = 30
    ) -> "Clara":
        """Create a partner with these scopes, by default with all."""
        made = await create_partner(
            actor=OPERATOR,
            name=name,
            scopes=scopes or tuple(Scope),
            handoff_url=HANDOFF_URL,
            expires_at=portal.clock() + timedelta(days=days),
            mode=Mode.PRODUCTION,
            now=portal.clock(),
        )
        return cls(portal=portal, token=made.token.text, id=made.partner.id)

    @property
    def global_id(self) -> str:
        return to_base64("Partner", self.id)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    async def post(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a query, with the token's header unless others are given."""
        transport = httpx.ASGITransport(self.portal.app)
        origin = self.portal.settings.origin
        async with httpx.AsyncClient(transport=transport, base_url=origin) as program:
            return await program.post(
                "/graphql",
                json={"query": query, "variables": dict(variables or {})},
                headers=dict(self.headers if headers is None else headers),
            )

    async def ask(
        self, query: str, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Send a query and return its data; errors fail the test."""
        body: dict[str, Any] = (await self.post(query, variables)).json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def read(self, field: str) -> dict[str, Any]:
        """Query one field of ``partner``, and return its value or its refusal."""
        body = (await self.post(f"{{ partner {{ {field} }} }}")).json()
        return value_or_refusal({**body, "data": (body.get("data") or {}).get("partner")})

    async def redeem(self, code: str) -> dict[str, Any]:
        text = """mutation($code: String!) { redeemHandoff(input: {code: $code}) { __typename
            ... on UserError { code message } ... on RedeemHandoffSuccess { holderName
            certificateSha256 cardNumber controlNumber accountKind accountName
            signedInAt provenAt } } }"""
        result: dict[str, Any] = (await self.ask(text, {"code": code}))["redeemHandoff"]
        return result

    @asynccontextmanager
    async def watching(
        self,
        *,
        after: str | None = None,
        last: str | None = None,
        kinds: Sequence[str] | None = None,
        streams: Streams | None = None,
        query: str = EVENTS,
    ) -> AsyncIterator[AsyncIterator[Frame]]:
        """Subscribe to events at a real server and yield its frames."""
        headers = self.headers | {"accept": "text/event-stream"}
        headers |= {"last-event-id": last} if last else {}
        # Without a value the argument's default counts.
        wanted = {} if kinds is None else {"kinds": list(kinds)}
        asked = {"query": query, "variables": {"after": after, **wanted}}
        async with (
            served(self.portal, streams or Streams()) as server,
            httpx.AsyncClient(timeout=PATIENCE) as client,
            client.stream("POST", server.url, json=asked, headers=headers) as answer,
        ):
            assert answer.status_code == 200, await answer.aread()
            yield frames(answer)


@asynccontextmanager
async def served(portal: TestPortal, streams: Streams, *, port: int = 0) -> AsyncIterator[Server]:
    """Serve the portal on the loopback interface; streams of revoked tokens end."""
    app = make_app(Portal(services=portal.services, streams=streams))
    ending = asyncio.create_task(
        ending_streams(portal.services.journal, streams, topic="partner-token:")
    )
    try:
        async with serving(app, streams=[streams], port=port) as server:
            yield server
    finally:
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
