"""Tests of suspending, restoring and closing an account, and of the mails about it."""

import asyncio
import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.outbox import Mail
from models.session.roles import AccountKind, AccountStatus
from models.session.session import Session
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.people.staff import Colleague, ada, bruno, history
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import SECOND, holder
from tests.support.streams.subscriptions import application_status
from web.http.graphql.stream import Streams
from web.processes.serve import ending_streams

REASON = "負責人來函"


async def posted(portal: TestPortal) -> list[tuple[str, str]]:
    """Send the waiting mails; return recipients and subjects."""
    before = len(portal.post.sent)
    while await portal.mail():
        pass
    return sorted((str(mail["To"]), str(mail["Subject"])) for mail in portal.post.sent[before:])


async def account_of(admin: Colleague) -> dict[str, Any]:
    return await admin.account(COMPANY.control_number)


async def test_staff_see_an_account_with_its_cards_and_history(portal: TestPortal) -> None:
    await holder(portal)
    reviewer = await bruno(portal)

    seen = await reviewer.account(" a0000006 ")

    cards = [edge["node"] for edge in seen["certificates"]["edges"]]
    assert (seen["status"], seen["mailbox"]) == ("ACTIVE", "ems@company.example")
    assert seen["company"]["companyName"] == COMPANY.company_name
    assert [card["holderName"] for card in cards] == ["測試甲"]
    assert [event["kind"] for event in history(seen)][:1] == ["ACCOUNT_OPENED"]
    assert (await reviewer.account("Z0000000"))["code"] == "ACCOUNT_NOT_FOUND"


async def test_a_suspended_account_ends_its_sessions_and_tells_everybody(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    admin = await ada(portal)
    record = await account_of(admin)

    suspended = await admin.manage("suspend", record["id"], reason=REASON)
    letters = await posted(portal)

    assert suspended["account"]["status"] == "SUSPENDED"
    assert suspended["account"]["statusReason"] == REASON
    assert await alice.viewer() is None
    assert (await alice.sign_in())["code"] == "ACCOUNT_NOT_ACTIVE"
    assert [to for to, _ in letters] == ["ems@company.example", "holder@company.example"]
    assert {subject.partition(" / ")[0].rpartition("-")[2] for _, subject in letters} == {
        "帳號已停用"
    }
    ended = await Session.get(ended_because="ACCOUNT_SUSPENDED")
    assert ended.ended_at == portal.clock()
    event = await Event.get(kind="ACCOUNT_SUSPENDED")
    card = await Certificate.get(control_number="STAFF003")
    assert event.actor == f"certificate:{card.id}"
    assert REASON not in str([one.payload for one in await Event.all()])
    assert REASON not in portal.post.last()


async def test_a_stream_ends_when_the_account_is_suspended(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.apply(form(SECOND))
    admin = await ada(portal)
    record = await account_of(admin)
    streams = Streams()
    ending = asyncio.create_task(ending_streams(portal.services.journal, streams))

    async with asyncio.timeout(10), application_status(portal, alice, streams=streams) as stream:
        await anext(stream)
        await admin.manage("suspend", record["id"])
        rest = [frame async for frame in stream]
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)

    assert rest == []


async def test_a_restored_account_is_signed_in_to_again(portal: TestPortal) -> None:
    alice = await holder(portal)
    admin = await ada(portal)
    account_id = (await account_of(admin))["id"]
    await admin.manage("suspend", account_id)
    await posted(portal)

    restored = await admin.manage("restore", account_id, reason="已查證")
    letters = await posted(portal)

    assert restored["account"]["statusReason"] == "已查證"
    assert {subject.partition(" / ")[0].rpartition("-")[2] for _, subject in letters} == {
        "帳號已恢復使用"
    }
    assert len(letters) == 2
    assert (await alice.sign_in())["__typename"] == "SignInSuccess"


async def test_a_closed_account_frees_its_people_and_its_number(portal: TestPortal) -> None:
    alice = await holder(portal)
    admin = await ada(portal)
    account_id = (await account_of(admin))["id"]
    record = await Account.get(control_number=COMPANY.control_number)
    link = await AccountLink.make(
        purpose=AccountLinkPurpose.NOT_ME,
        account_id=record.id,
        key=portal.settings.secret_key,
        at=portal.clock(),
        life=timedelta(days=1),
    )

    closed = await admin.manage("close", account_id, reason=REASON)
    letters = await posted(portal)
    again = Person.at(portal, alice.card)
    await again.apply()
    bound = await again.bind()
    await portal.review()

    assert closed["account"]["certificates"]["edges"] == []
    assert (await again.see())["status"] == "APPROVED"
    assert await alice.viewer() is None
    assert [to for to, _ in letters] == ["ems@company.example", "holder@company.example"]
    assert bound["__typename"] == "BindCertificateSuccess"
    released = await Certificate.get(account_id=record.id)
    card = await Certificate.get(control_number="STAFF003")
    assert released.status is CertificateStatus.RELEASED
    assert (released.released_at, released.removed_by) == (
        portal.clock(),
        f"certificate:{card.id}",
    )
    assert (await AccountLink.get(id=link.id)).spent_at == portal.clock()
    assert (await account_of(admin))["status"] == "CLOSED"


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        (AccountStatus.PENDING, {"close"}),
        (AccountStatus.ACTIVE, {"suspend", "close"}),
        (AccountStatus.SUSPENDED, {"restore", "close"}),
        (AccountStatus.CLOSED, set()),
    ],
)
async def test_every_status_and_what_may_follow_it(
    portal: TestPortal, status: AccountStatus, possible: set[str]
) -> None:
    admin = await ada(portal)
    done = set()

    for deed in ("suspend", "restore", "close"):
        await Account.filter(kind=AccountKind.BUSINESS).delete()
        record = await _company(portal, status=status)
        result = await admin.manage(deed, _node(record))
        if "code" not in result:
            done.add(deed)
        else:
            assert result["code"] == "ACCOUNT_MOVED"
            assert (await Account.get(id=record.id)).status is status

    assert done == possible


