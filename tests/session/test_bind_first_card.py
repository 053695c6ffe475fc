"""Tests of binding an account's first card (自然人憑證帳號綁定), and of the session for it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
)
from strawberry.relay import to_base64

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.card.challenge import Challenge
from models.journal.event import Event
from models.membership.membership import Membership
from models.session.roles import AccountStatus
from models.session.session import Session, SessionEnd, SessionKind
from models.signature.evidence import Evidence
from tests.support import cards
from tests.support.contract import codes_of, contract
from tests.support.people.people import FAILED, Person, form, outcome
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    account_without_card,
    another_company,
    following_link,
    holder,
    mailed_link,
    send_all_mail,
    two_holders,
)
from tests.support.scenarios.cards import colleague

SCHEMA = contract()


async def test_the_card_is_bound_and_signed_in_at_once(portal: TestPortal) -> None:
    alice = await following_link(portal)

    result = await alice.bind_first(label="會計室")

    card = await Certificate.get()
    account = await Account.get()
    seen = await alice.viewer()
    assert result["account"]["controlNumber"] == COMPANY.control_number
    assert (card.account_id, card.label, card.application_id) == (account.id, "會計室", None)
    assert seen is not None
    assert seen["kind"] == "HOLDER"
    bind_only = await Session.get(kind=SessionKind.BIND_ONLY)
    assert bind_only.ended_because is SessionEnd.CARD_BOUND
    assert await Evidence.filter(kind="FIRST_CARD", subject=account.subject).count() == 1
    assert await Event.filter(kind="FIRST_CARD_BOUND", subject=account.subject).count() == 1


async def test_the_card_signs_in_from_then_on(portal: TestPortal) -> None:
    alice = await following_link(portal)
    await alice.bind_first()

    at_home = Person.at(portal, alice.card)

    assert (await at_home.sign_in())["__typename"] == "SignInSuccess"


async def test_the_mailbox_and_the_holder_get_mail(portal: TestPortal) -> None:
    alice = await following_link(portal)
    portal.post.sent.clear()

    await alice.bind_first(email="holder@company.example")
    await send_all_mail(portal)

    recipients = sorted(mail["To"] for mail in portal.post.sent)
    assert recipients == [COMPANY.business_email, "holder@company.example"]
    assert "測○甲" in portal.post.last()
    assert f"{portal.settings.origin}/not-me#" in portal.post.last()


async def test_a_typing_mistake_costs_no_signature(portal: TestPortal) -> None:
    alice = await following_link(portal)
    asked = (await alice.challenge("FIRST_CARD"))["challenge"]

    wrong = await alice.bind_first(challenge=asked, phone="?", email="no", label="x" * 81)
    right = await alice.bind_first(challenge=asked)

    assert [problem["path"] for problem in wrong["problems"]] == [["phone"], ["email"], ["label"]]
    assert right["__typename"] == "BindFirstCardSuccess"


async def test_a_signature_for_another_purpose_binds_nothing(portal: TestPortal) -> None:
    alice = await following_link(portal)

    for purpose in ("SIGN_IN", "CONTINUE", "RENEW"):
        asked = (await alice.challenge(purpose))["challenge"]
        assert (await alice.bind_first(challenge=asked))["code"] == "CHALLENGE_UNKNOWN"
    assert await Certificate.all().count() == 0


async def test_the_challenge_names_the_account(portal: TestPortal) -> None:
    alice = await following_link(portal)

    asked = (await alice.challenge("FIRST_CARD"))["challenge"]

    assert f"subject: {COMPANY.control_number}\n" in asked["text"]


async def test_a_refused_card_leaves_another_to_be_tried(portal: TestPortal) -> None:
    wrong = await following_link(portal, cards.company())

    refused = await wrong.bind_first()
    right = await wrong.with_card(cards.citizen()).bind_first()

    assert refused["code"] == "WRONG_CARD_KIND"
    assert right["__typename"] == "BindFirstCardSuccess"


async def test_a_card_that_is_bound_elsewhere_is_refused(portal: TestPortal) -> None:
    await holder(portal)
    await account_without_card(portal, number="B0000001")
    again = Person.at(portal)
    await again.follow(await mailed_link(portal, "B0000001"))
    renewed = again.with_card(cards.citizen(not_after=cards.AT + timedelta(days=1900)))

    assert (await again.bind_first())["code"] == "CERTIFICATE_ALREADY_BOUND"
    assert (await renewed.bind_first())["code"] == "PERSON_ALREADY_BOUND"


async def test_who_was_taken_out_by_a_colleague_does_not_return_by_the_mailbox(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    await alice.remove(await bob.current_card_id())
    await leave_nobody(portal)
    browser = Person.at(portal, bob.card)
    await browser.follow(await mailed_link(portal))

    refused = await browser.bind_first()
    by_another = await browser.with_card(colleague(3, "測試丙")).bind_first()

    assert (refused["code"], refused["title"]) == ("FORMER_HOLDER", "您已不是此帳號的使用者")
    assert by_another["__typename"] == "BindFirstCardSuccess"
    assert (await bob.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_a_former_holder_who_is_bound_elsewhere_is_told_so(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await alice.remove(await bob.current_card_id())
    await leave_nobody(portal)
    dan = await another_company(portal)
    await dan.add(bob.card)
    browser = Person.at(portal, bob.card)
    await browser.follow(await mailed_link(portal))

    assert (await browser.bind_first())["code"] == "CERTIFICATE_ALREADY_BOUND"


async def test_whose_membership_ended_by_itself_returns_by_the_mailbox(portal: TestPortal) -> None:
    alice = await holder(portal)
    await leave_nobody(portal)
    browser = Person.at(portal, alice.card)
    await browser.follow(await mailed_link(portal))

    result = await browser.bind_first()

    memberships = await Membership.all().order_by("began_at")
    assert result["__typename"] == "BindFirstCardSuccess"
    assert [one.began_because.value for one in memberships] == ["ACTIVATION", "FIRST_CARD"]
    assert len({one.person_id for one in memberships}) == 1


async def leave_nobody(portal: TestPortal) -> None:
    """End every membership as the service does when the cards ended long ago."""
    portal.clock.forward(timedelta(seconds=1))
    ended = {"ended_at": portal.clock(), "ended_because": "DORMANT", "ended_by": "test:1"}
    await Membership.filter(ended_at__isnull=True).update(**ended)
    await Certificate.filter(status="LIVE").update(status="REMOVED", released_at=portal.clock())
    await portal.mails()


async def test_nothing_is_bound_by_the_mailbox_while_an_objection_waits(
    portal: TestPortal,
) -> None:
    alice = await following_link(portal)
    link = portal.post.link("/first-card")
    await Account.all().update(frozen_at=portal.clock())

    bound = await alice.bind_first()
    followed = await Person.at(portal).follow(link)

    assert bound["code"] == followed["code"] == "ACCOUNT_FROZEN"
    assert await Certificate.all().count() == 0


async def test_two_cards_at_once_make_one_first_card(portal: TestPortal) -> None:
    alice = await following_link(portal)
    colleagues = [alice.with_card(colleague(number)) for number in range(1, 5)]
    account = await Account.get()
    asked = [await _challenge(portal, account) for _ in colleagues]

    results = await asyncio.gather(
        *(
            _bind(person, browser, challenge)
            for person, (browser, challenge) in zip(colleagues, asked, strict=True)
        )
    )

    names = sorted(outcome(result) for result in results)
    assert names[0] == "BindFirstCardSuccess"
    assert set(names[1:]) <= {"FIRST_CARD_BOUND", "SIGN_IN_NEEDED"}
    assert await Certificate.all().count() == 1


async def _challenge(portal: TestPortal, account: Account) -> tuple[Person, dict[str, Any]]:
    """Open another browser that may bind, which no link allows, and ask for a challenge."""
    browser = replace(Person.at(portal), control_number=account.control_number)
    session = await Session.start(
        kind=SessionKind.BIND_ONLY,
        at=portal.clock(),
        life=timedelta(hours=1),
        account_id=account.id,
    )
    browser.browser.cookies.set("__Host-gpszone", session.token)
    return browser, (await browser.challenge("FIRST_CARD"))["challenge"]


async def _bind(person: Person, browser: Person, challenge: dict[str, Any]) -> dict[str, Any]:
    return await browser.with_card(person.card).bind_first(challenge=challenge)


async def test_an_account_that_has_a_card_is_not_bound_again(portal: TestPortal) -> None:
    alice = await following_link(portal)
    account = await Account.get()
    browser, challenge = await _challenge(portal, account)
    card = (await alice.bind_first())["certificate"]
    await Session.filter(kind=SessionKind.BIND_ONLY).update(ended_at=None)

    late = await _bind(Person.at(portal, colleague(2)), browser, challenge)

    assert late["code"] == "FIRST_CARD_BOUND"
    # It is refused before the signature is looked at.
    assert await Challenge.filter(spent_at__isnull=True).count() == 1
    assert to_base64("Certificate", (await Certificate.get()).id) == card["id"]


async def test_a_suspended_account_binds_nothing(portal: TestPortal) -> None:
    alice = await following_link(portal)

    await Account.all().update(status=AccountStatus.SUSPENDED)

    assert (await alice.bind_first())["code"] == "SIGN_IN_NEEDED"


async def test_a_lost_answer_after_binding_leaves_a_card_that_signs_in(portal: TestPortal) -> None:
    alice = await following_link(portal)
    before = dict(alice.browser.cookies)
    await alice.bind_first()
    alice.browser.cookies.clear()
    for name, value in before.items():
        alice.browser.cookies.set(name, value)

    again = await alice.bind_first()

    assert again["code"] == "SIGN_IN_NEEDED"
    assert (await Person.at(portal, alice.card).sign_in())["__typename"] == "SignInSuccess"


# What a browser may do without any right. It may do it with this one too, and gains nothing.
FOR_EVERYBODY = {
    *("apply", "requestChallenge", "requestSignInLink", "followSignInLink", "signOut"),
    *("signIn", "resendMail", "activateAccount", "continueApplication"),
    *("amendApplication", "bindCertificate", "withdrawApplication"),
    # By a card of one's own, by a mailed link, and by a partner's token.
    *("renewCertificate", "reportChange", "redeemHandoff"),
    *("requestIdentityJoin", "confirmIdentityJoin", "stopAccessRequest", "stopMailboxCorrection"),
    # By the handle of a request that came through this browser.
    "denyAuthorization",
    # Of whoever has begun something, or a card in hand.
    *("saveForm", "discardForm", "createTransferCode", "redeemTransferCode", "checkCertificate"),
}


def _needing_a_right() -> list[str]:
    """Return the mutations that refuse without a session."""
    assert SCHEMA.mutation_type
    return [
        name
        for name, field in SCHEMA.mutation_type.fields.items()
        if "SIGN_IN_NEEDED" in codes_of(field) and name not in FOR_EVERYBODY
    ]


def _some(kind: GraphQLInputType) -> object:
    """Return a value of a type; optional parts are left out."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        needed = {
            name: _some(field.type)
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull)
        }
        return needed or {name: _some(field.type) for name, field in list(kind.fields.items())[:1]}
    simple = {
        "ID": to_base64("Account", "00000000-0000-0000-0000-000000000000"),
        "Base64": "AAAA",
        "DateTime": "2026-03-02T04:00:00+00:00",
        "Boolean": False,
        "Int": 1,
    }
    return simple.get(kind.name, "x")


