"""Tests of the operator's numbers: streams, requests and connections of a web process."""

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from models.settings.operations import OperationSettings
from tests.support.portal import TestPortal
from tests.support.servers.process import until
from web.http.app import Portal, make_app
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.error import Refused
from web.processes.serve import connections_of, portal_of


def operated(portal: TestPortal, operation: OperationSettings) -> Portal:
    services = portal.services
    settings = replace(services.settings, operation=operation)
    return portal_of(replace(services, settings=settings), metrics_at=None)


async def test_so_many_streams_are_open_at_most(portal: TestPortal) -> None:
    streams = operated(portal, OperationSettings(streams=12)).streams
    with ExitStack() as stack:
        for number in range(12):
            stack.enter_context(streams.reserve(f"draft{number}", address=f"192.0.2.{number}"))

        with pytest.raises(Refused) as refused:
            stack.enter_context(streams.reserve("alice", address="192.0.2.99"))

    assert (refused.value.status, refused.value.code) == (503, "NO_STREAM_FREE")


async def test_eight_requests_of_the_service_are_carried_out_beside_one_another(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.gate.turns.places.LONGEST", 60.0)
    go_on, carry_out, begun = asyncio.Event(), GraphQLEndpoint._carry_out, 0

    async def hold(self: GraphQLEndpoint, *args: Any, **named: Any) -> object:
        nonlocal begun
        begun += 1
        await go_on.wait()
        return await carry_out(self, *args, **named)

    monkeypatch.setattr(GraphQLEndpoint, "_carry_out", hold)
    browser = portal.browser()
    asked = [
        asyncio.create_task(browser.post("/graphql", json={"query": "{ __typename }"}))
        for _ in range(12)
    ]
    await until(lambda: begun >= 8)
    await asyncio.sleep(0.2)
    at_once = begun
    go_on.set()
    statuses = [(await one).status_code for one in asked]

    assert at_once == 8
    assert statuses == [200] * 12


async def test_so_many_requests_are_carried_out_at_once(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, carry_out = asyncio.Event(), GraphQLEndpoint._carry_out

    async def hold(self: GraphQLEndpoint, *args: Any, **named: Any) -> object:
        await go_on.wait()
        return await carry_out(self, *args, **named)

    monkeypatch.setattr(GraphQLEndpoint, "_carry_out", hold)
    portal.app = make_app(operated(portal, OperationSettings(requests_at_once=10)))
    browser = portal.browser()
    asked = [
        asyncio.create_task(browser.post("/graphql", json={"query": "{ __typename }"}))
        for _ in range(11)
    ]
    done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    refused = done.pop().result()
    go_on.set()

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert [(await one).status_code for one in asked].count(200) == 10


async def test_an_address_has_so_many_connections_at_most() -> None:
    connections = connections_of(OperationSettings(connections_per_address=2), proxies="10.0.0.0/8")

    entered = [connections.enter(connections.counted("192.0.2.1")) for _ in range(3)]

    assert entered == [True, True, False]
    assert connections.enter(connections.counted("192.0.2.2"))
    assert all(connections.enter(connections.counted("10.1.2.3")) for _ in range(5))
