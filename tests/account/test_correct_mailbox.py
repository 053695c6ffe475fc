"""Tests of correcting an imported account's mailbox by two persons of the staff."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from strawberry.relay import to_base64
from tortoise.exceptions import IntegrityError

from models.account.account import Account
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.card.certificate import Certificate
from models.core.rules import MAIL_TRIED_FOR, MAILBOX_PROPOSAL_LIFE, MEMBER_NOTICE
from models.database.transaction import tx
from models.journal.event import Event
from models.link.account_link import AccountLink
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.membership.person import Person as StoredPerson
from models.outside.smtp import MailRefused
from models.session.roles import AccountStatus, Role
from models.session.session import Session, SessionKind
from resolvers.account.complete_correction import complete_next
from schema.ids import NOBODY
from tests.support import cards
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import ada, berta, bruno, sign_in_staff
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import holder, send_all_mail
from tests.support.scenarios.cards import recipients
from tests.support.scenarios.corrections import (
    NEW,
    OLD,
    confirm_correction,
    confirmed,
    end_correction,
    imported,
    look_at_correction,
    newest,
    propose_correction,
    proposed,
    stop_correction,
)
from tests.support.scenarios.interruption import interrupting
from tests.support.scenarios.members import ask_to_be_recognised, newcomer, to, token_in
from tests.support.scenarios.overtaken import on_postgres_alone, overtaken

SECOND = timedelta(seconds=1)
MEMBER = "holder@company.example"
EVENTS = "MAILBOX_CORRECTION_"


async def steps() -> list[str]:
    """Return what the journal says of corrections, in order."""
    rows = await Event.filter(kind__startswith=EVENTS).order_by("seq").values_list("kind")
    return [str(kind).removeprefix(EVENTS) for (kind,) in rows]


async def work(portal: TestPortal) -> list[EmailMessage]:
    """Let the worker do what is due, and return the mails."""
    await portal.work("mailboxes")
    return await portal.mails()


async def mailbox() -> str | None:
    return (await Account.get(kind="BUSINESS")).mailbox


async def with_holder(portal: TestPortal) -> tuple[Person, str]:
    """Return a holder of an imported account, who has bound its first card, and its id."""
    account_id = await imported(portal)
    alice = newcomer(portal)
    await alice.ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)
    await alice.follow(portal.post.link("/first-card"))
    bound = await alice.bind_first(email=MEMBER)
    assert outcome(bound) == "BindFirstCardSuccess", bound
    await portal.mails()
    return alice, account_id


async def test_two_persons_correct_a_mailbox_after_notice_to_both(portal: TestPortal) -> None:
    _, account_id = await with_holder(portal)
    first, second = await bruno(portal), await berta(portal)

    said = await proposed(first, account_id)
    untold = await portal.mails()
    agreed = await confirm_correction(second)
    told = await portal.mails()
    portal.clock.forward(MEMBER_NOTICE - SECOND)
    early = await work(portal)
    still = await mailbox()
    portal.clock.forward(SECOND)
    done = await work(portal)

    assert (said["correction"]["status"], said["correction"]["proposedBy"]) == (
        "PROPOSED",
        "審核甲",
    )
    assert (untold, early, still) == ([], [], OLD)
    assert agreed["correction"]["confirmedBy"] == "審核乙"
    assert recipients(told) == {OLD, NEW, MEMBER}
    assert all("/stop-mailbox#" in _text(mail) for mail in told)
    assert all(address not in _text(mail) for mail in told for address in (OLD, NEW))
    assert recipients(done) == {OLD, NEW, MEMBER}
    account = await Account.get(kind="BUSINESS")
    assert account.mailbox == NEW
    assert (account.facts or {})["business_email"] == NEW
    assert await steps() == ["PROPOSED", "CONFIRMED", "CORRECTED"]
    assert (await newest()).done_by == "service:mailbox"


async def test_the_journal_has_neither_addresses_nor_reasons(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)

    for event in await Event.filter(kind__startswith=EVENTS):
        text = str(event.payload)
        assert str((await newest()).id) in text
        assert "@" not in text
        assert "測試" not in text


async def test_a_fact_that_is_not_the_wrong_mailbox_stays(portal: TestPortal) -> None:
    account_id = await imported(portal)
    facts = {"company_name": "測試行", "business_email": "other@company.example"}
    await Account.filter(kind="BUSINESS").update(facts=facts)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await portal.mails()
    portal.clock.forward(MEMBER_NOTICE)

    await work(portal)

    assert (await Account.get(kind="BUSINESS")).facts == facts
    assert await mailbox() == NEW


# Sign-in links.


async def ask(portal: TestPortal) -> list[EmailMessage]:
    """Ask for a sign-in link as anybody can, let the worker see it, and return the mails."""
    await Person.at(portal).ask_for_link(COMPANY.control_number)
    while await portal.mail_link():
        pass
    return await portal.mails()


async def test_no_mailbox_gets_a_sign_in_link_until_then(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first = await bruno(portal)
    await proposed(first, account_id)
    about_proposal = await ask(portal)
    await confirm_correction(await berta(portal))
    await portal.mails()
    portal.clock.forward(MEMBER_NOTICE - SECOND)

    before = await ask(portal)
    portal.clock.forward(SECOND)
    await work(portal)
    after = await ask(portal)

    assert (recipients(about_proposal), before, recipients(after)) == ({OLD}, [], {NEW})


async def test_a_request_for_access_waits_until_then(portal: TestPortal) -> None:
    _, account_id = await with_holder(portal)
    await Certificate.filter(control_number=COMPANY.control_number).update(status="EXPIRED")
    await ask(portal)
    portal.clock.forward(SECOND)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await portal.mails()
    portal.clock.forward(MEMBER_NOTICE - SECOND)

    await portal.work("access")
    before = await portal.mails()
    portal.clock.forward(SECOND)
    await work(portal)
    await portal.work("access")
    after = await portal.mails()

    assert (before, recipients(after)) == ([], {NEW})
    assert "/first-card#" in _text(to(after, NEW))


async def test_no_mailbox_is_asked_who_a_card_is_until_then(portal: TestPortal) -> None:
    _, account_id = await with_holder(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await portal.mails()

    await ask_to_be_recognised(portal, cards.citizen(subject_serial=f"{70:016}", holder="測試賊"))
    await portal.work("identity")

    assert await portal.mails() == []


async def test_after_an_objection_the_mailbox_asks_for_access_and_staff_can_refuse(
    portal: TestPortal,
) -> None:
    account_id = await imported(portal)
    first = await bruno(portal)
    await confirmed(first, await berta(portal), account_id)
    await stop_correction(portal, token_in(to(await portal.mails(), OLD)))
    await portal.mails()

    asked = await ask(portal)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    granted = await portal.mails()
    bound = newcomer(portal)
    await bound.follow(portal.post.link("/first-card"))

    assert "/stop-access#" in _text(to(asked, OLD))
    assert "/first-card#" in _text(to(granted, OLD))
    assert outcome(await bound.bind_first()) == "BindFirstCardSuccess"


@pytest.mark.parametrize("then", ["proposed again", "withdrawn", "refused"])
async def test_an_objection_counts_until_staff_agree_with_it(portal: TestPortal, then: str) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await confirmed(first, second, account_id)
    await stop_correction(portal, token_in(to(await portal.mails(), OLD)))
    await portal.mails()
    portal.clock.forward(SECOND)
    await proposed(first, account_id)
    if then == "refused":
        await end_correction(second)
    elif then == "withdrawn":
        await end_correction(first)

    letter = _text(to(await ask(portal), OLD))

    assert ("/first-card#" in letter) is (then == "refused")
    assert ("/stop-access#" in letter) is (then != "refused")


async def test_a_link_that_the_old_mailbox_has_lets_nobody_in_from_then_on(
    portal: TestPortal,
) -> None:
    account_id = await imported(portal)
    stranger, late = newcomer(portal), newcomer(portal)
    await stranger.ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)
    token = portal.post.link("/first-card")
    followed = await stranger.follow(token)
    await confirmed(await bruno(portal), await berta(portal), account_id)

    bound = await stranger.bind_first()
    refused = await late.follow(token)

    assert outcome(followed) == "FollowSignInLinkSuccess"
    assert bound["code"] == "SIGN_IN_NEEDED"
    assert refused["code"] == "SIGN_IN_LINK_REPLACED"
    assert await Certificate.filter(control_number=COMPANY.control_number).count() == 0
    [session] = await Session.filter(kind=SessionKind.BIND_ONLY)
    assert session.ended_because == "MAILBOX_CORRECTED"


# Who may.


async def test_nobody_confirms_what_she_proposed(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first = await bruno(portal)
    await proposed(first, account_id)

    refused = await confirm_correction(first)

    assert refused["code"] == "SECOND_PERSON_NEEDED"
    assert (await newest()).confirmed_at is None


async def test_two_cards_of_one_person_are_one(portal: TestPortal) -> None:
    """Whether they are known as one person's, or may be by name and last four."""
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    mine = await Certificate.get(holder_name="審核甲")
    theirs = await Certificate.get(holder_name="審核乙")
    person = await StoredPerson.get(id=mine.person_id)
    await StoredPerson.filter(id=theirs.person_id).update(
        name=person.name, last_four=person.last_four or "0001"
    )
    await StoredPerson.filter(id=person.id).update(last_four=person.last_four or "0001")

    refused = await confirm_correction(second)

    assert refused["code"] == "SECOND_PERSON_NEEDED"