def test_every_mutation_asks_for_a_right_or_is_for_everybody() -> None:
    assert SCHEMA.mutation_type

    known = FOR_EVERYBODY | set(_needing_a_right())

    assert SCHEMA.mutation_type.fields.keys() - known == set()


async def test_a_session_for_binding_carries_out_nothing_that_needs_a_right(
    portal: TestPortal,
) -> None:
    alice = await following_link(portal)
    assert SCHEMA.mutation_type

    said = {}
    for name in _needing_a_right():
        field = SCHEMA.mutation_type.fields[name]
        input_name = str(field.args["input"].type).rstrip("!")
        query = (
            f"mutation($input: {input_name}!) {{ {name}(input: $input) {{ __typename {FAILED} }} }}"
        )
        given = {"input": _some(field.args["input"].type)}
        said[name] = outcome((await alice.ask(query, given))[name])

    assert said.pop("bindFirstCard") == "INVALID_INPUT"
    assert len(said) >= 5
    assert set(said.values()) == {"SIGN_IN_NEEDED"}, said


@pytest.mark.parametrize("purpose", ["PROVE", "ADD"])
async def test_a_session_for_binding_gets_no_challenge_of_a_holder(
    portal: TestPortal, purpose: str
) -> None:
    alice = await following_link(portal)

    assert (await alice.challenge(purpose))["code"] == "SIGN_IN_NEEDED"


