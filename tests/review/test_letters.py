"""Tests of what a reviewer sees of letters: those of a case, and the one that a rejection sends."""

from typing import Any

from models.mail.outbox import Mail
from tests.support.people.people import Person, form
from tests.support.people.staff import Colleague, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.review import (
    NO_APPLICATION,
    awaiting_reviewer,
    without_registered_mailbox,
)

LETTERS = "letters { kind recipient state queuedAt sentAt }"
NOTE = "請更正聯絡人。\n並補登電話。"


async def preview(reviewer: Colleague, application_id: str, *, note: str = NOTE) -> dict[str, Any]:
    field = "rejectionPreview(id: $id, note: $note) { recipient subject text hasNote }"
    taken = "($id: ID!, $note: String!)"
    return await reviewer.read_of_staff(field, {"id": application_id, "note": note}, taken=taken)


async def test_the_letter_is_shown_as_it_then_goes_out(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    shown = await preview(reviewer, alice.application["id"])
    assert await Mail.all().count() == 0
    await reviewer.reject(case, note=NOTE)
    await portal.mails()

    letter = portal.post.sent[-1]
    assert shown["recipient"] == letter["To"] == "ems@company.example"
    assert shown["subject"] == letter["Subject"]
    plain = letter.get_body(("plain",))
    assert plain is not None
    sent = plain.get_content()
    link = next(line for line in sent.splitlines() if "/correct#" in line)
    secret = link.partition("#")[2]
    assert shown["text"] == sent.replace(secret, "…")
    assert shown["hasNote"] is True
    assert "請更正聯絡人。" in shown["text"]


async def test_without_a_registered_mailbox_the_letter_has_no_note(portal: TestPortal) -> None:
    alice = await without_registered_mailbox(portal)
    reviewer = await bruno(portal)

    shown = await preview(reviewer, alice.application["id"])

    assert shown["hasNote"] is False
    assert shown["recipient"] == "typed@stranger.example"
    assert "請更正聯絡人" not in shown["text"]


async def test_a_letter_cannot_be_shown_while_nobody_knows_where_it_would_go(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    portal.registry.silent = True

    refused = await preview(reviewer, alice.application["id"])

    assert refused["code"] == "REGISTRY_NOT_ANSWERING"


async def test_an_empty_note_and_an_unknown_case_are_refused(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)

    empty = await preview(reviewer, alice.application["id"], note=" ")
    unknown = await preview(reviewer, NO_APPLICATION)

    assert empty["code"] == "INVALID_INPUT"
    assert unknown["code"] == "APPLICATION_NOT_FOUND"


async def test_a_case_has_its_letters_newest_first(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    before = await reviewer.case(alice.application["id"], shown=LETTERS)
    await reviewer.approve(case)
    waiting = await reviewer.case(alice.application["id"], shown=LETTERS)
    await portal.mails()
    sent = await reviewer.case(alice.application["id"], shown=LETTERS)

    assert before["letters"] == []
    [letter] = waiting["letters"]
    assert (letter["kind"], letter["state"], letter["sentAt"]) == ("passed", "QUEUED", None)
    assert letter["recipient"] == "ems@company.example"
    assert [each["state"] for each in sent["letters"]] == ["SENT"]
    assert sent["letters"][0]["sentAt"] is not None


async def test_letters_of_another_case_are_not_shown(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal, number=1)
    other = Person.at(portal)
    await other.apply(form())
    await other.bind()
    await portal.review()
    reviewer = await bruno(portal)

    seen = await reviewer.case(alice.application["id"], shown=LETTERS)

    assert await Mail.all().count() > 0
    assert seen["letters"] == []