async def test_who_belonged_to_the_company_does_nothing(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    account = await Account.get(kind="BUSINESS")
    await Certificate.filter(holder_name="審核乙").update(control_number=account.control_number)

    said = [
        await propose_correction(second, account_id),
        await confirm_correction(second),
        await end_correction(second),
    ]

    assert {one["code"] for one in said} == {"OWN_CASE"}
    assert (await newest()).status is CorrectionStatus.PROPOSED


async def test_staff_need_a_fresh_proof(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    said = [
        await propose_correction(second, account_id),
        await confirm_correction(second),
        await end_correction(second),
    ]

    assert {one["code"] for one in said} == {"CARD_PROOF_NEEDED"}


async def test_holders_neither_propose_nor_confirm_nor_end_nor_list(portal: TestPortal) -> None:
    alice, account_id = await with_holder(portal)
    await proposed(await bruno(portal), account_id)

    said = [
        await propose_correction(alice, account_id),
        await confirm_correction(alice),
        await end_correction(alice),
    ]
    seen = await alice.ask("{ staff { mailboxCorrections { __typename } } }")

    assert {one["code"] for one in said} == {"NOT_ALLOWED"}
    assert seen == {"staff": None}


async def test_what_is_pending_is_seen_by_staff_and_by_the_holder(portal: TestPortal) -> None:
    alice, account_id = await with_holder(portal)
    staff = await bruno(portal)
    shown = "{ status email effectiveAt previousMailbox reason evidence proposedBy confirmedBy }"
    asked = f"{{ viewer {{ account {{ mailboxCorrection {shown} }} }} }}"
    before = (await alice.ask(asked))["viewer"]["account"]["mailboxCorrection"]
    await confirmed(staff, await berta(portal), account_id)

    listed = await staff.read_of_staff(f"mailboxCorrections {{ edges {{ node {shown} }} }}")
    hers = (await alice.ask(asked))["viewer"]["account"]["mailboxCorrection"]
    await end_correction(staff)
    after = (await alice.ask(asked))["viewer"]["account"]["mailboxCorrection"]

    [edge] = listed["edges"]
    assert edge["node"]["previousMailbox"] == OLD
    assert (edge["node"]["proposedBy"], edge["node"]["confirmedBy"]) == ("審核甲", "審核乙")
    assert (before, after) == (None, None)
    assert (hers["status"], hers["email"]) == ("CONFIRMED", NEW)
    names = ("previousMailbox", "reason", "evidence", "proposedBy", "confirmedBy")
    assert {hers[name] for name in names} == {None}


async def test_a_list_is_read_at_once_however_long_it_is(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    staff = await bruno(portal)
    _, account_id = await with_holder(portal)
    await confirmed(staff, await berta(portal), account_id)
    asked = "mailboxCorrections { edges { node { id accountName proposedBy confirmedBy } } }"
    of_one = await _statements(staff, asked, caplog)
    [record] = await MailboxCorrection.all()
    [account] = await Account.filter(id=record.account_id)
    for number in range(3):
        other = account.clone(pk=uuid4())
        other.control_number = f"Z000000{number}"
        other.application_id = None
        await other.save(force_create=True)
        copy = record.clone(pk=uuid4())
        copy.account_id = other.id
        await copy.save(force_create=True)

    of_four = await _statements(staff, asked, caplog)

    listed = (await staff.read_of_staff(asked))["edges"]
    assert len(listed) == 4
    assert {edge["node"]["proposedBy"] for edge in listed} == {"審核甲"}
    assert of_four == of_one


# The reader of the journal, which every portal has, asks for what is new in its own time.
OF_THE_READER = 'FROM "event" WHERE "seq">'


async def _statements(staff: Any, asked: str, caplog: pytest.LogCaptureFixture) -> int:
    caplog.set_level(logging.DEBUG, "tortoise.db_client")
    caplog.clear()
    await staff.read_of_staff(asked)
    said = [one.getMessage() for one in caplog.records if one.name == "tortoise.db_client"]
    return len([one for one in said if OF_THE_READER not in one])


async def test_a_correction_is_a_node_to_staff_and_until_it_is_over_to_the_holder(
    portal: TestPortal,
) -> None:
    alice, account_id = await with_holder(portal)
    staff = await bruno(portal)
    correction_id = (await proposed(staff, account_id))["correction"]["id"]
    unknown = to_base64("MailboxCorrection", NOBODY)
    asked = "query($id: ID!) { node(id: $id) { ... on MailboxCorrection { id status reason } } }"

    async def seen(who: Person, node_id: str) -> Any:
        return (await who.ask(asked, {"id": node_id}))["node"]

    hers, theirs = await seen(alice, correction_id), await seen(staff, correction_id)
    not_hers = await seen(alice, unknown), await seen(staff, unknown)
    await end_correction(staff)
    over = await seen(alice, correction_id), await seen(staff, correction_id)

    assert hers == {"id": correction_id, "status": "PROPOSED", "reason": None}
    assert theirs == {**hers, "reason": "公司來電表示未收到信件"}
    assert not_hers == (None, None)
    assert over == (None, {**theirs, "status": "WITHDRAWN"})


async def test_another_companys_holder_sees_nothing_of_it(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await Account.filter(kind="BUSINESS").update(control_number="Z0000001")
    dan = await holder(portal)

    seen = await dan.ask(
        "query($id: ID!) { node(id: $id) { ... on Account { mailboxCorrection { email } } } }",
        {"id": account_id},
    )

    assert seen["node"] is None


# Which accounts, and what is told.


async def test_an_account_that_was_applied_for_keeps_its_mailbox(portal: TestPortal) -> None:
    await holder(portal)
    account = await Account.get(kind="BUSINESS")

    refused = await propose_correction(
        await bruno(portal), to_base64("Account", account.id), mailbox=account.mailbox
    )

    assert refused["code"] == "MAILBOX_NOT_IMPORTED"


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"kind": "VENDOR"}, "MAILBOX_NOT_IMPORTED"), ({"mailbox": None}, "ACCOUNT_MAILBOX_CHANGED")],
)
async def test_an_account_of_another_kind_or_without_a_mailbox_is_not_corrected(
    portal: TestPortal, columns: dict[str, object], code: str
) -> None:
    account_id = await imported(portal)
    await Account.filter(kind="BUSINESS").update(**columns)

    refused = await propose_correction(await bruno(portal), account_id)

    assert refused["code"] == code


