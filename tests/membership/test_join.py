"""Tests of joining a reissued card, which is not recognised, to its holder."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from models.account.account import Account
from models.card.certificate import Certificate
from models.core.rules import IDENTITY_JOIN_LIFE
from models.journal.event import Event
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.membership.person import PersonIdentifier
from models.session.roles import AccountStatus, Role
from models.signature.evidence import Evidence
from resolvers.membership.request_join import mail_next
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.people import Person, encoded, form, outcome
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import (
    SECOND,
    another_company,
    holder,
    staff_member,
    two_holders,
)
from tests.support.scenarios.cards import recipients
from tests.support.scenarios.members import ask_to_be_recognised, membership_of, to, token_in
from web.demo.authority import Card, Generation

NEW_NAME = "測試甲乙"


@cache
def other_identity() -> Card:
    """Issue Alice's next card: after her marriage, with another serial and name."""
    return cards.citizen(
        subject_serial=f"{70:016}", holder=NEW_NAME, not_after=cards.AT + timedelta(days=1900)
    )


async def confirm(portal: TestPortal, token: str) -> dict[str, Any]:
    shown = "request { controlNumber holderName lastFour }"
    return await Person.at(portal).do("confirmIdentityJoin", shown, token=token)


async def look(portal: TestPortal, token: str) -> dict[str, Any]:
    asked = """query($token: String!) { identityJoinLink(token: $token) {
        controlNumber holderName lastFour } }"""
    return await Person.at(portal).read(asked, {"token": token})


async def mailed(portal: TestPortal, card: Card | None = None) -> str:
    """Ask to be recognised, and return the token that the registered mailbox gets."""
    await ask_to_be_recognised(portal, card or other_identity())
    await portal.work("identity")
    return token_in(to(await portal.mails(), COMPANY.business_email))


async def join(staff: Person, name: str = "測試甲") -> dict[str, Any]:
    record = await IdentityJoin.get()
    return await staff.do(
        "joinIdentifier",
        "request { joinedAt }",
        joinId=global_id(record),
        membershipId=global_id(await membership_of(name)),
    )


async def waiting(staff: Person) -> list[dict[str, Any]]:
    shown = "id holderName account { controlNumber }"
    found = await staff.read_of_staff(f"identityJoins {{ edges {{ node {{ {shown} }} }} }}")
    return [edge["node"] for edge in found["edges"]]


async def test_a_joined_card_renews_and_signs_in(portal: TestPortal) -> None:
    await two_holders(portal)
    alice = Person.at(portal, other_identity())
    unknown = await alice.sign_in()
    await confirm(portal, await mailed(portal))
    staff = await staff_member(portal)
    listed = await waiting(staff)

    joined = await join(staff)

    told = recipients(await portal.mails())
    renewed = await alice.renew()
    member = await membership_of(NEW_NAME)
    assert unknown["code"] == "CARD_NOT_BOUND"
    assert "憑證換發後無法辨識" in unknown["message"]
    assert [one["holderName"] for one in listed] == [NEW_NAME]
    assert joined["request"]["joinedAt"] is not None
    assert told == {COMPANY.business_email, "holder@company.example", "bob@company.example"}
    assert renewed["certificate"]["holderName"] == NEW_NAME
    assert await PersonIdentifier.filter(person_id=member.person_id).count() == 2
    assert await waiting(staff) == []
    assert await Event.filter(kind="IDENTITY_JOINED").count() == 1


async def test_the_challenge_names_the_control_number_and_evidence_is_kept(
    portal: TestPortal,
) -> None:
    await holder(portal)

    result = await ask_to_be_recognised(portal, other_identity())

    record = await IdentityJoin.get()
    assert result == {"__typename": "RequestIdentityJoinSuccess", "asked": True}
    assert (record.holder_name, record.last_four) == (NEW_NAME, "0001")
    assert await Evidence.filter(kind="JOIN", subject=record.subject).count() == 1


