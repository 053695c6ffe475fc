"""Tests of lists of revoked CAs: fetched, verified, and applied at once."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509

from models.core.errors import UserError
from models.pki.crl.authority_list import IssuerRevoked, check_issuer
from models.pki.crl.revocation_list import About, RevocationList, read_list
from models.pki.crl.status import ListProblem, ListUnusable, RevocationStale, RevocationUnknown
from models.pki.path.trust import Authority
from models.revocation.lists_on_hand import lists_on_hand
from models.revocation.settings import RevocationSettings
from models.revocation.stored_list import StoredList
from resolvers.revocation.refresh import refresh
from tests.support import cards
from tests.support.cards import AT, DAY, SECOND
from tests.support.people.people import Person
from tests.support.pki.anchors import der
from tests.support.pki.crafted import AUTHORITY_KEY, SCOPE, crafted, entry, extension, number
from tests.support.pki.encoding import tagged
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded
from tests.support.servers.lists import publishing
from tests.support.servers.responders import with_responders
from web.demo.authority import Generation
from web.demo.hierarchy import CA
from web.processes.jobs import jobs

ONLY_CAS, ONLY_CARDS = b"\x82\x01\xff", b"\x81\x01\xff"
LIFE = timedelta(hours=36)
PART = b"http://grca.nat.gov.tw.invalid/repository/CRL3/CA.crl"
URL = "http://root.example/CA.crl"


def ca(name: str) -> CA:
    return cards.authority().authorities[name]


def root(name: str = "root-G3") -> Authority:
    subject = ca(name).certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return cards.trust().authorities[subject.value.digest.hex()]


def carl(
    *revoked: str,
    scope: bytes = ONLY_CAS,
    by: str = "root-G3",
    at: datetime = AT - timedelta(hours=1),
    value: int = 1,
) -> bytes:
    """Sign a root's list of revoked CAs; without a scope it covers all that the root signed."""
    said = [
        extension(AUTHORITY_KEY, tagged(0x30, tagged(0x80, bytes.fromhex(root(by).key_id)))),
        number(value),
    ]
    if scope:
        said.append(extension(SCOPE, tagged(0x30, scope), critical="yes"))
    entries = [entry(ca(name).certificate.serial_number) for name in revoked]
    return crafted(*said, entries=entries, signer=ca(by), at=at, until=at + LIFE)


def part(url: bytes, flag: bytes = ONLY_CAS) -> bytes:
    return tagged(0xA0, tagged(0xA0, tagged(0x86, url))) + flag


def known(content: bytes, *, by: str = "root-G3") -> RevocationList:
    return read_list(content, issuer=root(by), about=About.AUTHORITIES)


def refusal(*lists: RevocationList, at: datetime = AT) -> type[UserError] | None:
    try:
        check_issuer(cards.issuer(), lists, at=at)
    except UserError as refused:
        return type(refused)
    return None


# What is read.


@pytest.mark.parametrize("scope", [ONLY_CAS, b"", part(PART)])
def test_a_list_of_cas_is_read(scope: bytes) -> None:
    assert known(carl(scope=scope)).about is About.AUTHORITIES


@pytest.mark.parametrize("scope", [ONLY_CARDS, part(PART, ONLY_CARDS), b"\x84\x01\xff"])
def test_a_list_that_leaves_cas_out_is_refused(scope: bytes) -> None:
    with pytest.raises(ListUnusable) as unusable:
        known(carl(scope=scope))

    assert unusable.value.problem is ListProblem.SCOPE


def test_a_list_of_cas_alone_says_nothing_of_cards() -> None:
    with pytest.raises(ListUnusable) as unusable:
        read_list(carl(), issuer=root())

    assert unusable.value.problem is ListProblem.SCOPE


def test_a_list_of_another_root_is_refused() -> None:
    with pytest.raises(ListUnusable) as unusable:
        known(carl(by="root-G2"))

    assert unusable.value.problem is ListProblem.WRONG_ISSUER


# What it means.


def test_an_issuer_on_no_list_goes_on() -> None:
    assert refusal(known(carl())) is None


@pytest.mark.parametrize("age", [timedelta(0), 99 * DAY])
def test_an_issuer_on_a_list_of_any_age_is_revoked(age: timedelta) -> None:
    assert refusal(known(carl("MOICA-G3", at=AT - age)), known(carl())) is IssuerRevoked


def test_the_other_issuer_is_not_meant() -> None:
    assert refusal(known(carl("MOICA-G2"))) is None
    assert refusal(known(carl("MOICA-G3", by="root-G2"), by="root-G2")) is RevocationUnknown


def test_a_list_that_is_overdue_or_missing_is_another_fact() -> None:
    late = known(carl(at=AT - LIFE - SECOND))

    assert refusal(late) is RevocationStale
    assert refusal(known(carl(at=AT - LIFE))) is None
    assert refusal(known(carl(at=AT + DAY))) is RevocationUnknown
    assert refusal() is RevocationUnknown


def test_a_partial_list_covers_the_cas_that_name_it() -> None:
    assert refusal(known(carl("MOICA-G3", scope=part(PART)))) is IssuerRevoked
    assert refusal(known(carl(scope=part(PART)))) is None
    assert refusal(known(carl(scope=part(b"http://x.example/y")))) is RevocationUnknown


def test_lists_of_cards_and_of_cas_say_nothing_of_the_other() -> None:
    cas, cards_ = known(carl("MOICA-G3")), read_list(cards.crl(), issuer=cards.issuer())

    with pytest.raises(RevocationUnknown):
        cards.proof(cards.signed(cards.citizen()), known=[replace(cards_, about=About.AUTHORITIES)])
    assert refusal(replace(cas, about=About.CARDS)) is RevocationUnknown


