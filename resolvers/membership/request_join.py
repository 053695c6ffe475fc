"""A reissued card that is not recognised: its holder asks to be recognised as a member.

The card signs; the worker then asks the registered mailbox of the account to confirm it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card.challenge import ChallengePurpose
from models.card.refusals import PersonAlreadyBound
from models.core.rules import IDENTITY_JOIN_LIFE
from models.database.set_aside import SetAside
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_account_number
from models.journal.kinds import EventKind
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.membership.person import Person
from models.notices.account import AccountNotices
from models.revocation.settings import Assurance
from models.session.roles import AccountStatus
from models.session.session import SessionMissing, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature

MAILER = "service:identity"
RAISES = (SessionMissing, InvalidInput, *CARD_REFUSALS, PersonAlreadyBound)


async def request_join(
    *,
    viewer: Viewer | None,
    control_number: str,
    presented: SignedChallenge,
    policy: VerificationPolicy,
    within: Callable[[str], Awaitable[bool]],
    now: datetime,
) -> None:
    """Record the request of a verified card; the worker decides later whether there is an account.

    No account is looked up here, so that neither the answer nor its timing reveals whether there
    is one. ``within`` returns whether the number is within its limit; beyond it the request is
    dropped silently.

    :raises SessionMissing: when the browser has requested no challenge.
    :raises InvalidInput: when no account could have such a number.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises PersonAlreadyBound: when the card is recognised as that of a member.
    """
    if viewer is None:
        raise SessionMissing
    number = read_account_number(control_number)
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.JOIN,
        subject=number,
        policy=policy,
        at=now,
        assurance=Assurance.HIGH,
    )
    if await Membership.standing_of(await Person.of(accepted.proof), at=now) is not None:
        raise PersonAlreadyBound("signature")
    if not await within(number):
        return
    async with tx() as change:
        join = await IdentityJoin.begin(
            change, accepted.proof, control_number=number, actor=viewer.actor, at=now
        )
        await Evidence.keep(change, accepted, subject=join.subject, seal=policy.seal, at=now)


async def mail_next(*, notices: AccountNotices, now: datetime) -> bool:
    """Ask the mailbox to confirm the request that has waited longest; return False without one."""
    waiting = IdentityJoin.filter(handled_at__isnull=True)
    join = await SetAside.first_of(waiting.order_by("asked_at"), job=MAILER, at=now)
    if join is None:
        return False
    active = Account.filter(control_number=join.control_number, status=AccountStatus.ACTIVE)
    account = await active.first()
    async with SetAside.on_fault(join.id, job=MAILER, at=now), tx() as change:
        if account is not None:
            await account.hold(at=now)
        if not await waiting.filter(id=join.id).update(handled_at=now):
            return True
        if account is None or account.mailbox is None or account.frozen_at is not None:
            return True
        if await MailboxCorrection.about_to_correct().filter(account_id=account.id).exists():
            return True
        if not await Membership.standing(at=now).filter(account_id=account.id).exists():
            return True
        await IdentityJoin.filter(id=join.id).update(account_id=account.id)
        link = await AccountLink.make(
            purpose=AccountLinkPurpose.JOIN,
            account_id=account.id,
            about=join.subject,
            key=notices.key,
            at=now,
            life=IDENTITY_JOIN_LIFE,
        )
        values = {"holder": masked(join.holder_name), "last_four": join.last_four or "—"}
        await notices.tell(
            account,
            Template.JOIN_REQUESTED,
            recipient=account.mailbox,
            at=now,
            values=values,
            link=link,
        )
        payload = {"join": str(join.id)}
        account.note(
            change, EventKind.IDENTITY_JOIN_REQUESTED, actor=MAILER, at=now, payload=payload
        )
    return True