async def test_a_change_of_data_that_keeps_the_mailbox_does_not_verify_it(
    portal: TestPortal,
) -> None:
    alice, account_id = await with_holder(portal)
    first, second = await bruno(portal), await berta(portal)
    await confirmed(first, second, account_id)
    await portal.mails()
    portal.registry.rows = [replace(on_file(COMPANY), business_email=None)]
    await alice.do("requestDataChange", "application { id }", **form(COMPANY))
    await portal.review()
    [case] = await first.cases()
    approved = await first.approve(case, recipient="ACCOUNT_MAILBOX")
    waiting = (await newest()).status
    await end_correction(first)

    again = await propose_correction(first, account_id)

    assert outcome(approved) == "ApproveApplicationSuccess", approved
    assert waiting is CorrectionStatus.CONFIRMED
    assert outcome(again) == "ProposeMailboxCorrectionSuccess"


async def test_after_a_reviewed_change_of_data_the_mailbox_is_no_longer_imported(
    portal: TestPortal,
) -> None:
    alice, account_id = await with_holder(portal)
    asked = await alice.do("requestDataChange", "application { id }", **form(COMPANY))
    assert outcome(asked) == "RequestDataChangeSuccess", asked
    staff = await bruno(portal)
    await proposed(staff, account_id)

    await portal.review()
    again = await propose_correction(staff, account_id, mailbox=await mailbox())

    assert (await newest()).status is CorrectionStatus.SUPERSEDED
    assert again["code"] == "MAILBOX_NOT_IMPORTED"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"email": "no address"}, ("email", "EMAIL_SHAPE")),
        ({"email": OLD.upper()}, ("email", "MAILBOX_UNCHANGED")),
        ({"reason": " "}, ("reason", "REQUIRED")),
        ({"evidence": ""}, ("evidence", "REQUIRED")),
        ({"reason": "x" * 401}, ("reason", "TOO_LONG")),
    ],
)
async def test_an_invalid_proposal_is_refused(
    portal: TestPortal, given: dict[str, object], problem: tuple[str, str]
) -> None:
    account_id = await imported(portal)

    refused = await propose_correction(await bruno(portal), account_id, **given)

    assert [(p["path"][0], p["code"]) for p in refused["problems"]] == [problem]
    assert await MailboxCorrection.all().count() == 0


