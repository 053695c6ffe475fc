"""One database with a record of every kind that belongs to Alice, and everybody who may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import httpx
from strawberry.relay import to_base64

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import Challenge, ChallengePurpose
from models.card_changes.card_change import CardChange
from models.company.company import FIELDS, Company, CompanyField
from models.company.declaration import FieldKind
from models.journal.event import Event
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from models.openid.relying_party import RelyingParty
from models.partner.administrator import Operator
from models.partner.partner import PartnerToken, Scope
from models.pki.path.end_entity import CertificateExpired
from models.review.case_mailbox import CaseMailbox
from models.session.session import Session, SessionKind
from models.signature.refused_cards import RefusedCards
from resolvers.calendar.replace_year import replace_year
from tests.rights import marks, members
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.partners import Clara
from tests.support.people.people import Person, form
from tests.support.people.relying import RelyingSystem, pending_request
from tests.support.people.staff import Colleague, ada, bruno, staff_awaiting, sue
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import (
    SECOND,
    account_without_card,
    another_company,
    mailed_link,
    send_all_mail,
)
from tests.support.scenarios.cards import colleague, dispute_token, report_change
from tests.support.streams.cursors import cursor_at
from web.demo.published.office_calendar import year_csv

# The people of the table. Alice's records are asked for; everybody else must not have them unless
# it is their work.
PEOPLE = {
    "A": "Alice, holder of the account whose things are asked for",
    "B": "Bruno, holder of another company's account",
    "C": "Clara, a partner with every scope",
    "D": "Dan, an applicant with a draft of his own",
    "E": "Eva, whose session may bind the first card of a third account, and nothing else",
    "F": "Fay, an applicant whose link was mailed; the link that is asked for is hers",
    "K": "Carl, a partner whose one scope opens no reading",
    "M": "Ada, of the staff: ADMIN",
    "N": "nobody: a browser that has not signed in",
    "R": "Rita, of the staff: REVIEWER",
    "S": "Sue, of the staff: SUPPORT",
}
# The facts that nobody may know who does not read them from the records of the company. A number
# and a name of a company are on its links, and many have the same postal code.
MARKED_FACTS = tuple(
    field
    for field, its in FIELDS.items()
    if its.kind is not FieldKind.POSTAL_CODE
    and field not in {CompanyField.CONTROL_NUMBER, CompanyField.COMPANY_NAME}
)


def _marked(company: Company, whose: str, *, mark: str) -> Company:
    """Give a company facts that no other one has."""
    made = {}
    for field in MARKED_FACTS:
        email = FIELDS[field].kind is FieldKind.EMAIL
        made[field.attribute] = (
            f"{field.attribute}@{whose}.example" if email else f"{mark}{FIELDS[field].example}"
        )
    return replace(company, **made)


ALICES_COMPANY = _marked(COMPANY, "alice", mark="權利")
BRUNOS_COMPANY = _marked(SECOND, "bruno", mark="旁人")
DANS_COMPANY = _marked(COMPANY, "dan", mark="申請")
FAYS_COMPANY = _marked(replace(COMPANY, control_number="F0000008"), "fay", mark="核准")
OTHER_COMPANIES = {"Bruno": BRUNOS_COMPANY, "Dan": DANS_COMPANY, "Fay": FAYS_COMPANY}


@dataclass(frozen=True, kw_only=True)
class World:
    """The people, the ids of Alice's records, and the words that occur in one person's alone.

    ``things`` are ids and tokens by the names that ``doors.py`` uses; ``marks`` are the words.
    """

    portal: TestPortal
    askers: Mapping[str, httpx.AsyncClient]
    things: Mapping[str, str]
    marks: marks.Marks


async def world(portal: TestPortal) -> World:
    """Build the world.

    Alice's and Ada's proofs are too old for mutations of cards and accounts, so that trying those
    changes nothing; Bruno's and Rita's are fresh, so that no refusal is due to an old proof.
    """
    portal.limits_only_count()
    bruno_ = await another_company(portal, BRUNOS_COMPANY)
    portal.registry.rows = [on_file(ALICES_COMPANY), on_file(FAYS_COMPANY)]
    alice = Person.at(portal, cards.citizen(holder="受測持卡人"))
    await _alices_application(portal, alice)
    tokens = await _changes_of_cards(portal, alice)
    await _change_of_data(portal, alice)
    tokens |= await members.requests_of_members(portal, ALICES_COMPANY.control_number)
    fay = await _applicant_with_link(portal)
    tokens["link"] = portal.post.link("/activate")
    await _what_staff_wrote(portal)
    dan = Person.at(portal, colleague(60, "受測申請人"))
    await dan.apply(form(DANS_COMPANY))
    eva, tokens["sign_in_link"] = await _binding_first(portal)
    rita, admin = await bruno(portal), await ada(portal)
    support = await sue(portal)
    await staff_awaiting(portal)
    await RefusedCards.add(CertificateExpired, at=portal.clock())
    await replace_year(actor=Operator(name="op"), csv=year_csv(2026), now=portal.clock())
    clara = await Clara.at(portal)
    carl = await Clara.at(portal, Scope.HANDOFF, name="無範圍系統")
    by_rita = await Certificate.get(holder_name=rita.card.holder)
    number = ALICES_COMPANY.control_number
    tokens["mailbox_link"] = await members.corrected_mailbox(portal, number, staff=by_rita.id)
    portal.clock.forward(timedelta(minutes=11))
    for stranger in (bruno_, rita):
        assert (await stranger.prove())["__typename"] == "ProveCardSuccess"
    await _verified_mailbox(rita)
    await members.approved_access(rita)
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    tokens["code"] = made["url"].partition("code=")[2]
    tokens["handle"] = await pending_request(await RelyingSystem.at(portal, partner=clara))
    # From now on nothing of Alice's account can be changed or handed on.
    said = await report_change(portal, tokens.pop("reported"))
    assert said["__typename"] == "ReportChangeSuccess", said
    await portal.mails()
    await members.members_leave(portal)
    nobody = Person.at(portal)
    people = {"A": alice, "B": bruno_, "D": dan, "E": eva, "F": fay}
    people |= {"M": admin, "N": nobody, "R": rita, "S": support}
    askers = {letter: person.browser for letter, person in people.items()}
    askers |= {"C": _program(clara), "K": _program(carl)}
    things = {**tokens, **await _ids(clara.id)}
    words = {
        **await marks.of_alice(ALICES_COMPANY, MARKED_FACTS),
        **await marks.of_companies(OTHER_COMPANIES, MARKED_FACTS),
        **await marks.of_staff(),
        **await marks.of_partners(clara, carl),
    }
    return World(portal=portal, askers=askers, things=things, marks=words)


async def _alices_application(portal: TestPortal, alice: Person) -> None:
    """Return Alice, signed in to an account that she applied for."""
    await alice.apply(form(ALICES_COMPANY))
    await alice.bind()
    await portal.review()
    await portal.mails()
    await alice.activate(portal.post.link("/activate"))
    await portal.mails()
    assert (await alice.sign_in())["__typename"] == "SignInSuccess"


async def _changes_of_cards(portal: TestPortal, alice: Person) -> dict[str, str]:
    """Add a card and edit Alice's own; the first change is disputed later, the second may be."""
    added = await alice.add(colleague(50, "受測同事"), email="colleague@alice.example")
    assert added["__typename"] == "AddCertificateSuccess", added
    reported = dispute_token((await portal.mails())[-1])
    # Both were bound at the same moment, so that their order says nothing.
    [own] = [card["id"] for card in await alice.cards() if card["isCurrent"]]
    edited = await alice.edit(own, phone="02-11112222", email="own@alice.example", label="權利室")
    assert edited["__typename"] == "EditCertificateSuccess", edited
    return {"change_link": dispute_token((await portal.mails())[-1]), "reported": reported}


