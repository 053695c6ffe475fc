"""Tests of the mailbox's request where members exist and nobody can sign in."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.card.certificate import Certificate
from models.core.rules import ACCESS_GRANTED_FOR, MEMBER_NOTICE
from models.journal.event import Event
from models.membership.access_request import AccessOutcome, AccessRequest
from models.membership.membership import Membership
from models.session.roles import AccountKind, AccountStatus
from resolvers.membership.grant_access import grant_next
from tests.support.contract import global_id
from tests.support.people.people import Person, outcome
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    LINK_PAUSE,
    account_without_card,
    administrator,
    holder,
    staff_member,
    two_holders,
)
from tests.support.scenarios.cards import colleague, recipients, reissued
from tests.support.scenarios.members import (
    ending_soon,
    membership_of,
    newcomer,
    nobody_can_sign_in,
    one_dormant,
    to,
    token_in,
)
from tests.support.scenarios.overtaken import on_postgres_alone, overtaken

SECOND = timedelta(seconds=1)
MEMBER = "holder@company.example"


async def ask(portal: TestPortal, number: str = COMPANY.control_number) -> list[EmailMessage]:
    """Ask for a sign-in link as anybody can, let the worker see it, and return the mails."""
    await Person.at(portal).ask_for_link(number)
    while await portal.mail_link():
        pass
    return await portal.mails()


async def test_a_request_that_waits_holds_up_no_other(portal: TestPortal) -> None:
    """A request of a staff account can only arise by a fault; it is never granted."""
    await nobody_can_sign_in(portal)
    await ask(portal)
    await staff_member(portal)
    staff = await Account.get(kind=AccountKind.STAFF)
    early = portal.clock() - SECOND
    await Account.filter(id=staff.id).update(mailbox="staff@moenv.example")
    await AccessRequest.create(account_id=staff.id, asked_at=early, effective_at=early)
    await portal.later(MEMBER_NOTICE)

    async with asyncio.timeout(60):
        await portal.work("access")

    granted = await AccessRequest.filter(granted_at__isnull=False)
    assert [request.account_id != staff.id for request in granted] == [True]


async def stop(portal: TestPortal, token: str) -> dict[str, Any]:
    shown = "request { controlNumber companyName askedAt effectiveAt }"
    return await Person.at(portal).do("stopAccessRequest", shown, token=token)


async def look(portal: TestPortal, token: str) -> dict[str, Any]:
    asked = """query($token: String!) { accessRequestLink(token: $token) {
        controlNumber companyName askedAt effectiveAt } }"""
    return await Person.at(portal).read(asked, {"token": token})


async def listed(staff: Person) -> list[dict[str, Any]]:
    found = await staff.read_of_staff(
        "accessRequests { edges { node {"
        " id stoppedAt approvedAt grantedAt account { controlNumber } } } }"
    )
    return [edge["node"] for edge in found["edges"]]


async def settle(staff: Person, decision: str) -> dict[str, Any]:
    which = await AccessRequest.get()
    return await staff.do(
        "settleAccessRequest",
        "request { approvedAt doneAt outcome note }",
        id=global_id(which),
        decision=decision,
        note="查證",
    )


async def granted(portal: TestPortal) -> str:
    """Lock everybody out, let a request take effect, and return the sign-in link's token."""
    await nobody_can_sign_in(portal)
    await ask(portal)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    return token_in(to(await portal.mails(), COMPANY.business_email))


async def test_every_member_and_the_mailbox_are_told_at_once_and_no_link_is_sent(
    portal: TestPortal,
) -> None:
    await two_holders(portal)
    await Certificate.all().update(status="EXPIRED")

    mails = await ask(portal)
    again = await ask(portal)

    request = await AccessRequest.get()
    assert recipients(mails) == {COMPANY.business_email, MEMBER, "bob@company.example"}
    assert len({token_in(mail) for mail in mails}) == 3
    assert all("/stop-access#" in _text(mail) for mail in mails)
    assert request.effective_at == portal.clock() + MEMBER_NOTICE
    assert again == []
    assert await Membership.filter(ended_at__isnull=True).count() == 2


@pytest.mark.parametrize("column", ["on_hold_since", "not_after"])
async def test_a_card_on_hold_and_an_expired_one_count_as_locked_out(
    portal: TestPortal, column: str
) -> None:
    await holder(portal)
    await Certificate.all().update(**{column: portal.clock() - SECOND})

    mails = await ask(portal)

    assert "/stop-access#" in _text(to(mails, MEMBER))


