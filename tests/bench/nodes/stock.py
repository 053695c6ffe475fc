"""The peer of the benchmark of partners: stock Strawberry over stock Tortoise, by uvicorn.

It does what a partner's question takes and no more: the token, its use, a limit, the account, and a
line in the log. The database is the service's own; the records are the service's too.
"""

import asyncio
import hashlib
import logging
import sys
from collections import Counter
from datetime import UTC, datetime
from enum import Enum
from time import perf_counter, time

import strawberry
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.types import Info
from tortoise import Tortoise

from models.account.account import Account as Record
from models.partner.partner import PartnerToken

MOST = 1_000_000_000
MINUTE = 60
log = logging.getLogger("stock")
counted: Counter[tuple[object, int]] = Counter()


@strawberry.enum
class Kind(Enum):
    BUSINESS = "BUSINESS"
    VENDOR = "VENDOR"


@strawberry.enum
class Status(Enum):
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


@strawberry.type
class Account:
    id: strawberry.ID
    control_number: str
    kind: Kind
    status: Status
    name: str | None
    opened_at: str


@strawberry.type
class Partner:
    @strawberry.field
    async def account(self, control_number: str) -> Account | None:
        found = Record.filter(control_number=control_number).exclude(kind="STAFF")
        row = await found.order_by("-opened_at").first()
        if row is None:
            return None
        return Account(
            id=strawberry.ID(str(row.id)),
            control_number=row.control_number,
            kind=Kind(row.kind.value),
            status=Status(row.status.value),
            name=row.name,
            opened_at=row.opened_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )


@strawberry.type
class Query:
    @strawberry.field
    async def partner(self, info: Info) -> Partner:
        text = info.context["request"].headers.get("authorization", "").removeprefix("Bearer ")
        now = datetime.now(UTC)
        live = PartnerToken.filter(expires_at__gt=now, revoked_at__isnull=True)
        token = await live.get(token_hash=hashlib.sha256(text.encode()).hexdigest())
        partner = await token.partner
        last = token.last_used_at
        if last is None or (now - last).total_seconds() > MINUTE:
            await PartnerToken.filter(id=token.id).update(last_used_at=now)
        key = (token.id, int(time()) // MINUTE)
        counted[key] += 1
        if counted[key] > MOST or "accounts:read" not in partner.scopes:
            raise PermissionError
        return Partner()


def logged(app: ASGIApp) -> ASGIApp:
    """Write one line for each request."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                log.info("%d in %.1f ms", message["status"], 1_000 * (perf_counter() - began))
            await send(message)

        await app(scope, receive, observed)

    return answer


async def main(port: int, url: str) -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    await Tortoise.init(db_url=url, modules={"models": ["models.records"]}, use_tz=True)
    app = logged(GraphQL(strawberry.Schema(Query), graphql_ide=None))
    config = uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="error")
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
