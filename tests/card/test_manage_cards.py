"""Tests of an account's cards (自然人憑證管理): list, add, edit, remove, confirm."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.core.rules import MAX_CARDS
from models.journal.event import Event
from models.session.roles import AccountStatus
from models.session.session import Session, SessionEnd, SessionKind
from models.signature.evidence import Evidence
from schema.ids import NOBODY
from tests.support import cards
from tests.support.people.people import Person, outcome
from tests.support.portal import COMPANY, TestPortal, lists_on_hand
from tests.support.scenarios.accounts import another_company, holder, staff_member, two_holders
from tests.support.scenarios.cards import colleague, fill_account, recipients
from web.demo.authority import Revocation
from web.http.session_cookie import cookie_name

PAGED = """query($first: Int!, $after: Cursor) { viewer { account {
  certificates(first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
NODE = "query($id: ID!) { node(id: $id) { __typename ... on Certificate { email } } }"
CONFIRMED = "{ viewer { account { certificatesConfirmedAt confirmationDue } } }"


# The list


async def test_a_holder_sees_the_cards_of_her_account(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)

    first, second = await alice.cards()

    assert (first["holderName"], first["isCurrent"], first["status"]) == ("測試甲", True, "LIVE")
    assert (second["holderName"], second["isCurrent"]) == ("測試乙", False)
    assert second["email"] == "bob@company.example"
    assert second["cardNumber"] == "TP00••••••••0001"
    assert second["lastUsedAt"] is not None
    assert second["expiresInDays"] is None
    assert [card["isCurrent"] for card in await bob.cards()] == [False, True]


async def test_the_list_comes_ten_a_page_and_misses_nothing(portal: TestPortal) -> None:
    alice = await holder(portal)
    await fill_account(portal, 12)

    pages: list[list[str]] = []
    after = None
    while True:
        answer = await alice.ask(PAGED, {"first": 10, "after": after})
        found = answer["viewer"]["account"]["certificates"]
        pages.append([edge["node"]["id"] for edge in found["edges"]])
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break

    assert [len(page) for page in pages] == [10, 2]
    assert len({card for page in pages for card in page}) == 12


@pytest.mark.parametrize("given", [{"first": 51}, {"first": 0}, {"first": 5, "after": "nonsense"}])
async def test_a_page_that_cannot_be_is_a_mistake_of_the_asker(
    portal: TestPortal, given: dict[str, Any]
) -> None:
    alice = await holder(portal)

    answer = await alice.browser.post("/graphql", json={"query": PAGED, "variables": given})

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_nobody_sees_another_companys_cards(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    dan, nobody = await another_company(portal), Person.at(portal)
    bruno = await staff_member(portal)
    ids = [card["id"] for card in await alice.cards()]

    for card in ids:
        assert (await dan.ask(NODE, {"id": card}))["node"] is None
        assert (await nobody.ask(NODE, {"id": card}))["node"] is None
        assert (await bruno.ask(NODE, {"id": card}))["node"]["__typename"] == "Certificate"
        assert (await alice.ask(NODE, {"id": card}))["node"]["__typename"] == "Certificate"
    assert len(await dan.cards()) == 1


async def test_a_session_for_a_first_card_sees_no_cards(portal: TestPortal) -> None:
    await holder(portal)
    account = await Account.get()
    session = await Session.start(
        kind=SessionKind.BIND_ONLY,
        at=portal.clock(),
        life=timedelta(hours=1),
        account_id=account.id,
    )
    comer = Person.at(portal)
    comer.browser.cookies.set(cookie_name(portal.settings), session.token)

    answer = await comer.browser.post("/graphql", json={"query": PAGED, "variables": {"first": 5}})

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "SIGN_IN_NEEDED"
    assert answer.json()["data"]["viewer"]["account"]["certificates"] is None


async def test_a_removed_holder_no_longer_sees_the_cards(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    own = await bob.current_card_id()
    await alice.remove(own)

    assert (await bob.ask(NODE, {"id": own}))["node"] is None


# Adding


async def test_a_colleagues_card_is_added_and_signs_in(portal: TestPortal) -> None:
    alice = await holder(portal)

    result = await alice.add(colleague(), label="  車隊 B  ", email="bob@company.example")

    bob = Person.at(portal, colleague())
    assert result["certificate"]["label"] == "車隊 B"
    assert result["certificate"]["holderName"] == "測試乙"
    assert (await bob.sign_in())["account"]["controlNumber"] == "A0000006"
    account, card = await Account.get(), await Certificate.get(holder_name="測試乙")
    assert (card.account_id, card.control_number) == (account.id, "A0000006")
    assert await Evidence.filter(kind="ADD", subject=account.subject).count() == 1
    event = await Event.get(kind="CARD_ADDED")
    assert event.subject == account.subject
    assert "測試" not in str(event.payload)
    assert recipients(await portal.mails()) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
    }


async def test_a_card_that_is_bound_anywhere_is_not_added_and_where_is_not_said(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    dan = await another_company(portal)
    renewed = cards.citizen(
        subject_serial=f"{9:016}", holder="測試丁", not_after=cards.AT + timedelta(days=1900)
    )

    for card in (alice.card, bob.card, dan.card):
        result = await alice.add(card)
        assert result["code"] == "CERTIFICATE_ALREADY_BOUND"
        assert "B0000007" not in result["message"]
    person = await alice.add(renewed)

    assert person["code"] == "PERSON_ALREADY_BOUND"
    assert "B0000007" not in person["message"]
    assert await CardChange.all().count() == 1


async def test_forty_parallel_additions_of_one_card_bind_it_once(portal: TestPortal) -> None:
    portal.limits_only_count()
    alice, dan = await holder(portal), await another_company(portal)
    browsers = []
    for card in (alice.card, dan.card):
        for _ in range(20):
            browser = Person.at(portal, card)
            await browser.sign_in()
            browsers.append((browser, (await browser.challenge("ADD"))["challenge"]))

    results = await asyncio.gather(
        *(browser.add(colleague(), challenge=challenge) for browser, challenge in browsers)
    )

    names = [outcome(result) for result in results]
    assert names.count("AddCertificateSuccess") == 1
    assert names.count("CERTIFICATE_ALREADY_BOUND") == 39
    assert await Certificate.filter(holder_name="測試乙", status="LIVE").count() == 1


async def test_the_twentieth_card_is_the_last_even_when_two_race(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await fill_account(portal, MAX_CARDS - 1)

    results = await asyncio.gather(alice.add(colleague(31)), bob.add(colleague(32)))
    later = await alice.add(colleague(33))

    names = sorted(outcome(result) for result in results)
    assert names == ["AddCertificateSuccess", "TOO_MANY_CERTIFICATES"]
    assert later["code"] == "TOO_MANY_CERTIFICATES"
    assert await Certificate.filter(status="LIVE", account_id__isnull=False).count() == MAX_CARDS


async def test_a_member_whose_card_has_ended_has_a_place_of_the_twenty(portal: TestPortal) -> None:
    alice = await holder(portal)
    await fill_account(portal, MAX_CARDS)
    last = await Certificate.all().order_by("-bound_at").first()
    await Certificate.filter(id=last.id if last else None).update(status="EXPIRED")

    assert (await alice.add(colleague()))["code"] == "TOO_MANY_CERTIFICATES"


async def test_a_card_that_is_bound_elsewhere_is_named_also_at_a_full_account(
    portal: TestPortal,
) -> None:
    dan = await another_company(portal)
    alice = await holder(portal)
    here = await Account.get(control_number=COMPANY.control_number)
    await Account.exclude(id=here.id).update(kind="VENDOR")
    await fill_account(portal, MAX_CARDS)

    assert (await alice.add(dan.card))["code"] == "CERTIFICATE_ALREADY_BOUND"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("甲" * 81, "TOO_LONG"),
        ("甲\u202e乙", "UNWRITTEN_CHARACTER"),
        ("甲\n乙", "UNWRITTEN_CHARACTER"),
        ("x" * 20_000, "TOO_LONG"),
    ],
)
async def test_a_label_is_short_and_can_be_read(portal: TestPortal, label: str, code: str) -> None:
    alice = await holder(portal)

    result = await alice.add(colleague(), label=label)

    [problem] = result["problems"]
    assert (problem["code"], problem["path"]) == (code, ["label"])


async def test_a_label_is_borne_by_one_card_of_the_account(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = await another_company(portal)
    await alice.add(colleague(2), label="Fleet B")

    twice = await alice.add(colleague(3), label="fleet b")
    elsewhere = await dan.add(colleague(4), label="Fleet B")
    without = await alice.add(colleague(5), label="   ")

    assert [problem["code"] for problem in twice["problems"]] == ["LABEL_TAKEN"]
    assert elsewhere["__typename"] == "AddCertificateSuccess"
    assert without["certificate"]["label"] is None


async def test_a_mistake_of_typing_costs_no_signature(portal: TestPortal) -> None:
    alice = await holder(portal)
    asked = (await alice.challenge("ADD"))["challenge"]

    wrong = await alice.add(colleague(), phone="abc", email="nobody", challenge=asked)
    right = await alice.add(colleague(), challenge=asked)

    assert [problem["path"] for problem in wrong["problems"]] == [["phone"], ["email"]]
    assert right["__typename"] == "AddCertificateSuccess"


async def test_the_signature_must_be_for_adding(portal: TestPortal) -> None:
    alice = await holder(portal)

    for purpose in ("SIGN_IN", "PROVE", "REPLACE", "RENEW", "CONTINUE"):
        asked = (await alice.challenge(purpose))["challenge"]
        assert (await alice.add(colleague(), challenge=asked))["code"] == "CHALLENGE_UNKNOWN"


async def test_a_revoked_card_is_not_added(portal: TestPortal) -> None:
    alice = await holder(portal)
    serial = cards.serial_number(colleague())
    await lists_on_hand(portal.clock(), Revocation(serial_number=serial, at=portal.clock()))

    assert (await alice.add(colleague()))["code"] == "CERTIFICATE_REVOKED"


# Who may


async def test_changes_need_a_card_that_signed_within_ten_minutes(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    other = await bob.current_card_id()
    typed = {"phone": "02-11112222", "email": "bob@company.example"}
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    stale = [
        await alice.add(colleague(3)),
        await alice.edit(other, **typed),
        await alice.replace(other, colleague(3)),
        await alice.remove(other),
    ]
    await alice.prove()
    fresh = [await alice.edit(other, **typed), await alice.remove(other)]

    assert [result["code"] for result in stale] == ["CARD_PROOF_NEEDED"] * 4
    assert [result["__typename"] for result in fresh] == [
        "EditCertificateSuccess",
        "RemoveCertificateSuccess",
    ]


async def test_without_a_session_nothing_changes(portal: TestPortal) -> None:
    alice = await holder(portal)
    own = await alice.current_card_id()
    nobody = Person.at(portal)
    await nobody.apply()
    given = {
        "challengeId": to_base64("Challenge", NOBODY),
        "signature": "",
        "phone": "02-11112222",
        "email": "a@b.example",
    }
    given["controlNumber"] = alice.control_number

    results = [
        await nobody.do("addCertificate", "certificate { id }", **given),
        await nobody.do("replaceCertificate", "signedOut", id=own, version="-", **given),
        await nobody.edit(own, phone="02-11112222", email="a@b.example"),
        await nobody.remove(own),
        await nobody.confirm(own),
    ]

    assert {result["code"] for result in results} == {"SIGN_IN_NEEDED"}


async def test_another_companys_card_looks_like_none(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = await another_company(portal)
    alices_card = await alice.current_card_id()
    nowhere = to_base64("Certificate", "00000000-0000-4000-8000-000000000000")
    typed = {"phone": "02-11112222", "email": "dan@else.example"}

    answers = [
        [
            await dan.edit(card, **typed),
            await dan.remove(card),
            await dan.replace(card, colleague(3)),
        ]
        for card in (alices_card, nowhere)
    ]

    assert answers[0] == answers[1]
    assert {result["code"] for result in answers[0]} == {"CERTIFICATE_NOT_FOUND"}
    assert await Certificate.filter(status="LIVE").count() == 2


async def test_an_account_of_staff_takes_no_other_persons_card(portal: TestPortal) -> None:
    bruno = await staff_member(portal)

    added = await bruno.add(colleague(3))
    replaced = await bruno.replace(await bruno.current_card_id(), colleague(3))

    assert added["code"] == replaced["code"] == "NOT_ALLOWED"
    assert await Certificate.all().count() == 1


# Editing


async def test_editing_tells_the_old_mailbox_too(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    other = await bob.current_card_id()

    result = await alice.edit(other, phone="02-1111-2222", email="new@company.example", label="乙")
    again = await alice.edit(other, phone="02-1111-2222", email="new@company.example", label="乙")

    assert result["certificate"] == again["certificate"]
    assert (result["certificate"]["email"], result["certificate"]["label"]) == (
        "new@company.example",
        "乙",
    )
    assert recipients(await portal.mails()) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
        "new@company.example",
    }
    assert await Event.filter(kind="CARD_EDITED").count() == 1


async def test_a_card_may_keep_its_own_label_and_not_take_anothers(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    own, other = await alice.current_card_id(), await bob.current_card_id()
    typed = {"phone": "02-1111-2222", "email": "a@company.example"}

    await alice.edit(own, **typed, label="甲")
    kept = await alice.edit(own, **(typed | {"phone": "02-3333-4444"}), label="甲")
    taken = await alice.edit(other, **typed, label="甲")

    assert kept["certificate"]["phone"] == "02-3333-4444"
    assert [problem["code"] for problem in taken["problems"]] == ["LABEL_TAKEN"]


# Removing


async def test_a_removed_card_is_out_at_once(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bobs = bob.session_token

    result = await alice.remove(await bob.current_card_id())

    ended = await Session.get(ended_because=SessionEnd.CARD_REMOVED)
    card = await Certificate.get(holder_name="測試乙")
    mails = await portal.mails()
    assert result["certificate"]["status"] == "REMOVED"
    assert result["signedOut"] is False
    assert await viewer_of(bobs, at=portal.clock()) is None
    assert ended.ended_at == card.released_at == portal.clock()
    assert str(card.removed_by).startswith("certificate:")
    assert (await bob.sign_in())["code"] == "CARD_NOT_BOUND"
    assert [own["holderName"] for own in await alice.cards()] == ["測試甲"]
    assert "bob@company.example" in recipients(mails)
    assert recipients(mails) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
    }


async def test_a_removed_card_is_not_changed(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    hers = await bob.current_card_id()
    await alice.remove(hers)

    edited = await alice.edit(hers, phone="02-1111-2222", email="b@company.example")
    again = await alice.remove(hers)

    assert [edited["code"], again["code"]] == ["CERTIFICATE_NOT_FOUND"] * 2


async def test_a_removed_card_may_be_bound_again(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await alice.remove(await bob.current_card_id())

    result = await alice.add(bob.card)

    assert result["__typename"] == "AddCertificateSuccess"


async def test_the_last_card_is_not_removed(portal: TestPortal) -> None:
    alice = await holder(portal)

    result = await alice.remove(await alice.current_card_id())

    assert result["code"] == "LAST_CERTIFICATE"
    assert await alice.viewer() is not None


async def test_a_card_that_does_not_count_leaves_the_last_one_the_last(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    own, other = await alice.current_card_id(), await bob.current_card_id()
    await Certificate.filter(holder_name="測試乙").update(status=CertificateStatus.EXPIRED)

    last = await alice.remove(own)
    ended = await alice.remove(other)

    assert last["code"] == "LAST_CERTIFICATE"
    assert ended["__typename"] == "RemoveCertificateSuccess"


async def test_two_racing_removals_leave_one(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    alices_card, bobs_card = await alice.current_card_id(), await bob.current_card_id()

    for_each_other = await asyncio.gather(alice.remove(bobs_card), bob.remove(alices_card))

    names = sorted(outcome(result) for result in for_each_other)
    assert names[0] in {"LAST_CERTIFICATE", "RemoveCertificateSuccess"}
    assert names.count("RemoveCertificateSuccess") == 1
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_two_holders_removing_themselves_at_once_leave_one(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    alices_card, bobs_card = await alice.current_card_id(), await bob.current_card_id()

    results = await asyncio.gather(alice.remove(alices_card), bob.remove(bobs_card))

    names = sorted(outcome(result) for result in results)
    assert names == ["LAST_CERTIFICATE", "RemoveCertificateSuccess"]
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_a_card_removed_meanwhile_removes_nobody(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await alice.add(colleague(3))
    bobs_card = await bob.current_card_id()
    namesakes = [card["id"] for card in await alice.cards() if card["holderName"] == "測試乙"]
    [third] = [card for card in namesakes if card != bobs_card]

    removals = await asyncio.gather(alice.remove(bobs_card), bob.remove(third))

    # Whichever came first, Bob's own removal is never followed by one that he makes.
    events = await Event.filter(kind="CARD_REMOVED").order_by("seq")
    bobs = await Certificate.get(subject_serial=f"{2:016}")
    assert removals[0]["__typename"] == "RemoveCertificateSuccess"
    after = [event.actor for event in events if event.seq > _seq_of_removal(events, bobs)]
    assert f"certificate:{bobs.id}" not in after


def _seq_of_removal(events: list[Event], card: Certificate) -> int:
    """Return the number of the event that removed a card."""
    return next(int(event.seq) for event in events if event.payload["certificate"] == card.sha256)


async def test_her_own_card_is_removed_and_she_is_out(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)

    result = await alice.remove(await alice.current_card_id())

    assert result["signedOut"] is True
    assert await alice.viewer() is None


# Confirming


async def test_cards_want_to_be_confirmed_after_180_days(portal: TestPortal) -> None:
    alice = await holder(portal)
    first = (await alice.ask(CONFIRMED))["viewer"]["account"]

    portal.clock.forward(timedelta(days=180))
    await lists_on_hand(portal.clock())
    await alice.sign_in()
    late = (await alice.ask(CONFIRMED))["viewer"]["account"]
    await alice.confirm()
    after = (await alice.ask(CONFIRMED))["viewer"]["account"]

    event = await Event.get(kind="CARDS_CONFIRMED")
    card = await Certificate.get()
    assert first == {"certificatesConfirmedAt": None, "confirmationDue": False}
    assert late["confirmationDue"] is True
    assert after["confirmationDue"] is False
    assert after["certificatesConfirmedAt"] is not None
    assert event.actor == f"certificate:{card.id}"


async def test_a_suspended_account_changes_no_cards(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    other = await bob.current_card_id()
    await Account.all().update(status=AccountStatus.SUSPENDED)

    assert (await alice.remove(other))["code"] == "SIGN_IN_NEEDED"
