"""開通: the applicant opens the account, with the mailed link and the session that applied."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from models.access.recheck import require_still_own
from models.account.account import Account, business_account
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.transitions import ActorKind, ClosedBecause, Status
from models.card.certificate import Certificate
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change, tx
from models.link.link import LINK_REFUSALS, Link, LinkPurpose, LinkUnknown
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.application import Notices
from models.pki.path.chain import CertificateExpired
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
    card = await Certificate.of_application(application.id)
    cleared = await check_standing(card, policy=policy, at=now)
    account = business_account(
        company=application.company,
        mailbox=application.mailbox or application.company.business_email,
        application_id=application.id,
        at=now,
    )
    try:
        async with tx() as change:
            await require_still_own(application, viewer, at=now)
            await link.spend(at=now)
            cleared.note(change, subject=card.subject, actor=viewer.actor, at=now)
            await application.move(
                change,
                Status.ACTIVATED,
                actor_kind=ActorKind.APPLICANT,
                actor=viewer.actor,
                at=now,
                columns={"expires_at": None},
            )
            await account.save(using_db=change.client)
            account.note(change, "ACCOUNT_OPENED", actor=viewer.actor, at=now)
            await _give_card(card, application, account, notices=notices, at=now)
            await _close_others(change, application, at=now)
    except ApplicationNotFound as gone:
        raise CardNeeded("token") from gone
    except IntegrityError as clash:
        # A unique index allows one open account per control number: another was opened first.
        raise ApplicationMoved("token", values={"status": application.status.value}) from clash
    return application


async def _give_card(
    card: Certificate,
    application: Application,
    account: Account,
    *,
    notices: Notices,
    at: datetime,
) -> None:
    await Certificate.filter(id=card.id).update(account_id=account.id)
    values = {"holder": masked(card.holder_name), "activated_at": at.isoformat()}
    await notices.tell(
        application,
        Template.ACTIVATED,
        recipient=account.mailbox or application.company.business_email,
        at=at,
        values=values,
    )


async def _close_others(change: Change, application: Application, *, at: datetime) -> None:
    for other in await Application.others_open(application):
        await other.close(change, because=ClosedBecause.ANOTHER_ACTIVATED, actor=CLOSER, at=at)
        await Certificate.release(application_id=other.id, at=at)
        await Link.void(application_id=other.id, at=at)
