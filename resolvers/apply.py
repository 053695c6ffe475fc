"""帳號申請 1/2: a company states its facts and an application is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from models.application import Application
from models.company import CompanyField
from models.database import tx
from models.form import read_company
from models.session import NewSession, Session, SessionKind, Viewer


@dataclass(frozen=True, kw_only=True)
class Applied:
    """Hand over the application, and the session where the asker had none."""

    application: Application
    session: NewSession | None


async def apply(
    *,
    viewer: Viewer | None,
    form: Mapping[CompanyField, str],
    request_key: str | None,
    draft_life: timedelta,
    session_life: timedelta,
    now: datetime,
) -> Applied:
    """Open an application; the same request of one session, sent twice, opens one.

    :raises InvalidInput: naming every field that cannot stand.
    """
    company = read_company(form)
    if viewer and request_key and (done := await _done(viewer, request_key)):
        return done
    try:
        async with tx() as change:
            session = None
            if viewer is None:
                session = await Session.start(kind=SessionKind.APPLICANT, at=now, life=session_life)
                viewer = session.viewer
            application = await Application.open(
                change,
                company=company,
                viewer=viewer,
                request_key=request_key,
                at=now,
                expires_at=now + draft_life,
            )
    except IntegrityError:
        # Its twin was faster: a unique index holds one application per session and request key.
        if viewer and request_key and (done := await _done(viewer, request_key)):
            return done
        raise
    return Applied(application=application, session=session)


async def _done(viewer: Viewer, request_key: str) -> Applied | None:
    """Find what the same request has opened before."""
    application = await Application.already_requested(viewer, request_key)
    return Applied(application=application, session=None) if application else None
