"""Tests of an administrator's confirmation of an invited person's card, and of the rejection."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import from_base64, to_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.moves import Ending
from models.session.permissions import SignInNeeded
from models.session.roles import AccountStatus
from resolvers.staff import confirm as confirming
from tests.support.cards import AT
from tests.support.people.people import Person, outcome
from tests.support.people.staff import Colleague, ada, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.cards import colleague, last_dispute_token, recipients, report_change
from tests.support.scenarios.staff import (
    admin_of,
    awaiting,
    bind,
    clara_confirmed,
    claras,
    confirm,
    create_staff,
    decide,
    invite_again,
    revoke,
)
from web.demo.authority import Generation

DECISIONS = ["confirmStaffCard", "rejectStaffCard"]


async def clara_waiting(portal: TestPortal, admin: Person) -> dict[str, Any]:
    """Bind an invited person's card; return the row of it that the administrator sees."""
    _, token = await create_staff(portal, admin)
    await bind(portal, token)
    await portal.mails()
    [node] = await awaiting(admin)
    return node


async def test_the_list_shows_whose_card_was_bound_and_when(portal: TestPortal) -> None:
    admin = await admin_of(portal)

    node = await clara_waiting(portal, admin)

    assert node["certificate"]["holderName"] == "測試審查員"
    assert node["certificate"]["cardNumber"] == "TP00••••••••0001"
    assert node["account"]["controlNumber"] == "STF-0002"
    assert node["boundAt"] == "2026-03-02T04:00:00.000Z"


async def test_a_confirmed_card_signs_in(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)

    done = await decide(admin, "confirmStaffCard", node)
    signed_in = await Person.at(portal, claras()).sign_in()

    assert outcome(done) == "ConfirmStaffCardSuccess"
    assert signed_in["account"]["role"] == "REVIEWER"
    assert await awaiting(admin) == []


async def test_the_new_member_and_the_mailbox_are_told(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)

    await decide(admin, "confirmStaffCard", node)
    mails = await portal.mails()

    assert recipients(mails) == {"clara@agency.example", "holder@company.example"}
    assert all("自然人憑證已確認" in str(mail["Subject"]) for mail in mails)


async def test_the_event_names_the_membership_and_the_certificate(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)

    await decide(admin, "confirmStaffCard", node)

    card = await Certificate.get(account__control_number="STF-0002")
    membership = await Membership.get(id=card.membership_id)
    event = await Event.get(kind="STAFF_CARD_CONFIRMED")
    assert event.payload["certificate"] == card.sha256
    assert event.payload["membership"] == str(membership.id)
    assert event.actor == membership.confirmed_by
    assert event.actor.startswith("certificate:")


@pytest.mark.parametrize("mutation", DECISIONS)
async def test_only_an_administrator_with_a_fresh_proof_decides(
    portal: TestPortal, mutation: str
) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)
    reviewer = await bruno(portal)

    by_reviewer = await decide(reviewer, mutation, node)
    by_nobody = await decide(Person.at(portal), mutation, node)
    portal.clock.forward(timedelta(minutes=11))
    late = await decide(admin, mutation, node)

    assert outcome(by_reviewer) == "NOT_ALLOWED"
    assert outcome(by_nobody) == "SIGN_IN_NEEDED"
    assert outcome(late) == "CARD_PROOF_NEEDED"


@pytest.mark.parametrize("mutation", DECISIONS)
async def test_nobody_decides_about_herself(portal: TestPortal, mutation: str) -> None:
    """Her card of an earlier generation may name her as another person."""
    admin = await admin_of(portal, colleague(90, "測試壬"))
    _, token = await create_staff(portal, admin)
    hers = claras(subject_serial=f"{90:016}", generation=Generation.G2)
    assert outcome(await bind(portal, token, hers)) == "BindFirstCardSuccess"

    [node] = await awaiting(admin)
    own = await decide(admin, mutation, node)
    by_another = await decide(await ada(portal), mutation, node)

    assert outcome(own) == "ANOTHER_ADMIN_NEEDED"
    assert "account" in by_another


