"""Who may act: a viewer is let through as what the act needs, or refused by name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.core.errors import UserError
from models.core.rules import PROOF_LIFE
from models.session.roles import Role
from models.session.session import SessionKind, Viewer

_RANK = {Role.REVIEWER: 1, Role.ADMIN: 2}


class SignInNeeded(UserError):
    """Say that the act belongs to somebody who has signed in with a card."""


class NotAllowed(UserError):
    """Say that this viewer may not do this; what it would have touched is not said."""


class CardProofNeeded(UserError):
    """Say that the session's own card must sign again first."""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Be a viewer who has signed in with a card of an account."""

    viewer: Viewer
    account_id: UUID
    certificate_id: UUID
    proven_at: datetime
    role: Role | None

    @property
    def actor(self) -> str:
        """Name the viewer in the journal."""
        return self.viewer.actor


def require_signed_in(viewer: Viewer | None) -> SignedIn:
    """Let a holder or one of the staff through.

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
    """Let one through whose card has signed within `PROOF_LIFE`.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises CardProofNeeded: when the card's last signature is older.
    """
    someone = require_signed_in(viewer)
    if at - someone.proven_at > PROOF_LIFE:
        raise CardProofNeeded
    return someone


def require_staff(viewer: Viewer | None, *, at_least: Role = Role.REVIEWER) -> SignedIn:
    """Let one of the staff through.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises NotAllowed: when the viewer's role is too low, or none.
    """
    someone = require_signed_in(viewer)
    if someone.role is None or _RANK[someone.role] < _RANK[at_least]:
        raise NotAllowed
    return someone


def require_first_card_session(viewer: Viewer | None) -> UUID:
    """Let one through who came by a mailed link to bind an account's first card.

    :returns: the account's id.
    :raises SignInNeeded: when the viewer's session is another one.
    """
    if viewer is None or viewer.kind is not SessionKind.BIND_ONLY or viewer.account_id is None:
        raise SignInNeeded
    return viewer.account_id
