"""Tests of inviting a member of staff again: after her cards ended, or before she bound one."""

from datetime import timedelta

import pytest
from cryptography.x509 import ReasonFlags
from strawberry.relay import to_base64
from tortoise.exceptions import IntegrityError

from models.access.authentication import viewer_of
from models.account.account import Account
from models.account.invitation import Invitation
from models.card.certificate import Certificate, CertificateStatus
from models.membership.membership import Membership
from models.session.permissions import SignInNeeded
from models.session.roles import AccountStatus, Role
from resolvers.staff.invite_again import invite_again as invite_anew
from tests.support.cards import AT
from tests.support.people.people import Person, outcome
from tests.support.people.staff import bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import account_without_card, administrator
from tests.support.scenarios.staff import (
    NAME,
    admin_of,
    awaiting,
    bind,
    clara_confirmed,
    claras,
    confirm,
    create_staff,
    invite_again,
    revoke,
)
from web.demo.authority import Card


def reissued(**other: str) -> Card:
    """Issue Clara's next card."""
    return claras(not_after=AT + timedelta(days=1900), **other)


async def invited_again(portal: TestPortal, admin: Person, account: str) -> str:
    """Invite Clara again; return the token of the mailed link."""
    assert outcome(await invite_again(admin, account)) == "InviteStaffAgainSuccess"
    await portal.mails()
    return portal.post.link("/first-card")


@pytest.mark.parametrize("reason", [None, ReasonFlags.certificate_hold])
async def test_her_new_card_joins_her_membership_and_awaits_confirmation(
    portal: TestPortal, reason: ReasonFlags | None
) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin, role=Role.ADMIN)
    await revoke(portal, claras(), reason=reason)

    token = await invited_again(portal, admin, account)
    bound = await bind(portal, token, reissued())
    early = await Person.at(portal, reissued()).sign_in()
    membership = await Membership.get(account__control_number="STF-0002")
    await confirm(admin)
    late = await Person.at(portal, reissued()).sign_in()

    old, new = await Certificate.filter(membership_id=membership.id).order_by("not_after")
    assert bound["awaitsConfirmation"] is True
    assert membership.confirmed_at is None
    assert outcome(early) == "RIGHTS_NOT_CONFIRMED"
    assert outcome(late) == "SignInSuccess"
    assert (old.status, new.status) == (CertificateStatus.REPLACED, CertificateStatus.LIVE)


