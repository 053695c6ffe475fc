"""The start of a signed-in session after a card has proven itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.membership.access_request import AccessOutcome, AccessRequest
from models.membership.membership import Membership
from models.session.roles import AccountKind
from models.session.session import NewSession, Session, SessionEnd, SessionKind, Viewer


@dataclass(frozen=True, kw_only=True)
class SignedInNow:
    """A new session, the account that it acts for, and the card that signed."""

    session: NewSession
    account: Account
    certificate: Certificate


async def lock_applications(viewer: Viewer) -> None:
    """Lock the applications that move to the new session, before any account is locked.

    An act on one of them locks it first, and then its session and its person.
    """
    mine = Application.filter(session_id=viewer.session_id)
    await mine.order_by("id").select_for_update(no_key=True)


async def start_session(
    change: Change,
    viewer: Viewer,
    certificate: Certificate,
    account: Account,
    *,
    device: str | None,
    life: timedelta,
    at: datetime,
) -> NewSession:
    """Replace the browser's session by a signed-in one, in the transaction that permits it.

    Applications of the old session move to the new one; `lock_applications` comes first.
    """
    session = await Session.start(
        kind=SessionKind.STAFF if account.kind is AccountKind.STAFF else SessionKind.HOLDER,
        at=at,
        life=life,
        account_id=account.id,
        certificate_id=certificate.id,
        role=account.role,
        device=device,
    )
    mine = Application.filter(session_id=viewer.session_id)
    await mine.update(session_id=session.viewer.session_id)
    actor = f"certificate:{certificate.id}"
    old = Q(id=viewer.session_id)
    await Session.end(change, old, because=SessionEnd.SIGNED_IN_ANEW, actor=actor, at=at)
    # The signature was just verified against the revocation sources, so a hold has been lifted.
    await Certificate.filter(id=certificate.id).update(last_used_at=at, on_hold_since=None)
    if certificate.on_hold_since is not None:
        lifted = {"certificate": certificate.sha256, "membership": str(certificate.membership_id)}
        account.note(change, EventKind.CARD_HOLD_LIFTED, actor=actor, at=at, payload=lifted)
    membership = await Membership.get(id=certificate.membership_id)
    await membership.wake(change, actor=actor, at=at)
    # Somebody can sign in, so the mailbox needs no access.
    signed_in = AccessOutcome.SIGNED_IN
    await AccessRequest.end_open(change, account.id, signed_in, actor=actor, at=at)
    return session