async def test_a_signature_for_one_number_does_not_do_for_another(portal: TestPortal) -> None:
    await holder(portal)
    person = Person.at(portal, other_identity())
    asked = await person.do(
        "requestChallenge", "challenge { id text }", purpose="JOIN", controlNumber="Z9999999"
    )

    result = await person.do(
        "requestIdentityJoin",
        "asked",
        challengeId=asked["challenge"]["id"],
        signature=encoded(person.sign(asked["challenge"]["text"])),
        controlNumber=COMPANY.control_number,
    )

    assert "subject: Z9999999" in asked["challenge"]["text"]
    assert result["code"] == "CHALLENGE_UNKNOWN"
    assert await IdentityJoin.all().count() == 0


async def test_the_answer_is_the_same_whether_there_is_an_account(portal: TestPortal) -> None:
    await holder(portal)

    known = await ask_to_be_recognised(portal, other_identity())
    unknown = await ask_to_be_recognised(portal, other_identity(), number="Z9999999")
    await portal.work("identity")

    assert known == unknown
    assert recipients(await portal.mails()) == {COMPANY.business_email}


# The reader of the journal, which every portal has, asks for what is new in its own time.
OF_THE_READER = 'FROM "event" WHERE "seq">'


async def test_the_same_statements_run_whether_there_is_an_account(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    await holder(portal)
    # The first signature that is checked reads the lists.
    await ask_to_be_recognised(portal, other_identity(), number="Z9999998")
    caplog.set_level(logging.DEBUG, "tortoise.db_client")

    statements = {}
    for number in (COMPANY.control_number, "Z9999999"):
        caplog.clear()
        await ask_to_be_recognised(portal, other_identity(), number=number)
        said = [one.getMessage().partition(":")[0] for one in caplog.records]
        statements[number] = [one for one in said if OF_THE_READER not in one]

    known, unknown = statements.values()
    assert len(known) > 10
    assert known == unknown


@pytest.mark.parametrize("state", ["suspended", "frozen", "without members"])
async def test_no_mailbox_is_asked_at_such_an_account(portal: TestPortal, state: str) -> None:
    await holder(portal)
    if state == "without members":
        await Certificate.all().update(status="REMOVED")
        await Membership.all().update(ended_at=portal.clock())
    columns: dict[str, dict[str, object]] = {
        "suspended": {"status": "SUSPENDED"},
        "frozen": {"frozen_at": portal.clock()},
        "without members": {"changed_at": portal.clock()},
    }
    await Account.all().update(**columns[state])

    await ask_to_be_recognised(portal, other_identity())
    await portal.work("identity")

    assert await portal.mails() == []


async def test_two_workers_ask_the_mailbox_once(portal: TestPortal) -> None:
    await holder(portal)
    await ask_to_be_recognised(portal, other_identity())
    notices, now = portal.services.account_notices, portal.clock()

    await asyncio.gather(*(mail_next(notices=notices, now=now) for _ in range(2)))

    assert recipients(await portal.mails()) == {COMPANY.business_email}
    assert await Event.filter(kind="IDENTITY_JOIN_REQUESTED").count() == 1


async def test_of_two_who_join_a_card_at_once_one_does(portal: TestPortal) -> None:
    await holder(portal)
    await confirm(portal, await mailed(portal))
    both = await staff_member(portal), await ada(portal)

    results = await asyncio.gather(*(join(staff) for staff in both))

    assert {outcome(result) for result in results} == {
        "JoinIdentifierSuccess",
        "IDENTITY_JOIN_NOT_FOUND",
    }
    assert await Event.filter(kind="IDENTITY_JOINED").count() == 1


async def test_at_a_suspended_account_nothing_is_confirmed(portal: TestPortal) -> None:
    await holder(portal)
    token = await mailed(portal)
    await Account.all().update(status=AccountStatus.SUSPENDED)

    assert (await look(portal, token))["code"] == "ACCOUNT_NOT_ACTIVE"
    assert (await confirm(portal, token))["code"] == "ACCOUNT_NOT_ACTIVE"
    assert (await IdentityJoin.get()).confirmed_at is None


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"status": AccountStatus.SUSPENDED}, "ACCOUNT_NOT_ACTIVE"),
        ({"frozen_at": cards.AT}, "ACCOUNT_FROZEN"),
    ],
)
async def test_at_a_halted_account_no_card_is_joined(
    portal: TestPortal, columns: dict[str, object], code: str
) -> None:
    await holder(portal)
    await confirm(portal, await mailed(portal))
    staff = await staff_member(portal)
    await Account.filter(kind="BUSINESS").update(**columns)

    assert (await join(staff))["code"] == code
    assert (await IdentityJoin.get()).joined_at is None