async def test_a_card_that_has_expired_needs_no_mark_of_the_worker(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await Certificate.filter(account__control_number="STF-0002").update(
        not_after=portal.clock() - timedelta(seconds=1)
    )

    token = await invited_again(portal, admin, account)

    assert outcome(await bind(portal, token, reissued())) == "BindFirstCardSuccess"


async def test_who_was_never_bound_gets_a_new_link_that_voids_the_older(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account, first = await create_staff(portal, admin)
    early = Person.at(portal, claras())
    await early.follow(first)

    second = await invited_again(portal, admin, account)
    with_old_session = await early.bind_first()
    by_first = await bind(portal, first)
    by_second = await bind(portal, second)

    assert outcome(with_old_session) == "SIGN_IN_NEEDED"
    assert outcome(by_first) == "INVITATION_REPLACED"
    assert outcome(by_second) == "BindFirstCardSuccess"


async def test_the_new_invitation_may_name_another_person_where_nobody_belongs(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account, _ = await create_staff(portal, admin)

    await invite_again(admin, account, name="測試他人", last_four="0007")
    [mail] = await portal.mails()
    token = portal.post.link("/first-card")
    by_clara = await bind(portal, token)
    other = claras(holder="測試他人", subject_serial=f"{7:016}", id_last4="0007")
    by_other = await bind(portal, token, other)

    assert mail["To"] == "clara@agency.example"
    assert outcome(by_clara) == "ANOTHER_PERSON_INVITED"
    assert by_other["account"]["id"] == account
    assert (await Account.get(control_number="STF-0002")).name == "測試他人"


async def test_after_a_rejection_another_person_may_be_invited(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, token = await create_staff(portal, admin)
    await bind(portal, token)
    [node] = await awaiting(admin)
    rejected = {"accountId": account, "certificateId": node["certificate"]["id"]}
    await admin.do("rejectStaffCard", "account { id }", **rejected)
    await portal.mails()

    again = await invited_again(portal, admin, account)

    assert outcome(await bind(portal, again, reissued())) == "BindFirstCardSuccess"


async def test_where_she_belongs_no_namesakes_card_is_bound(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await revoke(portal, claras())

    token = await invited_again(portal, admin, account)
    refused = await bind(portal, token, reissued(subject_serial=f"{7:016}"))
    hers = await bind(portal, token, reissued())

    assert outcome(refused) == "ANOTHER_MEMBER_THERE"
    assert outcome(hers) == "BindFirstCardSuccess"


async def test_where_she_belongs_another_name_does_not_let_another_person_in(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await revoke(portal, claras())

    await invite_again(admin, account, name="測試他人", last_four="0007")
    await portal.mails()
    other = claras(holder="測試他人", subject_serial=f"{7:016}", id_last4="0007")
    refused = await bind(portal, portal.post.link("/first-card"), other)

    assert outcome(refused) == "ANOTHER_MEMBER_THERE"
    assert await Membership.filter(account__control_number="STF-0002").count() == 1


async def test_her_changed_name_is_hers_by_her_identifier(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await revoke(portal, claras())

    await invite_again(admin, account, name="測試改名", last_four="0006")
    await portal.mails()
    bound = await bind(portal, portal.post.link("/first-card"), reissued(holder="測試改名"))

    assert outcome(bound) == "BindFirstCardSuccess"
    assert await Membership.filter(account__control_number="STF-0002").count() == 1


async def test_who_has_a_card_is_not_invited(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, token = await create_staff(portal, admin)
    await bind(portal, token)

    awaits = await invite_again(admin, account)
    await confirm(admin)
    confirmed = await invite_again(admin, account)

    assert (outcome(awaits), outcome(confirmed)) == ("MEMBER_HAS_CARD", "MEMBER_HAS_CARD")


async def test_who_has_renewed_her_card_meanwhile_needs_no_link(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account = await clara_confirmed(portal, admin)
    await revoke(portal, claras())
    token = await invited_again(portal, admin, account)

    renewed = await Person.at(portal, reissued()).renew()
    late = await bind(portal, token, reissued())

    assert outcome(renewed) == "RenewCertificateSuccess"
    assert outcome(late) == "FIRST_CARD_BOUND"


async def test_only_another_administrator_with_a_fresh_proof_invites(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, _ = await create_staff(portal, admin)
    own = to_base64("Account", (await Account.get(control_number="STF-0001")).id)

    by_reviewer = await invite_again(await bruno(portal), account)
    by_nobody = await invite_again(Person.at(portal), account)
    herself = await invite_again(admin, own)
    portal.clock.forward(timedelta(minutes=11))
    late = await invite_again(admin, account)

    assert outcome(by_reviewer) == "NOT_ALLOWED"
    assert outcome(by_nobody) == "SIGN_IN_NEEDED"
    assert outcome(herself) == "ANOTHER_ADMIN_NEEDED"
    assert outcome(late) == "CARD_PROOF_NEEDED"


async def test_only_staff_are_invited_again(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    company = await account_without_card(portal)

    refused = await invite_again(admin, to_base64("Account", company.id))

    assert outcome(refused) == "ACCOUNT_NOT_FOUND"


@pytest.mark.parametrize("deed", ["suspend", "close"])
async def test_an_account_that_is_not_active_is_not_invited(portal: TestPortal, deed: str) -> None:
    admin = await admin_of(portal)
    account, _ = await create_staff(portal, admin)
    await admin.manage(deed, account)

    assert outcome(await invite_again(admin, account)) == "ACCOUNT_NOT_ACTIVE"


async def test_an_account_in_a_dispute_is_not_invited(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, _ = await create_staff(portal, admin)
    await Account.filter(control_number="STF-0002").update(frozen_at=portal.clock())

    assert outcome(await invite_again(admin, account)) == "ACCOUNT_FROZEN"


async def test_the_fields_are_read_as_forms(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    account, _ = await create_staff(portal, admin)

    wrong = await invite_again(admin, account, name=" ", last_four="12345")

    assert [problem["path"] for problem in wrong["problems"]] == [["name"], ["lastFour"]]


async def test_an_administrator_who_was_suspended_meanwhile_invites_nobody_again(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    await create_staff(portal, admin)
    viewer = await viewer_of(admin.session_token, at=portal.clock())
    await Account.filter(control_number="STF-0001").update(status=AccountStatus.SUSPENDED)
    before = await Invitation.all().count()

    with pytest.raises(SignInNeeded):
        await invite_anew(
            viewer=viewer,
            account_id=(await Account.get(control_number="STF-0002")).id,
            name=NAME,
            last_four="0006",
            notices=portal.services.account_notices,
            now=portal.clock(),
        )

    assert await Invitation.all().count() == before


async def test_the_database_keeps_one_live_invitation_an_account(portal: TestPortal) -> None:
    await create_staff(portal, await admin_of(portal))
    live = await Invitation.get(used_at__isnull=True)
    columns = {name: getattr(live, name) for name in live._meta.db_fields if name != "id"}

    with pytest.raises(IntegrityError):
        await Invitation.create(**columns)


async def test_the_last_administrators_mailbox_opens_nothing_after_her_card_has_ended(
    portal: TestPortal,
) -> None:
    """The way in by which a reader of the mailbox once became an administrator."""
    admin = await administrator(portal)
    await revoke(portal, admin.card)
    portal.clock.forward(timedelta(hours=1))

    await Person.at(portal).ask_for_link("STF-0001")
    while await portal.mail_link():
        pass

    mails = await portal.mails()
    assert mails
    assert all("/first-card#" not in str(mail.get_body(("plain",))) for mail in mails)
