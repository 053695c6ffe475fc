"""A page asks for the text that the visitor's card is to sign."""

from datetime import datetime, timedelta
from uuid import UUID

from models.application import Application
from models.challenge import Challenge, ChallengePurpose, Issued
from models.moves import Status
from models.session import NewSession, Session, SessionKind, Viewer


async def request_challenge(
    *,
    viewer: Viewer | None,
    purpose: ChallengePurpose,
    application_id: UUID | None,
    origin: str,
    life: timedelta,
    session_life: timedelta,
    now: datetime,
) -> tuple[Issued, NewSession | None]:
    """Make a challenge for one act of this session.

    Continuing an application is what one does without a session, so that it starts one.

    :raises ApplicationNotFound: when binding, and the viewer has no such application.
    :raises ApplicationMoved: when binding, and the application has its card already.
    """
    session = None
    if purpose is ChallengePurpose.BIND:
        application = await Application.for_viewer(viewer, application_id or UUID(int=0))
        application.must_be(Status.DRAFT)
        subject = application.bind_subject
    else:
        subject = "-"
    if viewer is None:
        session = await Session.start(kind=SessionKind.APPLICANT, at=now, life=session_life)
        viewer = session.viewer
    challenge = await Challenge.issue(
        viewer=viewer, purpose=purpose, subject=subject, origin=origin, at=now, life=life
    )
    return challenge, session