def test_every_ca_above_cards_is_known_with_its_place() -> None:
    store = cards.trust()

    assert {authority.name for authority in store.authorities.values()} == {
        "TEST ONLY root-G2",
        "TEST ONLY root-G3",
    }
    [step] = cards.issuer().steps
    assert step.authority_key_id == root().key_id
    assert step.serial_number == x509.load_der_x509_certificate(der("MOICA-G3")).serial_number
    assert step.crl_urls == {PART.decode()}


# In the portal.


async def fetched(portal: TestPortal, *contents: bytes) -> int:
    lists = {f"/{place}.crl": content for place, content in enumerate(contents)}
    async with publishing(lists) as base:
        return await refresh(
            urls=[],
            authority_urls=[base + path for path in lists],
            trust=portal.services.trust.store,
            now=portal.clock(),
        )


async def test_a_revoked_issuer_is_not_believed_from_the_next_card_on(portal: TestPortal) -> None:
    alice, bruno = Person.at(portal), Person.at(portal, cards.citizen(generation=Generation.G2))
    await alice.apply()
    await bruno.apply()

    new = await fetched(portal, carl("MOICA-G3"), carl(by="root-G2"))
    refused = await alice.bind()
    bound = await bruno.bind()

    assert new == 2
    assert (refused["code"], refused["path"]) == ("ISSUER_REVOKED", ["signature"])
    assert "憑證機構" in refused["message"]
    assert "application" in bound, bound


async def test_an_account_is_not_opened_when_the_issuer_was_revoked_meanwhile(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    await portal.mail()
    await fetched(portal, carl("MOICA-G3"))

    refused = await alice.activate(portal.post.link("/activate"))

    assert refused["code"] == "ISSUER_REVOKED"


async def test_a_list_of_cards_at_the_place_of_one_of_cas_is_not_kept(portal: TestPortal) -> None:
    before = await StoredList.all().count()

    new = await fetched(portal, cards.crl(number=2099010100), carl(scope=ONLY_CARDS))

    assert new == 0
    assert await StoredList.all().count() == before


async def test_an_older_list_does_not_bring_an_issuer_back(portal: TestPortal) -> None:
    await fetched(portal, carl("MOICA-G3", value=2))

    await fetched(portal, carl(value=1))

    on_hand = await lists_on_hand(portal.services.trust.store, at=portal.clock())
    assert refusal(*on_hand) is IssuerRevoked


def requiring(portal: TestPortal) -> None:
    settings = RevocationSettings(authority_list_urls=(URL,), authority_list_required=True)
    choices = replace(portal.settings, revocation=settings)
    portal.services = replace(portal.services, settings=choices)
    with_responders(portal, lambda nonce: b"", settings=replace(settings, first_for_high=False))


@pytest.mark.parametrize(
    ("age", "code"),
    [(None, "REVOCATION_UNKNOWN"), (LIFE + SECOND, "REVOCATION_STALE"), (LIFE, None)],
)
async def test_an_operator_may_require_a_fresh_list_of_cas(
    portal: TestPortal, age: timedelta | None, code: str | None
) -> None:
    requiring(portal)
    alice = Person.at(portal)
    await alice.apply()
    if age is not None:
        await fetched(portal, carl(at=portal.clock() - age))

    answer = await alice.bind()

    assert answer.get("code") == code


@pytest.mark.parametrize(("required", "code"), [("no", None), ("yes", "REVOCATION_UNKNOWN")])
async def test_a_damaged_list_of_cas_counts_as_missing_and_is_named(
    portal: TestPortal, required: str, code: str | None
) -> None:
    if required == "yes":
        requiring(portal)
    await fetched(portal, carl("MOICA-G3"))
    damaged = StoredList.filter(issuer_key_id=root().key_id)
    await damaged.update(content=carl("MOICA-G3")[:-1] + b"?")
    alice = Person.at(portal)
    await alice.apply()

    answer = await alice.bind()
    said = await degraded(portal)
    portal.clock.forward(SECOND)
    new = await fetched(portal, carl("MOICA-G3"))

    assert answer.get("code") == code
    assert said["lists_left_out"] == {root().name: "WRONG_SIGNATURE"}
    assert new == 1
    again = Person.at(portal)
    await again.apply()
    assert (await again.bind())["code"] == "ISSUER_REVOKED"


async def test_an_overdue_list_of_cas_is_in_the_log_and_refuses_nobody(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice = Person.at(portal)
    await alice.apply()

    with caplog.at_level(logging.WARNING):
        await fetched(portal, carl(at=portal.clock() - 9 * DAY), carl(by="root-G2"))
    bound = await alice.bind()

    assert "TEST ONLY root-G3: its list of revoked CAs is missing or overdue" in caplog.text
    assert "root-G2" not in caplog.text
    assert "application" in bound, bound


async def test_without_addresses_cas_are_not_checked(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await fetched(portal)

    assert caplog.text == ""


async def test_the_worker_fetches_the_lists_of_cas_from_their_own_addresses(
    portal: TestPortal,
) -> None:
    async with publishing({"/CA.crl": carl("MOICA-G3")}) as base:
        settings = RevocationSettings(authority_list_urls=(f"{base}/CA.crl",))
        choices = replace(portal.settings, revocation=settings, list_urls=())
        [job] = [
            job for job in jobs(replace(portal.services, settings=choices)) if job.name == "lists"
        ]

        await job.run_once()

    assert await StoredList.filter(issuer_key_id=root().key_id).count() == 1