async def test_a_session_for_binding_reads_no_more_than_whose_card_it_binds(
    portal: TestPortal,
) -> None:
    bruno = await holder(portal)
    changed = await bruno.do("requestDataChange", "application { id }", **form())
    assert changed["__typename"] == "RequestDataChangeSuccess"
    account = await Account.get()
    browser, _ = await _challenge(portal, account)
    card, case = await Certificate.get(), await Application.get(account_id=account.id)

    seen = await browser.ask(
        """query($account: ID!, $card: ID!, $case: ID!) {
          viewer { kind provenAt application { id } certificate { id } sessions { edges { cursor } }
            account { name company { companyName } dataChange { id } opening { reason } } }
          account: node(id: $account) { id } card: node(id: $card) { id }
          case: application(id: $case) { id } }""",
        {
            "account": to_base64("Account", account.id),
            "card": to_base64("Certificate", card.id),
            "case": to_base64("Application", case.id),
        },
    )

    assert seen == {
        "viewer": {
            "kind": "BIND_ONLY",
            "provenAt": None,
            "application": None,
            "certificate": None,
            "sessions": None,
            "account": {
                "name": COMPANY.company_name,
                "company": None,
                "dataChange": None,
                "opening": None,
            },
        },
        "account": None,
        "card": None,
        "case": None,
    }
