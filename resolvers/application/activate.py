"""開通: the applicant opens the account, with the mailed link and the session that applied."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from models.access.recheck import require_still_own
from models.account.account import Account, business_account
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.transitions import OPEN, ActorKind, ClosedBecause, Status
from models.card.certificate import Certificate
from models.card_changes.card_status import bind_card
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change, tx
from models.journal.kinds import EventKind
from models.link.link import LINK_REFUSALS, Link, LinkPurpose, LinkUnknown
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import Beginning, MemberActor
from models.membership.person import Person
from models.notices.application import Notices
from models.notices.share import Cause
from models.pki.path.end_entity import CertificateExpired
from models.session.session import Viewer
from models.signature.refusals import REVOCATION_REFUSALS
from models.signature.verification import VerificationPolicy, check_standing

CLOSER = "service:activate"


class CardNeeded(UserError):
    """The link alone does not open the account; the applicant's session or card is required too."""

    zh = Words(
        title="請先以自然人憑證確認身分",
        message="請以申請時綁定的自然人憑證確認身分後再繼續。",
    )
    en = Words(
        title="Please confirm your identity with your card",
        message=(
            "Confirm your identity with the card that is bound to the application, then continue."
        ),
    )
    remedy = Remedy.CONTINUE


RAISES = (*LINK_REFUSALS, CardNeeded, CertificateExpired, *REVOCATION_REFUSALS, ApplicationMoved)


async def activate(
    *,
    viewer: Viewer | None,
    token: str,
    notices: Notices,
    policy: VerificationPolicy,
    now: datetime,
) -> Application:
    """Open the account.

    Both the link and the applicant's session are required, so that neither a mail scanner nor a
    stranger who applied in the company's name can activate alone. Other open applications for the
    control number are closed.

    :raises LinkUnknown, LinkSpent, LinkExpired: by the state of the link.
    :raises CardNeeded: when the application belongs to another session; the link stays valid.
    :raises CertificateExpired, CertificateRevoked, CertificateOnHold, IssuerRevoked: when the card
        is no longer valid.
    :raises RevocationUnknown, RevocationStale: when the card's status cannot be determined.
    :raises ApplicationMoved: when the application or the control number was settled meanwhile.
    """
    link = await Link.of_token(token, at=now)
    if link.purpose is not LinkPurpose.ACTIVATE:
        raise LinkUnknown("token")
    application = await Application.get(id=link.application_id)
    if viewer is None or application.session_id != viewer.session_id:
        raise CardNeeded("token")
    application.must_be(Status.APPROVED)
    mailbox = application.mailbox
    if mailbox is None:
        # Cannot happen: an approval records the mailbox that its link goes to.
        raise ApplicationMoved("token", values={"status": application.status.value})
    card = await Certificate.of_application(application.id)
    cleared = await check_standing(card, policy=policy, at=now)
    account = business_account(
        company=application.company,
        mailbox=mailbox,
        application_id=application.id,
        at=now,
    )
    try:
        async with tx() as change:
            await _lock_all(application)
            await require_still_own(application, viewer, at=now)
            # As everywhere: the application is locked before the person.
            person = await Person.lock(card.person_id, at=now)
            await link.spend(at=now)
            cleared.note(change, subject=card.subject, actor=viewer.actor, at=now)
            await application.move(
                change,
                Status.ACTIVATED,
                actor_kind=ActorKind.APPLICANT,
                actor=viewer.actor,
                at=now,
                # From now on a card is needed: the session loses its access.
                columns={"expires_at": None, "session_id": None},
            )
            await account.save(using_db=change.client)
            await _begin_membership(change, person, card, account, actor=viewer.actor, at=now)
            await _tell(card, application, mailbox=mailbox, notices=notices, at=now)
            await _close_others(change, application, at=now)
    except ApplicationNotFound as gone:
        # Another request of this session may have used the link meanwhile.
        await Link.of_token(token, at=now)
        raise CardNeeded("token") from gone
    except IntegrityError as clash:
        # Unique indexes allow one open account per control number, and one membership per person.
        raise ApplicationMoved("token", values={"status": application.status.value}) from clash
    return application


async def _lock_all(application: Application) -> None:
    """Lock the open applications of a control number, in one order.

    The first that is activated closes the others, which may be activated at the same time.
    """
    rivals = Application.filter(control_number=application.control_number, status__in=OPEN)
    await rivals.order_by("id").select_for_update(no_key=True)


async def _begin_membership(
    change: Change,
    person: Person,
    card: Certificate,
    account: Account,
    *,
    actor: str,
    at: datetime,
) -> None:
    membership = await Membership.begin(
        change,
        person,
        account_id=account.id,
        kind=account.kind,
        because=Beginning.ACTIVATION,
        actor_kind=MemberActor.APPLICANT,
        actor=actor,
        at=at,
        confirmed_by=actor,
    )
    card.membership_id, card.account_id = membership.id, account.id
    await bind_card(change, card, actor=actor, at=at)
    payload = {"certificate": card.sha256, "membership": str(membership.id)}
    account.note(change, EventKind.ACCOUNT_OPENED, actor=actor, at=at, payload=payload)


async def _tell(
    card: Certificate,
    application: Application,
    *,
    mailbox: str,
    notices: Notices,
    at: datetime,
) -> None:
    values = {"holder": masked(card.holder_name), "activated_at": at.isoformat()}
    await notices.tell(
        application,
        Template.ACTIVATED,
        recipient=mailbox,
        cause=Cause.HOLDER,
        at=at,
        values=values,
    )


async def _close_others(change: Change, application: Application, *, at: datetime) -> None:
    for other in await Application.others_open(application):
        await other.close(change, because=ClosedBecause.ANOTHER_ACTIVATED, actor=CLOSER, at=at)
        await Certificate.release(application_id=other.id, at=at)
        await Link.void(application_id=other.id, at=at)
