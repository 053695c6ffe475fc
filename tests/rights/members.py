"""What belongs to Alice's members: notices of leaving, a request for access, reissued cards."""

from datetime import timedelta
from uuid import UUID

from strawberry.relay import to_base64

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.account.missing_company import MissingCompany, MissingReason
from models.card.certificate import Certificate
from models.card_changes.access import request_access
from models.database.transaction import tx
from models.link.account_link import AccountLinkPurpose
from models.mail.kinds import Template
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.notices.account import LinkAbout
from models.rehearsal.finding import Findings
from models.rehearsal.rehearsal import Rehearsal
from tests.support.contract import global_id
from tests.support.people.people import Person
from tests.support.people.staff import Colleague
from tests.support.portal import TestPortal
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.members import ask_to_be_recognised, to, token_in

# The request that waits for staff, and the one whose link nobody has used, name different holders,
# because the link's token is the right to see the name behind it.
RECOGNISED, UNCONFIRMED = "受測換證人", "受測待認人"
WHY_APPROVED = "權利測試准許"
NEW_MAILBOX, WHY_WRONG, PROOF = "corrected@alice.example", "權利測試更正", "權利更字第1號"


async def requests_of_members(portal: TestPortal, number: str) -> dict[str, str]:
    """Ask for access to Alice's account and for two cards to be recognised; return the tokens.

    The use case refuses a request for access while a member can sign in, as Alice can; what it
    calls then does not.
    """
    await portal.mails()
    account = await Account.get(control_number=number)
    assert account.mailbox
    async with tx() as change:
        notices, now = portal.services.account_notices, portal.clock()
        await request_access(change, account, actor="test", notices=notices, at=now)
    tokens = {"access_link": token_in(to(await portal.mails(), account.mailbox))}
    for serial, holder in ((90, RECOGNISED), (91, UNCONFIRMED)):
        card = colleague(serial, holder)
        asked = await ask_to_be_recognised(portal, card, number=number)
        assert asked["__typename"] == "RequestIdentityJoinSuccess", asked
        await portal.work("identity")
        tokens["join_link"] = token_in(to(await portal.mails(), account.mailbox))
        if holder == RECOGNISED:
            reader = Person.at(portal)
            token = tokens["join_link"]
            confirmed = await reader.do("confirmIdentityJoin", "request { askedAt }", token=token)
            assert confirmed["__typename"] == "ConfirmIdentityJoinSuccess", confirmed
    return tokens


async def corrected_mailbox(portal: TestPortal, number: str, *, staff: UUID) -> str:
    """Correct the mailbox of Alice's account; return the token of the letter's link.

    The use case refuses it, since the mailbox was not imported; what it calls then does not.
    """
    account = await Account.get(control_number=number)
    assert account.mailbox
    actor, now = f"certificate:{staff}", portal.clock()
    async with tx() as change:
        correction = await MailboxCorrection.begin(
            change,
            account,
            previous=account.mailbox,
            email=NEW_MAILBOX,
            reason=WHY_WRONG,
            evidence=PROOF,
            certificate_id=staff,
            actor=actor,
            at=now,
        )
        await correction.confirm(change, certificate_id=staff, actor=actor, at=now)
        await MissingCompany.begin(change, account, MissingReason.GONE, actor=actor, at=now)
        await Rehearsal.of(
            Findings().all(), generation="G3", accepted=True, actor=actor, at=now
        ).save()
        await portal.services.account_notices.tell_everybody(
            account,
            Template.MAILBOX_CORRECTION,
            at=now,
            values={"effective_at": now.isoformat()},
            about=LinkAbout(subject=correction.subject, purpose=AccountLinkPurpose.STOP_MAILBOX),
        )
    return token_in(to(await portal.mails(), account.mailbox))


async def approved_access(rita: Colleague) -> None:
    """Approve the request for access to Alice's account."""
    request = await AccessRequest.get()
    settled = await rita.do(
        "settleAccessRequest",
        "request { id }",
        id=global_id(request),
        decision="APPROVED",
        note=WHY_APPROVED,
    )
    assert settled["__typename"] == "SettleAccessRequestSuccess", settled


async def members_leave(portal: TestPortal) -> None:
    """Give Alice's membership an end by notice, and her colleague's one by dormancy.

    Alice's own notice would end hers at once, since her colleague can sign in.
    """
    soon = portal.clock() + timedelta(days=3)
    own = await Certificate.get(email="own@alice.example")
    await Membership.filter(id=own.membership_id).update(leaves_at=soon)
    other = await Certificate.get(email="colleague@alice.example")
    dormant = {"dormant_since": portal.clock(), "ends_at": soon}
    await Membership.filter(id=other.membership_id).update(**dormant)


async def ids_of_members() -> dict[str, str]:
    """Return the ids of what belongs to Alice's members, by name."""
    own = await Certificate.get(email="own@alice.example")
    join = await IdentityJoin.get(confirmed_at__isnull=False)
    return {
        "card_number": own.card_number,
        "membership": to_base64("Member", own.membership_id),
        "access_request": global_id(await AccessRequest.get()),
        "correction": global_id(await MailboxCorrection.get()),
        "missing": global_id(await MissingCompany.get()),
        "rehearsal": global_id(await Rehearsal.get()),
        "join": global_id(join),
    }
