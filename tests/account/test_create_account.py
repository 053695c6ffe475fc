"""Tests of accounts that staff create: the first administrator, vendors, colleagues, numbers."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from models.account.account import Account
from models.account.number import AccountNumber
from models.database.transaction import tx
from models.journal.event import Event
from models.mail.outbox import Mail
from models.session.roles import AccountKind
from resolvers.staff.create_admin import AdminThere, Which, create_admin
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import (
    LINK_PAUSE,
    administrator,
    holder,
    mailed_link,
    send_all_mail,
)
from tests.support.scenarios.cards import colleague
from web.cli.loader import main

ASKING_MAIL = {
    "sender": "boss@vendor.example",
    "sentAt": "2026-03-01T01:00:00+00:00",
    "reference": "<1@vendor.example>",
}
VENDOR = {
    "kind": "VENDOR",
    "name": "測試車機股份有限公司",
    "mailbox": "gps@vendor.example",
    "contactName": "測試丙",
    "contactPhone": "02-12345678",
    "reason": "來信申請車機商帳號",
    "requestedBy": ASKING_MAIL,
}
COLLEAGUE = {
    "name": "測試審查員",
    "lastFour": "0001",
    "mailbox": "clara@agency.example",
    "role": "REVIEWER",
    "reason": "新進同仁",
}
SHOWN = """account { id controlNumber kind role
  opening { reason contactName contactPhone sender sentAt reference } }"""


async def opened(person: Person, **other: object) -> dict[str, Any]:
    return await person.do("openAccount", SHOWN, **{**VENDOR, **other})


async def test_the_terminals_link_makes_an_administrator(portal: TestPortal) -> None:
    bruno = await administrator(portal)

    seen = await bruno.viewer()
    account = await Account.get()
    assert seen is not None
    assert seen["kind"] == "STAFF"
    assert (account.control_number, account.kind, account.role) == ("STF-0001", "STAFF", "ADMIN")
    assert (await Person.at(portal, bruno.card).sign_in())["account"]["role"] == "ADMIN"


async def test_there_is_one_first_administrator(portal: TestPortal) -> None:
    key = portal.settings.secret_key
    create = partial(
        create_admin,
        name="測試",
        last_four="0002",
        mailbox="other@agency.example",
        key=key,
        now=portal.clock(),
    )
    await administrator(portal)

    with pytest.raises(AdminThere, match="--another"):
        await create(which=Which.FIRST)
    another = await create(which=Which.ANOTHER)

    assert another.account.control_number == "STF-0002"
    assert await Mail.filter(template="invitation").count() == 0


async def test_a_vendor_gets_a_number_and_a_link(portal: TestPortal) -> None:
    bruno = await administrator(portal)

    result = await opened(bruno)
    await send_all_mail(portal)
    dora = Person.at(portal, colleague(5))
    link = portal.post.link("/first-card")
    seen = await dora.see_sign_in_link(link)
    await dora.follow(link)
    bound = await dora.bind_first()

    assert result["account"]["controlNumber"] == "VND-0001"
    assert portal.post.sent[-1]["To"] == "gps@vendor.example"
    assert "測試車機股份有限公司" in portal.post.last()
    assert (seen["controlNumber"], seen["kind"]) == ("VND-0001", "VENDOR")
    assert bound["account"] == {
        "id": result["account"]["id"],
        "controlNumber": "VND-0001",
        "kind": "VENDOR",
        "role": None,
    }
    assert ((await dora.viewer()) or {})["kind"] == "HOLDER"


async def test_why_it_was_opened_stays_with_the_account_and_out_of_the_journal(
    portal: TestPortal,
) -> None:
    bruno = await administrator(portal)

    result = await opened(bruno)

    assert result["account"]["opening"] == {
        "reason": "來信申請車機商帳號",
        "contactName": "測試丙",
        "contactPhone": "02-12345678",
        "sender": "boss@vendor.example",
        "sentAt": "2026-03-01T01:00:00.000Z",
        "reference": "<1@vendor.example>",
    }
    event = await Event.filter(kind="ACCOUNT_OPENED").order_by("-seq").first()
    assert event is not None
    assert event.payload["kind"] == "VENDOR"
    assert event.payload.keys() <= {"kind", "trace"}
    assert event.actor.startswith("certificate:")


async def test_a_vendor_does_not_see_who_asked(portal: TestPortal) -> None:
    bruno = await administrator(portal)
    await opened(bruno)
    await send_all_mail(portal)
    dora = Person.at(portal, colleague(5))
    await dora.follow(portal.post.link("/first-card"))
    await dora.bind_first()

    seen = await dora.ask("{ viewer { account { opening { reason } company { companyName } } } }")

    assert seen["viewer"]["account"] == {"opening": None, "company": None}


async def test_a_lost_invitation_is_replaced_by_asking_with_the_accounts_number(
    portal: TestPortal,
) -> None:
    bruno = await administrator(portal)
    await opened(bruno)
    await send_all_mail(portal)
    first = portal.post.link("/first-card")
    portal.clock.forward(LINK_PAUSE)

    second = await mailed_link(portal, "vnd-0001")

    assert (await Person.at(portal).follow(first))["code"] == "SIGN_IN_LINK_REPLACED"
    assert (await Person.at(portal).follow(second))["__typename"] == "FollowSignInLinkSuccess"


@pytest.mark.parametrize("mutation", ["openAccount", "createStaff"])
async def test_only_an_administrator_opens_accounts(portal: TestPortal, mutation: str) -> None:
    given = VENDOR if mutation == "openAccount" else COLLEAGUE
    alice = await holder(portal)
    stranger = Person.at(portal)
    bruno = await administrator(portal)

    portal.clock.forward(timedelta(minutes=11))
    late = await bruno.do(mutation, SHOWN, **given)
    by_holder = await alice.do(mutation, SHOWN, **given)
    by_stranger = await stranger.do(mutation, SHOWN, **given)
    await bruno.prove()
    proven = await bruno.do(mutation, SHOWN, **given)

    assert late["code"] == "CARD_PROOF_NEEDED"
    assert by_holder["code"] == "NOT_ALLOWED"
    assert by_stranger["code"] == "SIGN_IN_NEEDED"
    assert "account" in proven


@pytest.mark.parametrize(
    ("other", "path"),
    [
        ({"mailbox": "nobody"}, ["mailbox"]),
        ({"name": " "}, ["name"]),
        ({"reason": ""}, ["reason"]),
        ({"reason": "長" * 401}, ["reason"]),
        ({"contactPhone": ""}, ["contactPhone"]),
        ({"role": "ADMIN"}, ["role"]),
        ({"kind": "STAFF", "lastFour": "0001"}, ["role"]),
        ({"kind": "STAFF", "role": "ADMIN"}, ["lastFour"]),
        ({"kind": "STAFF", "role": "ADMIN", "lastFour": "012"}, ["lastFour"]),
        ({"kind": "STAFF", "role": "ADMIN", "lastFour": "０１２３"}, ["lastFour"]),
        ({"lastFour": "0001"}, ["lastFour"]),
        ({"requestedBy": {**ASKING_MAIL, "sender": ""}}, ["sender"]),
    ],
)
async def test_an_invalid_account_is_refused_by_field_and_takes_no_number(
    portal: TestPortal, other: dict[str, object], path: list[str]
) -> None:
    bruno = await administrator(portal)

    wrong = await opened(bruno, **other)
    right = await opened(bruno)

    assert [problem["path"] for problem in wrong["problems"]] == [path]
    assert right["account"]["controlNumber"] == "VND-0001"


async def test_twenty_at_once_get_twenty_numbers(portal: TestPortal) -> None:
    bruno = await administrator(portal)

    results = await asyncio.gather(*(opened(bruno) for _ in range(20)))

    numbers = sorted(result["account"]["controlNumber"] for result in results)
    assert numbers == [f"VND-{number:04}" for number in range(1, 21)]


async def test_what_comes_to_nothing_leaves_no_gap(database: str) -> None:
    async with tx():
        first = await AccountNumber.give(AccountKind.STAFF)
    with pytest.raises(ZeroDivisionError):
        await _given_in_vain()
    async with tx():
        second = await AccountNumber.give(AccountKind.STAFF)

    assert (first, second) == ("STF-0001", "STF-0002")


async def _given_in_vain() -> None:
    """Take a number in a transaction that rolls back."""
    async with tx():
        await AccountNumber.give(AccountKind.STAFF)
        raise ZeroDivisionError


async def test_the_numbers_end(database: str) -> None:
    await AccountNumber.filter(prefix="VND").update(given=9_999)

    with pytest.raises(OverflowError, match="VND"):
        async with tx():
            await AccountNumber.give(AccountKind.VENDOR)


def mails_in(state: Path) -> int:
    """Count the mails that wait in a demo's database."""
    with closing(sqlite3.connect(state / "gpszone.sqlite3")) as base:
        [count] = base.execute("SELECT count(*) FROM mail").fetchone()
    return int(count)


def test_the_command_prints_a_link_on_the_terminal_and_mails_none(demo_state: Path) -> None:
    person = ["--name", "測試管理者", "--last-four", "0001"]
    command = ["staff", "create", *person, "--demo", str(demo_state)]

    made = CliRunner().invoke(main, [*command, "--mailbox", "admin@agency.example"])
    wrong = CliRunner().invoke(main, [*command, "--mailbox", "nobody"])
    listed = CliRunner().invoke(main, ["staff", "list", "--demo", str(demo_state)])

    assert made.exit_code == 0, made.output
    assert "STF-0001  ADMIN  測試管理者" in made.output
    assert "http://localhost:8000/first-card#" in made.output
    assert mails_in(demo_state) == 0
    assert wrong.exit_code == 1
    assert "--mailbox: Enter a complete e-mail address" in wrong.output
    assert "STF-0001  ADMIN     ACTIVE     0 live cards  測試管理者" in listed.output
