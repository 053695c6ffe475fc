"""An applicant has the last mail sent again, with a new link if it carried one."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still, require_still_own
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.transitions import Status
from models.card.certificate import Certificate
from models.core.errors import UserError, Words
from models.core.rules import MINUTE, RESEND_PAUSE
from models.database.transaction import tx
from models.link.link import Link, LinkUnknown
from models.mail.kinds import Template
from models.mail.letter import masked
from models.mail.outbox import Mail
from models.notices.application import Notices
from models.notices.share import Cause
from models.review.queue import case_of
from models.session.permissions import NotAllowed, SignInNeeded, require_staff
from models.session.roles import Role
from models.session.session import Viewer

SENDER = "service:resend"


class ResentTooSoon(UserError):
    """The last mail was sent too recently to send it again."""

    zh = Words(
        title="信件剛寄出",
        message=f"信件剛寄出，請 {RESEND_PAUSE // MINUTE} 分鐘後再試，並查看垃圾信件匣。",
    )
    en = Words(
        title="A mail was just sent",
        message=(
            "A mail was sent moments ago. Check the spam folder, or try again in "
            f"{RESEND_PAUSE // MINUTE} minutes."
        ),
    )


RAISES = (LinkUnknown, ApplicationNotFound, ApplicationMoved, ResentTooSoon)


async def resend_mail(
    *,
    viewer: Viewer | None,
    application_id: UUID | None,
    token: str | None,
    notices: Notices,
    now: datetime,
) -> Application:
    """Send the last mail again to the same mailbox; a new link replaces the old one.

    Allowed for the applicant's session, the holder of an old link, and staff. Mails without a link
    are sent again too: a refusal would reveal that the control number has an account.

    :raises ApplicationNotFound: when the viewer has no such application.
    :raises LinkUnknown: when the token is not that of a link.
    :raises ApplicationMoved: when the application is neither approved nor rejected.
    :raises ResentTooSoon: when the last mail is younger than ``RESEND_PAUSE``.
    """
    if token is not None:
        link = await Link.known(token)
        application = await Application.get(id=link.application_id)
    else:
        application = await _asked(viewer, application_id or UUID(int=0))
    async with tx() as change:
        if token is None:
            await _require_still(application, viewer, at=now)
        # Read again under its lock: meanwhile it may have been corrected and decided again.
        await Application.filter(id=application.id).select_for_update(no_key=True).first()
        await application.refresh_from_db()
        application.must_be(Status.APPROVED, Status.REJECTED)
        last = await Mail.filter(subject=application.subject).order_by("-queued_at").first()
        if last is None:
            # Cannot happen: the decision and its mail were written in one transaction.
            raise ApplicationMoved("token", values={"status": application.status.value})
        if not await application.mailed_again(
            change, pause=RESEND_PAUSE, actor=_actor(viewer), at=now
        ):
            raise ResentTooSoon
        values = {}
        if last.template is Template.PASSED:
            card = await Certificate.of_application(application.id)
            values = {"holder": masked(card.holder_name)}
        elif last.template is Template.NOT_PASSED_NOTED:
            values = {"note": application.remark or ""}
        await notices.tell(
            application,
            last.template,
            recipient=last.recipient,
            cause=_cause(viewer),
            at=now,
            values=values,
        )
    return application


async def _asked(viewer: Viewer | None, application_id: UUID) -> Application:
    if viewer is not None and viewer.role is not None:
        staff = require_staff(viewer, at_least=Role.SUPPORT)
        return await case_of(staff, application_id)
    return await Application.for_viewer(viewer, application_id)


async def _require_still(application: Application, viewer: Viewer | None, *, at: datetime) -> None:
    if viewer is None or viewer.role is None:
        return await require_still_own(application, viewer, at=at)
    try:
        someone = require_staff(viewer, at_least=Role.SUPPORT)
        await require_still(someone, at=at, case=application)
    except (SignInNeeded, NotAllowed) as ended:
        raise ApplicationNotFound("id") from ended
    return None


def _actor(viewer: Viewer | None) -> str:
    return viewer.actor if viewer is not None and viewer.role is not None else SENDER


def _cause(viewer: Viewer | None) -> Cause:
    return Cause.STAFF if viewer is not None and viewer.role is not None else Cause.PRESSED
