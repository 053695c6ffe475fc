"""Tests of staging with both kinds of authority: test ones, and others as production has them."""

from pathlib import Path

import pytest
from cryptography import x509

from models.core.mode import Mode
from models.database.staging import take_for
from models.journal.event import Event
from models.pki.crl.status import read_list
from models.pki.path.trust import Issuer, TrustStore
from models.revocation.stored_list import StoredList
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.pki.real import REAL, real
from tests.support.portal import COMPANY, TestPortal, lists_on_hand, on_file
from tests.support.production.authority import Founded
from tests.support.scenarios.accounts import SECOND, activated, enter, open_account
from web.demo.authority import Card, Generation, Revocation
from web.demo.stage import demo_anchors
from web.http.session_cookie import cookie_name
from web.ops.health import Health
from web.trust.add import TrustAdder, add_demo
from web.trust.files import TrustFilesUnusable, read_folder

TEST = ["TestMOEACA-G2", "TestMOICA-G2", "TestMOICA-G3"]


@pytest.fixture(scope="module")
def own() -> Founded:
    """An authority whose names say nothing of a test, confirmed by its fingerprint."""
    return Founded.create(at=cards.AT)


@pytest.fixture
def folder(tmp_path: Path, own: Founded) -> Path:
    """A folder of staging with both kinds, and with the real ones where they are at hand."""
    trust = tmp_path / "trust"
    adder = TrustAdder(
        folder=trust, operator=None, confirmed_by="olga", at=cards.AT, mode=Mode.STAGING
    )
    assert add_demo(demo_anchors(cards.authority()), adder=adder)[1] == []
    own.confirm_into(trust, mode=Mode.STAGING)
    for name in ("GRCA-G3", "MOICA-G3") if REAL.is_dir() else ():
        adder.add(real(name)[0])
    return trust


@pytest.fixture
async def staging(portal: TestPortal, folder: Path, own: Founded) -> TestPortal:
    """A portal of staging that trusts the folder, with a fresh list of each authority."""
    await take_for(Mode.STAGING)
    portal.be(Mode.STAGING)
    portal.trusting(read_folder(folder, mode=Mode.STAGING).store(at=cards.AT))
    await own_list(portal, own)
    return portal


async def own_list(portal: TestPortal, own: Founded, *revoked: Revocation) -> None:
    """Store the list of the authority that is no test one."""
    content = own.authority.crl(
        Generation.G3,
        at=portal.clock() - cards.SECOND,
        number=1 + len(revoked),
        life=cards.DAY,
        revoked=revoked,
    )
    fresh = read_list(content, issuer=_issuer(portal.services.trust.store, "NIGHTCA-G3"))
    await StoredList.keep(fresh, content=content, at=portal.clock())


def _issuer(store: TrustStore, name: str) -> Issuer:
    return next(issuer for issuer in store.issuers.values() if issuer.name == name)


async def bruno_of(staging: TestPortal, card: Card) -> Person:
    """Return Bruno, who has opened the account of another company by a card."""
    staging.registry.rows = [on_file(COMPANY), on_file(SECOND)]
    bruno = Person.at(staging, card)
    assert (await bruno.apply(form(SECOND)))["__typename"] == "ApplySuccess"
    bound = await bruno.bind()
    assert bound["__typename"] == "BindCertificateSuccess", bound
    await staging.review()
    await staging.mails()
    await open_account(bruno)
    return bruno


async def test_cards_of_both_apply_are_approved_and_sign_in(
    staging: TestPortal, own: Founded
) -> None:
    alice = await activated(staging, Person.at(staging))
    bruno = await bruno_of(staging, own.card(1))

    await enter(alice)
    await enter(bruno)

    assert (alice.control_number, bruno.control_number) == (
        COMPANY.control_number,
        SECOND.control_number,
    )
    assert set(bruno.browser.cookies) == {cookie_name(staging.settings)}
    assert all(event.payload["staging"] == "yes" for event in await Event.all())


async def test_each_is_refused_by_the_list_of_its_own_authority(
    staging: TestPortal, own: Founded
) -> None:
    card = own.card(2)
    alice = await activated(staging, Person.at(staging))
    bruno = await bruno_of(staging, card)
    parsed = x509.load_der_x509_certificate(card.signature_certificate)
    revoked = Revocation(serial_number=parsed.serial_number, at=staging.clock())

    # As if the test authority had listed that number: it says nothing about the other's cards.
    await lists_on_hand(staging.clock() + cards.SECOND, revoked)
    staging.clock.forward(cards.SECOND)
    still = await bruno.sign_in()
    await own_list(staging, own, revoked)
    refused = await bruno.sign_in()

    assert still["__typename"] == "SignInSuccess"
    assert refused["code"] == "CERTIFICATE_REVOKED"
    await enter(alice)


async def test_readiness_names_what_the_project_does_not_pin(staging: TestPortal) -> None:
    said = Health(staging.services).staging()

    # MOICA-G3, where it is there, is a real one.
    assert said == {"staging": {"authorities": sorted(["NIGHTCA-G3", *TEST])}}
    pinned = {"MOICA-G3"} if REAL.is_dir() else set()
    names = {issuer.name for issuer in staging.services.trust.store.issuers.values()}
    assert names == {"NIGHTCA-G3", *TEST} | pinned


def test_production_takes_nothing_of_such_a_folder(folder: Path) -> None:
    with pytest.raises(TrustFilesUnusable, match="of a test authority"):
        read_folder(folder)


def test_without_the_test_ones_what_staging_confirmed_still_counts_there_alone(
    folder: Path,
) -> None:
    for file in folder.glob("Test*"):
        file.unlink()

    with pytest.raises(TrustFilesUnusable, match="of a test authority"):
        read_folder(folder)
    store = read_folder(folder, mode=Mode.STAGING).store(at=cards.AT)
    assert "NIGHTCA-G3" in {issuer.name for issuer in store.issuers.values()}
