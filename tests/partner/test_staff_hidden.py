"""Tests that partners learn nothing of staff: no account, no card, no event."""

import asyncio

from models.account.account import Account
from models.card.certificate import Certificate
from models.session.roles import AccountKind
from tests.support.contract import global_id
from tests.support.people.partners import Clara
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.staff import admin_of, clara_confirmed

NODES = "edges { node { controlNumber } }"
ACCOUNTS = f"next {NODES}"
EVENTS = f"next {NODES}"
CODE = "__typename"


async def test_no_listing_tells_of_staff(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    clara = await Clara.at(portal)
    before = await clara.read(f"accounts {{ {ACCOUNTS} }}")
    account = await clara_confirmed(portal, admin)
    await admin.manage("suspend", account)
    await admin.manage("close", account)
    await portal.mails()
    await holder(portal)

    every = await clara.read(f"accounts {{ {ACCOUNTS} }}")
    changed = await clara.read(f'accounts(after: "{before["next"]}") {{ {ACCOUNTS} }}')
    events = await clara.read(f"events {{ {EVENTS} }}")

    assert before["edges"] == []
    for listing in (every, changed, events):
        assert {edge["node"]["controlNumber"] for edge in listing["edges"]} == {"A0000006"}


async def test_no_number_and_no_card_of_staff_is_known(portal: TestPortal) -> None:
    await admin_of(portal)
    clara = await Clara.at(portal)
    [staff] = await Account.filter(kind=AccountKind.STAFF)
    card = await Certificate.get(account_id=staff.id)
    number = f'controlNumber: "{staff.control_number}"'

    account = await clara.read(f"account({number}) {{ {CODE} }}")
    by_ids = [
        await clara.ask(f'{{ node(id: "{global_id(record)}") {{ {CODE} }} }}')
        for record in (staff, card)
    ]
    may = await clara.read(
        f'certificateMayAct(sha256: "{card.sha256}", {number}) {{ ... on MayNotAct {{ reason }} }}'
    )

    assert account["code"] == "ACCOUNT_NOT_FOUND"
    assert by_ids == [{"node": None}, {"node": None}]
    assert may["reason"] == "NOT_BOUND_HERE"


async def test_no_stream_tells_of_staff(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    clara = await Clara.at(portal)

    async with asyncio.timeout(20), clara.watching() as stream:
        await anext(stream)
        account = await clara_confirmed(portal, admin)
        await admin.manage("suspend", account)
        await portal.mails()
        await holder(portal)
        first = await anext(stream)

    assert first.payload["controlNumber"] == "A0000006"
