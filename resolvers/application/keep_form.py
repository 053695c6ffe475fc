"""What was typed and not sent is kept for a browser, until it is sent or erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.recheck import require_live
from models.application.privacy_notice import read_notice
from models.application.transitions import ApplicationPurpose
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.session.permissions import SignInNeeded
from models.session.session import NewSession, Session, SessionKind, SessionMissing, Viewer
from models.session.unsent_form import UnsentForm


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A form that is kept, with the session started for it if the applicant had none."""

    form: UnsentForm
    session: NewSession | None


SAVE_RAISES = (InvalidInput, SignInNeeded)


async def save_form(
    *,
    viewer: Viewer | None,
    texts: Mapping[str, str],
    case_number: str | None,
    purpose: ApplicationPurpose,
    privacy_notice: str | None,
    session_life: timedelta,
    now: datetime,
) -> Kept:
    """Store texts by input field, whether or not they could be sent.

    :raises InvalidInput: when a text is too long to be kept, or the notice is none that was
        published; a holder of an account confirms none.
    :raises SignInNeeded: when the session has ended meanwhile.
    """
    paper = Form()
    read = {field: paper.optional(field, text, kinds.UNSENT) or "" for field, text in texts.items()}
    case = paper.optional("caseNumber", case_number, kinds.CASE_NUMBER) or ""
    paper.close()
    is_holder = viewer is not None and viewer.kind is SessionKind.HOLDER
    notice = "" if privacy_notice is None and is_holder else read_notice(privacy_notice or "")
    async with tx():
        session = None
        if viewer is None:
            session = await Session.start(kind=SessionKind.APPLICANT, at=now, life=session_life)
            viewer = session.viewer
        else:
            await require_live(viewer, at=now)
        form = await UnsentForm.keep(
            viewer.session_id,
            case_number=case,
            purpose=None if purpose is ApplicationPurpose.NEW_ACCOUNT else purpose.value,
            texts=read,
            privacy_notice=notice,
            at=now,
        )
    return Kept(form=form, session=session)


async def see_form(*, viewer: Viewer, now: datetime) -> UnsentForm | None:
    return await UnsentForm.of_session(viewer.session_id, at=now)


DISCARD_RAISES = (SessionMissing,)


async def discard_form(*, viewer: Viewer | None) -> bool:
    """Erase what the session has typed and not sent; return whether there was anything.

    :raises SessionMissing: without a session.
    """
    if viewer is None:
        raise SessionMissing
    return bool(await UnsentForm.filter(session_id=viewer.session_id).delete())
