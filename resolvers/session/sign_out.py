"""登出: a holder ends this session or another session of the same card."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.access.recheck import require_still
from models.core.errors import UserError, Words
from models.core.paging import Page, Window, page
from models.database.transaction import tx
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Session, SessionEnd, SessionMissing, Viewer


class SessionNotFound(UserError):
    """The viewer's card has no such session."""

    zh = Words(title="找不到此筆登入", message="找不到此登入紀錄，可能已登出。")
    en = Words(
        title="Sign-in not found",
        message="This sign-in does not exist or has already ended.",
    )


RAISES = (SessionMissing,)


async def sign_out(*, viewer: Viewer | None, now: datetime) -> None:
    if viewer is None:
        raise SessionMissing
    async with tx() as change:
        this = Q(id=viewer.session_id)
        await Session.end(change, this, because=SessionEnd.SIGNED_OUT, actor=viewer.actor, at=now)


async def sessions_of(*, viewer: Viewer | None, window: Window, now: datetime) -> Page[Session]:
    """Return a page of the active sessions of the viewer's card, most recent first.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    """
    listed: Page[Session] = await page(_mine(viewer, at=now), window, order="-created_at")
    return listed


async def see_session(*, viewer: Viewer | None, session_id: UUID, now: datetime) -> Session:
    """Return an active session of the viewer's card.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises SessionNotFound: when the viewer's card has no such session.
    """
    found = await _mine(viewer, at=now).get_or_none(id=session_id)
    if found is None:
        raise SessionNotFound("id")
    return found


def _mine(viewer: Viewer | None, *, at: datetime) -> QuerySet[Session]:
    someone = require_signed_in(viewer)
    return Session.live(at=at).filter(certificate_id=someone.certificate_id)


END_SESSION_RAISES = (SignInNeeded, SessionNotFound)


async def end_session(*, viewer: Viewer | None, session_id: UUID, now: datetime) -> None:
    someone = require_signed_in(viewer)
    async with tx() as change:
        await require_still(someone, at=now)
        that = Q(id=session_id, certificate_id=someone.certificate_id)
        because = SessionEnd.ENDED_BY_HOLDER
        if not await Session.end(change, that, because=because, actor=someone.actor, at=now):
            raise SessionNotFound("id")
