"""The permission checks: each returns the viewer in the role that an act needs, or raises."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from models.core.errors import Remedy, UserError, Words
from models.core.rules import PROOF_LIFE
from models.session.roles import Role
from models.session.session import SessionKind, SessionMissing, Viewer

_RANK = {role: rank for rank, role in enumerate(Role)}


class SignInNeeded(UserError):
    """The operation requires a viewer who is signed in with a card."""

    zh = Words(title="請先登入", message="請先以自然人憑證登入。")
    en = Words(
        title="Please sign in first",
        message="Sign in with your card to continue.",
    )
    remedy = Remedy.SIGN_IN


class NotAllowed(UserError):
    """The viewer is not allowed to perform the operation."""

    zh = Words(
        title="您的帳號沒有此權限",
        message="您的帳號沒有此項權限。如有需要請洽系統管理者。",
    )
    en = Words(
        title="You do not have permission",
        message=(
            "Your account does not have permission for this action. If you need it, contact an "
            "administrator."
        ),
    )


class CardProofNeeded(UserError):
    """The operation requires a recent signature of the session's card (`proveCard`)."""

    zh = Words(
        title="請再以登入所用的自然人憑證確認一次",
        message="為保護帳號安全，請以您登入所用的憑證再次確認身分後再繼續。",
    )
    en = Words(
        title="Please confirm again with your card",
        message=(
            "To protect the account, confirm your identity with the card you signed in with, then "
            "continue."
        ),
    )


# What `require_staff` and `require_fresh_proof` raise.
NOT_STAFF = (SignInNeeded, NotAllowed)
NOT_PROVEN = (SignInNeeded, CardProofNeeded)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A viewer who has signed in with a card of an account.

    ``required_role`` and ``proof_required_at`` are what was checked, which a transaction checks
    again (`models.access.recheck`).
    """

    viewer: Viewer
    account_id: UUID
    certificate_id: UUID
    proven_at: datetime
    role: Role | None
    required_role: Role | None = None
    proof_required_at: datetime | None = None

    @property
    def actor(self) -> str:
        return self.viewer.actor

    @property
    def sees_every_account(self) -> bool:
        """Whether the viewer reads the accounts, cards and cases of everybody, as reviewers do."""
        return is_staff(self.viewer)


def require_signed_in(viewer: Viewer | None) -> SignedIn:
    """Require a signed-in holder or staff.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    """
    if (
        viewer is None
        or viewer.kind not in (SessionKind.HOLDER, SessionKind.STAFF)
        or viewer.account_id is None
        or viewer.certificate_id is None
        or viewer.proven_at is None
    ):
        raise SignInNeeded
    return SignedIn(
        viewer=viewer,
        account_id=viewer.account_id,
        certificate_id=viewer.certificate_id,
        proven_at=viewer.proven_at,
        role=viewer.role,
    )


def require_fresh_proof(viewer: Viewer | None, *, at: datetime) -> SignedIn:
    """Require a signature by the viewer's card within `PROOF_LIFE`.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises CardProofNeeded: when the card's last signature is older.
    """
    signed_in = require_signed_in(viewer)
    if at - signed_in.proven_at > PROOF_LIFE:
        raise CardProofNeeded
    return replace(signed_in, proof_required_at=at)


def require_staff(viewer: Viewer | None, *, at_least: Role = Role.REVIEWER) -> SignedIn:
    """Require staff of at least this role.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises NotAllowed: when the viewer's role is too low, or none.
    """
    signed_in = require_signed_in(viewer)
    if signed_in.role is None or _RANK[signed_in.role] < _RANK[at_least]:
        raise NotAllowed
    return replace(signed_in, required_role=at_least)


def is_staff(viewer: Viewer | None, *, at_least: Role = Role.REVIEWER) -> bool:
    """Return whether `require_staff` lets the viewer through."""
    try:
        require_staff(viewer, at_least=at_least)
    except (SignInNeeded, NotAllowed):
        return False
    return True


def require_proven_staff(
    viewer: Viewer | None, *, at_least: Role = Role.REVIEWER, at: datetime
) -> SignedIn:
    """Require staff of at least this role whose card has signed within `PROOF_LIFE`.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises NotAllowed: when the viewer's role is too low, or none.
    :raises CardProofNeeded: when the card's last signature is older.
    """
    staff = require_staff(viewer, at_least=at_least)
    return replace(require_fresh_proof(viewer, at=at), required_role=staff.required_role)


def require_session(viewer: Viewer | None, *, session_id: UUID | None) -> None:
    """Require that the request is of the session for which the page asks, if it names one.

    The cookie belongs to all tabs: in another one, somebody else may have signed in meanwhile, and
    a page must not pass on to the others what is not its session's.

    :raises SessionMissing: when the viewer has another session, or none.
    """
    if session_id is not None and (viewer is None or viewer.session_id != session_id):
        raise SessionMissing("sessionId")


def require_first_card_session(viewer: Viewer | None) -> UUID:
    """Require a session that a mailed link started for binding an account's first card.

    :returns: the account's id.
    :raises SignInNeeded: when the viewer's session is another one.
    """
    if viewer is None or viewer.kind is not SessionKind.BIND_ONLY or viewer.account_id is None:
        raise SignInNeeded
    return viewer.account_id
