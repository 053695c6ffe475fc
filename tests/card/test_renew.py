"""Tests of replacing a card (更換) and of renewing one (憑證換發)."""

import asyncio
from datetime import timedelta

import pytest
from strawberry.relay import to_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.application.application import Application
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.core.rules import MAX_CARDS
from models.journal.event import Event
from models.session.roles import AccountStatus
from models.session.session import Session, SessionEnd
from models.signature.evidence import Evidence
from tests.support import cards
from tests.support.people.people import Person, outcome
from tests.support.people.staff import ada
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import another_company, holder, two_holders
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.cards import (
    colleague,
    dispute_token,
    fill_account,
    recipients,
    reissued,
)
from web.demo.authority import Revocation


async def test_a_reissued_card_takes_the_old_ones_place_and_signs_in(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    old = await Certificate.get(subject_serial=f"{1:016}")
    await alice.edit(
        await alice.current_card_id(),
        phone="02-1111-2222",
        email="alice@company.example",
        label="甲",
    )
    await portal.mails()
    before = alice.session_token
    at_home = Person.at(portal, reissued())

    result = await at_home.renew()

    new = await Certificate.get(sha256__not=old.sha256, subject_serial=old.subject_serial)
    change = await CardChange.get(kind="REPLACED")
    await old.refresh_from_db()
    assert result["account"] is not None
    assert result["certificate"]["isCurrent"] is True
    assert (new.phone, new.email, new.label) == ("02-1111-2222", "alice@company.example", "甲")
    assert (new.account_id, new.application_id) == (old.account_id, old.application_id)
    assert (new.status, old.status) == (CertificateStatus.LIVE, CertificateStatus.REPLACED)
    assert (change.previous_id, change.certificate_id) == (old.id, new.id)
    assert change.by_certificate_id == new.id
    assert await viewer_of(before, at=portal.clock()) is None
    assert await Session.filter(ended_because=SessionEnd.CARD_REPLACED).count() == 1
    assert (await at_home.viewer() or {})["kind"] == "HOLDER"
    assert await Evidence.filter(kind="RENEW").count() == 1
    assert recipients(await portal.mails()) == {
        "ems@company.example",
        "alice@company.example",
        "bob@company.example",
    }
    assert len(await bob.cards()) == 2


@pytest.mark.parametrize("status", [CertificateStatus.EXPIRED, CertificateStatus.REVOKED])
async def test_a_card_that_ended_is_renewed_as_well(
    portal: TestPortal, status: CertificateStatus
) -> None:
    await holder(portal)
    await Certificate.all().update(status=status)
    renewed = Person.at(portal, reissued())

    refused = await renewed.sign_in()
    result = await renewed.renew()

    assert refused["code"] == "CARD_RENEWED"
    assert result["certificate"]["status"] == "LIVE"
    assert (await CardChange.get()).before == {"status": status.value}


@pytest.mark.parametrize("ended", ["removed", "replaced", "closed"])
async def test_whose_membership_has_ended_does_not_return_with_a_new_card(
    portal: TestPortal, ended: str
) -> None:
    alice, bob = await two_holders(portal)
    if ended == "removed":
        await alice.remove(await bob.current_card_id())
    elif ended == "replaced":
        await alice.replace(await bob.current_card_id(), colleague(3, "測試丙"))
    else:
        chief = await ada(portal)
        account = to_base64("Account", (await Account.get(kind="BUSINESS")).id)
        await chief.manage("close", account)
    renewed = Person.at(portal, reissued(2, "測試乙"))

    assert (await renewed.renew())["code"] == "CARD_NOT_BOUND"
    assert (await renewed.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_a_removed_holder_does_not_return_with_an_older_ended_card(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    await Certificate.filter(holder_name="測試乙").update(status=CertificateStatus.EXPIRED)
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(reissued(2, "測試乙"))
    [newer] = [c["id"] for c in await alice.cards() if c["status"] == "LIVE" and not c["isCurrent"]]
    await alice.remove(newer)
    third = cards.citizen(
        subject_serial=f"{2:016}", holder="測試乙", not_after=cards.AT + timedelta(days=2000)
    )

    result = await Person.at(portal, third).renew()

    assert result["code"] == "CARD_NOT_BOUND"


async def test_the_same_name_alone_is_not_the_same_person(portal: TestPortal) -> None:
    await holder(portal)
    namesake = Person.at(portal, colleague(77, "測試甲"))

    assert (await namesake.renew())["code"] == "CARD_NOT_BOUND"


async def test_the_old_card_does_not_come_back(portal: TestPortal) -> None:
    alice = await holder(portal)
    newer = cards.citizen(
        not_before=cards.AT - timedelta(days=1), not_after=cards.AT + timedelta(days=1900)
    )
    await Person.at(portal, newer).renew()

    signed_in = await Person.at(portal, alice.card).sign_in()
    renewed = await Person.at(portal, alice.card).renew()

    assert (signed_in["code"], renewed["code"]) == ("CARD_NOT_BOUND", "CARD_NOT_BOUND")
    assert (await Certificate.get(status="LIVE")).not_before == cards.AT - timedelta(days=1)


@pytest.mark.parametrize("status", [CertificateStatus.EXPIRED, CertificateStatus.REVOKED])
async def test_an_older_card_does_not_take_the_place_of_a_newer_one_that_ended(
    portal: TestPortal, status: CertificateStatus
) -> None:
    newer = cards.citizen(not_before=cards.AT - timedelta(days=1))
    await holder(portal, Person.at(portal, newer))
    await Certificate.all().update(status=status)
    older = Person.at(portal, cards.citizen(not_before=cards.AT - timedelta(days=30)))

    renewed = await older.renew()
    signed_in = await older.sign_in()

    assert (renewed["code"], signed_in["code"]) == ("CARD_NOT_BOUND", "CARD_NOT_BOUND")
    assert (await Certificate.get()).status is status


async def test_the_very_card_is_not_renewed_by_itself(portal: TestPortal) -> None:
    alice = await holder(portal)

    assert (await Person.at(portal, alice.card).renew())["code"] == "CERTIFICATE_ALREADY_BOUND"


async def test_two_racing_renewals_leave_one_card(portal: TestPortal) -> None:
    await holder(portal)
    browsers = [Person.at(portal, reissued()) for _ in range(3)]

    results = await asyncio.gather(*(browser.renew() for browser in browsers))

    names = sorted(outcome(result) for result in results)
    assert names.count("RenewCertificateSuccess") == 1
    assert set(names) == {"CERTIFICATE_ALREADY_BOUND", "RenewCertificateSuccess"}
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_a_renewal_waits_for_staff_while_the_account_is_frozen(portal: TestPortal) -> None:
    alice = await holder(portal)
    await Account.all().update(frozen_at=portal.clock())

    result = await Person.at(portal, reissued()).renew()
    other = await alice.add(colleague(3))

    assert result["code"] == other["code"] == "ACCOUNT_FROZEN"


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.CLOSED])
async def test_a_suspended_account_is_not_entered_by_a_new_card(
    portal: TestPortal, status: AccountStatus
) -> None:
    await holder(portal)
    await Account.all().update(status=status)

    assert (await Person.at(portal, reissued()).renew())["code"] == "ACCOUNT_NOT_ACTIVE"
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_a_member_renews_her_card_at_a_full_account(portal: TestPortal) -> None:
    await holder(portal)
    await fill_account(portal, MAX_CARDS)
    await Certificate.filter(holder_name="測試甲").update(status=CertificateStatus.EXPIRED)

    result = await Person.at(portal, reissued()).renew()

    assert result["certificate"]["status"] == "LIVE"
    assert await Certificate.filter(status__in=LISTED).count() == MAX_CARDS


async def test_an_open_application_goes_on_with_a_reissued_card(portal: TestPortal) -> None:
    alice = await submitted(portal)
    office = Person.at(portal, reissued())

    result = await office.renew()

    application = await Application.get()
    card = await Certificate.get(status="LIVE")
    assert result["application"]["caseNumber"] == alice.application["caseNumber"]
    assert result["account"] is None
    assert (card.application_id, card.account_id) == (application.id, None)
    assert card.phone == "02-12345678"
    assert await Event.filter(kind="CARD_RENEWED", subject=application.subject).count() == 1
    assert await Evidence.filter(kind="RENEW", subject=application.subject).count() == 1
    await portal.review()
    await portal.mail()
    opened = await office.activate(portal.post.link("/activate"))
    assert opened["application"]["status"] == "ACTIVATED"


async def test_the_very_card_of_an_application_is_not_renewed_by_itself(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)

    result = await Person.at(portal, alice.card).renew()

    assert result["code"] == "CERTIFICATE_ALREADY_BOUND"


async def test_an_older_card_does_not_take_the_place_of_an_applicants(portal: TestPortal) -> None:
    alice = Person.at(portal, reissued())
    await alice.apply()
    await alice.bind()
    await Certificate.all().update(not_before=portal.clock())

    result = await Person.at(portal, cards.citizen()).renew()

    assert result["code"] == "CARD_NOT_BOUND"
    assert await Certificate.all().count() == 1


async def test_a_new_card_takes_no_label_that_another_has(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    own = await alice.current_card_id()
    await alice.edit(own, phone="02-1111-2222", email="a@company.example", label="甲")

    taken = await alice.replace(await bob.current_card_id(), colleague(3), label="甲")

    assert [problem["code"] for problem in taken["problems"]] == ["LABEL_TAKEN"]


async def test_a_members_new_card_does_not_take_a_colleagues_place(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await alice.add(colleague(3, "測試丙"))
    await Certificate.filter(holder_name="測試丙").update(status=CertificateStatus.EXPIRED)

    result = await alice.replace(await bob.current_card_id(), reissued(3, "測試丙"))

    assert result["code"] == "PERSON_ALREADY_BOUND"
    assert await bob.viewer() is not None


async def test_a_revoked_new_card_renews_nothing(portal: TestPortal) -> None:
    await holder(portal)
    serial = cards.serial_number(reissued())
    await lists_on_hand(portal.clock(), Revocation(serial_number=serial, at=portal.clock()))

    assert (await Person.at(portal, reissued()).renew())["code"] == "CERTIFICATE_REVOKED"


async def test_a_signature_for_another_act_renews_nothing(portal: TestPortal) -> None:
    await holder(portal)
    renewed = Person.at(portal, reissued())

    for purpose in ("SIGN_IN", "CONTINUE"):
        asked = (await renewed.challenge(purpose))["challenge"]
        result = await renewed._present("renewCertificate", "RENEW", "expiresAt", challenge=asked)
        assert result["code"] == "CHALLENGE_UNKNOWN"


# 更換


async def test_the_last_card_is_replaced_in_one_change(portal: TestPortal) -> None:
    alice = await holder(portal)
    own = await alice.current_card_id()
    bob = Person.at(portal, colleague())

    result = await alice.replace(own, colleague(), label="新", email="bob@company.example")

    assert result["certificate"]["label"] == "新"
    assert result["signedOut"] is True
    assert await alice.viewer() is None
    assert (await alice.sign_in())["code"] == "CARD_NOT_BOUND"
    assert (await bob.sign_in())["account"]["controlNumber"] == "A0000006"
    assert await Evidence.filter(kind="REPLACE").count() == 1
    assert await Event.filter(kind="CARD_REPLACED").count() == 1
    mails = await portal.mails()
    assert recipients(mails) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
    }
    # The registered mailbox and the former holder share a link; the new holder has her own.
    tokens = {mail["To"]: dispute_token(mail) for mail in mails}
    assert tokens["ems@company.example"] == tokens["holder@company.example"]
    assert tokens["bob@company.example"] != tokens["ems@company.example"]


async def test_a_colleagues_card_is_replaced_and_the_holder_stays(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)

    result = await alice.replace(await bob.current_card_id(), colleague(3, "測試丙"))

    assert result["signedOut"] is False
    assert await bob.viewer() is None
    assert await alice.viewer() is not None
    assert [card["holderName"] for card in await alice.cards()] == ["測試甲", "測試丙"]


async def test_no_card_takes_a_place_that_is_bound_elsewhere(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    dan = await another_company(portal)
    own = await alice.current_card_id()

    for card in (bob.card, dan.card):
        result = await alice.replace(own, card)
        assert result["code"] == "CERTIFICATE_ALREADY_BOUND"
    assert (await Certificate.get(subject_serial=f"{1:016}")).status is CertificateStatus.LIVE
    assert await alice.viewer() is not None


async def test_two_racing_replacements_of_one_card_leave_one_in_its_place(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    place = await bob.current_card_id()
    elsewhere = Person.at(portal, alice.card)
    await elsewhere.sign_in()

    results = await asyncio.gather(
        alice.replace(place, colleague(3)), elsewhere.replace(place, colleague(4))
    )

    names = sorted(outcome(result) for result in results)
    assert names == ["CERTIFICATE_NOT_FOUND", "ReplaceCertificateSuccess"]
    assert await Certificate.filter(status="LIVE").count() == 2
