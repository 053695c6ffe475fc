"""A page requests the text that the visitor's card is to sign."""

from datetime import datetime, timedelta
from uuid import UUID

from models.account.account import Account, AnotherAccount
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.shown import Shown
from models.application.transitions import Status
from models.card.challenge import REHEARSED, Challenge, ChallengePurpose, Issued
from models.forms.typed_text import InvalidInput, read_account_number
from models.session.permissions import (
    NOT_STAFF,
    require_first_card_session,
    require_signed_in,
    require_staff,
)
from models.session.roles import Role
from models.session.session import NewSession, Session, SessionKind, Viewer

# Purposes that require a signed-in holder; their text names the account.
_OF_HOLDERS = (ChallengePurpose.PROVE, ChallengePurpose.ADD, ChallengePurpose.REPLACE)


RAISES = (
    *(ApplicationNotFound, ApplicationMoved, AnotherAccount, InvalidInput),
    *NOT_STAFF,
)


async def request_challenge(
    *,
    viewer: Viewer | None,
    purpose: ChallengePurpose,
    shown: Shown,
    origin: str,
    life: timedelta,
    session_life: timedelta,
    now: datetime,
) -> tuple[Issued, NewSession | None]:
    """Create a challenge for one purpose of this session.

    Signing in, renewing a card, continuing an application and asking to be recognised work without
    a session: the challenge then starts a new one, which is returned. For the
    purpose JOIN the control number is that of the account to be recognised at. What is signed for
    the purpose REHEARSE is judged, and gives no right.

    :raises ApplicationNotFound: when binding, and the viewer has no such application.
    :raises ApplicationMoved: when binding, and the application already has a card or is no longer
        what was shown.
    :raises SignInNeeded: when the purpose requires a signed-in holder or a followed link.
    :raises NotAllowed: when rehearsing, and the viewer is not an ADMIN.
    :raises AnotherAccount: when that is for another account than the one that was shown.
    :raises InvalidInput: when no account could have the control number.
    """
    session = None
    if purpose is ChallengePurpose.JOIN:
        subject = read_account_number(shown.control_number or "")
    else:
        subject = await _subject(viewer, purpose, shown)
    if viewer is None:
        session = await Session.start(kind=SessionKind.APPLICANT, at=now, life=session_life)
        viewer = session.viewer
    challenge = await Challenge.issue(
        viewer=viewer, purpose=purpose, subject=subject, origin=origin, at=now, life=life
    )
    return challenge, session


async def see_challenge(*, viewer: Viewer | None, challenge_id: UUID) -> Challenge | None:
    """Return a challenge of the viewer's session."""
    if viewer is None:
        return None
    return await Challenge.get_or_none(id=challenge_id, session_id=viewer.session_id)


async def _subject(viewer: Viewer | None, purpose: ChallengePurpose, shown: Shown) -> str:
    if purpose is ChallengePurpose.BIND:
        application = await Application.for_viewer(viewer, shown.application_id)
        application.must_be(Status.DRAFT)
        application.require_shown(shown)
        return application.bind_subject
    if purpose in _OF_HOLDERS:
        account_id = require_signed_in(viewer).account_id
    elif purpose is ChallengePurpose.REHEARSE:
        require_staff(viewer, at_least=Role.ADMIN)
        return REHEARSED
    elif purpose is ChallengePurpose.FIRST_CARD:
        account_id = require_first_card_session(viewer)
    else:
        return "-"
    account = await Account.get(id=account_id)
    account.require_shown(shown.control_number)
    return account.control_number
