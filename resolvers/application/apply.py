"""帳號申請 1/2: a company enters its data and an application is opened."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.access.authentication import viewer_of
from models.application.application import Application
from models.application.privacy_notice import read_notice
from models.application.transitions import Status
from models.company.company import Company, CompanyField
from models.core.rules import APPLY_RETRY
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_company
from models.session.session import NewSession, Session, SessionKind, Viewer
from models.session.unsent_form import UnsentForm


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A new application, with the session started for it if the applicant had none."""

    application: Application
    session: NewSession | None


@dataclass(frozen=True, kw_only=True)
class ApplyRules:
    """Configured lifetimes, and the key from which a first session token is derived."""

    key: bytes
    draft_life: timedelta
    session_life: timedelta


RAISES = (InvalidInput,)


@dataclass(frozen=True, kw_only=True)
class _Request:
    """What was sent: the company's data, the notice that was confirmed, the key of the request."""

    company: Company
    privacy_notice: str | None
    key: UUID | None


async def apply(
    *,
    viewer: Viewer | None,
    form: Mapping[CompanyField, str],
    request_key: UUID | None,
    privacy_notice: str | None,
    rules: ApplyRules,
    now: datetime,
) -> Applied:
    """Open an application; a retry with the same ``request_key`` returns the existing one.

    If the first answer is lost, so is the session it carried. The session token is therefore
    derived from the request key, and a retry within ``APPLY_RETRY`` returns the same session.

    :raises InvalidInput: with every invalid field.
    """
    company = read_company(form)
    notice = None if privacy_notice is None else read_notice(privacy_notice)
    request = _Request(company=company, privacy_notice=notice, key=request_key)
    if viewer is None and request_key is not None:
        return await _newcomer(request, request_key, rules=rules, now=now)
    if viewer is not None and request_key is not None:
        done = await Application.already_requested(viewer, str(request_key))
        if done is not None:
            return Applied(application=done, session=None)
    try:
        return await _open(request, viewer, token=None, rules=rules, now=now)
    except IntegrityError:
        # A concurrent request with the same key came first: a unique index allows one application
        # per session and request key.
        if viewer is None or request_key is None:
            raise
        twin = await Application.get(session_id=viewer.session_id, request_key=str(request_key))
        return Applied(application=twin, session=None)


async def _newcomer(
    request: _Request, request_key: UUID, *, rules: ApplyRules, now: datetime
) -> Applied:
    token = _first_token(request_key, key=rules.key)
    if done := await _found_again(token, request_key, now=now):
        return done
    try:
        return await _open(request, None, token=token, rules=rules, now=now)
    except IntegrityError:
        if done := await _found_again(token, request_key, now=now):
            return done
        # The key was used before and its session can no longer be returned.
        return await _open(replace(request, key=None), None, token=None, rules=rules, now=now)


async def _found_again(token: str, request_key: UUID, *, now: datetime) -> Applied | None:
    viewer = await viewer_of(token, at=now)
    done = await Application.already_requested(viewer, str(request_key)) if viewer else None
    if viewer is None or done is None:
        return None
    if done.status is not Status.DRAFT or now - done.created_at > APPLY_RETRY:
        return None
    return Applied(application=done, session=NewSession(token=token, viewer=viewer))


async def _open(
    request: _Request,
    viewer: Viewer | None,
    *,
    token: str | None,
    rules: ApplyRules,
    now: datetime,
) -> Applied:
    async with tx() as change:
        session = None
        if viewer is None:
            session = await Session.start(
                kind=SessionKind.APPLICANT, at=now, life=rules.session_life, token=token
            )
            viewer = session.viewer
        application = await Application.open(
            change,
            company=request.company,
            viewer=viewer,
            request_key=str(request.key) if request.key else None,
            privacy_notice=request.privacy_notice,
            at=now,
            expires_at=now + rules.draft_life,
        )
        await UnsentForm.sent(viewer.session_id)
    return Applied(application=application, session=session)


def _first_token(request_key: UUID, *, key: bytes) -> str:
    """Derive a session token from the request key and the server's key (256 bits, hex)."""
    return hmac.new(key, b"first session:" + request_key.bytes, hashlib.sha256).hexdigest()
