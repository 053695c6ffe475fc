"""Tests that acts lock in one order: applications, accounts and sessions, persons."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.account.number import AccountNumber
from models.application.application import Application
from models.mail.kinds import Template
from models.mail.outbox import Mail
from models.session.roles import AccountKind
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import Colleague, ada, bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import account_without_card, holder
from tests.support.scenarios.applications import approved
from tests.support.scenarios.cards import colleague, reissued
from tests.support.scenarios.overtaken import in_turn, on_postgres_alone
from tests.support.scenarios.review import awaiting_reviewer
from tests.support.scenarios.staff import ACCOUNT, INVITED

Case = Mapping[str, Any]
MOVED = replace(COMPANY, business_address="臺北市中正區測試路3號")


def locking(application: Application) -> Callable[[], Awaitable[object]]:
    async def lock() -> None:
        await Application.filter(id=application.id).select_for_update(no_key=True).first()

    return lock


@on_postgres_alone
async def test_closing_waits_for_a_data_change_that_is_being_decided(portal: TestPortal) -> None:
    alice = await holder(portal)
    asked = await alice.do("requestDataChange", "application { id }", **form(MOVED))
    staff = await ada(portal)
    account = await Account.get(kind="BUSINESS")
    shown = await staff.account(account.control_number)
    change = await Application.get(account_id=account.id)

    closed = await in_turn(
        locking(change),
        lambda: staff.manage("close", shown["id"]),
        then=lambda: account.hold(at=portal.clock()),
    )

    assert outcome(asked) == "RequestDataChangeSuccess"
    assert outcome(closed) == "CloseAccountSuccess"
    assert (await Application.get(id=change.id)).status == "WITHDRAWN"


@on_postgres_alone
async def test_an_activation_waits_for_one_of_the_same_number(portal: TestPortal) -> None:
    alice = await approved(portal)
    token = portal.post.link()
    portal.clock.forward(timedelta(seconds=1))
    await approved(portal, Person.at(portal, colleague()))
    [hers, other] = await Application.all().order_by("created_at", "submitted_at")

    answer = await in_turn(
        locking(other),
        lambda: alice.activate(token),
        then=lambda: account_without_card(portal),
    )

    assert alice.application["id"] == to_base64("Application", hers.id)
    assert outcome(answer) == "APPLICATION_MOVED"
    assert await Account.all().count() == 1


@on_postgres_alone
async def test_signing_in_waits_for_an_act_on_the_browsers_application(
    portal: TestPortal,
) -> None:
    card = (await holder(portal)).card
    account = await Account.get()
    alice = Person.at(portal, card)
    await alice.apply()
    draft = await Application.get(status="DRAFT")

    signed_in = await in_turn(
        locking(draft),
        alice.sign_in,
        then=lambda: account.hold(at=portal.clock()),
    )

    assert outcome(signed_in) == "SignInSuccess"
    assert (await alice.viewer()) is not None


@on_postgres_alone
async def test_renewing_waits_for_an_act_on_the_browsers_application(portal: TestPortal) -> None:
    await holder(portal)
    account = await Account.get()
    portal.clock.forward(timedelta(seconds=1))
    alice = Person.at(portal, reissued())
    await alice.apply()
    draft = await Application.get(status="DRAFT")

    renewed = await in_turn(
        locking(draft), alice.renew, then=lambda: account.hold(at=portal.clock())
    )

    assert outcome(renewed) == "RenewCertificateSuccess"


@on_postgres_alone
async def test_opening_an_account_waits_for_the_terminal(portal: TestPortal) -> None:
    admin = await ada(portal)
    account = await Account.get(control_number="STAFF003")

    opened = await in_turn(
        lambda: AccountNumber.lock(AccountKind.STAFF),
        lambda: admin.do("createStaff", ACCOUNT, **INVITED),
        then=lambda: account.hold(at=portal.clock()),
    )

    assert outcome(opened) == "CreateStaffSuccess"


@on_postgres_alone
async def test_a_letter_is_sent_again_for_the_decision_that_stands(portal: TestPortal) -> None:
    alice = await approved(portal)
    case = await Application.get()
    portal.clock.forward(timedelta(minutes=6))

    async def decided_anew() -> None:
        await Application.filter(id=case.id).update(status="REJECTED")
        await Mail.filter(subject=case.subject).update(template=Template.NOT_PASSED)

    again = await in_turn(
        locking(case),
        lambda: alice.do("resendMail", "caseNumber", applicationId=alice.application["id"]),
        then=decided_anew,
    )
    letters = await Mail.filter(subject=case.subject).order_by("-queued_at")

    assert outcome(again) == "ResendMailSuccess"
    assert letters[0].template is Template.NOT_PASSED


ON_CASES: Mapping[str, Callable[[Colleague, Case], Awaitable[Mapping[str, object]]]] = {
    "approve": lambda reviewer, case: reviewer.approve(case),
    "reject": lambda reviewer, case: reviewer.reject(case),
    "claim": lambda reviewer, case: reviewer.claim(case),
    "review again": lambda reviewer, case: reviewer.act("reviewAgain", case),
    "propose": lambda reviewer, case: reviewer.propose_mailbox(case),
}


@on_postgres_alone
@pytest.mark.parametrize("act", ON_CASES)
async def test_an_act_on_a_case_locks_it_before_the_reviewers_account(
    portal: TestPortal, act: str
) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    account = await Account.get(control_number="STAFF001")
    [case] = await reviewer.cases()

    done = await in_turn(
        locking(await Application.get()),
        lambda: ON_CASES[act](reviewer, case),
        then=lambda: account.hold(at=portal.clock()),
    )

    assert outcome(done).endswith("Success")