async def test_of_many_suspensions_at_once_one_counts(portal: TestPortal) -> None:
    await holder(portal)
    admin = await ada(portal)
    account_id = (await account_of(admin))["id"]

    results = await asyncio.gather(*(admin.manage("suspend", account_id) for _ in range(4)))

    assert [one.get("code") for one in results].count("ACCOUNT_MOVED") == 3
    assert await Event.filter(kind="ACCOUNT_SUSPENDED").count() == 1
    assert await Mail.filter(template="suspended").count() == 2


async def _company(
    portal: TestPortal, *, status: AccountStatus, number: str = "B0000001", name: str = "公司"
) -> Account:
    """Create an account with this status."""
    return await Account.create(
        id=uuid4(),
        control_number=number,
        kind=AccountKind.BUSINESS,
        status=status,
        opened_at=portal.clock(),
        name=name,
        mailbox="b@company.example",
    )


def _node(account: Account) -> str:
    """Encode an account's global id."""
    return base64.b64encode(f"Account:{account.id}".encode()).decode()


async def test_only_an_administrator_with_a_fresh_card_does_this(portal: TestPortal) -> None:
    alice = await holder(portal)
    admin, reviewer = await ada(portal), await bruno(portal)
    account_id = (await account_of(admin))["id"]
    dan = Colleague(portal=portal, browser=portal.browser(), card=cards.citizen())
    at_alices = Colleague(portal=portal, browser=alice.browser, card=alice.card)
    deeds = ("suspend", "restore", "close")

    codes = [
        (await who.manage(deed, account_id))["code"]
        for deed in deeds
        for who in (dan, at_alices, reviewer)
    ]
    portal.clock.forward(timedelta(minutes=10, seconds=1))
    stale = [(await admin.manage(deed, account_id))["code"] for deed in deeds]

    assert codes == ["SIGN_IN_NEEDED", "NOT_ALLOWED", "NOT_ALLOWED"] * 3
    assert stale == ["CARD_PROOF_NEEDED"] * 3
    account = await Account.get(control_number=COMPANY.control_number)
    assert account.status is AccountStatus.ACTIVE
    assert await Mail.filter(template__in=["suspended", "closed"]).count() == 0


async def test_no_administrator_closes_their_own_account(portal: TestPortal) -> None:
    admin = await ada(portal)
    own = await admin.account("STAFF003")
    company = await _company(portal, status=AccountStatus.ACTIVE)
    card = await Certificate.get(control_number="STAFF003")
    await Certificate.filter(id=card.id).update(control_number=company.control_number)

    results = [
        await admin.manage("close", own["id"]),
        await admin.manage("suspend", _node(company)),
    ]

    assert [one["code"] for one in results] == ["OWN_CASE"] * 2


async def test_a_reason_is_needed_and_capped(portal: TestPortal) -> None:
    admin = await ada(portal)
    company = _node(await _company(portal, status=AccountStatus.ACTIVE))

    refused = [
        await admin.manage("suspend", company, reason=" \u200b "),
        await admin.manage("suspend", company, reason="字" * 401),
    ]

    assert [(one["code"], one["path"]) for one in refused] == [("INVALID_INPUT", ["reason"])] * 2


async def test_accounts_are_listed_and_found(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    for number in range(3):
        portal.clock.forward(timedelta(minutes=1))
        await _company(
            portal,
            status=AccountStatus.SUSPENDED if number == 1 else AccountStatus.ACTIVE,
            number=f"B000000{number}",
            name=f"運輸{number}號公司",
        )

    async def found(first: int = 20, after: str | None = None, **given: object) -> Any:
        field = """accounts(filter: $filter, first: $first, after: $after) {
          edges { node { controlNumber } } pageInfo { hasNextPage endCursor } }"""
        taken = "($filter: AccountsFilter, $first: Int, $after: Cursor)"
        asked = {"filter": given or None, "first": first, "after": after}
        answer = await reviewer.read_of_staff(field, asked, taken=taken)
        numbers = [edge["node"]["controlNumber"] for edge in answer["edges"]]
        return numbers, answer["pageInfo"]

    assert (await found())[0] == ["B0000002", "B0000001", "B0000000", "STAFF001"]
    page, info = await found(first=3)
    assert (page, info["hasNextPage"]) == (["B0000002", "B0000001", "B0000000"], True)
    assert (await found(after=info["endCursor"]))[0] == ["STAFF001"]
    assert (await found(status=["SUSPENDED"]))[0] == ["B0000001"]
    assert (await found(kind=["STAFF"]))[0] == ["STAFF001"]
    assert (await found(name="2號"))[0] == ["B0000002"]


async def test_no_applicant_and_no_holder_looks_at_accounts(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = Person.at(portal)
    for field in ('account(controlNumber: "A0000006")', "accounts"):
        asked = f"{{ staff {{ {field} {{ __typename }} }} }}"

        assert await dan.ask(asked) == await alice.ask(asked) == {"staff": None}
