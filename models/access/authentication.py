"""Authentication: a session token becomes a viewer while session, account and card are valid."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.session.roles import AccountStatus
from models.session.session import Session, SessionKind, Viewer, hashed

_BY_CARD = (SessionKind.HOLDER, SessionKind.STAFF)


async def viewer_of(token: str, *, at: datetime) -> Viewer | None:
    return await _found(Q(token_hash=hashed(token)), at=at)


async def is_live(viewer: Viewer, *, at: datetime) -> bool:
    """Return whether the viewer's session is still valid, and its account and card too."""
    return await refresh_viewer(viewer, at=at) is not None


async def refresh_viewer(viewer: Viewer, *, at: datetime) -> Viewer | None:
    """Return the viewer with the rights that the session has now, or None if it has ended."""
    return await _found(Q(id=viewer.session_id), at=at)


async def viewer_by_id(session_id: UUID, *, at: datetime) -> Viewer | None:
    return await _found(Q(id=session_id), at=at)


async def _found(which: Q, *, at: datetime) -> Viewer | None:
    session = await Session.live(at=at).get_or_none(which)
    if session is None or session.kind is SessionKind.APPLICANT:
        return session.viewer(role=None) if session else None
    account = await Account.get_or_none(id=session.account_id, status=AccountStatus.ACTIVE)
    if account is None or (session.kind in _BY_CARD and not await _belongs(session, at=at)):
        return None
    return session.viewer(role=account.role)


async def _belongs(session: Session, *, at: datetime) -> bool:
    """Return whether the session's card is valid and its holder a member with rights."""
    usable = Certificate.filter(
        id=session.certificate_id,
        account_id=session.account_id,
        status=CertificateStatus.LIVE,
        on_hold_since__isnull=True,
        not_after__gte=at,
        membership__confirmed_at__isnull=False,
    )
    standing = Q(membership__ends_at__isnull=True) | Q(membership__ends_at__gt=at)
    return await usable.filter(standing, membership__ended_at__isnull=True).exists()
