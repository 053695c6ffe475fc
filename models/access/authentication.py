"""Authentication: a session token becomes a viewer while session, account and card are valid."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from models.card.certificate import Certificate, CertificateStatus
from models.database.by_hand import columns_of, one_of, record_of, rows, value_of
from models.membership.membership import Membership
from models.session.roles import AccountStatus, Role
from models.session.session import Session, SessionKind, Viewer, hashed

_BY_CARD = (SessionKind.HOLDER, SessionKind.STAFF)


async def viewer_of(token: str, *, at: datetime) -> Viewer | None:
    return await _found('s."token_hash" = $1', hashed(token), at=at)


async def refresh_viewer(viewer: Viewer, *, at: datetime) -> Viewer | None:
    """Return the viewer with the rights that the session has now, or None if it has ended."""
    return await viewer_by_id(viewer.session_id, at=at)


async def viewer_by_id(session_id: UUID, *, at: datetime) -> Viewer | None:
    return await _found('s."id" = $1', str(session_id), at=at)


async def viewers_by_ids(session_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Viewer]:
    """Return the viewers of those sessions that are valid, by session."""
    if not session_ids:
        return {}
    return await _found_all(one_of('s."id"'), ",".join(map(str, session_ids)), at=at)


async def _found(which: str, value: str, *, at: datetime) -> Viewer | None:
    return next(iter((await _found_all(which, value, at=at)).values()), None)


async def _found_all(which: str, value: str, *, at: datetime) -> dict[UUID, Viewer]:
    found = {}
    for row in await rows(_statement() + which, value):
        session = record_of(Session, row)
        if session.is_live(at=at) and _may_enter(session, row, at=at):
            role = row["account_role"]
            found[session.id] = session.viewer(role=Role(role) if role else None)
    return found


@cache
def _statement() -> str:
    # The ORM knows all columns of a record only after its start.
    return f"""SELECT {columns_of(Session, "s")},
  a."status" AS "account_status", a."role" AS "account_role",
  c."account_id" AS "card_account_id", c."status" AS "card_status",
  c."on_hold_since" AS "card_on_hold", c."not_after" AS "card_ends",
  m."confirmed_at" AS "confirmed", m."ends_at" AS "membership_ends",
  m."ended_at" AS "membership_ended"
FROM "session" s
LEFT JOIN "account" a ON a."id" = s."account_id"
LEFT JOIN "certificate" c ON c."id" = s."certificate_id"
LEFT JOIN "membership" m ON m."id" = c."membership_id"
WHERE """  # noqa: S608  # Our own names.


def _may_enter(session: Session, row: Mapping[str, Any], *, at: datetime) -> bool:
    """Return whether the session's account and card let its holder in."""
    if session.kind is SessionKind.APPLICANT:
        return True
    if row["account_status"] != AccountStatus.ACTIVE:
        return False
    return session.kind not in _BY_CARD or _card_stands(session, row, at=at)


def _card_stands(session: Session, row: Mapping[str, Any], *, at: datetime) -> bool:
    """Return whether the card is valid, the account's, and its holder a member with rights."""
    ends = value_of(Certificate, "not_after", row["card_ends"])
    leaves = value_of(Membership, "ends_at", row["membership_ends"])
    return (
        row["card_status"] == CertificateStatus.LIVE
        and value_of(Certificate, "account_id", row["card_account_id"]) == session.account_id
        and row["card_on_hold"] is None
        and ends >= at
        and row["confirmed"] is not None
        and row["membership_ended"] is None
        and (leaves is None or leaves > at)
    )
