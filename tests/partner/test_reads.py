"""Tests of what a partner reads: accounts, cards and events, without gaps or personal data."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLObjectType, ListValueNode, print_ast

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.database.transaction import tx
from models.journal.event import Event, Journal
from models.journal.kinds import EventKind
from models.membership.membership import Membership
from models.partner.feed import PARTNER_VISIBLE_EVENTS, AccountEventKind
from models.partner.partner import PartnerToken, Scope
from models.revocation.stored_list import StoredList
from models.session.roles import AccountStatus
from tests.support import cards
from tests.support.contract import codes_of, contract
from tests.support.people.partners import Clara
from tests.support.people.people import outcome
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import holder, two_holders
from tests.support.scenarios.cards import colleague, last_dispute_token, report_change
from tests.support.scenarios.partners import account_event, holder_with_card
from tests.support.servers.responders import saying, with_responders
from web.demo.authority import Revocation

ACCOUNT = "controlNumber kind status name openedAt changedAt"
ACCOUNTS = """next pageInfo { hasNextPage endCursor }
  edges { cursor node { controlNumber status } }"""
EVENTS = """next pageInfo { hasNextPage }
  edges { cursor node { cursor kind at controlNumber certificateSha256 } }"""
CARDS = "certificates { edges { node { sha256 isDisputed validFrom validUntil } } }"
MAY = "__typename ... on MayAct { until kind } ... on MayNotAct { reason }"
FIELDS = {
    Scope.ACCOUNTS_READ: [
        f'account(controlNumber: "A0000006") {{ {ACCOUNT} }}',
        f"accounts {{ {ACCOUNTS} }}",
    ],
    Scope.CERTIFICATES_READ: [
        f'certificateMayAct(sha256: "00", controlNumber: "A0000006") {{ {MAY} }}',
    ],
    Scope.EVENTS_READ: [f"events {{ {EVENTS} }}"],
}


async def accounts(clara: Clara, after: str | None = None, first: int = 50) -> dict[str, Any]:
    behind = f", after: {json.dumps(after)}" if after else ""
    return await clara.read(f"accounts(first: {first}{behind}) {{ {ACCOUNTS} }}")


async def whole_round(clara: Clara, after: str | None = None) -> tuple[list[str], str]:
    """Read accounts by pages of two to the end; return the cursor for the next round."""
    seen: list[str] = []
    while True:
        page = await accounts(clara, after, first=2)
        seen += [edge["node"]["controlNumber"] for edge in page["edges"]]
        after = page["next"]
        if not page["pageInfo"]["hasNextPage"]:
            return seen, after


async def events(clara: Clara, after: str | None = None, first: int = 50) -> dict[str, Any]:
    behind = f", after: {json.dumps(after)}" if after else ""
    return await clara.read(f"events(first: {first}{behind}) {{ {EVENTS} }}")


def cards_of(account: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in account["certificates"]["edges"]]


def kinds(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["kind"] for edge in page["edges"]]


async def may(clara: Clara, sha256: str, number: str = "A0000006") -> str:
    """Ask whether a certificate may act; return the reason, or MayAct."""
    answer = await clara.read(
        f'certificateMayAct(sha256: "{sha256}", controlNumber: "{number}") {{ {MAY} }}'
    )
    return str(answer.get("reason") or answer["__typename"])


@pytest.mark.parametrize("scope", [Scope.ACCOUNTS_READ, Scope.CERTIFICATES_READ, Scope.EVENTS_READ])
async def test_each_field_needs_its_scope(portal: TestPortal, scope: Scope) -> None:
    reaching = await Clara.at(portal, scope, name="one")
    others = [each for each in Scope if each is not scope]
    lacking = await Clara.at(portal, *others, name="all others")

    for field in FIELDS[scope]:
        refused = await lacking.read(field)
        given = await reaching.read(field)

        assert refused["code"] == "SCOPE_MISSING"
        assert scope.value in refused["message"]
        assert given.get("code") != "SCOPE_MISSING"


def test_every_field_of_a_partner_can_say_that_its_scope_is_missing() -> None:
    schema = contract()
    access = schema.get_type("PartnerAccess")
    assert isinstance(access, GraphQLObjectType)

    refusing = {n for n, field in access.fields.items() if "SCOPE_MISSING" in codes_of(field)}

    asked = {field.partition("(")[0].split()[0] for each in FIELDS.values() for field in each}
    assert access.fields.keys() - refusing == {"name", "scopes"}
    assert asked == refusing


async def test_without_a_token_there_is_nothing_to_ask(portal: TestPortal) -> None:
    alice = await holder(portal)

    for field in [field for fields in FIELDS.values() for field in fields]:
        assert (await alice.ask(f"{{ partner {{ {field} }} }}"))["partner"] is None


async def test_an_account_is_shown_without_its_people(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    fields = [field for fields in FIELDS.values() for field in fields]
    shown = [await clara.read(field) for field in fields]

    record = await Account.get()
    said = json.dumps(shown, ensure_ascii=False)
    assert shown[0]["name"] == record.name
    assert card.sha256 in said
    private = {card.holder_name, card.phone, card.email, card.card_number, card.subject_serial}
    private |= set((record.facts or {}).values()) - {record.control_number, record.name}
    private |= {str(record.mailbox), str(card.id)}
    assert len(private) > 8
    assert [text for text in private if text in said] == []


async def test_an_account_is_found_by_its_number_the_open_one_first(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    old = await account_event(portal, "B0000001", name="舊")
    await Account.filter(id=old.id).update(status=AccountStatus.CLOSED)
    field = f'account(controlNumber: " b0000001 ") {{ {ACCOUNT} }}'

    closed = await clara.read(field)
    await Account.create(
        control_number="B0000001",
        kind=old.kind,
        status=AccountStatus.SUSPENDED,
        opened_at=portal.clock() - timedelta(days=1),
        name="新",
    )
    still_open = await clara.read(field)
    nothing = await clara.read(field.replace("b0000001", "Z9999999"))

    assert (closed["name"], closed["status"]) == ("舊", "CLOSED")
    assert (still_open["name"], still_open["status"]) == ("新", "SUSPENDED")
    assert nothing["code"] == "ACCOUNT_NOT_FOUND"


async def test_all_accounts_come_once_and_then_only_what_changed(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    numbers = [f"B000000{digit}" for digit in range(5)]
    for number in numbers:
        await account_event(portal, number)
    # One from before accounts were journaled.
    await Account.create(
        control_number="B0000009",
        kind="BUSINESS",
        status=AccountStatus.ACTIVE,
        opened_at=portal.clock(),
    )

    everything, since = await whole_round(clara)
    nothing, later = await whole_round(clara, since)
    await account_event(portal, numbers[3], kind=EventKind.ACCOUNT_SUSPENDED)
    await account_event(portal, numbers[1], kind=EventKind.SIGNED_IN)
    changed, _ = await whole_round(clara, since)
    same, _ = await whole_round(clara, later)

    assert sorted(everything) == sorted([*numbers, "B0000009"])
    assert nothing == []
    assert changed == same == [numbers[3]]


async def test_what_changes_while_it_is_being_read_comes_in_the_next_round(
    portal: TestPortal,
) -> None:
    """All of it happens at one moment, so that a time of change could tell nothing apart."""
    clara = await Clara.at(portal)
    for digit in range(4):
        await account_event(portal, f"B000000{digit}")

    first = await accounts(clara, first=2)
    read_already = first["edges"][0]["node"]["controlNumber"]
    await account_event(portal, read_already, kind=EventKind.ACCOUNT_SUSPENDED)
    rest, since = await whole_round(clara, first["next"])
    changed, since = await whole_round(clara, since)
    nothing, _ = await whole_round(clara, since)

    assert read_already not in rest
    assert changed == [read_already]
    assert nothing == []


async def test_a_round_of_changes_goes_on_page_by_page(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    _, since = await whole_round(clara)
    numbers = [f"B000000{digit}" for digit in range(5)]
    for number in numbers:
        await account_event(portal, number)
        await account_event(portal, number, kind=EventKind.DATA_CHANGED)

    changed, since = await whole_round(clara, since)
    nothing, _ = await whole_round(clara, since)

    assert sorted(changed) == numbers
    assert nothing == []


async def test_an_edges_cursor_goes_on_behind_it(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    for digit in range(3):
        await account_event(portal, f"B000000{digit}")

    page = await accounts(clara)
    behind_first = await accounts(clara, page["edges"][0]["cursor"])
    behind_last = await accounts(clara, page["pageInfo"]["endCursor"])

    assert behind_first["edges"] == page["edges"][1:]
    assert behind_last["edges"] == []
    assert behind_last["next"] == page["next"]


async def test_an_invalid_cursor_is_refused(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    epoch = (await Journal.get(id=1)).epoch
    none = "00000000"
    wrong = [
        *("nonsense", f"{epoch}.999.{none}", f"0123456789abcdef.0.{none}", f"{epoch}.-1.{none}"),
        *(f"{epoch}.٣.{none}", f"{epoch}.0", f"{epoch}.0.00000001", f"{epoch}.0.{none}0"),
    ]
    good = f"{epoch}.0.{none}"
    rounds = [f"{good}~-~x", f"{good}~x~-", "x~-~-", f"{epoch}.9.{none}~-~-", "a~b~c~d~e"]

    assert "code" not in await events(clara, good)
    for cursor in wrong + rounds:
        assert (await accounts(clara, cursor))["code"] == "CURSOR_UNKNOWN", cursor
        assert (await events(clara, cursor))["code"] == "CURSOR_UNKNOWN", cursor


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_page_has_a_hundred_at_most(portal: TestPortal, first: int) -> None:
    clara = await Clara.at(portal)

    for field in ("accounts", "events"):
        answer = await clara.post(f"{{ partner {{ {field}(first: {first}) {{ __typename }} }} }}")
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_live_card_may_act_for_its_account(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    answer = await clara.read(
        f'certificateMayAct(sha256: "{card.sha256.upper()}", controlNumber: "a0000006") {{ {MAY} }}'
    )

    assert answer["__typename"] == "MayAct"
    assert answer["kind"] == "BUSINESS"
    assert answer["until"].startswith(f"{card.not_after:%Y-%m-%dT%H:%M}")


async def test_a_card_of_another_company_is_answered_as_an_unknown_one(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")

    answers = {
        await may(clara, card.sha256, "B0000001"),
        await may(clara, card.sha256, "Z9999999"),
        await may(clara, "0" * 64),
        await may(clara, "nonsense"),
    }

    assert answers == {"NOT_BOUND_HERE"}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (CertificateStatus.REMOVED, "CERTIFICATE_REMOVED"),
        (CertificateStatus.REPLACED, "CERTIFICATE_REMOVED"),
        (CertificateStatus.REVOKED, "CERTIFICATE_REVOKED"),
        (CertificateStatus.EXPIRED, "CERTIFICATE_EXPIRED"),
    ],
)
async def test_a_card_that_does_not_count_may_not_act(
    portal: TestPortal, status: CertificateStatus, reason: str
) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    await Certificate.all().update(status=status)

    assert await may(clara, card.sha256) == reason


async def test_who_came_by_a_disputed_change_may_not_act_and_the_others_may(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    clara = await Clara.at(portal)
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))

    listed = cards_of(await clara.read(f'account(controlNumber: "A0000006") {{ {CARDS} }}'))
    disputed = [card["isDisputed"] for card in listed]
    allowed = [await may(clara, card["sha256"]) for card in listed]

    assert disputed == [False, False, True]
    assert allowed == ["MayAct", "MayAct", "CERTIFICATE_DISPUTED"]
    assert kinds(await events(clara))[-1] == "CERTIFICATES_DISPUTED"


async def test_whose_address_was_changed_in_dispute_may_act(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    clara = await Clara.at(portal)
    await alice.edit(await bob.current_card_id(), phone="02-87654321", email="bob@else.example")
    await report_change(portal, await last_dispute_token(portal, to="bob@company.example"))

    listed = cards_of(await clara.read(f'account(controlNumber: "A0000006") {{ {CARDS} }}'))

    assert [card["isDisputed"] for card in listed] == [False, False]
    assert [await may(clara, card["sha256"]) for card in listed] == ["MayAct", "MayAct"]


@pytest.mark.parametrize("column", ["confirmed_at", "ends_at"])
async def test_a_card_without_a_membership_in_force_may_not_act(
    portal: TestPortal, column: str
) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    await Membership.all().update(**{column: None if column == "confirmed_at" else portal.clock()})

    assert await may(clara, card.sha256) == "NOT_BOUND_HERE"


@pytest.mark.parametrize(
    "status", [AccountStatus.SUSPENDED, AccountStatus.CLOSED, AccountStatus.PENDING]
)
async def test_nobody_acts_for_an_account_that_is_not_active(
    portal: TestPortal, status: AccountStatus
) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    await Account.all().update(status=status)

    assert await may(clara, card.sha256) == "ACCOUNT_NOT_ACTIVE"


async def test_revocation_is_asked_now_and_no_answer_is_no_yes(portal: TestPortal) -> None:
    alice, card = await holder_with_card(portal)
    clara = await Clara.at(portal, days=300)
    revoked = Revocation(serial_number=cards.serial_number(alice.card), at=portal.clock())

    before = await may(clara, card.sha256)
    await lists_on_hand(portal.clock(), revoked)
    after = await may(clara, card.sha256)
    await StoredList.all().delete()
    unknown = await may(clara, card.sha256)
    await Certificate.all().update(not_after=portal.clock() - timedelta(seconds=1))
    expired = await may(clara, card.sha256)

    assert (before, after) == ("MayAct", "CERTIFICATE_REVOKED")
    assert (unknown, expired) == ("COULD_NOT_FIND_OUT", "CERTIFICATE_EXPIRED")


async def test_no_responder_is_asked_where_there_are_lists(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)
    responders = with_responders(portal, saying())

    answer = await may(clara, card.sha256)

    assert answer == "MayAct"
    assert responders.asked == []


async def test_the_cards_of_an_account_are_its_live_ones(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)
    field = f'account(controlNumber: "A0000006") {{ {CARDS} }}'

    live = await clara.read(field)
    await Certificate.all().update(status=CertificateStatus.REMOVED)
    gone = await clara.read(field)
    nobody = await clara.read(field.replace("A0000006", "Z9999999"))

    [shown] = cards_of(live)
    assert (shown["sha256"], shown["isDisputed"]) == (card.sha256, False)
    assert cards_of(gone) == []
    assert nobody["code"] == "ACCOUNT_NOT_FOUND"


async def test_events_are_read_from_the_very_first_on(portal: TestPortal) -> None:
    await holder(portal)
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")

    first = await events(clara, first=1)
    second = await events(clara, first["next"], first=1)
    third = await events(clara, second["next"], first=1)
    await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_CLOSED)
    fourth = await events(clara, third["next"], first=1)

    assert kinds(first) == kinds(second) == ["ACCOUNT_OPENED"]
    assert first["edges"][0]["node"]["controlNumber"] == "A0000006"
    assert first["pageInfo"]["hasNextPage"]
    assert not second["pageInfo"]["hasNextPage"]
    assert kinds(third) == []
    assert kinds(fourth) == ["ACCOUNT_CLOSED"]


async def test_that_somebody_signed_in_is_no_partners_business(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.prove()
    clara = await Clara.at(portal)

    frame = kinds(await events(clara))

    journaled = set(
        await Event.filter(subject__startswith="account:").values_list("kind", flat=True)
    )
    assert {"SIGNED_IN", "CARD_PROVED"} <= journaled
    assert frame == ["ACCOUNT_OPENED"]
    assert not {"SIGNED_IN", "CARD_PROVED", "HANDED_OFF"} & PARTNER_VISIBLE_EVENTS.keys()
    assert set(PARTNER_VISIBLE_EVENTS.values()) == set(AccountEventKind)


def test_who_names_no_kinds_gets_those_of_the_first_contract() -> None:
    schema = contract()
    access, stream = schema.get_type("PartnerAccess"), schema.subscription_type
    assert isinstance(access, GraphQLObjectType)
    assert stream

    for field in (access.fields["events"], stream.fields["accountEvents"]):
        default = field.args["kinds"].ast_node
        assert default
        assert isinstance(default.default_value, ListValueNode)
        assert [print_ast(kind) for kind in default.default_value.values] == [
            *("ACCOUNT_OPENED", "ACCOUNT_SUSPENDED", "ACCOUNT_RESTORED", "ACCOUNT_CLOSED"),
            *("ACCOUNT_CHANGED", "CERTIFICATE_ADDED", "CERTIFICATE_REMOVED"),
            *("CERTIFICATE_REPLACED", "CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED"),
            *("CERTIFICATE_ON_HOLD", "CERTIFICATES_DISPUTED", "CERTIFICATES_SETTLED"),
        ]


async def test_a_partner_reads_the_kinds_of_event_that_it_names(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    clara = await Clara.at(portal)
    wanted = "kinds: [CERTIFICATE_ADDED]"

    first = await clara.read(f"events({wanted}, first: 1) {{ {EVENTS} }}")
    behind = json.dumps(first["next"])
    added = await alice.add(colleague(3, "測試丙"))
    second = await clara.read(f"events({wanted}, after: {behind}) {{ {EVENTS} }}")
    everything = await events(clara)
    nothing = await clara.read(f"events(kinds: []) {{ {EVENTS} }}")

    assert outcome(added) == "AddCertificateSuccess"
    assert set(kinds(first)) == set(kinds(second)) == {"CERTIFICATE_ADDED"}
    assert kinds(second)[-1:] == kinds(everything)[-1:]
    assert len(kinds(first)) + len(kinds(second)) == kinds(everything).count("CERTIFICATE_ADDED")
    assert len(set(kinds(everything))) > 1
    assert nothing["code"] == "BAD_USER_INPUT"


async def test_a_stream_pushes_the_kinds_of_event_that_were_named(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    clara = await Clara.at(portal)
    cursor = (await events(clara, first=50))["next"]
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))

    async with clara.watching(after=cursor, kinds=["CERTIFICATES_DISPUTED"]) as stream:
        frame = await anext(stream)
    everything = [edge["node"]["kind"] for edge in (await events(clara, cursor))["edges"]]

    assert frame.payload["kind"] == "CERTIFICATES_DISPUTED"
    assert everything == ["CERTIFICATE_ADDED", "CERTIFICATES_DISPUTED"]


async def test_events_hidden_from_partners_take_no_place_on_a_page(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    for kind in (
        *(EventKind.ACCOUNT_OPENED, EventKind.SIGNED_IN, EventKind.CARD_PROVED),
        *(EventKind.SIGNED_IN, EventKind.ACCOUNT_CLOSED),
    ):
        await account_event(portal, "B0000001", kind=kind)

    first = await events(clara, first=1)
    second = await events(clara, first["next"], first=1)

    assert (kinds(first), kinds(second)) == (["ACCOUNT_OPENED"], ["ACCOUNT_CLOSED"])
    assert first["pageInfo"]["hasNextPage"]


async def test_an_event_names_a_card_by_its_sha256_and_nothing_else(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    record = await account_event(portal, "B0000001")
    from_payloads = []

    for payload in ({"certificate": "ab" * 32, "label": "測試甲"}, {"certificate": "測試甲"}, {}):
        cursor = (await events(clara))["next"]
        await _note(portal, record, payload)
        page = await events(clara, cursor)
        from_payloads.append(page["edges"][0]["node"]["certificateSha256"])
        assert "測試甲" not in json.dumps(page, ensure_ascii=False)

    assert from_payloads == ["ab" * 32, None, None]


async def _note(portal: TestPortal, record: Account, payload: dict[str, str]) -> None:
    """Record that a card was added."""
    async with tx() as change:
        record.note(
            change, EventKind.CARD_ADDED, actor="test:1", at=portal.clock(), payload=payload
        )


async def test_events_are_pushed_as_they_happen(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching() as stream:
        begun = await anext(stream)
        record = await account_event(portal, "B0000001")
        await account_event(portal, "B0000001", kind=EventKind.SIGNED_IN)
        await _note(portal, record, {"certificate": "ab" * 32})
        opened, added = [await anext(stream) for _ in range(2)]

    assert begun.payload["cursor"] == begun.cursor
    assert opened.payload["kind"] == "ACCOUNT_OPENED"
    assert added.payload["certificateSha256"] == "ab" * 32
    assert [frame.cursor for frame in (opened, added)] == [
        frame.payload["cursor"] for frame in (opened, added)
    ]


async def test_a_partner_returning_after_a_year_misses_nothing(portal: TestPortal) -> None:
    clara = await Clara.at(portal, days=366)
    async with asyncio.timeout(10), clara.watching() as stream:
        begun = await anext(stream)
    await account_event(portal, "B0000001")
    portal.clock.forward(timedelta(days=365))
    await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_CLOSED)

    async with asyncio.timeout(10), clara.watching(after=begun.cursor) as stream:
        by_argument = [(await anext(stream)).payload["kind"] for _ in range(2)]
    async with asyncio.timeout(10), clara.watching(last=begun.cursor) as stream:
        by_header = [(await anext(stream)).payload["kind"] for _ in range(2)]
    in_pages = kinds(await events(clara, begun.cursor))

    assert by_argument == by_header == in_pages == ["ACCOUNT_OPENED", "ACCOUNT_CLOSED"]


async def test_the_cursor_of_a_page_opens_a_stream(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    cursor = (await events(clara))["next"]
    await account_event(portal, "B0000001")

    async with asyncio.timeout(10), clara.watching(after=cursor) as stream:
        first = await anext(stream)

    assert first.payload["kind"] == "ACCOUNT_OPENED"


async def test_a_stream_says_when_its_cursor_is_none(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching(after="0123456789abcdef.1.00000000") as stream:
        frame = await anext(stream)
        await account_event(portal, "B0000001")
        event = await anext(stream)

    assert frame.payload["code"] == "RESYNC_REQUIRED"
    assert frame.payload["cursor"] == frame.cursor
    assert event.payload["kind"] == "ACCOUNT_OPENED"


async def test_a_stream_needs_its_scope(portal: TestPortal) -> None:
    clara = await Clara.at(portal, Scope.ACCOUNTS_READ)

    async with asyncio.timeout(10), clara.watching() as stream:
        frame, last = [frame async for frame in stream]

    assert frame.payload["code"] == "SCOPE_MISSING"
    assert last.event == "complete"


async def test_no_event_is_given_to_a_token_that_does_not_count_any_more(
    portal: TestPortal,
) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching() as stream:
        await anext(stream)
        # Without an event of its own, so that nothing but the delivery can notice.
        await PartnerToken.all().update(revoked_at=portal.clock())
        await account_event(portal, "B0000001")
        frame = await anext(stream)

    assert frame.payload["code"] == "TOKEN_NEEDED"
