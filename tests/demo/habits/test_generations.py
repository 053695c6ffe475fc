"""Tests of the demo's cards of two generations: one person, or one whom staff must recognise."""

from pathlib import Path

import pytest

from models.membership.person import Person as Member
from models.pki.crl.status import RevocationList
from models.revocation.stored_list import StoredList
from resolvers.revocation.refresh import read_card_list
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.servers.component import NOW, Component, card_of, open_component
from web.demo.stage import demo_anchors


@pytest.fixture
async def component(
    portal: TestPortal, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Component:
    """Open a component whose authority the portal trusts, with its lists on hand."""
    portal.clock.at = NOW
    component = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    store = demo_anchors(component.deck.authority).store(NOW)
    portal.trusting(store)
    for name, content in component.deck.revocation_lists(NOW).items():
        if "complete" in name:
            fresh: RevocationList = read_card_list(content, store)
            await StoredList.keep(fresh, content=content, at=NOW)
    return component


async def test_a_persons_card_of_the_next_generation_takes_the_old_ones_place(
    portal: TestPortal, component: Component
) -> None:
    await holder(portal, Person.at(portal, card_of(component.deck, "wang-g2")))
    reissued = Person.at(portal, card_of(component.deck, "wang"))

    refused = await reissued.sign_in()
    renewed = await reissued.renew()

    assert refused["code"] == "CARD_RENEWED"
    assert renewed["certificate"]["status"] == "LIVE"
    assert await Member.all().count() == 1


async def test_a_card_whose_number_of_the_person_changed_is_not_recognised_by_itself(
    portal: TestPortal, component: Component
) -> None:
    await holder(portal, Person.at(portal, card_of(component.deck, "lin")))

    reissued = await Person.at(portal, card_of(component.deck, "lin-g3")).sign_in()

    assert reissued["code"] == "CARD_NOT_BOUND"
    lin, later = (component.deck.card(card).card for card in ("lin", "lin-g3"))
    assert lin.holder == later.holder