async def test_a_mailbox_that_has_changed_since_it_was_shown_is_not_replaced(
    portal: TestPortal,
) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)

    stale = await propose_correction(first, account_id, mailbox="older@company.example")
    await proposed(first, account_id)
    await Account.filter(kind="BUSINESS").update(mailbox="newer@company.example")
    refused = await confirm_correction(second)

    assert {stale["code"], refused["code"]} == {"ACCOUNT_MAILBOX_CHANGED"}


async def test_an_account_and_a_correction_that_there_are_not(portal: TestPortal) -> None:
    staff = await bruno(portal)
    account_id = await imported(portal)
    await proposed(staff, account_id)
    unknown = to_base64("MailboxCorrection", NOBODY)
    # The same id as that of the correction, and of another type.
    of_another = to_base64("Account", (await newest()).id)

    said = [
        await propose_correction(staff, to_base64("Account", NOBODY)),
        await staff.do("confirmMailboxCorrection", "correction { id }", id=unknown),
        await staff.do("endMailboxCorrection", "correction { id }", id=of_another, note="查證"),
    ]

    assert [one["code"] for one in said] == [
        "ACCOUNT_NOT_FOUND",
        "MAILBOX_CORRECTION_NOT_FOUND",
        "MAILBOX_CORRECTION_NOT_FOUND",
    ]


