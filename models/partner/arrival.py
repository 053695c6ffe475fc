"""Who may go over to a partner system, and who has come: for hand-offs and OpenID Connect alike."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.access.authentication import viewer_by_id
from models.account.account import Account
from models.card.certificate import Certificate
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.session.permissions import NotAllowed, SignedIn, require_signed_in
from models.session.session import Session, SessionKind, Viewer


@dataclass(frozen=True, kw_only=True)
class WhoCame:
    """The person's card and the account it acts for, with the times of sign-in and proof."""

    account: Account
    certificate: Certificate
    session: Session
    signed_in_at: datetime
    proven_at: datetime

    @property
    def membership_id(self) -> UUID:
        """Return the id of the membership by which the person acts.

        :raises RuntimeError: when the card has none, which `who_came` does not let come.
        """
        if self.certificate.membership_id is None:
            raise RuntimeError("a card that signs in belongs to a membership")
        return self.certificate.membership_id

    def note(self, change: Change, *, actor: str, at: datetime) -> None:
        """Record that a partner was told who came."""
        payload = {"certificate": self.certificate.sha256, "session": str(self.session.id)}
        self.account.note(change, EventKind.HANDED_OFF, actor=actor, at=at, payload=payload)


def require_may_go(viewer: Viewer | None) -> SignedIn:
    """Require a holder of a company's or vendor's account.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises NotAllowed: when the viewer is of the staff, whom partners do not know.
    """
    someone = require_signed_in(viewer)
    if someone.viewer.kind is not SessionKind.HOLDER:
        raise NotAllowed
    return someone


async def who_came(session_id: UUID, *, at: datetime) -> WhoCame | None:
    """Return the holder of a session, or None if she may not act now.

    The session, the card, the membership and the account are asked again; while a dispute about the
    account's cards waits for staff, nobody goes over.
    """
    viewer = await viewer_by_id(session_id, at=at)
    if viewer is None or viewer.kind is not SessionKind.HOLDER:
        return None
    someone = require_signed_in(viewer)
    account = await Account.get(id=someone.account_id)
    if account.frozen_at is not None:
        return None
    session = await Session.get(id=session_id)
    return WhoCame(
        account=account,
        certificate=await Certificate.get(id=someone.certificate_id),
        session=session,
        signed_in_at=session.created_at,
        proven_at=someone.proven_at,
    )
