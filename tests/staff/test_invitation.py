"""Tests of invitations of staff: whose card they bind, and that a mailbox makes nobody staff."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from models.access.authentication import viewer_of
from models.account.account import Account
from models.account.invitation import Invitation
from models.card.certificate import Certificate
from models.database.transaction import client
from models.journal.event import Event
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.membership.moves import Beginning
from models.session.permissions import SignInNeeded
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Session, SessionKind
from resolvers.account.create_account import Wanted, create_account
from tests.support.people.people import Person, outcome
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import LINK_PAUSE, mailed_link, send_all_mail
from tests.support.scenarios.staff import (
    INVITED,
    NAME,
    admin_of,
    bind,
    claras,
    confirm,
    create_staff,
)

ANOTHERS = {
    "another name": {"holder": "測試別人"},
    "other last four": {"id_last4": "0007"},
    "a name that looks alike": {"holder": "測試審査員"},
}


async def test_the_invited_persons_card_is_bound_and_awaits_confirmation(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account, token = await create_staff(portal, admin)
    clara = Person.at(portal, claras())

    await clara.follow(token)
    bound = await clara.bind_first()

    membership = await Membership.get(account__control_number="STF-0002")
    invitation = await Invitation.get(account_id=membership.account_id)
    assert (bound["awaitsConfirmation"], bound["expiresAt"]) == (True, None)
    assert bound["account"]["id"] == account
    assert (membership.confirmed_at, membership.began_because) == (None, Beginning.INVITATION)
    assert membership.began_by == invitation.invited_by
    assert await clara.viewer() is None
    assert outcome(await clara.sign_in()) == "RIGHTS_NOT_CONFIRMED"
    assert not await Session.filter(
        kind=SessionKind.STAFF, account_id=membership.account_id
    ).exists()


async def test_of_two_invitations_each_is_for_its_own_account(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    await create_staff(portal, admin, name="測試癸", lastFour="0007")
    # Whatever the order of invitations is, this one comes first.
    first = UUID(int=1)
    await client().execute_query_dict(f"UPDATE invitation SET id = '{first}' WHERE name = '測試癸'")  # noqa: S608  # Ours.
    account, token = await create_staff(portal, admin)

    bound = await bind(portal, token)

    assert bound["account"]["id"] == account


async def test_the_letter_names_the_person_and_says_that_somebody_must_confirm(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)

    await create_staff(portal, admin)

    assert portal.post.sent[-1]["To"] == INVITED["mailbox"]
    assert NAME in portal.post.last()
    assert "須經系統管理者確認" in portal.post.last()


@pytest.mark.parametrize("differing", ANOTHERS)
async def test_another_persons_card_is_refused_and_the_link_is_not_used_up(
    portal: TestPortal, differing: str
) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)

    refused = await bind(portal, token, claras(**ANOTHERS[differing]))
    bound = await Certificate.filter(account__control_number="STF-0002").count()
    right = await bind(portal, token)

    assert outcome(refused) == "ANOTHER_PERSON_INVITED"
    assert bound == 0
    assert outcome(right) == "BindFirstCardSuccess"


async def test_a_card_that_states_no_last_four_is_refused(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)

    refused = await bind(portal, token, claras(id_last4=""))

    assert outcome(refused) == "ANOTHER_PERSON_INVITED"


async def test_white_space_within_the_name_does_not_count(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin, name="Clara  A.  Wu", lastFour="a123")

    bound = await bind(portal, token, claras(holder="Clara A. Wu", id_last4="A123"))

    assert outcome(bound) == "BindFirstCardSuccess"


async def test_a_session_begun_by_an_invitation_that_is_void_binds_nothing(
    portal: TestPortal,
) -> None:
    _, token = await create_staff(portal, await admin_of(portal))
    clara = Person.at(portal, claras())
    await clara.follow(token)
    await Invitation.filter(account__control_number="STF-0002").update(voided_at=portal.clock())

    assert outcome(await clara.bind_first()) == "INVITATION_REPLACED"


async def test_the_link_works_once(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await bind(portal, token)

    again = await bind(portal, token, claras(subject_serial=f"{7:016}"))

    assert outcome(again) == "SIGN_IN_LINK_SPENT"
    assert await Invitation.filter(used_at__isnull=True).count() == 0


async def test_of_two_browsers_with_one_link_one_binds(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    namesakes = [claras(), claras(subject_serial=f"{7:016}")]

    results = await asyncio.gather(*(bind(portal, token, card) for card in namesakes))

    said = [outcome(result) for result in results]
    assert said.count("BindFirstCardSuccess") == 1, said
    assert await Membership.filter(account__control_number="STF-0002").count() == 1


async def test_two_cards_signed_in_one_browser_at_once_make_one_member(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    clara = Person.at(portal, claras())
    await clara.follow(token)
    namesake = Person(portal, clara.browser, claras(subject_serial=f"{7:016}"))

    results = await asyncio.gather(
        clara.bind_first(), namesake.bind_first(), return_exceptions=True
    )

    said = [outcome(result) for result in results if isinstance(result, dict)]
    assert said.count("BindFirstCardSuccess") <= 1, said
    assert await Membership.filter(account__control_number="STF-0002").count() <= 1


async def test_an_expired_invitation_sends_to_an_administrator(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    portal.clock.forward(LINK_PAUSE * 300)

    late = await bind(portal, token)

    assert (late["code"], late["remedy"]) == ("INVITATION_EXPIRED", "HELP")


async def test_a_closed_account_takes_no_invited_card(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, token = await create_staff(portal, admin)

    await admin.manage("close", account)

    assert outcome(await bind(portal, token)) == "INVITATION_REPLACED"
    assert await Invitation.filter(used_at__isnull=True, voided_at__isnull=True).count() == 0


async def test_a_person_who_belongs_elsewhere_is_refused(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, first = await create_staff(portal, admin)
    await bind(portal, first)
    _, second = await create_staff(portal, admin)

    again = await bind(portal, second)

    assert outcome(again) == "CERTIFICATE_ALREADY_BOUND"


# The mailbox.


async def _ended(portal: TestPortal, how: str) -> None:
    """Bring the administrator's only card to an end."""
    cards = Certificate.filter(account__control_number="STF-0001")
    if how == "on hold":
        await cards.update(on_hold_since=portal.clock())
    else:
        await cards.update(status=how, released_at=portal.clock())


