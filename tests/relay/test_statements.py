"""Tests that a page costs the same statements however many rows it has."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.session.roles import AccountKind, AccountStatus
from tests.support.people.partners import Clara
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

# Once a second, and at each commit.
OF_THE_READER = ('"event" WHERE "seq">', 'FROM "journal" WHERE "id"=')
CARDS = "certificates { edges { node { sha256 isDisputed validUntil } } }"
LISTING = f"accounts(first: 50) {{ edges {{ node {{ controlNumber {CARDS} }} }} }}"
JOURNAL = "journal(first: 50) { edges { node { seq actorName mailbox { email } } } }"


async def _fill(portal: TestPortal, count: int) -> None:
    """Open further accounts, each with a card like Alice's."""
    pattern = await Certificate.get(status=CertificateStatus.LIVE, account__kind="BUSINESS")
    for number in range(count):
        account = await Account.create(
            control_number=f"Q{number:07}",
            kind=AccountKind.BUSINESS,
            status=AccountStatus.ACTIVE,
            opened_at=portal.clock(),
            changed_at=portal.clock(),
        )
        card = pattern.clone(pk=uuid4())
        card.control_number, card.sha256 = account.control_number, f"{number:064x}"
        card.account_id, card.membership_id, card.person_id = account.id, None, None
        await card.save()


def _count(caplog: pytest.LogCaptureFixture) -> int:
    said = [record.getMessage() for record in caplog.records]
    caplog.clear()
    return len([one for one in said if not any(text in one for text in OF_THE_READER)])


async def test_the_cards_of_a_listing_are_read_at_once(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    await holder(portal)
    clara = await Clara.at(portal)
    await clara.read(LISTING)
    caplog.set_level(logging.DEBUG, "tortoise.db_client")

    await clara.read(LISTING)
    of_one = _count(caplog)
    await _fill(portal, 20)
    caplog.clear()
    page = await clara.read(LISTING)

    assert [len(edge["node"]["certificates"]["edges"]) for edge in page["edges"]] == [1] * 21
    assert _count(caplog) == of_one


async def test_the_names_of_the_journal_are_read_at_once(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await holder(portal)
    admin = await ada(portal)
    await admin.read_of_staff(JOURNAL)
    caplog.set_level(logging.DEBUG, "tortoise.db_client")

    few = await admin.read_of_staff(JOURNAL.replace("50", "5"))
    of_few = _count(caplog)
    for _ in range(10):
        portal.clock.forward(timedelta(seconds=1))
        await alice.prove()
    caplog.clear()
    many = await admin.read_of_staff(JOURNAL)

    assert len(few["edges"]) == 5
    assert len(many["edges"]) > 15
    assert _count(caplog) <= of_few
