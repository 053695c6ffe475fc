"""What one browser has begun goes on in another, by a short code: from telephone to desk."""

from datetime import datetime, timedelta

from models.access.recheck import require_live
from models.application.application import Application, ApplicationMoved
from models.application.transitions import Status
from models.database.transaction import Change, tx
from models.forms import kinds
from models.session.permissions import SignInNeeded
from models.session.session import NewSession, Session, SessionKind, SessionMissing, Viewer
from models.session.transfer_code import TransferCode, TransferCodeUnknown
from models.session.unsent_form import UnsentForm

CREATE_RAISES = (SessionMissing, SignInNeeded)


async def create_code(*, viewer: Viewer | None, now: datetime) -> tuple[str, datetime]:
    """Return a code that is good once, and its end.

    :raises SessionMissing: when the browser has begun nothing.
    :raises SignInNeeded: when the session has ended meanwhile.
    """
    if viewer is None or viewer.kind is not SessionKind.APPLICANT:
        raise SessionMissing
    async with tx():
        await require_live(viewer, at=now)
        return await TransferCode.issue(viewer.session_id, at=now)


REDEEM_RAISES = (TransferCodeUnknown, ApplicationMoved, SignInNeeded)


async def redeem_code(
    *, viewer: Viewer | None, code: str, session_life: timedelta, now: datetime
) -> NewSession | None:
    """Move the drafts and the unsent form of the code's session to this browser's.

    An application to which a card is bound stays: who continues it needs the card.

    :returns: the session that was started, if the browser had none.
    :raises TransferCodeUnknown: when the code is wrong, spent or expired.
    :raises SignInNeeded: when this browser's session has ended meanwhile.
    """
    typed = kinds.TRANSFER_CODE.name_of(code.replace("-", "").replace(" ", ""))
    if typed is None:
        raise TransferCodeUnknown("code")
    async with tx() as change:
        source = await TransferCode.spend(typed, at=now)
        drafts = Application.filter(session_id=source, status=Status.DRAFT)
        # The order of locks is that of signing in: applications, then sessions.
        begun = await drafts.order_by("id").select_for_update(no_key=True)
        if not await Session.live(at=now).filter(id=source).exists():
            raise TransferCodeUnknown("code")
        session = None
        if viewer is None:
            session = await Session.start(kind=SessionKind.APPLICANT, at=now, life=session_life)
            viewer = session.viewer
        else:
            await require_live(viewer, at=now)
        if source != viewer.session_id:
            await _move(change, begun, source=source, to=viewer, at=now)
    return session


async def _move(
    change: Change, begun: list[Application], *, source: object, to: Viewer, at: datetime
) -> None:
    for application in begun:
        await application.hand_to(change, to, at=at)
    form = await UnsentForm.get_or_none(session_id=source)
    if form is not None:
        await UnsentForm.filter(session_id=to.session_id).delete()
        await UnsentForm.filter(id=form.id).update(session_id=to.session_id)
