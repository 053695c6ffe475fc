"""Tests of phrases that reviewers save: of their own account, bounded, journaled without a word."""

import asyncio
from typing import Any

import pytest

from models.account.account import Account
from models.account.saved_phrase import SavedPhrase
from models.card.certificate import Certificate
from models.core.rules import MAX_SAVED_PHRASES, MEMBER_NOTICE
from models.journal.event import Event
from resolvers.privacy.export import export_person
from tests.support.people.people import Person
from tests.support.people.staff import ada, berta, bruno, sue
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

PHRASES = "{ viewer { phrases } }"


async def save(person: Person, text: str) -> dict[str, Any]:
    return await person.do("savePhrase", "phrases", text=text)


async def forget(person: Person, text: str) -> dict[str, Any]:
    return await person.do("forgetPhrase", "phrases", text=text)


async def phrases(person: Person) -> list[str] | None:
    found: list[str] | None = (await person.ask(PHRASES))["viewer"]["phrases"]
    return found


async def test_what_a_reviewer_saves_is_her_accounts_alone(portal: TestPortal) -> None:
    reviewer, other = await bruno(portal), await berta(portal)

    await save(reviewer, "請附上許可證影本。")
    saved = await save(reviewer, "  請更正地址。\n謝謝。 ")

    assert saved["phrases"] == ["請附上許可證影本。", "請更正地址。\n謝謝。"]
    assert await phrases(reviewer) == saved["phrases"]
    assert await phrases(other) == []


async def test_a_phrase_is_saved_once_and_deleted_once(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    await save(reviewer, "請更正地址。")

    again = await save(reviewer, "請更正地址。")
    left = await forget(reviewer, "請更正地址。")
    gone = await forget(reviewer, "請更正地址。")

    assert (again["code"], again["path"]) == ("PHRASE_ALREADY_SAVED", ["text"])
    assert left["phrases"] == []
    assert (gone["code"], gone["path"]) == ("PHRASE_NOT_FOUND", ["text"])


async def test_a_colleagues_phrase_is_not_there_to_be_deleted(portal: TestPortal) -> None:
    reviewer, other = await bruno(portal), await berta(portal)
    await save(reviewer, "請更正地址。")

    assert (await forget(other, "請更正地址。"))["code"] == "PHRASE_NOT_FOUND"
    assert await phrases(reviewer) == ["請更正地址。"]


async def test_an_account_has_so_many_phrases_and_no_more(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    account = await Account.get(control_number="STAFF001")
    for number in range(MAX_SAVED_PHRASES - 1):
        await SavedPhrase.create(
            account_id=account.id, text=f"語句{number}", saved_at=portal.clock()
        )

    codes = [(await save(reviewer, text)).get("code") for text in ("最後一則", "多一則")]

    assert codes == [None, "TOO_MANY_PHRASES"]
    assert await SavedPhrase.all().count() == MAX_SAVED_PHRASES


async def test_two_windows_at_once_do_not_pass_the_limit(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    account = await Account.get(control_number="STAFF001")
    for number in range(MAX_SAVED_PHRASES - 1):
        await SavedPhrase.create(
            account_id=account.id, text=f"語句{number}", saved_at=portal.clock()
        )

    answers = await asyncio.gather(*(save(reviewer, text) for text in ("甲", "乙", "丙")))

    codes = sorted(str(answer.get("code")) for answer in answers)
    assert codes == ["None", "TOO_MANY_PHRASES", "TOO_MANY_PHRASES"]
    assert await SavedPhrase.all().count() == MAX_SAVED_PHRASES


@pytest.mark.parametrize("text", ["", " \n ", "測" * 401])
async def test_a_text_that_no_note_could_have_is_not_saved(portal: TestPortal, text: str) -> None:
    refused = await save(await bruno(portal), text)

    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["text"])
    assert not await SavedPhrase.exists()


async def test_only_who_decides_saves_phrases(portal: TestPortal) -> None:
    helper, alice, dan = await sue(portal), await holder(portal), Person.at(portal)

    refused = [(await save(who, "請更正。"))["code"] for who in (helper, alice, dan)]

    assert refused == ["NOT_ALLOWED", "NOT_ALLOWED", "SIGN_IN_NEEDED"]
    assert [await phrases(who) for who in (helper, alice)] == [None, None]


async def test_the_journal_says_that_a_phrase_was_saved_and_not_which(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    account = await Account.get(control_number="STAFF001")
    card = await Certificate.get(control_number="STAFF001")

    await save(reviewer, "請更正地址。")
    await forget(reviewer, "請更正地址。")

    events = await Event.filter(kind__startswith="PHRASE_").order_by("seq")
    assert [event.kind for event in events] == ["PHRASE_SAVED", "PHRASE_FORGOTTEN"]
    assert {(event.subject, event.actor) for event in events} == {(account.subject, card.subject)}
    assert "請更正" not in str([event.payload for event in events])


async def test_phrases_go_when_the_account_is_closed(portal: TestPortal) -> None:
    reviewer, admin, other = await bruno(portal), await ada(portal), await berta(portal)
    await save(reviewer, "請更正地址。")
    await save(other, "請更正地址。")

    closed = await admin.manage("close", (await admin.account("STAFF001"))["id"])

    assert closed["__typename"] == "CloseAccountSuccess", closed
    assert await SavedPhrase.all().count() == 1
    assert await phrases(other) == ["請更正地址。"]


async def test_phrases_go_with_the_last_member_and_stay_while_an_account_is_suspended(
    portal: TestPortal,
) -> None:
    reviewer, admin = await bruno(portal), await ada(portal)
    await save(reviewer, "請更正地址。")
    account = (await admin.account("STAFF001"))["id"]
    await admin.manage("suspend", account)
    assert await SavedPhrase.all().count() == 1
    await admin.manage("restore", account)

    await reviewer.sign_in()
    left = await reviewer.do("leaveAccount", "signedOut", clientMutationId="1")
    assert left["signedOut"] is False, left
    assert await SavedPhrase.all().count() == 1
    await portal.later(MEMBER_NOTICE)
    await portal.work("leaving")

    assert not await SavedPhrase.exists()


async def test_phrases_are_exported_with_who_saved_them_and_with_whom_they_name(
    portal: TestPortal,
) -> None:
    reviewer = await bruno(portal)
    await holder(portal)
    await save(reviewer, "請與王大明聯絡。")
    card = await Certificate.get(control_number="STAFF001")

    hers = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )
    named = await export_person(sha256=None, name="王大明", actor="operator:t", now=portal.clock())

    assert [row["text"] for row in hers["saved phrase"]] == ["請與王大明聯絡。"]
    assert [row["text"] for row in named["named in saved phrase"]] == ["請與王大明聯絡。"]
