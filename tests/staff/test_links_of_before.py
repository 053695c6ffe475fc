"""Tests of the migration that voids the links to staff accounts that name nobody."""

from importlib import import_module

from models.account.account import Account
from models.database.transaction import client
from models.link.account_link import AccountLink
from models.session.roles import AccountKind
from models.session.session import Session, SessionEnd, SessionKind
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import account_without_card, mailed_link


async def test_links_to_staff_and_the_sessions_they_began_are_over(portal: TestPortal) -> None:
    company = await account_without_card(portal)
    staff = await account_without_card(portal, number="B0000007")
    for account in (company, staff):
        await Person.at(portal).follow(await mailed_link(portal, account.control_number))
    await Account.filter(id=staff.id).update(kind=AccountKind.STAFF)

    for statement in import_module("models.database.migrations.0015_invite_staff").VOID:
        await client().execute_query(statement)

    assert [link.account_id for link in await AccountLink.filter(spent_at=None)] == [company.id]
    [ended] = await Session.filter(kind=SessionKind.BIND_ONLY, ended_at__not_isnull=True)
    assert (ended.account_id, ended.ended_because) == (staff.id, SessionEnd.INVITATION_VOIDED)
