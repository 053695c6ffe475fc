"""Test of the portal with lists as long as MOICA's, on a host that its cards do not name."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.revocation.stored_list import StoredList
from models.settings.settings import for_demo
from resolvers.revocation.refresh import refresh
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.servers.component import NOW, Component, card_of, open_component
from tests.support.servers.lists import publishing
from web.demo.component.habits import Habit
from web.demo.stage import demo_anchors
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

NAMES = ("MOICA-complete.crl", "MOICA-G3-complete.crl")


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


async def fetched(portal: TestPortal, component: Component) -> int:
    """Fetch the lists as the worker does; return how many were new."""
    lists = component.deck.revocation_lists(NOW)
    async with publishing({f"/{name}": lists[name] for name in NAMES}) as base:
        return await refresh(
            urls=[f"{base}/{name}" for name in NAMES], trust=portal.services.trust.store, now=NOW
        )


async def test_the_portal_takes_lists_as_long_as_real_ones_in_place_of_short_ones(
    portal: TestPortal, component: Component, tmp_path: Path
) -> None:
    portal.clock.at = NOW
    demo = for_demo(state=tmp_path / "var", port=1, card_port=2).revocation
    settings = replace(portal.settings, revocation=replace(demo, responders={}))
    portal.services = replace(portal.services, settings=settings)
    portal.trusting(demo_anchors(component.deck.authority).store(NOW))
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    assert await fetched(portal, component) == 2
    assert await fetched(portal, component) == 0

    for habit in (Habit.LONG_LISTS, Habit.OTHER_LIST_HOST):
        component.deck.toggle(habit)
    assert await fetched(portal, component) == 2
    # Only the long ones are left, which name another host than the cards.
    await StoredList.filter(scope="").delete()

    alice, late = (Person.at(portal, card_of(component.deck, card)) for card in ("wang", "hold"))
    await alice.apply()
    await late.apply()
    bound, refused = await alice.bind(), await late.bind()

    assert "application" in bound, bound
    assert refused["code"] == "CERTIFICATE_ON_HOLD"
