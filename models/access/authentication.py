"""Authentication: a session token becomes a viewer while session, account and card are valid."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.session.roles import AccountStatus, Role
from models.session.session import Session, SessionKind, Viewer, hashed

_BY_CARD = (SessionKind.HOLDER, SessionKind.STAFF)


async def viewer_of(token: str, *, at: datetime) -> Viewer | None:
    return await _found(Q(token_hash=hashed(token)), at=at)


async def refresh_viewer(viewer: Viewer, *, at: datetime) -> Viewer | None:
    """Return the viewer with the rights that the session has now, or None if it has ended."""
    return await _found(Q(id=viewer.session_id), at=at)


async def viewer_by_id(session_id: UUID, *, at: datetime) -> Viewer | None:
    return await _found(Q(id=session_id), at=at)


async def viewers_by_ids(session_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Viewer]:
    """Return the viewers of those sessions that are valid, by session."""
    return await _found_all(Q(id__in=session_ids), at=at)


async def _found(which: Q, *, at: datetime) -> Viewer | None:
    return next(iter((await _found_all(which, at=at)).values()), None)


async def _found_all(which: Q, *, at: datetime) -> dict[UUID, Viewer]:
    sessions = await Session.live(at=at).filter(which)
    roles = await _roles_in(
        [session for session in sessions if session.kind is not SessionKind.APPLICANT]
    )
    held = [session for session in sessions if session.kind in _BY_CARD]
    usable = await _usable([session for session in held if session.account_id in roles], at=at)
    return {
        session.id: session.viewer(role=roles.get(session.account_id))
        for session in sessions
        if session.kind is SessionKind.APPLICANT or _stands(session, roles, usable)
    }


def _stands(
    session: Session,
    roles: Mapping[UUID | None, Role | None],
    usable: Set[tuple[UUID | None, UUID | None]],
) -> bool:
    """Return whether the session's account and card let its holder in."""
    if session.account_id not in roles:
        return False
    return session.kind not in _BY_CARD or (session.certificate_id, session.account_id) in usable


async def _roles_in(sessions: Sequence[Session]) -> dict[UUID | None, Role | None]:
    """Return the roles of the sessions' accounts that are active."""
    if not sessions:
        return {}
    ids = {session.account_id for session in sessions}
    found = Account.filter(id__in=ids, status=AccountStatus.ACTIVE)
    return {account.id: account.role for account in await found}


async def _usable(
    sessions: Sequence[Session], *, at: datetime
) -> set[tuple[UUID | None, UUID | None]]:
    """Return the sessions' cards that are valid and whose holders are members with rights."""
    if not sessions:
        return set()
    usable = Certificate.filter(
        id__in={session.certificate_id for session in sessions},
        status=CertificateStatus.LIVE,
        on_hold_since__isnull=True,
        not_after__gte=at,
        membership__confirmed_at__isnull=False,
    )
    standing = Q(membership__ends_at__isnull=True) | Q(membership__ends_at__gt=at)
    rows = usable.filter(standing, membership__ended_at__isnull=True)
    return {(card, account) for card, account in await rows.values_list("id", "account_id")}