async def test_while_somebody_can_sign_in_nothing_happens(portal: TestPortal) -> None:
    await one_dormant(portal)

    mails = await ask(portal)

    assert mails == []
    assert await AccessRequest.all().count() == 0


async def test_after_the_notice_the_mailbox_binds_a_card_and_members_remain(
    portal: TestPortal,
) -> None:
    await nobody_can_sign_in(portal)
    await ask(portal)
    await portal.later(MEMBER_NOTICE - SECOND)
    await portal.work("access")
    too_early = await portal.mails()
    portal.clock.forward(SECOND)

    await portal.work("access")

    mails = await portal.mails()
    carol = newcomer(portal)
    followed = await carol.follow(token_in(mails[0]))
    bound = await carol.bind_first(email="carol@company.example")
    request = await AccessRequest.get()
    assert too_early == []
    assert recipients(mails) == {COMPANY.business_email}
    assert outcome(followed) == "FollowSignInLinkSuccess"
    assert outcome(bound) == "BindFirstCardSuccess"
    assert (request.outcome, request.done_at) == (AccessOutcome.BOUND, portal.clock())
    assert (await membership_of("測試甲")).ended_at is None
    assert recipients(await portal.mails()) == {
        COMPANY.business_email,
        MEMBER,
        "carol@company.example",
    }
    assert (await Person.at(portal, reissued()).renew())["certificate"]["status"] == "LIVE"


