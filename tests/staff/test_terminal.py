"""Tests of the operator's commands for staff: links that are printed, and never mailed."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.account.account import Account
from models.account.invitation import Invitation
from models.forms.typed_text import InvalidInput
from models.link.link import token as token_of
from models.mail.outbox import Mail
from models.membership.membership import Membership
from resolvers.staff.create_admin import AdminThere, NewAdmin, Which, create_admin
from resolvers.staff.invite_at_terminal import (
    CannotInvite,
    InvitedAdmin,
    Need,
    invite_at_terminal,
)
from resolvers.staff.list_staff import list_staff
from tests.support.cards import AT
from tests.support.people.people import Person, outcome
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.staff import (
    NAME,
    admin_of,
    bind,
    clara_confirmed,
    claras,
    confirm,
    create_staff,
    revoke,
)
from web.cli.loader import main


async def created(portal: TestPortal, *, name: str = NAME, which: Which = Which.FIRST) -> NewAdmin:
    return await create_admin(
        name=name,
        last_four="0006",
        mailbox="clara@agency.example",
        which=which,
        key=portal.settings.secret_key,
        now=portal.clock(),
    )


async def invited(
    portal: TestPortal,
    number: str = "STF-0001",
    *,
    name: str | None = None,
    last_four: str | None = None,
    need: Need = Need.LOCKED_OUT,
) -> InvitedAdmin:
    return await invite_at_terminal(
        control_number=number,
        name=name,
        last_four=last_four,
        need=need,
        key=portal.settings.secret_key,
        now=portal.clock(),
    )


async def test_the_operators_link_needs_no_confirmation(portal: TestPortal) -> None:
    made = await created(portal)
    clara = Person.at(portal, claras())

    await clara.follow(made.token)
    bound = await clara.bind_first()

    assert bound["awaitsConfirmation"] is False
    assert ((await clara.viewer()) or {})["kind"] == "STAFF"
    membership = await Membership.get()
    assert membership.confirmed_by == "service:terminal"


async def test_the_operators_link_refuses_another_persons_card(portal: TestPortal) -> None:
    made = await created(portal)

    refused = await bind(portal, made.token, colleague(7, "測試別人"))

    assert outcome(refused) == "ANOTHER_PERSON_INVITED"


async def test_creating_again_voids_the_first_link_and_keeps_the_account(
    portal: TestPortal,
) -> None:
    first = await created(portal, name="測試別人")
    early = Person.at(portal, claras(holder="測試別人"))
    await early.follow(first.token)

    second = await created(portal)
    by_session = await early.bind_first()
    by_first = await bind(portal, first.token, claras(holder="測試別人"))
    by_second = await bind(portal, second.token)

    assert second.voided == ("STF-0001",)
    assert (second.account.control_number, second.account.name) == ("STF-0001", NAME)
    assert outcome(by_session) == "SIGN_IN_NEEDED"
    assert outcome(by_first) == "INVITATION_REPLACED"
    assert by_second["account"]["role"] == "ADMIN"
    assert await Account.all().count() == 1


async def test_creating_again_voids_every_link_of_the_terminal_and_no_other(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account, mailed = await create_staff(portal, admin, role="ADMIN")
    await revoke(portal, admin.card)
    first = await created(portal)
    second = await created(portal, which=Which.ANOTHER)

    again = await created(portal)
    followed = await Person.at(portal).follow(second.token)
    by_mail = await bind(portal, mailed)

    assert again.voided == (first.account.control_number, second.account.control_number)
    assert followed["code"] == "INVITATION_REPLACED"
    assert by_mail["account"]["id"] == account


async def test_creating_again_leaves_an_account_to_whom_it_belongs(portal: TestPortal) -> None:
    await bind(portal, (await created(portal)).token)
    await revoke(portal, claras())
    hers = await invited(portal)

    made = await created(portal, name="測試別人")

    assert (made.account.control_number, made.voided) == ("STF-0002", ())
    assert outcome(await Person.at(portal).follow(hers.token)) == "FollowSignInLinkSuccess"


async def test_creating_twice_at_once_leaves_one_link(portal: TestPortal) -> None:
    results = await asyncio.gather(created(portal), created(portal))

    live = await Invitation.filter(voided_at__isnull=True)
    keys = {token_of(one.link_id, key=portal.settings.secret_key) for one in live}
    assert await Account.all().count() == 1
    assert len(keys & {result.token for result in results}) == len(live) == 1


async def test_a_link_that_was_used_stays_used(portal: TestPortal) -> None:
    await bind(portal, (await created(portal)).token)

    with pytest.raises(AdminThere, match="--another"):
        await created(portal)

    assert outcome(await Person.at(portal, claras()).sign_in()) == "SignInSuccess"


async def test_neither_holders_nor_the_suspended_stand_for_an_administrator(
    portal: TestPortal,
) -> None:
    await holder(portal)
    first = await created(portal)
    await bind(portal, first.token)
    await Account.filter(role="ADMIN").update(status="SUSPENDED")

    second = await created(portal)

    numbers = [made.account.control_number for made in (first, second)]
    assert numbers == ["STF-0001", "STF-0002"]


async def test_an_administrator_who_awaits_confirmation_does_not_stand_for_the_first(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin, role="ADMIN")
    await bind(portal, token)
    await revoke(portal, admin.card)

    made = await created(portal)

    assert made.account.control_number == "STF-0003"
    assert made.voided == ()


async def test_the_last_administrator_who_is_locked_out_gets_a_printed_link(
    portal: TestPortal,
) -> None:
    made = await created(portal)
    await bind(portal, made.token)
    await portal.mails()
    await revoke(portal, claras())
    await portal.mails()

    again = await invited(portal)
    hers = claras(not_after=AT + timedelta(days=1900))
    bound = await bind(portal, again.token, hers)

    mails = await portal.mails()
    assert bound["awaitsConfirmation"] is False
    assert outcome(await Person.at(portal, hers).sign_in()) == "SignInSuccess"
    assert await Membership.all().count() == 1
    assert all("/first-card#" not in str(mail.get_body(("plain",))) for mail in mails)
    assert not await Mail.filter(template__in=["staff_invitation", "sign_in_link"]).exists()


async def test_it_is_printed_only_while_nobody_can_invite_in_the_portal(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    await clara_confirmed(portal, admin, role="ADMIN")
    await revoke(portal, claras())

    with pytest.raises(CannotInvite, match="--yes"):
        await invited(portal, "STF-0002")
    anyhow = await invited(portal, "stf-0002", need=Need.ANYHOW)

    hers = claras(not_after=AT + timedelta(days=1900))
    assert (await bind(portal, anyhow.token, hers))["awaitsConfirmation"] is False


async def test_it_is_not_printed_for_a_member_who_has_a_card(portal: TestPortal) -> None:
    await admin_of(portal)

    with pytest.raises(CannotInvite, match="a valid card is bound to STF-0001"):
        await invited(portal, need=Need.ANYHOW)


@pytest.mark.parametrize("number", ["STF-0002", "STF-0404", "x"])
async def test_it_is_printed_for_administrators_only(portal: TestPortal, number: str) -> None:
    admin = await admin_of(portal)
    await create_staff(portal, admin, role="REVIEWER")

    with pytest.raises(CannotInvite, match=f"{number} is not an active account"):
        await invited(portal, number, need=Need.ANYHOW)


async def test_it_is_not_printed_for_a_suspended_account(portal: TestPortal) -> None:
    await created(portal)
    await Account.all().update(frozen_at=portal.clock())

    with pytest.raises(CannotInvite, match="in a dispute"):
        await invited(portal, name=NAME, last_four="0006")


async def test_where_nobody_belongs_the_operator_names_the_person(portal: TestPortal) -> None:
    await created(portal)

    with pytest.raises(InvalidInput):
        await invited(portal)
    named = await invited(portal, name=NAME, last_four="0006")

    assert outcome(await bind(portal, named.token)) == "BindFirstCardSuccess"


async def test_the_list_shows_who_awaits_confirmation(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await bind(portal, token)

    before = [(one.cards, one.awaiting) for one in await list_staff(now=portal.clock())]
    await confirm(admin)
    after = [(one.cards, one.awaiting) for one in await list_staff(now=portal.clock())]

    assert before == [(1, 0), (0, 1)]
    assert after == [(1, 0), (1, 0)]


def test_the_commands_say_what_they_voided_and_print_the_link(demo_state: Path) -> None:
    run = partial(CliRunner().invoke, main)
    demo = ["--demo", str(demo_state)]
    person = ["--name", NAME, "--last-four", "a006", "--mailbox", "clara@agency.example"]

    first = run(["staff", "create", *person, *demo])
    second = run(["staff", "create", *person, *demo])
    invited_ = run(["staff", "invite", "STF-0001", "--name", NAME, "--last-four", "0006", *demo])
    nameless = run(["staff", "invite", "STF-0001", *demo])
    unknown = run(["staff", "invite", "STF-0002", *demo])
    wrong = run(["staff", "create", *person[:3], "123", *person[4:], *demo])

    assert first.exit_code == second.exit_code == invited_.exit_code == 0
    assert "Voided" not in first.output
    assert "Voided the unused link of STF-0001." in second.output
    links = [text.output.partition("/first-card#")[2] for text in (first, second, invited_)]
    assert len(set(links)) == 3
    assert all(links)
    assert nameless.exit_code == unknown.exit_code == wrong.exit_code == 1
    assert "--name:" in nameless.output
    assert "--last-four: Enter the last 4 characters" in wrong.output
    assert "STF-0002 is not an active account of an administrator" in unknown.output
