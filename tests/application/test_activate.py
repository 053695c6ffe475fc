"""Tests of `activateAccount`: what the mailed link allows, with and without a session."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from strawberry.relay import to_base64

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.link.link import Link
from models.mail.outbox import Mail
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, lists_on_hand, on_file
from tests.support.scenarios.accounts import account_without_card, activated
from tests.support.scenarios.applications import approved, reviewed
from web.demo.authority import Revocation


async def test_the_account_is_open_and_has_the_card(portal: TestPortal) -> None:
    alice = await approved(portal)

    result = await alice.activate(portal.post.link("/activate"))
    await portal.mail()

    account = await Account.get()
    card = await Certificate.get()
    assert result["application"]["status"] == "ACTIVATED"
    assert (account.control_number, account.status.value) == ("A0000006", "ACTIVE")
    assert card.account_id == account.id
    assert portal.post.sent[-1]["To"] == "ems@company.example"
    assert len(portal.post.sent) == 2


async def test_looking_at_a_link_changes_nothing(portal: TestPortal) -> None:
    alice = await approved(portal)
    scanner = Person.at(portal)
    token = portal.post.link()

    seen = [await scanner.look(token) for _ in range(3)]
    fetched = await scanner.browser.get(f"/activate?key={token}")

    assert {look["__typename"] for look in seen} == {"Link"}
    assert seen[0]["application"] is None
    assert seen[0]["holderName"] == "測○甲"
    assert (await alice.look(token))["holderName"] == "測試甲"
    assert seen[0]["companyName"] == COMPANY.company_name
    assert fetched.status_code in {200, 503}
    assert (await alice.activate(token))["application"]["status"] == "ACTIVATED"


async def test_the_link_alone_opens_nothing(portal: TestPortal) -> None:
    alice = await approved(portal)
    scanner = Person.at(portal)
    await scanner.apply(form(replace(COMPANY, control_number="D0000004")))

    pressed = await scanner.activate(portal.post.link("/activate"))

    assert pressed["code"] == "CARD_NEEDED"
    assert await Account.all().count() == 0
    assert (await alice.activate(portal.post.link("/activate")))["application"][
        "status"
    ] == "ACTIVATED"


async def test_the_card_opens_the_link_in_another_browser(portal: TestPortal) -> None:
    await approved(portal)
    office = Person.at(portal)

    await office.resume()
    result = await office.activate(portal.post.link("/activate"))

    assert result["application"]["status"] == "ACTIVATED"


async def test_after_activation_the_session_has_no_hold_on_the_application(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    card = to_base64("Certificate", (await Certificate.get()).id)

    answer = (await alice.activate(portal.post.link("/activate")))["application"]

    seen = await alice.ask(
        """query($card: ID!) { node(id: $card) { id }
          viewer { kind application { id } account { id } } }""",
        {"card": card},
    )
    assert (answer["status"], answer["certificate"] is not None) == ("ACTIVATED", True)
    assert await alice.see() is None
    assert seen == {
        "node": None,
        "viewer": {"kind": "APPLICANT", "application": None, "account": None},
    }
    assert (await alice.resume())["code"] == "NO_APPLICATION_OF_THIS_CARD"
    assert (await alice.withdraw())["code"] == "APPLICATION_NOT_FOUND"
    assert (await alice.sign_in())["__typename"] == "SignInSuccess"


async def test_activation_leaves_the_sessions_other_drafts(portal: TestPortal) -> None:
    alice = await approved(portal)
    await alice.apply(form(replace(COMPANY, control_number="D0000004")))

    await alice.activate(portal.post.link("/activate"))

    drafts = await Application.filter(session_id__isnull=False)
    assert [draft.control_number for draft in drafts] == ["D0000004"]
    assert (await alice.ask("{ viewer { application { id } } }"))["viewer"]["application"]


async def test_a_link_is_good_once(portal: TestPortal) -> None:
    alice = await approved(portal)
    token = portal.post.link()

    results = await asyncio.gather(*(alice.activate(token) for _ in range(5)))

    won = [r for r in results if r["__typename"] == "ActivateAccountSuccess"]
    assert len(won) == 1
    assert {r["code"] for r in results if r not in won} <= {"LINK_SPENT", "APPLICATION_MOVED"}
    assert await Account.all().count() == 1
    assert (await alice.look(token))["code"] == "LINK_SPENT"
    assert (await alice.activate(token))["code"] == "LINK_SPENT"


async def test_a_link_ends_after_seven_days_and_a_new_one_is_sent_to_the_same_mailbox(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    old = portal.post.link()
    portal.clock.forward(timedelta(days=7))

    late = await alice.activate(old)
    sent = await alice.do("resendMail", "caseNumber", token=old)
    await portal.mail()
    new = portal.post.link()
    await lists_on_hand(portal.clock())

    assert late["code"] == "LINK_EXPIRED"
    assert sent["__typename"] == "ResendMailSuccess"
    assert portal.post.sent[-1]["To"] == "ems@company.example"
    assert new != old
    assert (await alice.look(old))["code"] == "LINK_REPLACED"
    assert (await alice.activate(new))["__typename"] == "ActivateAccountSuccess"


async def test_a_mailbox_is_not_filled_by_pressing_a_button(portal: TestPortal) -> None:
    alice = await approved(portal)
    portal.clock.forward(timedelta(minutes=6))

    results = [
        await alice.do("resendMail", "caseNumber", applicationId=alice.application["id"])
        for _ in range(3)
    ]
    while await portal.mail():
        pass

    assert [r.get("code") for r in results] == [None, "RESENT_TOO_SOON", "RESENT_TOO_SOON"]
    assert len(portal.post.sent) == 2
    assert await Link.filter(spent_at__isnull=True).count() == 1


async def test_the_first_account_closes_the_other_applications(portal: TestPortal) -> None:
    bruno = Person.at(portal, cards.citizen(subject_serial="0000000000000002", holder="測試乙"))
    await bruno.apply()
    await bruno.bind()
    alice = await approved(portal)

    await portal.review()
    await portal.mail()
    await alice.activate(_token_of(portal, alice))

    other = await bruno.see()
    assert (other["status"], other["closedBecause"]) == ("EXPIRED", "ANOTHER_ACTIVATED")
    assert other["certificate"] is None
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_the_first_account_closes_no_other_companys_application(portal: TestPortal) -> None:
    alice = await approved(portal)
    other = Person.at(portal, cards.citizen(subject_serial="0000000000000009", holder="測試丁"))
    await other.apply(form(replace(COMPANY, control_number="D0000004")))
    await other.bind()

    await alice.activate(portal.post.link("/activate"))

    seen = await other.see()
    assert (seen["status"], seen["certificate"]["holderName"]) == ("UNDER_REVIEW", "測試丁")


async def test_a_card_that_was_revoked_meanwhile_opens_nothing(portal: TestPortal) -> None:
    alice = await approved(portal)
    token = portal.post.link()
    revoked = Revocation(serial_number=cards.serial_number(alice.card), at=portal.clock())

    await lists_on_hand(portal.clock(), revoked)
    result = await alice.activate(token)

    assert result["code"] == "CERTIFICATE_REVOKED"
    assert (await alice.see())["status"] == "APPROVED"
    assert await Account.all().count() == 0


async def test_the_link_alone_tells_nothing_of_the_applicants_card(portal: TestPortal) -> None:
    alice = await approved(portal)
    token = portal.post.link()
    revoked = Revocation(serial_number=cards.serial_number(alice.card), at=portal.clock())
    await lists_on_hand(portal.clock(), revoked)

    by_another = await Person.at(portal).activate(token)
    other = Person.at(portal, cards.citizen(subject_serial=f"{9:016}", holder="測試丁"))
    await other.apply()
    by_an_applicant = await other.activate(token)

    assert [by_another["code"], by_an_applicant["code"]] == ["CARD_NEEDED", "CARD_NEEDED"]


async def test_nothing_is_opened_while_nobody_knows_about_the_card(portal: TestPortal) -> None:
    alice = await approved(portal)
    token = portal.post.link()
    portal.clock.forward(timedelta(days=2))

    stale = await alice.activate(token)
    await lists_on_hand(portal.clock())
    fresh = await alice.activate(token)

    assert stale["code"] == "REVOCATION_STALE"
    assert fresh["__typename"] == "ActivateAccountSuccess"


async def test_a_card_that_expired_meanwhile_opens_nothing(portal: TestPortal) -> None:
    soon = cards.citizen(not_after=cards.AT + timedelta(hours=2))
    alice = await approved(portal, Person.at(portal, soon))
    portal.clock.forward(timedelta(hours=3))

    result = await alice.activate(portal.post.link("/activate"))

    assert result["code"] == "CERTIFICATE_EXPIRED"


async def test_a_link_for_a_correction_opens_no_account(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), contact_name="別人")

    result = await alice.activate(portal.post.link())

    assert (result["code"], result["path"]) == ("LINK_UNKNOWN", ["token"])
    assert (await alice.see())["status"] == "REJECTED"
    assert await Account.all().count() == 0


async def test_an_application_that_was_withdrawn_meanwhile_is_not_activated(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    await alice.withdraw()
    # As a request sees it that has read the link just before.
    await Link.all().update(spent_at=None)

    result = await alice.activate(portal.post.link("/activate"))

    assert result["code"] == "APPLICATION_MOVED"
    assert await Account.all().count() == 0


async def test_a_number_that_got_an_account_meanwhile_gets_no_second(portal: TestPortal) -> None:
    alice = await approved(portal)
    imported = await account_without_card(portal)

    result = await alice.activate(portal.post.link("/activate"))

    assert result["code"] == "APPLICATION_MOVED"
    assert (await alice.see())["status"] == "APPROVED"
    assert [account.id for account in await Account.all()] == [imported.id]
    assert (await Link.get()).spent_at is None


async def test_no_mail_is_sent_again_before_a_decision_or_after_the_account_is_open(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    draft = await alice.do("resendMail", "caseNumber", applicationId=alice.application["id"])
    await activated(portal, alice)
    portal.clock.forward(timedelta(minutes=6))
    sent = len(portal.post.sent)

    opened = await alice.do("resendMail", "caseNumber", applicationId=alice.application["id"])

    assert (draft["code"], draft["path"]) == ("APPLICATION_MOVED", ["id"])
    # An application whose account is open is no session's.
    assert (opened["code"], opened["path"]) == ("APPLICATION_NOT_FOUND", ["id"])
    assert await portal.mail() is False
    assert len(portal.post.sent) == sent


async def test_an_unknown_token_is_no_link(portal: TestPortal) -> None:
    alice = await approved(portal)

    assert (await alice.look("A" * 43))["code"] == "LINK_UNKNOWN"
    assert (await alice.activate("A" * 43))["code"] == "LINK_UNKNOWN"


async def test_no_row_holds_a_token(portal: TestPortal, database: str) -> None:
    await approved(portal)
    token = portal.post.link()

    link = await Link.get()

    rows = [vars(link), *[vars(mail) for mail in await Mail.all()]]
    assert token not in str(rows)


def _token_of(portal: TestPortal, person: Person) -> str:
    """Return the token that was mailed for a person's application."""
    for mail in portal.post.sent:
        part = mail.get_body(("plain",))
        assert part is not None
        if person.application["caseNumber"] in (text := str(part.get_content())):
            return text.partition("#")[2].split()[0]
    raise AssertionError("no mail for this person")