async def test_a_member_who_renews_meanwhile_ends_the_request(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    await ask(portal)

    renewed = await Person.at(portal, reissued()).renew()
    at_once = (await AccessRequest.get()).outcome
    await portal.mails()
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")

    assert renewed["certificate"]["status"] == "LIVE"
    assert at_once is AccessOutcome.SIGNED_IN
    assert await portal.mails() == []


async def test_a_member_who_renews_after_the_link_was_mailed_makes_it_useless(
    portal: TestPortal,
) -> None:
    token = await granted(portal)
    carol = newcomer(portal)
    await carol.follow(token)

    await Person.at(portal, reissued()).renew()

    assert (await carol.bind_first())["code"] == "FIRST_CARD_BOUND"
    assert (await newcomer(portal).follow(token))["code"] == "FIRST_CARD_BOUND"


async def test_a_card_whose_hold_was_lifted_makes_the_link_useless(portal: TestPortal) -> None:
    await holder(portal)
    await Certificate.all().update(on_hold_since=portal.clock())
    await ask(portal)
    await portal.later(MEMBER_NOTICE)
    await Certificate.all().update(on_hold_since=portal.clock())
    await portal.work("access")
    token = token_in(to(await portal.mails(), COMPANY.business_email))

    await Certificate.all().update(on_hold_since=None)

    assert (await newcomer(portal).follow(token))["code"] == "FIRST_CARD_BOUND"


async def test_no_link_is_mailed_once_the_hold_of_a_members_card_was_lifted(
    portal: TestPortal,
) -> None:
    await holder(portal)
    await Certificate.all().update(on_hold_since=portal.clock())
    await ask(portal)
    await portal.later(MEMBER_NOTICE)
    await Certificate.all().update(on_hold_since=None)

    await portal.work("access")

    assert await portal.mails() == []
    assert (await AccessRequest.get()).outcome is AccessOutcome.SIGNED_IN


async def test_any_reader_of_the_notice_stops_the_request(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    mails = await ask(portal)
    mine, mailboxs = token_in(to(mails, MEMBER)), token_in(to(mails, COMPANY.business_email))

    seen = await look(portal, mine)
    open_still = (await AccessRequest.get()).stopped_at
    stopped = await stop(portal, mine)
    told = recipients(await portal.mails())
    second = await stop(portal, mailboxs)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    asked_again = await ask(portal)

    assert seen["controlNumber"] == COMPANY.control_number
    assert open_still is None
    assert outcome(stopped) == "StopAccessRequestSuccess"
    assert told == {COMPANY.business_email, MEMBER}
    assert second["code"] == "ACCESS_REQUEST_STOPPED"
    assert asked_again == []
    assert (await AccessRequest.get()).granted_at is None


async def test_a_link_that_was_granted_binds_nothing_once_the_request_is_stopped(
    portal: TestPortal,
) -> None:
    await nobody_can_sign_in(portal)
    notice = to(await ask(portal), MEMBER)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    token = token_in(to(await portal.mails(), COMPANY.business_email))

    await stop(portal, token_in(notice))
    await portal.work("access")

    assert (await newcomer(portal).follow(token))["code"] == "FIRST_CARD_BOUND"


async def test_an_approval_from_before_the_objection_grants_nothing(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    notice = to(await ask(portal), MEMBER)
    await settle(await staff_member(portal), "APPROVED")

    await stop(portal, token_in(notice))
    await portal.mails()
    await portal.work("access")

    assert await portal.mails() == []
    assert (await AccessRequest.get()).granted_at is None


async def test_the_links_of_a_request_that_is_over_say_so(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    token = token_in(to(await ask(portal), COMPANY.business_email))
    await Person.at(portal, reissued()).renew()

    seen = await look(portal, token)
    stopped = await stop(portal, token)

    assert seen["code"] == "ACCESS_REQUEST_OVER"
    assert stopped["code"] == "ACCESS_REQUEST_OVER"


async def test_a_link_of_another_purpose_stops_nothing(portal: TestPortal) -> None:
    token = await granted(portal)

    assert (await look(portal, token))["code"] == "LINK_UNKNOWN"
    assert (await stop(portal, token))["code"] == "LINK_UNKNOWN"


async def test_staff_list_and_approve_a_stopped_request(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    await stop(portal, token_in(to(await ask(portal), MEMBER)))
    await portal.mails()
    staff = await staff_member(portal)

    [waiting] = await listed(staff)
    approved = await settle(staff, "APPROVED")
    await portal.work("access")

    assert waiting["account"]["controlNumber"] == COMPANY.control_number
    assert waiting["stoppedAt"] is not None
    assert outcome(approved) == "SettleAccessRequestSuccess"
    assert recipients(await portal.mails()) == {COMPANY.business_email}
    assert "/first-card#" in portal.post.last()


async def test_staff_refuse_a_request_and_another_may_follow(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    await ask(portal)
    staff = await staff_member(portal)

    refused = await settle(staff, "REFUSED")
    again = await settle(staff, "APPROVED")
    left = await listed(staff)
    mails = await ask(portal)

    assert refused["request"]["outcome"] == "REFUSED"
    assert again["code"] == "ACCESS_REQUEST_OVER"
    assert left == []
    assert len(mails) == 2


async def test_a_request_that_there_is_not_is_not_settled(portal: TestPortal) -> None:
    staff = await staff_member(portal)
    unknown = to_base64("AccessRequest", uuid4())

    result = await staff.do(
        "settleAccessRequest", "request { id }", id=unknown, decision="APPROVED", note="查證"
    )

    assert result["code"] == "ACCESS_REQUEST_NOT_FOUND"


async def test_staff_need_a_fresh_proof_and_nothing_to_do_with_the_company(
    portal: TestPortal,
) -> None:
    await nobody_can_sign_in(portal)
    await ask(portal)
    stale, holder_there = await staff_member(portal), await ada(portal)
    theirs = await Certificate.filter(holder_name="管理甲").get()
    await Certificate.filter(holder_name="測試甲").update(person_id=theirs.person_id)

    own = await settle(holder_there, "APPROVED")
    portal.clock.forward(timedelta(minutes=10, seconds=1))
    late = await settle(stale, "APPROVED")

    assert own["code"] == "OWN_CASE"
    assert late["code"] == "CARD_PROOF_NEEDED"
    assert (await AccessRequest.get()).approved_at is None


async def test_holders_neither_list_nor_settle_requests(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    await ask(portal)
    [account] = await Account.filter(kind="BUSINESS")
    await Account.filter(id=account.id).update(control_number="Z0000001")
    dan = await holder(portal, Person.at(portal, colleague(9, "測試丁")))

    seen = await dan.ask("{ staff { accessRequests { __typename } } }")

    assert seen == {"staff": None}
    assert (await settle(dan, "APPROVED"))["code"] == "NOT_ALLOWED"


@pytest.mark.parametrize("state", ["frozen", "suspended", "without mailbox"])
async def test_no_request_starts_or_takes_effect_at_such_an_account(
    portal: TestPortal, state: str
) -> None:
    columns: dict[str, dict[str, object]] = {
        "frozen": {"frozen_at": portal.clock()},
        "suspended": {"status": AccountStatus.SUSPENDED},
        "without mailbox": {"mailbox": None},
    }
    await nobody_can_sign_in(portal)
    await Account.all().update(**columns[state])
    started = await ask(portal)
    none = await AccessRequest.all().count()
    free = {
        "frozen_at": None,
        "status": AccountStatus.ACTIVE,
        "mailbox": COMPANY.business_email,
    }
    await Account.all().update(**free)
    portal.clock.forward(timedelta(hours=1))
    await ask(portal)
    await Account.all().update(**columns[state])
    await portal.later(MEMBER_NOTICE)

    await portal.work("access")

    assert (started, none) == ([], 0)
    assert (await AccessRequest.get()).granted_at is None


@on_postgres_alone
async def test_no_request_starts_at_an_account_that_is_suspended_meanwhile(
    portal: TestPortal,
) -> None:
    await nobody_can_sign_in(portal)
    account = await Account.get()
    await Person.at(portal).ask_for_link(account.control_number)

    async def suspend() -> None:
        await Account.all().update(status=AccountStatus.SUSPENDED)

    await overtaken(portal.mail_link, account=account, at=portal.clock(), by=suspend)

    assert await AccessRequest.all().count() == 0


async def test_a_mailbox_never_asks_for_staff(portal: TestPortal) -> None:
    bruno = await administrator(portal)
    number = (await bruno.viewer() or {})["account"]["controlNumber"]
    await Certificate.all().update(status="EXPIRED")

    mails = await ask(portal, number)

    assert mails == []
    assert await AccessRequest.all().count() == 0


async def test_no_request_for_an_account_of_staff_takes_effect(portal: TestPortal) -> None:
    await administrator(portal)
    await Certificate.all().update(status="EXPIRED")
    account, now = await Account.get(), portal.clock()
    await AccessRequest.create(account_id=account.id, asked_at=now, effective_at=now)

    await grant_next(notices=portal.services.account_notices, now=now)

    assert await portal.mails() == []
    assert (await AccessRequest.get()).granted_at is None


async def test_whom_others_took_out_is_refused_by_the_link(portal: TestPortal) -> None:
    alice = await holder(portal, Person.at(portal, ending_soon()))
    await alice.add(colleague(), email="bob@company.example")
    bob = Person.at(portal, colleague())
    await bob.sign_in()
    await alice.remove(await bob.current_card_id())
    await portal.later(timedelta(days=10, hours=1))
    await ask(portal)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    await portal.mails()

    await bob.follow(portal.post.link("/first-card"))
    result = await bob.bind_first()

    assert result["code"] == "FORMER_HOLDER"


@pytest.mark.parametrize("serial", [2, 8])
async def test_whom_others_took_out_is_refused_after_the_company_was_opened_anew(
    portal: TestPortal, serial: int
) -> None:
    alice, bob = await two_holders(portal)
    await alice.remove(await bob.current_card_id())
    staff = await ada(portal)
    shown = await staff.account(COMPANY.control_number)
    await staff.manage("close", shown["id"])
    await portal.mails()
    await account_without_card(portal)
    await ask(portal)
    # A card of the next generation may bear another serial number, for an officer to join.
    returning = Person.at(portal, colleague(serial, "測試乙"))

    await returning.follow(portal.post.link("/first-card"))
    result = await returning.bind_first()

    assert result["code"] == "FORMER_HOLDER"
    assert await Membership.filter(ended_at__isnull=True, account__kind="BUSINESS").count() == 0


async def test_a_granted_request_gets_another_link_for_seven_days_only(
    portal: TestPortal,
) -> None:
    await granted(portal)
    portal.clock.forward(LINK_PAUSE)
    another = await ask(portal)
    await portal.later(ACCESS_GRANTED_FOR - LINK_PAUSE)

    afterwards = await ask(portal)

    assert "/first-card#" in _text(to(another, COMPANY.business_email))
    assert "/stop-access#" in _text(to(afterwards, COMPANY.business_email))
    assert await AccessRequest.filter(outcome=AccessOutcome.EXPIRED).count() == 1


async def test_closing_the_account_ends_the_request(portal: TestPortal) -> None:
    await nobody_can_sign_in(portal)
    token = token_in(to(await ask(portal), COMPANY.business_email))
    staff = await ada(portal)
    shown = await staff.account(COMPANY.control_number)

    await staff.manage("close", shown["id"])

    assert (await AccessRequest.get()).outcome is AccessOutcome.ACCOUNT_CLOSED
    assert "code" in await look(portal, token)


async def test_each_step_is_in_the_journal(portal: TestPortal) -> None:
    token = await granted(portal)
    carol = newcomer(portal)
    await carol.follow(token)
    await carol.bind_first()

    kinds = await Event.filter(kind__startswith="ACCESS_").order_by("seq").values_list("kind")

    assert [kind for (kind,) in kinds] == ["ACCESS_REQUESTED", "ACCESS_GRANTED", "ACCESS_OVER"]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
