"""Tests of the menu: one entry a partner, which starts its own sign-in before a hand-off."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from strawberry.relay import to_base64

from models.openid.relying_party import RelyingParty
from models.partner.partner import Partner, Scope
from tests.support.people.partners import Clara
from tests.support.people.people import Person
from tests.support.people.relying import ISSUER, START, RelyingSystem
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

MENU = "{ systems { partner { id name } loginUrl } }"
NODE = "query($id: ID!) { node(id: $id) { ... on Partner { id name } } }"
TARGET = "https://tracks.example/trucks?of=today"


async def menu(alice: Person) -> list[tuple[str, str | None]]:
    seen: list[dict[str, Any]] = (await alice.ask(MENU))["systems"]
    return [(one["partner"]["name"], one["loginUrl"]) for one in seen]


def told(url: str | None) -> dict[str, str]:
    assert url is not None
    return dict(parse_qsl(urlsplit(url).query))


async def test_an_entry_starts_the_partners_own_sign_in(portal: TestPortal) -> None:
    alice = await holder(portal)
    await RelyingSystem.at(portal, initiate_login_uri=START)

    [(name, url)] = await menu(alice)

    # OpenID Connect Core §4: the issuer, and the address's own query as it was.
    assert name == "車輛定位系統"
    assert url is not None
    assert url.startswith(f"{START}&")
    assert told(url) == {"via": "gpszone", "iss": ISSUER}


async def test_where_a_target_is_registered_it_is_sent(portal: TestPortal) -> None:
    alice = await holder(portal)
    await RelyingSystem.at(portal, initiate_login_uri=START, target_link_uri=TARGET)

    [(_, url)] = await menu(alice)

    assert told(url) == {"via": "gpszone", "iss": ISSUER, "target_link_uri": TARGET}


async def test_a_partner_with_both_has_one_entry_that_signs_in(portal: TestPortal) -> None:
    alice = await holder(portal)
    clara = await Clara.at(portal, Scope.HANDOFF)
    await Clara.at(portal, Scope.HANDOFF, name="丙系統")
    before = await menu(alice)
    await RelyingSystem.at(portal, partner=clara, initiate_login_uri=START)

    after = await menu(alice)

    assert before == [("丙系統", None), ("車輛定位系統", None)]
    assert [name for name, _ in after] == ["丙系統", "車輛定位系統"]
    assert after[0][1] is None
    assert told(after[1][1])["iss"] == ISSUER


async def test_who_starts_no_sign_in_is_not_in_the_menu(portal: TestPortal) -> None:
    alice = await holder(portal)
    await RelyingSystem.at(portal, partner=await Clara.at(portal, Scope.EVENTS_READ))

    assert await menu(alice) == []


async def test_a_registration_or_partner_that_is_gone_leaves_the_menu(portal: TestPortal) -> None:
    alice = await holder(portal)
    clara = await Clara.at(portal, Scope.EVENTS_READ)
    tracks = await RelyingSystem.at(portal, partner=clara, initiate_login_uri=START)

    await RelyingParty.all().update(removed_at=portal.clock())
    removed = await menu(alice)
    await RelyingParty.all().update(removed_at=None)
    there = await menu(alice)
    await Partner.filter(id=tracks.partner.id).update(revoked_at=portal.clock())
    revoked = await menu(alice)

    assert (removed, len(there), revoked) == ([], 1, [])


async def test_the_menu_is_for_holders(portal: TestPortal) -> None:
    admin = await ada(portal)
    await RelyingSystem.at(portal, initiate_login_uri=START)

    assert await menu(admin) == []
    assert await menu(Person.at(portal)) == []


async def test_a_partner_of_the_menu_is_a_node_to_holders(portal: TestPortal) -> None:
    alice = await holder(portal)
    tracks = await RelyingSystem.at(portal, initiate_login_uri=START)
    silent = await Clara.at(portal, Scope.EVENTS_READ, name="丁系統")
    hidden = await RelyingSystem.at(portal, partner=silent)

    async def seen(system: RelyingSystem) -> Any:
        return (await alice.ask(NODE, {"id": to_base64("Partner", system.partner.id)}))["node"]

    assert (await seen(tracks))["name"] == "車輛定位系統"
    assert await seen(hidden) is None