async def test_a_second_proposal_while_one_waits_is_refused(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    while_proposed = await propose_correction(second, account_id)
    await confirm_correction(second)

    while_confirmed = await propose_correction(second, account_id)

    assert while_proposed["code"] == while_confirmed["code"] == "MAILBOX_CORRECTION_PENDING"
    assert await MailboxCorrection.all().count() == 1


async def test_of_two_proposals_at_once_one_waits(portal: TestPortal) -> None:
    account_id = await imported(portal)
    staff = (await bruno(portal), await berta(portal))

    said = await asyncio.gather(*(propose_correction(one, account_id) for one in staff))

    assert sorted(map(outcome, said)) == [
        "MAILBOX_CORRECTION_PENDING",
        "ProposeMailboxCorrectionSuccess",
    ]


# How it ends.


async def test_a_proposal_that_nobody_confirms_expires(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    await portal.later(MAILBOX_PROPOSAL_LIFE)
    await second.sign_in()

    before_marked = [await confirm_correction(second), await end_correction(second)]
    mails = await work(portal)

    assert [one["code"] for one in before_marked] == ["MAILBOX_CORRECTION_OVER"] * 2
    assert mails == []
    assert await steps() == ["PROPOSED", "EXPIRED"]


async def test_an_expired_proposal_makes_room_for_another(portal: TestPortal) -> None:
    """Even before the worker has marked it."""
    account_id = await imported(portal)
    first = await bruno(portal)
    await proposed(first, account_id)
    await portal.later(MAILBOX_PROPOSAL_LIFE)
    await first.sign_in()

    await proposed(first, account_id)

    assert await steps() == ["PROPOSED", "EXPIRED", "PROPOSED"]


@pytest.mark.parametrize(("own", "status"), [(True, "WITHDRAWN"), (False, "REFUSED")])
async def test_staff_withdraw_their_own_and_refuse_a_colleagues(
    portal: TestPortal, *, own: bool, status: str
) -> None:
    _, account_id = await with_holder(portal)
    first, second = await bruno(portal), await berta(portal)
    await confirmed(first, second, account_id)
    await portal.mails()

    ended = await end_correction(first if own else second, "信箱無誤")
    told = await portal.mails()
    again = await end_correction(first)
    portal.clock.forward(MEMBER_NOTICE)
    nothing = await work(portal)

    assert (ended["correction"]["status"], ended["correction"]["note"]) == (status, "信箱無誤")
    assert recipients(told) == {OLD, NEW, MEMBER}
    assert again["code"] == "MAILBOX_CORRECTION_OVER"
    assert nothing == []
    assert await mailbox() == OLD
    assert (await steps())[-1] == status


async def test_nobody_is_written_to_about_a_proposal_that_ends(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first = await bruno(portal)
    await proposed(first, account_id)

    await end_correction(first)

    assert await portal.mails() == []


@pytest.mark.parametrize("reader", [OLD, NEW, MEMBER])
async def test_every_reader_of_the_letter_can_stop_it(portal: TestPortal, reader: str) -> None:
    _, account_id = await with_holder(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    told = await portal.mails()
    token = token_in(to(told, reader))
    other = token_in(to(told, MEMBER if reader != MEMBER else OLD))

    seen = await look_at_correction(portal, token)
    open_still = (await newest()).done_at
    stopped = await stop_correction(portal, token)
    letters = await portal.mails()
    again = await stop_correction(portal, other)
    portal.clock.forward(MEMBER_NOTICE)
    nothing = await work(portal)

    assert seen["controlNumber"] == COMPANY.control_number
    assert open_still is None
    assert outcome(stopped) == "StopMailboxCorrectionSuccess"
    assert recipients(letters) == {OLD, NEW, MEMBER}
    assert again["code"] == "MAILBOX_CORRECTION_STOPPED"
    assert nothing == []
    assert await mailbox() == OLD
    assert await steps() == ["PROPOSED", "CONFIRMED", "STOPPED"]
    assert (await newest()).done_by == f"link:{(await _stopping_link(portal)).id}"


async def _stopping_link(portal: TestPortal) -> AccountLink:
    actor = (await Event.get(kind="MAILBOX_CORRECTION_STOPPED")).actor
    return await AccountLink.get(id=actor.removeprefix("link:"))


async def test_after_an_objection_an_administrator_confirms_and_no_letter_has_a_link(
    portal: TestPortal,
) -> None:
    """Whoever reads the wrong mailbox must not be able to keep it wrong for ever."""
    account_id = await imported(portal)
    first, second, admin = await bruno(portal), await berta(portal), await ada(portal)
    await confirmed(first, second, account_id)
    await stop_correction(portal, token_in(to(await portal.mails(), OLD)))
    await portal.mails()
    portal.clock.forward(SECOND)

    said = await proposed(first, account_id)
    by_reviewer = await confirm_correction(second)
    by_admin = await confirm_correction(admin)
    told = await portal.mails()
    portal.clock.forward(MEMBER_NOTICE)
    await work(portal)

    assert said["correction"]["followsObjection"] is True
    assert by_reviewer["code"] == "NOT_ALLOWED"
    assert outcome(by_admin) == "ConfirmMailboxCorrectionSuccess"
    assert recipients(told) == {OLD, NEW}
    assert not any("/stop-mailbox" in _text(mail) for mail in told)
    assert await mailbox() == NEW


async def test_a_link_of_another_purpose_or_of_none_stops_nothing(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await Person.at(portal).ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)
    sign_in = portal.post.link("/first-card")
    await confirmed(await bruno(portal), await berta(portal), account_id)

    said = [await stop_correction(portal, token) for token in (sign_in, "A" * 43, "nonsense")]
    seen = await look_at_correction(portal, sign_in)

    assert {one["code"] for one in (*said, seen)} == {"LINK_UNKNOWN"}
    assert (await newest()).status is CorrectionStatus.CONFIRMED


async def test_the_links_of_a_correction_that_is_over_say_so(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first = await bruno(portal)
    await confirmed(first, await berta(portal), account_id)
    token = token_in(to(await portal.mails(), OLD))
    await end_correction(first)

    seen, stopped = await look_at_correction(portal, token), await stop_correction(portal, token)

    assert seen["code"] == stopped["code"] == "MAILBOX_CORRECTION_OVER"


# Letters that do not go.


async def test_it_waits_for_its_letters(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    portal.clock.forward(MEMBER_NOTICE)

    await portal.work("mailboxes")
    unsent = await mailbox()
    await portal.mails()
    await portal.work("mailboxes")

    assert (unsent, await mailbox()) == (OLD, NEW)


async def test_a_new_mailbox_that_takes_no_mail_is_not_used(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await Mail.filter(recipient=OLD).update(due_at=portal.clock() + timedelta(days=1))
    portal.post.trouble = MailRefused("550 no such user", code=550)
    await portal.mail()
    portal.post.trouble = None
    portal.clock.forward(MAIL_TRIED_FOR + MEMBER_NOTICE)
    await portal.mails()

    told = await work(portal)

    assert (await newest()).status is CorrectionStatus.UNDELIVERED
    assert recipients(told) == {OLD}
    assert await mailbox() == OLD


async def test_an_old_mailbox_that_takes_no_mail_is_replaced(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await Mail.filter(recipient=NEW).update(due_at=portal.clock() + timedelta(days=1))
    portal.post.trouble = MailRefused("550 no such user", code=550)
    await portal.mail()
    portal.post.trouble = None
    portal.clock.forward(MAIL_TRIED_FOR + MEMBER_NOTICE)
    await portal.mails()

    await work(portal)

    assert await mailbox() == NEW


# Accounts that are suspended, closed or in a dispute.


async def _halt(portal: TestPortal, state: str) -> str:
    """Bring the account into a state; return the code of what is refused then."""
    if state == "frozen":
        await Account.filter(kind="BUSINESS").update(frozen_at=portal.clock())
        return "ACCOUNT_FROZEN"
    status = AccountStatus.SUSPENDED if state == "suspended" else AccountStatus.CLOSED
    await Account.filter(kind="BUSINESS").update(status=status)
    return "ACCOUNT_NOT_ACTIVE"


@pytest.mark.parametrize("state", ["frozen", "suspended", "closed"])
async def test_nothing_is_proposed_or_confirmed_at_such_an_account(
    portal: TestPortal, state: str
) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    code = await _halt(portal, state)

    confirming = await confirm_correction(second)
    ended = await end_correction(second)
    proposing = await propose_correction(first, account_id)

    assert confirming["code"] == proposing["code"] == code
    assert outcome(ended) == "EndMailboxCorrectionSuccess"


@pytest.mark.parametrize("state", ["frozen", "suspended"])
async def test_a_confirmed_one_waits_at_such_an_account_and_can_be_stopped(
    portal: TestPortal, state: str
) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    token = token_in(to(await portal.mails(), OLD))
    await _halt(portal, state)
    portal.clock.forward(MEMBER_NOTICE)

    waiting = await work(portal)
    still = (await newest()).status
    stopped = await stop_correction(portal, token)

    assert (waiting, still) == ([], CorrectionStatus.CONFIRMED)
    assert outcome(stopped) == "StopMailboxCorrectionSuccess"


async def test_a_confirmed_one_takes_effect_when_the_account_is_restored(
    portal: TestPortal,
) -> None:
    account_id = await imported(portal)
    admin = await ada(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await admin.manage("suspend", account_id)
    await portal.mails()
    await portal.later(MEMBER_NOTICE)
    await work(portal)
    suspended = await mailbox()
    await admin.sign_in()
    await admin.manage("restore", account_id)
    await portal.mails()

    await work(portal)

    assert (suspended, await mailbox()) == (OLD, NEW)


async def test_propose_suspend_confirm(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second, admin = await bruno(portal), await berta(portal), await ada(portal)
    await proposed(first, account_id)
    await admin.manage("suspend", account_id)

    while_suspended = await confirm_correction(second)
    await admin.manage("restore", account_id)
    restored = await confirm_correction(second)

    assert while_suspended["code"] == "ACCOUNT_NOT_ACTIVE"
    assert outcome(restored) == "ConfirmMailboxCorrectionSuccess"


async def test_propose_close_confirm(portal: TestPortal) -> None:
    account_id = await imported(portal)
    first, second, admin = await bruno(portal), await berta(portal), await ada(portal)
    await proposed(first, account_id)

    await admin.manage("close", account_id)

    assert (await confirm_correction(second))["code"] == "MAILBOX_CORRECTION_OVER"
    assert (await end_correction(first))["code"] == "MAILBOX_CORRECTION_OVER"
    assert await steps() == ["PROPOSED", "ACCOUNT_CLOSED"]


async def test_confirm_close_and_the_letters_link_is_over(portal: TestPortal) -> None:
    account_id = await imported(portal)
    admin = await ada(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    token = token_in(to(await portal.mails(), OLD))

    await admin.manage("close", account_id)

    assert "code" in await stop_correction(portal, token)
    assert (await newest()).status is CorrectionStatus.ACCOUNT_CLOSED


@pytest.mark.parametrize("how", ["membership", "suspended", "no rights"])
async def test_a_proposal_of_who_is_no_longer_staff_is_not_confirmed(
    portal: TestPortal, how: str
) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    card = await Certificate.get(holder_name="審核甲")
    if how == "membership":
        await Membership.filter(id=card.membership_id).update(ended_at=portal.clock())
    elif how == "suspended":
        await Account.filter(id=card.account_id).update(status=AccountStatus.SUSPENDED)
    else:
        await Membership.filter(id=card.membership_id).update(confirmed_at=None)

    refused = await confirm_correction(second)
    ended = await end_correction(second)
    again = await propose_correction(second, account_id)

    assert refused["code"] == "PROPOSER_LEFT"
    assert ended["correction"]["status"] == "REFUSED"
    assert outcome(again) == "ProposeMailboxCorrectionSuccess"


async def test_of_two_who_confirm_at_once_one_does(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await proposed(await bruno(portal), account_id)
    third = await sign_in_staff(portal, name="審核丁", serial=5)

    said = await asyncio.gather(*(confirm_correction(one) for one in (await berta(portal), third)))

    assert sorted(map(outcome, said)) == [
        "ConfirmMailboxCorrectionSuccess",
        "MAILBOX_ALREADY_CONFIRMED",
    ]
    assert await steps() == ["PROPOSED", "CONFIRMED"]
    assert len(await portal.mails()) == 2


async def test_of_a_stop_and_the_worker_at_once_one_decides(portal: TestPortal) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    token = token_in(to(await portal.mails(), OLD))
    portal.clock.forward(MEMBER_NOTICE)

    stopped, _ = await asyncio.gather(stop_correction(portal, token), _complete(portal))

    over = (await newest()).status
    if over is CorrectionStatus.STOPPED:
        assert (outcome(stopped), await mailbox()) == ("StopMailboxCorrectionSuccess", OLD)
    else:
        assert (stopped["code"], await mailbox()) == ("MAILBOX_CORRECTION_OVER", NEW)
    assert len(await steps()) == 3


async def _complete(portal: TestPortal) -> bool:
    return await complete_next(notices=portal.services.account_notices, now=portal.clock())


@on_postgres_alone
@pytest.mark.parametrize("change", ["stopped", "suspended", "frozen"])
async def test_the_worker_looks_again_under_the_lock(portal: TestPortal, change: str) -> None:
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    await portal.mails()
    portal.clock.forward(MEMBER_NOTICE)
    account, correction = await Account.get(kind="BUSINESS"), await newest()

    async def meanwhile() -> None:
        if change != "stopped":
            await _halt(portal, change)
            return
        columns = {"status": CorrectionStatus.STOPPED, "done_at": portal.clock()}
        await MailboxCorrection.filter(id=correction.id).update(**columns)

    await overtaken(lambda: _complete(portal), account=account, at=portal.clock(), by=meanwhile)

    assert await mailbox() == OLD


@on_postgres_alone
async def test_a_stop_beside_a_refusal_counts_once(portal: TestPortal) -> None:
    """The reader presses while a colleague refuses: the one that comes second is told."""
    account_id = await imported(portal)
    await confirmed(await bruno(portal), await berta(portal), account_id)
    token = token_in(to(await portal.mails(), OLD))
    account, correction = await Account.get(kind="BUSINESS"), await newest()

    async def refuse() -> None:
        columns = {"status": CorrectionStatus.REFUSED, "done_at": portal.clock()}
        await MailboxCorrection.filter(id=correction.id).update(**columns)

    stopped = await overtaken(
        lambda: stop_correction(portal, token), account=account, at=portal.clock(), by=refuse
    )

    assert stopped["code"] == "MAILBOX_CORRECTION_OVER"
    assert (await newest()).status is CorrectionStatus.REFUSED
    assert await AccountLink.filter(used_at__isnull=False, purpose="STOP_MAILBOX").count() == 0


@on_postgres_alone
@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"status": "SUSPENDED"}, "ACCOUNT_NOT_ACTIVE"),
        ({"mailbox": "newer@company.example"}, "ACCOUNT_MAILBOX_CHANGED"),
    ],
)
@pytest.mark.parametrize("act", ["propose", "confirm"])
async def test_what_was_read_before_the_lock_is_read_again(
    portal: TestPortal, act: str, columns: dict[str, object], code: str
) -> None:
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    account = await Account.get(kind="BUSINESS")
    if act == "confirm":
        await proposed(first, account_id)

    async def request() -> dict[str, Any]:
        if act == "confirm":
            return await confirm_correction(second)
        return await propose_correction(first, account_id)

    refused = await overtaken(
        request,
        account=account,
        at=portal.clock(),
        by=lambda: Account.filter(id=account.id).update(**columns),
    )

    assert refused["code"] == code


async def test_a_link_of_an_earlier_correction_does_not_stop_the_next(portal: TestPortal) -> None:
    """The reader presses the button of the first letter while the second is confirmed."""
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await confirmed(first, second, account_id)
    token = token_in(to(await portal.mails(), OLD))
    await end_correction(first)
    portal.clock.forward(SECOND)
    await proposed(first, account_id)

    said, stopped = await asyncio.gather(confirm_correction(second), stop_correction(portal, token))

    assert outcome(said) == "ConfirmMailboxCorrectionSuccess"
    assert stopped["code"] == "MAILBOX_CORRECTION_OVER"
    assert (await newest()).status is CorrectionStatus.CONFIRMED


async def test_a_colleague_whose_role_ends_meanwhile_confirms_nothing(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    account_id = await imported(portal)
    first, second = await bruno(portal), await berta(portal)
    await proposed(first, account_id)
    limiter.meanwhile = lambda: Account.filter(control_number="STAFF002").update(role=None)

    refused = await confirm_correction(second)

    assert refused["code"] == "NOT_ALLOWED"
    assert (await newest()).status is CorrectionStatus.PROPOSED


async def test_an_administrator_demoted_meanwhile_does_not_confirm_after_an_objection(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    account_id = await imported(portal)
    first, second, admin = await bruno(portal), await berta(portal), await ada(portal)
    await confirmed(first, second, account_id)
    await stop_correction(portal, token_in(to(await portal.mails(), OLD)))
    portal.clock.forward(SECOND)
    await proposed(first, account_id)
    demoted = Account.filter(role=Role.ADMIN)
    limiter.meanwhile = lambda: demoted.update(role=Role.REVIEWER)

    refused = await confirm_correction(admin)

    assert refused["code"] == "NOT_ALLOWED"
    assert (await newest()).status is CorrectionStatus.PROPOSED


async def test_an_account_has_one_open_correction(portal: TestPortal) -> None:
    """The database itself refuses another."""
    account_id = await imported(portal)
    await proposed(await bruno(portal), account_id)
    row = await newest()

    async def another() -> None:
        async with tx():
            await MailboxCorrection.create(
                account_id=row.account_id,
                status=CorrectionStatus.PROPOSED,
                previous=OLD,
                email=NEW,
                reason="-",
                evidence="-",
                after_objection=False,
                proposed_by=row.proposed_by,
                proposed_at=portal.clock(),
                expires_at=portal.clock(),
            )

    with pytest.raises(IntegrityError):
        await another()


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
