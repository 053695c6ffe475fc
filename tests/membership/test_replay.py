"""Tests that the journal alone says who belonged to an account, and with which cards."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from cryptography.x509 import ReasonFlags
from strawberry.relay import to_base64

from models.account.account import Account
from models.card.certificate import Certificate
from models.database.transaction import tx
from models.membership.membership import Membership
from tests.support import cards
from tests.support.people.people import Person
from tests.support.people.staff import ada
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import account_without_card, mailed_link, two_holders
from tests.support.scenarios.cards import (
    colleague,
    last_dispute_token,
    reissued,
    report_change,
)
from tests.support.scenarios.members import DORMANT
from tests.support.scenarios.staff import (
    admin_of,
    bind,
    clara_confirmed,
    claras,
    invite_again,
    revoke,
)
from tests.support.walk.replay import replayed_differences
from web.demo.authority import Card, Revocation

NEXT = cards.AT + timedelta(days=1900)

# Changes of the tables that leave no event, each of one record at least.
SILENT = (
    "UPDATE membership SET ended_because = 'LEFT' WHERE ended_because = 'DISPUTED'",
    "UPDATE membership SET began_because = 'ADDED' WHERE began_because = 'SUCCEEDED'",
    """UPDATE membership SET ended_at = NULL, ended_because = NULL
       WHERE ended_because = 'ACCOUNT_CLOSED'""",
    """INSERT INTO membership
         (id, person_id, account_id, began_at, began_because, began_by, ended_at)
       SELECT '11111111-1111-1111-1111-111111111111',
         person_id, account_id, began_at, began_because, began_by, ended_at
       FROM membership WHERE ended_because = 'LEFT'""",
    "UPDATE certificate SET status = 'REMOVED' WHERE status = 'REPLACED'",
    "UPDATE certificate SET membership_id = NULL WHERE status = 'LIVE'",
    "UPDATE membership SET confirmed_at = NULL WHERE began_because = 'FIRST_CARD'",
    "UPDATE membership SET dormant_since = began_at WHERE began_because = 'FIRST_CARD'",
    "UPDATE certificate SET on_hold_since = bound_at WHERE status = 'LIVE'",
    "UPDATE account SET status = 'ACTIVE' WHERE status = 'CLOSED'",
    "UPDATE account SET frozen_at = opened_at WHERE status = 'CLOSED'",
)
DISPUTES = "{ staff { disputes { edges { node { id } } } } }"


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert str(result["__typename"]).endswith("Success"), result
    return result


async def settle(staff: Person, outcome: str) -> None:
    [first, *_] = (await staff.ask(DISPUTES))["staff"]["disputes"]["edges"]
    given = {"id": first["node"]["id"], "outcome": outcome, "note": "去電確認"}
    succeeded(await staff.do("settleChange", "dispute { outcome }", **given))


async def a_life(portal: TestPortal) -> None:
    """Let an account and its cards go through every act that there is."""
    alice, bob = await two_holders(portal)
    chief = await ada(portal)
    account = to_base64("Account", (await Account.get(kind="BUSINESS")).id)
    carol, eve = colleague(3, "測試丙"), colleague(5, "測試戊")

    succeeded(await alice.add(carol))
    await report_change(portal, await last_dispute_token(portal))
    await settle(chief, "UNDONE")
    succeeded(await alice.add(colleague(4, "測試丁")))
    await portal.mails()
    succeeded(await alice.replace(await bob.current_card_id(), eve))
    await report_change(portal, await last_dispute_token(portal))
    await settle(chief, "UNDONE")
    await portal.mails()
    portal.clock.forward(timedelta(seconds=1))
    succeeded(await Person.at(portal, reissued(2, "測試乙")).renew())
    await report_change(portal, await last_dispute_token(portal))
    await settle(chief, "STANDS")

    fourth = Revocation(
        serial_number=cards.serial_number(colleague(4, "測試丁")), at=portal.clock()
    )
    await lists_on_hand(portal.clock(), fourth)
    await portal.mark()
    succeeded(await alice.remove(await alice.current_card_id()))
    await chief.manage("suspend", account)
    await chief.manage("restore", account)
    await chief.manage("close", account)
    await portal.mails()

    await account_without_card(portal, number="B0000001")
    reader = Person.at(portal, alice.card)
    await reader.follow(await mailed_link(portal, "B0000001"))
    succeeded(await reader.bind_first())


async def test_the_journal_alone_says_who_belonged_and_with_which_cards(
    portal: TestPortal,
) -> None:
    await a_life(portal)

    assert await replayed_differences() == []
    # The script has gone through every kind of beginning and ending that there is yet.
    began = {one.began_because.value for one in await Membership.all()}
    ended = {str(one.ended_because) for one in await Membership.filter(ended_at__isnull=False)}
    statuses = {card.status.value for card in await Certificate.all()}
    assert began == {
        "ACTIVATION",
        "ADDED",
        "FIRST_CARD",
        "INVITATION",
        "REINSTATED",
        "SUCCEEDED",
    }
    assert ended == {"REPLACED", "DISPUTED", "LEFT", "ACCOUNT_CLOSED"}
    assert statuses == {"LIVE", "REMOVED", "REPLACED", "RELEASED"}


class _Undone(Exception):
    """Rolls a silent change back."""


async def test_what_no_event_says_is_a_difference(portal: TestPortal) -> None:
    await a_life(portal)
    seen = {}

    for silent in SILENT:
        with suppress(_Undone):
            async with tx() as change:
                await change.client.execute_query(silent)
                seen[silent] = len(await replayed_differences())
                raise _Undone

    assert [silent for silent in SILENT if not seen[silent]] == []
    assert await replayed_differences() == []


async def test_the_journal_says_who_sleeps_and_whose_hold_was_lifted(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    await hold(portal, bob.card)
    portal.clock.forward(timedelta(hours=2))
    await portal.work(*DORMANT)
    asleep = await replayed_differences()
    await lists_on_hand(portal.clock())

    succeeded(await bob.sign_in())

    assert asleep == []
    assert await replayed_differences() == []
    assert await Membership.filter(dormant_since__isnull=False).count() == 0


async def test_the_journal_says_whose_rights_await_a_confirmation(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await revoke(portal, claras())
    succeeded(await invite_again(admin, account))
    await portal.mails()

    await bind(portal, portal.post.link("/first-card"), claras(not_after=NEXT))

    assert await Membership.filter(confirmed_at__isnull=True).count() == 1
    assert await replayed_differences() == []


async def hold(portal: TestPortal, card: Card) -> None:
    await revoke(portal, card, reason=ReasonFlags.certificate_hold)