async def test_another_card_than_the_one_shown_is_refused(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    shown = await clara_waiting(portal, admin)
    await decide(admin, "rejectStaffCard", shown)
    await portal.mails()
    await invite_again(admin, shown["account"]["id"])
    await portal.mails()
    await bind(portal, portal.post.link("/first-card"), claras(not_after=AT + timedelta(days=1900)))

    old = await decide(admin, "confirmStaffCard", shown)

    assert outcome(old) == "NOT_AWAITING_CONFIRMATION"
    assert outcome(await confirm(admin)) == "ConfirmStaffCardSuccess"


async def test_a_card_that_was_revoked_meanwhile_is_not_confirmed(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)
    await revoke(portal, claras())

    refused = await decide(admin, "confirmStaffCard", node)

    assert outcome(refused) == "NOT_AWAITING_CONFIRMATION"
    assert await awaiting(admin) == []


async def test_of_two_confirmations_at_once_one_counts(portal: TestPortal) -> None:
    admins: list[Colleague] = [await admin_of(portal), await ada(portal)]
    node = await clara_waiting(portal, admins[0])

    results = await asyncio.gather(*(decide(admin, "confirmStaffCard", node) for admin in admins))

    said = sorted(outcome(result) for result in results)
    assert said == ["ConfirmStaffCardSuccess", "NOT_AWAITING_CONFIRMATION"]
    assert await Event.filter(kind="STAFF_CARD_CONFIRMED").count() == 1


async def test_of_a_confirmation_and_a_rejection_at_once_one_counts(portal: TestPortal) -> None:
    admins: list[Colleague] = [await admin_of(portal), await ada(portal)]
    node = await clara_waiting(portal, admins[0])

    results = await asyncio.gather(
        *(decide(admin, act, node) for admin, act in zip(admins, DECISIONS, strict=True))
    )

    assert sorted("account" in result for result in results) == [False, True]


@pytest.mark.parametrize("act", [confirming.confirm, confirming.reject])
async def test_an_administrator_who_was_suspended_meanwhile_decides_nothing(
    portal: TestPortal, act: Any
) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)
    viewer = await viewer_of(admin.session_token, at=portal.clock())
    await Account.filter(control_number="STF-0001").update(status=AccountStatus.SUSPENDED)
    card = await Certificate.get(account__control_number="STF-0002")

    with pytest.raises(SignInNeeded):
        await act(
            viewer=viewer,
            account_id=card.account_id,
            certificate_id=card.id,
            notices=portal.services.account_notices,
            now=portal.clock(),
        )

    assert from_base64(node["certificate"]["id"])[1] == str(card.id)
    assert (await Membership.get(id=card.membership_id)).confirmed_at is None


async def test_a_rejected_card_is_out_and_its_holder_is_told(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)

    done = await decide(admin, "rejectStaffCard", node)
    mails = await portal.mails()

    card = await Certificate.get(account__control_number="STF-0002")
    membership = await Membership.get(id=card.membership_id)
    assert outcome(done) == "RejectStaffCardSuccess"
    assert (card.status, membership.ended_because) == (
        CertificateStatus.REMOVED,
        Ending.ENDED_BY_STAFF,
    )
    assert recipients(mails) == {"clara@agency.example", "holder@company.example"}
    assert outcome(await Person.at(portal, claras()).sign_in()) == "CARD_NOT_BOUND"
    event = await Event.get(kind="STAFF_CARD_REJECTED")
    assert event.payload["membership"] == str(membership.id)


async def test_a_confirmed_card_is_not_rejected(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)
    await decide(admin, "confirmStaffCard", node)

    late = await decide(admin, "rejectStaffCard", node)

    assert outcome(late) == "NOT_AWAITING_CONFIRMATION"
    assert outcome(await Person.at(portal, claras()).sign_in()) == "SignInSuccess"


async def test_a_disputed_card_is_rejected_and_not_confirmed(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await bind(portal, token)
    link = await last_dispute_token(portal, to="clara@agency.example")
    await report_change(portal, link)
    [node] = await awaiting(admin)

    confirmed = await decide(admin, "confirmStaffCard", node)
    rejected = await decide(admin, "rejectStaffCard", node)

    assert outcome(confirmed) == "ACCOUNT_FROZEN"
    assert outcome(rejected) == "RejectStaffCardSuccess"


@pytest.mark.parametrize("mutation", DECISIONS)
async def test_at_a_suspended_account_nothing_is_decided(portal: TestPortal, mutation: str) -> None:
    admin = await admin_of(portal)
    node = await clara_waiting(portal, admin)
    await Account.filter(control_number="STF-0002").update(status=AccountStatus.SUSPENDED)

    assert outcome(await decide(admin, mutation, node)) == "ACCOUNT_NOT_ACTIVE"


async def test_only_administrators_see_who_awaits_confirmation(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    await clara_waiting(portal, admin)
    reviewer = await bruno(portal)

    asked = {"query": "{ staff { awaitingConfirmation { __typename } } }"}
    answer = (await reviewer.browser.post("/graphql", json=asked)).json()

    assert answer["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_a_companys_card_is_not_confirmed(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    await clara_confirmed(portal, admin)
    await Account.filter(control_number="STF-0002").update(kind="VENDOR")
    await Membership.all().update(confirmed_at=None)
    await Membership.filter(account__control_number="STF-0001").update(confirmed_at=portal.clock())
    card = await Certificate.get(account__control_number="STF-0002")

    refused = await admin.do(
        "confirmStaffCard",
        "account { id }",
        accountId=to_base64("Account", str(card.account_id)),
        certificateId=to_base64("Certificate", card.id),
    )

    assert await awaiting(admin) == []
    assert outcome(refused) == "ACCOUNT_NOT_FOUND"
