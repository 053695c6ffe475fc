"""Tests of how long corrections of mailboxes are kept, and of what a person is told of them."""

from datetime import timedelta

import pytest
from strawberry.relay import to_base64
from tortoise.expressions import Q

from models.account.mailbox_correction import MailboxCorrection
from models.card.certificate import Certificate
from models.core.rules import MEMBER_NOTICE
from models.journal.event import Event
from resolvers.privacy.erase import Keeping, erase_next
from resolvers.privacy.export import NothingHeld, export_person
from tests.support.people.staff import berta, bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import account_without_card, holder
from tests.support.scenarios.corrections import (
    NEW,
    OLD,
    confirmed,
    end_correction,
    imported,
    newest,
    propose_correction,
    proposed,
)

SECOND = timedelta(seconds=1)
KEPT = timedelta(days=90)
KEEPING = Keeping(
    came_to_nothing=KEPT,
    sessions=timedelta(days=2000),
    mails=timedelta(days=2000),
    evidence=timedelta(days=2000),
)


async def erase(portal: TestPortal) -> None:
    while await erase_next(keeping=KEEPING, now=portal.clock()):
        pass


async def test_a_correction_that_came_to_nothing_is_erased_and_its_events_stay(
    portal: TestPortal,
) -> None:
    account_id, first = await imported(portal), await bruno(portal)
    await proposed(first, account_id)
    await end_correction(first)
    portal.clock.forward(KEPT - SECOND)

    await erase(portal)
    before = await MailboxCorrection.all().count()
    portal.clock.forward(SECOND)
    await erase(portal)

    assert (before, await MailboxCorrection.all().count()) == (1, 0)
    assert await Event.filter(kind="MAILBOX_CORRECTION_WITHDRAWN").count() == 1


async def test_of_a_correction_in_force_only_the_wrong_mailbox_is_erased(
    portal: TestPortal,
) -> None:
    """Why the account has its mailbox must be known as long as it has it."""
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await portal.mails()
    portal.clock.forward(MEMBER_NOTICE)
    await portal.work("mailboxes")
    portal.clock.forward(KEPT - SECOND)

    await erase(portal)
    before = (await newest()).previous
    portal.clock.forward(SECOND)
    await erase(portal)

    row = await newest()
    assert (before, row.previous) == (OLD, "")
    assert (row.email, row.evidence) == (NEW, "測試字第1號")
    assert not await erase_next(keeping=KEEPING, now=portal.clock())


async def test_one_that_waits_is_never_erased(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    portal.clock.forward(timedelta(days=1000))

    await erase(portal)

    assert (await newest()).previous == OLD


@pytest.mark.parametrize("column", ["mailbox", "email"])
async def test_a_correction_from_or_to_a_persons_mailbox_is_exported(
    portal: TestPortal, column: str
) -> None:
    await holder(portal)
    card = await Certificate.get()
    other = await account_without_card(portal, number="G0000001")
    hers = "holder@company.example"
    if column == "mailbox":
        await type(other).filter(id=other.id).update(mailbox=hers)
    await propose_correction(
        await bruno(portal), _global_id(other.id), **{"mailbox": other.mailbox, column: hers}
    )

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    [row] = held["mailbox correction"]
    assert hers in (row["previous"], row["email"])


@pytest.mark.parametrize("column", ["reason", "evidence", "note"])
async def test_a_correction_that_names_a_person_is_exported(
    portal: TestPortal, column: str
) -> None:
    account_id, first = await imported(portal), await bruno(portal)
    written = {} if column == "note" else {column: "電洽測試辛"}
    await propose_correction(first, account_id, **written)
    if column == "note":
        await end_correction(first, "電洽測試辛")

    named = await export_person(sha256=None, name="測試辛", actor="operator:t", now=portal.clock())

    [row] = named["named in mailbox correction"]
    assert "測試辛" in str(row[column])
    with pytest.raises(NothingHeld):
        await export_person(sha256=None, name="測試壬", actor="operator:t", now=portal.clock())


async def test_a_correction_of_other_mailboxes_is_not_exported(portal: TestPortal) -> None:
    await holder(portal)
    card = await Certificate.filter(~Q(email="")).get()
    other = await account_without_card(portal, number="G0000001")
    await propose_correction(await bruno(portal), _global_id(other.id), mailbox=other.mailbox)

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert "mailbox correction" not in held
    assert COMPANY.business_email != card.email


def _global_id(account_id: object) -> str:
    return to_base64("Account", str(account_id))