async def test_only_staff_see_the_requests_to_be_recognised(portal: TestPortal) -> None:
    alice = await holder(portal)
    await confirm(portal, await mailed(portal))

    asked = "{ staff { identityJoins { __typename } } }"
    answers = [await person.ask(asked) for person in (alice, Person.at(portal))]

    assert answers == [{"staff": None}, {"staff": None}]


async def test_looking_at_the_link_confirms_nothing(portal: TestPortal) -> None:
    await holder(portal)
    token = await mailed(portal)

    seen = await look(portal, token)
    result = await join(await staff_member(portal))

    assert seen["holderName"] == NEW_NAME
    assert result["code"] == "IDENTITY_JOIN_NOT_FOUND"


async def test_the_link_works_once_and_for_seven_days(portal: TestPortal) -> None:
    await holder(portal)
    token = await mailed(portal)

    first = await confirm(portal, token)
    second = await confirm(portal, token)
    await portal.later(IDENTITY_JOIN_LIFE)
    late = await join(await staff_member(portal))

    assert outcome(first) == "ConfirmIdentityJoinSuccess"
    assert second["code"] == "IDENTITY_JOIN_LINK_OVER"
    assert late["code"] == "IDENTITY_JOIN_NOT_FOUND"


async def test_a_link_of_another_purpose_confirms_nothing(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.edit(await alice.current_card_id(), phone="02-11112222", email="a@company.example")
    token = token_in(to(await portal.mails(), COMPANY.business_email))

    assert (await look(portal, token))["code"] == "LINK_UNKNOWN"
    assert (await confirm(portal, token))["code"] == "LINK_UNKNOWN"


async def test_a_card_that_is_recognised_needs_no_join(portal: TestPortal) -> None:
    alice = await holder(portal)

    result = await ask_to_be_recognised(portal, alice.card)

    assert result["code"] == "PERSON_ALREADY_BOUND"


async def test_the_card_of_another_company_is_not_merged(portal: TestPortal) -> None:
    await holder(portal)
    token = await mailed(portal)
    portal.registry.rows = [on_file(), on_file(SECOND)]
    dan = Person.at(portal, other_identity())
    await dan.apply(form(SECOND))
    await dan.bind()
    await confirm(portal, token)
    staff = await staff_member(portal)

    applied = await join(staff)
    await dan.withdraw()
    withdrawn = await join(staff)

    assert applied["code"] == "IDENTITY_OF_ANOTHER"
    assert outcome(withdrawn) == "JoinIdentifierSuccess"


async def test_who_ever_belonged_elsewhere_is_not_merged(portal: TestPortal) -> None:
    await two_holders(portal)
    dan = await another_company(portal)
    added = await dan.add(other_identity(), email="new@second.example")
    await dan.remove(added["certificate"]["id"])
    await portal.mails()
    await confirm(portal, await mailed(portal))

    result = await join(await staff_member(portal))

    assert result["code"] == "IDENTITY_OF_ANOTHER"
    assert (await IdentityJoin.get()).joined_at is None


async def test_who_belonged_elsewhere_by_a_card_of_another_generation_is_not_merged(
    portal: TestPortal,
) -> None:
    await two_holders(portal)
    dan = await another_company(portal)
    older = cards.citizen(subject_serial=f"{70:016}", holder=NEW_NAME, generation=Generation.G2)
    added = await dan.add(older, email="new@second.example")
    await dan.remove(added["certificate"]["id"])
    await portal.mails()
    await confirm(portal, await mailed(portal))

    result = await join(await staff_member(portal))

    assert result["code"] == "IDENTITY_OF_ANOTHER"
    assert (await IdentityJoin.get()).joined_at is None


async def test_nobody_joins_a_card_of_her_own(portal: TestPortal) -> None:
    await holder(portal)
    hers = cards.citizen(subject_serial=f"{70:016}", holder="測試辛")
    staff, other = await staff_member(portal), await ada(portal)
    await confirm(portal, await mailed(portal, hers))

    own = await join(staff)
    by_another = await join(other)

    assert own["code"] == "OWN_CASE"
    assert outcome(by_another) == "JoinIdentifierSuccess"


async def test_all_cards_of_a_person_are_joined(portal: TestPortal) -> None:
    await holder(portal)
    older = cards.citizen(subject_serial=f"{70:016}", holder=NEW_NAME, generation=Generation.G2)
    portal.registry.rows = [on_file(), on_file(SECOND)]
    applicant = Person.at(portal, older)
    await applicant.apply(form(SECOND))
    await applicant.bind()
    await applicant.withdraw()
    await confirm(portal, await mailed(portal))

    joined = await join(await staff_member(portal))

    member = await membership_of("測試甲")
    again = Person.at(portal, older)
    await again.apply(form(SECOND))
    assert outcome(joined) == "JoinIdentifierSuccess"
    assert await PersonIdentifier.filter(person_id=member.person_id).count() == 3
    assert (await again.bind())["code"] == "PERSON_ALREADY_BOUND"


async def test_staff_need_a_fresh_proof_the_right_account_and_no_part_in_it(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    await another_company(portal)
    await confirm(portal, await mailed(portal))
    staff, hers = await staff_member(portal), await ada(portal)
    theirs = await Certificate.get(holder_name="管理甲")

    by_holder = await join(alice)
    elsewhere = await join(staff, "測試丁")
    await alice.remove(await bob.current_card_id())
    await Certificate.filter(holder_name="測試乙").update(person_id=theirs.person_id)
    own = await join(hers)
    portal.clock.forward(timedelta(minutes=10, seconds=1))
    late = await join(staff)

    assert by_holder["code"] == "NOT_ALLOWED"
    assert elsewhere["code"] == "MEMBERSHIP_NOT_FOUND"
    assert own["code"] == "OWN_CASE"
    assert late["code"] == "CARD_PROOF_NEEDED"


async def test_only_an_administrator_joins_a_card_of_staff(portal: TestPortal) -> None:
    await staff_member(portal, Role.REVIEWER, 91)
    await Account.filter(control_number="S0000091").update(mailbox="unit@agency.example")
    await ask_to_be_recognised(portal, other_identity(), number="S0000091")
    await portal.work("identity")
    await confirm(portal, token_in((await portal.mails())[0]))
    staff, boss = await staff_member(portal), await ada(portal)

    by_reviewer = await join(staff, "測試辛")
    member = global_id(await membership_at("S0000091"))
    record = await IdentityJoin.get()
    by_admin = await boss.do(
        "joinIdentifier", "request { joinedAt }", joinId=global_id(record), membershipId=member
    )

    assert by_reviewer["code"] == "NOT_ALLOWED"
    assert outcome(by_admin) == "JoinIdentifierSuccess"


async def membership_at(number: str) -> Any:
    account = await Account.get(control_number=number)
    card = await Certificate.get(account_id=account.id)
    return await Membership.get(id=card.membership_id)


async def test_a_mailbox_that_is_no_longer_the_registered_one_confirms_nothing(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    token = await mailed(portal)
    moved = replace(COMPANY, business_email="new@company.example")
    portal.registry.rows = [on_file(moved)]
    await alice.do("requestDataChange", "application { id }", **form(moved))
    await portal.review()

    result = await confirm(portal, token)

    assert (await Account.get(kind="BUSINESS")).mailbox == "new@company.example"
    assert result["code"] == "IDENTITY_JOIN_LINK_OVER"
    assert (await IdentityJoin.get()).confirmed_at is None