@pytest.mark.parametrize("how", ["LIVE", "EXPIRED", "REVOKED", "on hold", "REMOVED"])
async def test_a_requested_link_is_never_mailed_to_staff(portal: TestPortal, how: str) -> None:
    await admin_of(portal)
    await _ended(portal, how)
    if how == "REMOVED":
        await Membership.all().update(ended_at=portal.clock(), ended_because="REMOVED")
    portal.clock.forward(LINK_PAUSE)
    before = await Mail.all().count()

    await Person.at(portal).ask_for_link("STF-0001")
    await send_all_mail(portal)

    assert await Mail.all().count() == before
    assert await AccountLink.filter(purpose=AccountLinkPurpose.SIGN_IN).count() == 0


async def test_a_sign_in_link_to_staff_is_worth_nothing(portal: TestPortal) -> None:
    """An older process of the service may have mailed one while this one was being started."""
    account = await Account.create(
        control_number="STF-0009",
        kind=AccountKind.STAFF,
        role=Role.ADMIN,
        status=AccountStatus.ACTIVE,
        opened_at=portal.clock(),
    )
    await Account.filter(id=account.id).update(kind=AccountKind.VENDOR, mailbox="x@agency.example")
    token = await mailed_link(portal, "STF-0009")
    await Account.filter(id=account.id).update(kind=AccountKind.STAFF)

    seen = await Person.at(portal).see_sign_in_link(token)
    bound = await bind(portal, token)

    assert (seen["code"], bound["code"]) == ("LINK_UNKNOWN", "LINK_UNKNOWN")


# Who invites.


async def test_an_administrator_who_was_suspended_meanwhile_invites_nobody(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    viewer = await viewer_of(admin.session_token, at=portal.clock())
    await Account.filter(control_number="STF-0001").update(status=AccountStatus.SUSPENDED)
    wanted = Wanted(
        kind=AccountKind.STAFF,
        role=Role.ADMIN,
        name=NAME,
        last_four="0006",
        mailbox="clara@agency.example",
        why={"reason": "新進同仁"},
    )

    with pytest.raises(SignInNeeded):
        await create_account(
            viewer=viewer,
            wanted=wanted,
            notices=portal.services.account_notices,
            now=portal.clock(),
        )

    assert await Account.all().count() == 1


async def test_what_a_suspended_administrator_had_sent_out_gives_no_rights(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await Account.filter(control_number="STF-0001").update(status=AccountStatus.SUSPENDED)

    bound = await bind(portal, token)
    signed_in = await Person.at(portal, claras()).sign_in()

    assert bound["awaitsConfirmation"] is True
    assert outcome(signed_in) == "RIGHTS_NOT_CONFIRMED"


async def test_the_journal_tells_of_the_invitation_and_names_nobody(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await bind(portal, token)
    await confirm(admin)

    account = await Account.get(control_number="STF-0002")
    told: list[dict[str, Any]] = await Event.filter(subject=account.subject).values(
        "kind", "payload"
    )
    kinds = {one["kind"] for one in told}
    assert {"STAFF_INVITED", "FIRST_CARD_BOUND", "STAFF_CARD_CONFIRMED"} <= kinds
    assert all(NAME not in str(one["payload"]) for one in told)
