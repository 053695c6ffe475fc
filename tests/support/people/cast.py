"""A company, its staff and a partner, with something that each of them can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from strawberry.relay import to_base64

from models.account.account import Account
from models.account.missing_company import MissingCompany, MissingReason
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.database.transaction import tx
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.pki.path.end_entity import CertificateExpired
from models.rehearsal.finding import Findings
from models.rehearsal.rehearsal import Rehearsal
from models.review.case_mailbox import CaseMailbox
from models.session.session import Session
from models.signature.refused_cards import RefusedCards
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.partners import Clara
from tests.support.people.people import Person, form
from tests.support.people.relying import RelyingSystem, pending_request
from tests.support.people.staff import CASE, MAILBOX, Colleague, ada, bruno, staff_awaiting
from tests.support.portal import TestPortal, on_file
from tests.support.scenarios import staff
from tests.support.scenarios.accounts import SECOND, account_without_card, holder, mailed_link
from tests.support.scenarios.cards import colleague, last_dispute_token, report_change
from tests.support.scenarios.corrections import propose_correction
from tests.support.scenarios.members import membership_of
from tests.support.scenarios.review import awaiting_reviewer


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Those who act, and what they act on.

    Alice holds an account with a disputed card, Dan has a draft, Fay an approved application, Eva
    has followed a sign-in link, Ada administers, and Clara is a partner.
    """

    alice: Person
    dan: Person
    fay: Person
    eva: Person
    admin: Colleague
    clara: Clara
    # The token of Fay's link, a case that waits for a reviewer, a staff member's card that awaits
    # confirmation, and ids.
    token: str
    case: Mapping[str, Any]
    awaiting: Mapping[str, Any]
    account: str
    card: str
    session: str
    dispute: str
    membership: str
    mailbox: str
    access_request: str
    join: str
    code: str
    # An imported account, and a correction of another one's mailbox.
    imported: str
    correction: str
    handle: str
    missing: str
    # A text to rehearse with, and a rehearsal of Ada's.
    challenge: Mapping[str, Any]
    rehearsal: str


async def cast_of(portal: TestPortal) -> Cast:
    alice = await holder(portal)
    clara = await Clara.at(portal)
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    added = await alice.add(colleague(2))
    await report_change(portal, await last_dispute_token(portal))
    session = await Session.get(kind="HOLDER")
    account = await Account.get(kind="BUSINESS")
    fay = Person.at(portal, colleague(7))
    portal.registry.rows = [on_file(), on_file(SECOND)]
    await fay.apply(form(SECOND))
    await fay.bind()
    await portal.review()
    await portal.mails()
    token = portal.post.link("/activate")
    waiting = await awaiting_reviewer(portal)
    await account_without_card(portal, number="E0000001")
    eva = Person.at(portal, colleague(8))
    await eva.follow(await mailed_link(portal, "E0000001"))
    dan = Person.at(portal, colleague(6))
    await dan.apply()
    admin = await ada(portal)
    await staff_awaiting(portal)
    [awaiting] = await staff.awaiting(admin)
    case = await admin.case(waiting.application["id"], shown=f"{CASE} {MAILBOX}")
    reviewer = await bruno(portal)
    await reviewer.propose_mailbox(case)
    proposed = await CaseMailbox.get()
    async with tx() as change:
        request = await AccessRequest.begin(change, account.id, actor="test", at=portal.clock())
        join = await IdentityJoin.begin(
            change,
            cards.proof(cards.signed(colleague(9))),
            control_number=account.control_number,
            actor="test",
            at=portal.clock(),
        )
    imported = await account_without_card(portal, number="G0000001")
    wrong = await account_without_card(portal, number="G0000002")
    correction = await propose_correction(reviewer, to_base64("Account", wrong.id))
    await IdentityJoin.filter(id=join.id).update(account_id=account.id, confirmed_at=portal.clock())
    async with tx() as change:
        await MissingCompany.begin(
            change, account, MissingReason.GONE, actor="test", at=portal.clock()
        )
    await RefusedCards.add(CertificateExpired, at=portal.clock())
    own = await Certificate.get(control_number=admin.control_number)
    rehearsal = Rehearsal.of(
        Findings().all(),
        generation="G3",
        accepted=True,
        actor=f"certificate:{own.id}",
        at=portal.clock(),
    )
    await rehearsal.save()
    return Cast(
        alice=alice,
        dan=dan,
        fay=fay,
        eva=eva,
        admin=admin,
        clara=clara,
        token=token,
        case=case,
        awaiting=awaiting,
        account=to_base64("Account", account.id),
        card=added["certificate"]["id"],
        session=global_id(session),
        dispute=global_id(await CardChange.get(reported_at__isnull=False)),
        membership=global_id(await membership_of("測試甲")),
        mailbox=global_id(proposed),
        access_request=global_id(request),
        join=global_id(join),
        imported=to_base64("Account", imported.id),
        correction=correction["correction"]["id"],
        missing=global_id(await MissingCompany.get()),
        challenge=(await admin.challenge("REHEARSE"))["challenge"],
        rehearsal=global_id(rehearsal),
        code=str(made["url"]).partition("code=")[2],
        handle=await pending_request(await RelyingSystem.at(portal, partner=clara)),
    )
