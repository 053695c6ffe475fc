"""Repetition, in a transaction, of the checks that have admitted a viewer.

A request's viewer is read when it arrives. Until its transaction begins, the service may have asked
a registry or a responder, or carried out another mutation of the same request; the account may be
suspended by then, the card removed, the session ended.
"""

from datetime import datetime
from uuid import UUID

from models.access.authentication import refresh_viewer
from models.account.account import Account
from models.application.application import Application, ApplicationNotFound
from models.session.permissions import (
    SignedIn,
    SignInNeeded,
    require_fresh_proof,
    require_signed_in,
    require_staff,
)
from models.session.session import Session, Viewer


async def require_still(
    someone: SignedIn,
    *,
    at: datetime,
    beside: UUID | None = None,
    case: Application | None = None,
) -> SignedIn:
    """Require what was required of the viewer before, and lock the account and the session.

    Until the transaction ends nobody suspends the account or ends the session: who loses a right
    loses it after this act, and the journal says so. ``beside`` is another account that the
    transaction locks; the two are locked in one order, so that two persons who act on each other's
    accounts do not wait for each other. ``case`` is the application that a reviewer acts on; it is
    locked before any account, as everywhere.

    :raises SignInNeeded: when session, card or account are no longer valid.
    :raises NotAllowed: when the role has become too low.
    :raises CardProofNeeded: when the session no longer has a fresh proof.
    """
    if case is not None:
        await _lock_application(case)
    fresh = await _locked(someone.viewer, at=at, beside=beside)
    if someone.required_role is not None:
        require_staff(fresh, at_least=someone.required_role)
    if someone.proof_required_at is not None:
        require_fresh_proof(fresh, at=someone.proof_required_at)
    return require_signed_in(fresh)


async def require_live(viewer: Viewer, *, at: datetime) -> None:
    """Require that a session which is not signed in with a card is still valid, and lock it.

    :raises SignInNeeded: when it is not.
    """
    if await _locked(viewer, at=at) is None:
        raise SignInNeeded


async def require_still_own(
    application: Application, viewer: Viewer | None, *, at: datetime
) -> None:
    """Require that the application is still the viewer's, and lock both.

    :raises ApplicationNotFound: when the session has ended, or the application is another's.
    """
    # The order of locks is that of signing in: the application, then the session.
    current = await _lock_application(application)
    fresh = await _locked(viewer, at=at) if viewer else None
    if current is None or not current.belongs_to(fresh):
        raise ApplicationNotFound("id")


async def _lock_application(application: Application) -> Application | None:
    return await Application.filter(id=application.id).select_for_update(no_key=True).first()


async def _locked(viewer: Viewer, *, at: datetime, beside: UUID | None = None) -> Viewer | None:
    accounts = [one for one in (viewer.account_id, beside) if one is not None]
    # Suspending an account and removing its cards lock the account. SQLite has one writer, which
    # the transaction is already.
    if accounts:
        await Account.filter(id__in=accounts).order_by("id").select_for_update(no_key=True)
    await Session.filter(id=viewer.session_id).select_for_update(no_key=True)
    return await refresh_viewer(viewer, at=at)
