"""What a process reports as not ready, degraded or put off."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from models.database.put_off import forget_all, put_off
from tests.support.portal import TestPortal
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.ops.health import Health


@asynccontextmanager
async def measured_anew(portal: TestPortal) -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser at the portal, whose health is measured at every request."""
    health = Health(portal.services, kept_seconds=0)
    portal.app = make_app(Portal(services=portal.services, streams=Streams(), health=health))
    async with portal.browser() as browser:
        yield browser


async def degraded(portal: TestPortal) -> dict[str, Any]:
    """Return what `/readyz` calls degraded."""
    async with measured_anew(portal) as browser:
        answer = await browser.get("/readyz")
    said: dict[str, Any] = answer.json()["degraded"]
    return said


def taken_put_off(portal: TestPortal) -> Mapping[str, int]:
    """Return how many items each job puts off, which a test did on purpose, and forget them."""
    counts = put_off(at=portal.clock())
    forget_all()
    return counts