async def _change_of_data(portal: TestPortal, alice: Person) -> None:
    """Ask for a change of Alice's data that a reviewer must decide."""
    changed = replace(ALICES_COMPANY, mailing_address="臺北市中正區權利路13號")
    portal.registry.rows[0] = replace(on_file(changed), contact_name=None)
    asked = await alice.do("requestDataChange", "application { id }", **form(changed))
    assert asked["__typename"] == "RequestDataChangeSuccess", asked
    while await portal.review():
        pass


async def _what_staff_wrote(portal: TestPortal) -> None:
    """Give Alice's account the values that only staff write."""
    opening = {
        "reason": "權利測試開立",
        "contactName": "受測來文者",
        "contactPhone": "02-33334444",
        "sender": "sender@alice.example",
        "sentAt": portal.clock().isoformat(),
        "reference": "權利字第1號",
    }
    mine = Account.filter(control_number=ALICES_COMPANY.control_number)
    await mine.update(opening=opening, status_reason="權利測試停用", confirmed_at=portal.clock())
    account = await mine.get()
    await Application.filter(account_id=account.id).update(
        remark="權利測試補正", marked=[CompanyField.CONTACT_NAME.value]
    )


async def _verified_mailbox(rita: Colleague) -> None:
    """Propose a mailbox for the change of Alice's data."""
    account = await Account.get(control_number=ALICES_COMPANY.control_number)
    change = await Application.get(account_id=account.id)
    case = {"application": {"id": to_base64("Application", change.id)}, "version": change.version}
    proposed = await rita.propose_mailbox(case, "verified@alice.example", how="權利測試查證")
    assert proposed["__typename"] == "ProposeCaseMailboxSuccess", proposed
    letter = await Mail.queue(
        recipient="ems@alice.example",
        template=Template.ALREADY_OPEN,
        values={"control_number": change.control_number, "case_number": change.case_number},
        link_id=None,
        subject=change.subject,
        domain="portal.example",
        at=rita.portal.clock(),
    )
    await Mail.filter(id=letter.id).update(state=MailState.SENT, sent_at=rita.portal.clock())


