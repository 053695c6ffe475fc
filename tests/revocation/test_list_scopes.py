"""Tests of lists whose distribution points name another host than the cards do."""

from dataclasses import replace

import pytest

from models.pki.crl.same_hosts import SameHosts, cover, groups_used
from models.pki.crl.status import Clearance, RevocationUnknown, check, read_list
from models.revocation.settings import MOICA_HOSTS
from models.revocation.stored_list import StoredList
from models.signature.evidence import Evidence
from resolvers.evidence.verify import verify_evidence
from resolvers.health.measure import measure
from tests.support import cards
from tests.support.cards import AT, DAY
from tests.support.people.people import Person
from tests.support.pki.crafted import SCOPE, crafted, extension, key_of, number
from tests.support.pki.encoding import tagged
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

GROUP: SameHosts = (frozenset({"a.example", "b.example"}),)


def urls(*found: str) -> frozenset[str]:
    return frozenset(found)


@pytest.mark.parametrize(
    ("of_list", "of_card", "expected"),
    [
        (urls("http://a.example/x.crl"), urls("http://b.example/x.crl"), True),
        (urls("http://b.example/x.crl"), urls("http://a.example/x.crl"), True),
        (urls("http://A.Example/x.crl"), urls("http://b.example/x.crl"), True),
        (urls("http://a.example/x.crl"), urls("http://a.example/x.crl"), True),
        (urls(), urls("http://c.example/x.crl"), True),
        (urls("http://a.example/x.crl"), urls("http://b.example/y.crl"), False),
        (urls("http://a.example/x.crl"), urls("http://b.example/X.crl"), False),
        (urls("http://a.example/x.crl"), urls("https://b.example/x.crl"), False),
        (urls("http://a.example/x.crl"), urls("http://b.example:8080/x.crl"), False),
        (urls("http://a.example/x.crl"), urls("http://c.example/x.crl"), False),
        (urls("http://c.example/x.crl"), urls("http://d.example/x.crl"), False),
        (urls("http://a.example/x.crl?p=1"), urls("http://b.example/x.crl?p=2"), False),
        (urls("http://[a.example/x.crl"), urls("http://b.example/x.crl"), False),
        (urls("http://a.example.evil/x.crl"), urls("http://b.example/x.crl"), False),
        (urls("http://a.example@c.example/x.crl"), urls("http://b.example/x.crl"), False),
        (urls("http://a.example/x.crl"), urls(), False),
    ],
)
def test_hosts_of_one_group_are_one_and_paths_are_not(
    of_list: frozenset[str], of_card: frozenset[str], expected: object
) -> None:
    assert cover(of_list, of_card, same_hosts=GROUP) is expected


def test_without_a_group_every_host_is_another() -> None:
    assert not cover(urls("http://a.example/x.crl"), urls("http://b.example/x.crl"))


def test_a_clearance_tells_the_group_that_it_needed() -> None:
    a, b = urls("http://a.example/x.crl"), urls("http://b.example/x.crl")

    assert groups_used(a, b, same_hosts=(*GROUP, *MOICA_HOSTS)) == GROUP
    assert groups_used(a, a, same_hosts=GROUP) == ()


def scoped(url: str, *, at: int = 5) -> bytes:
    point = tagged(0xA0, tagged(0xA0, tagged(0x86, url.encode())))
    return crafted(key_of(), number(at), extension(SCOPE, tagged(0x30, point), critical="yes"))


def test_a_card_is_covered_by_a_list_at_a_host_that_is_declared_the_same() -> None:
    known = read_list(scoped("http://moica.nat.gov.tw/crl/x.crl"), issuer=cards.issuer())
    card = urls("http://ocsp-moica.moi.gov.tw/crl/x.crl")

    def checked(same_hosts: SameHosts) -> SameHosts:
        return check(
            7,
            [known],
            issuer_key_id=cards.issuer().key_id,
            crl_urls=card,
            at=AT,
            grace=DAY,
            same_hosts=same_hosts,
        ).same_hosts

    assert checked(MOICA_HOSTS) == MOICA_HOSTS
    with pytest.raises(RevocationUnknown):
        checked(())


# The service.

HOST = "ocsp-moica.moi.gov.tw.invalid"


def of_card() -> str:
    """Return the address that a card names."""
    found = cards.proof(cards.signed(cards.citizen())).crl_urls
    return min(found)


def elsewhere(url: str) -> str:
    return url.replace(HOST, "lists.example")


async def bound(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    assert "application" in await alice.bind()


def declaring(portal: TestPortal, same_hosts: SameHosts) -> None:
    """Declare hosts the same, as an operator does."""
    chosen = replace(portal.settings.revocation, same_hosts=same_hosts)
    settings = replace(portal.settings, revocation=chosen)
    portal.services = replace(portal.services, settings=settings)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))


async def stored(content: bytes) -> None:
    """Put a list in the place of all lists of its issuer."""
    fresh = read_list(content, issuer=cards.issuer())
    await StoredList.filter(issuer_key_id=fresh.issuer_key_id).delete()
    assert await StoredList.keep(fresh, content=content, at=AT)


async def for_nobody(portal: TestPortal, *, same_hosts: SameHosts = ()) -> dict[str, str]:
    found = await measure(
        trust=portal.services.trust.store, now=portal.clock(), same_hosts=same_hosts
    )
    return dict(found.lists_for_nobody)


async def test_a_list_of_another_host_than_the_cards_is_an_alarm(portal: TestPortal) -> None:
    url = of_card()
    await bound(portal)

    await stored(scoped(elsewhere(url)))

    assert await for_nobody(portal) == {cards.issuer().name: elsewhere(url)}
    same = (frozenset({HOST, "lists.example"}),)
    assert await for_nobody(portal, same_hosts=same) == {}
    said = await degraded(portal)
    assert said["lists_for_nobody"] == {cards.issuer().name: elsewhere(url)}


async def test_a_list_that_covers_the_cards_is_no_alarm(portal: TestPortal) -> None:
    await bound(portal)

    assert await for_nobody(portal) == {}
    await stored(scoped(of_card()))
    assert await for_nobody(portal) == {}


async def test_another_path_than_that_of_any_card_is_an_alarm(portal: TestPortal) -> None:
    await bound(portal)

    await stored(scoped(of_card() + "x"))

    assert await for_nobody(portal) == {cards.issuer().name: of_card() + "x"}


async def test_before_the_first_card_the_host_of_moicas_cards_is_expected(
    portal: TestPortal,
) -> None:
    await stored(scoped("http://moica.nat.gov.tw/crl/x.crl"))

    assert await for_nobody(portal, same_hosts=MOICA_HOSTS) == {}
    assert await for_nobody(portal) == {cards.issuer().name: "http://moica.nat.gov.tw/crl/x.crl"}


async def test_a_card_is_bound_by_a_list_at_another_host_and_its_evidence_verified(
    portal: TestPortal,
) -> None:
    same = (frozenset({HOST, "lists.example"}),)
    await stored(scoped(elsewhere(of_card())))
    alice = Person.at(portal)
    await alice.apply()

    refused = await alice.bind()
    declaring(portal, same)
    await bound(portal)

    assert refused["code"] == "REVOCATION_UNKNOWN"
    replay = await verify_evidence(
        (await Evidence.get()).id,
        seal=portal.settings.evidence_seal,
        trust=lambda at: portal.services.trust.store,
    )
    assert isinstance(replay.kept.clearance, Clearance)
    assert replay.kept.clearance.same_hosts == same