async def _applicant_with_link(portal: TestPortal) -> Person:
    """Return Fay, whose application is approved and whose link is mailed."""
    fay = Person.at(portal, colleague(70, "受測核准人"))
    await fay.apply(form(FAYS_COMPANY))
    await fay.bind()
    while await portal.review():
        pass
    await portal.mails()
    return fay


async def _binding_first(portal: TestPortal) -> tuple[Person, str]:
    """Return Eva, who may bind a first card, and a link that nobody has followed."""
    await account_without_card(portal, number="E0000001")
    await account_without_card(portal, number="E0000002")
    eva = Person.at(portal, colleague(80, "受測綁定人"))
    followed = await eva.follow(await mailed_link(portal, "E0000001"))
    assert followed["__typename"] == "FollowSignInLinkSuccess", followed
    token = await mailed_link(portal, "E0000002")
    await send_all_mail(portal)
    return eva, token


def _program(partner: Clara) -> httpx.AsyncClient:
    """Return a client with a partner's token."""
    transport = httpx.ASGITransport(partner.portal.app)
    origin = partner.portal.settings.origin
    return httpx.AsyncClient(transport=transport, base_url=origin, headers=partner.headers)


async def _ids(partner_id: UUID) -> dict[str, str]:
    """Return the global ids of Alice's records, by name."""
    account = await Account.get(control_number=ALICES_COMPANY.control_number)
    card = await Certificate.get(account_id=account.id, email="own@alice.example")
    other = await Certificate.get(
        account__control_number=SECOND.control_number, status=CertificateStatus.LIVE
    )
    session = await Session.get(
        account_id=account.id, kind=SessionKind.HOLDER, ended_at__isnull=True
    )
    dispute = await CardChange.get(reported_at__isnull=False)
    change = await Application.get(account_id=account.id)
    added = await Event.get(subject=account.subject, kind="CARD_ADDED")
    submitted = await Event.get(subject=change.subject, kind="SUBMITTED")
    return {
        "control_number": account.control_number,
        "account": to_base64("Account", account.id),
        "account_subject": account.subject,
        "application": to_base64("Application", account.application_id or ""),
        "data_change": to_base64("Application", change.id),
        "card": to_base64("Certificate", card.id),
        "sha256": card.sha256,
        "other_number": other.control_number,
        "other_sha256": other.sha256,
        "dispute": global_id(dispute),
        "case_mailbox": global_id(await CaseMailbox.get()),
        "session": global_id(session),
        "partner": to_base64("Partner", partner_id),
        "token": global_id(await PartnerToken.get(partner_id=partner_id)),
        "relying_party": global_id(await RelyingParty.get()),
        "case": to_base64("ReviewCase", change.id),
        "challenge": global_id(
            await Challenge.get(session_id=session.id, purpose=ChallengePurpose.ADD)
        ),
        "nothing": "A" * 43,
        "before_case": await cursor_at(submitted.seq - 1),
        "before_card": await cursor_at(added.seq - 1),
        **await members.ids_of_members(),
    }
