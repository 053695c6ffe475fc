"""A company corrects its data, before binding a card or after a rejection."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still_own
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.transitions import Status
from models.company.company import CompanyField
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_company
from models.link.link import LINK_REFUSALS, Link, LinkPurpose, LinkUnknown
from models.review.data_change import require_same_number
from models.session.session import Viewer
from models.session.unsent_form import UnsentForm


class LinkNeeded(UserError):
    """Correcting a rejected application requires the token of the mailed link."""

    zh = Words(title="請使用信件中的連結", message="請由審核結果信件中的連結進入後修正資料。")
    en = Words(
        title="Please use the link in the mail",
        message="To correct the data, open the link in the mail about the decision.",
    )


RAISES = (InvalidInput, ApplicationNotFound, ApplicationMoved, LinkNeeded, *LINK_REFUSALS)


async def amend(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    form: Mapping[CompanyField, str],
    token: str | None,
    now: datetime,
) -> Application:
    """Replace the company's data, all but the control number; resubmit a rejected application.

    A rejected application needs the mailed link as well as its session: only the reader of the
    mail learns which fields differed, so the registry's data cannot be found by trial.

    :raises ApplicationNotFound: when the viewer has no such application.
    :raises ApplicationMoved: when it is neither a draft nor rejected, or was moved meanwhile.
    :raises InvalidInput: with every invalid field, including a changed control number.
    :raises LinkNeeded: when a rejected application is corrected without a link.
    :raises LinkUnknown, LinkSpent, LinkExpired: by the state of the link; unknown also when it
        belongs to another application.
    """
    application = await Application.for_viewer(viewer, application_id)
    application.must_be(Status.DRAFT, Status.REJECTED)
    company = read_company(form)
    require_same_number(company, control_number=application.control_number)
    actor = viewer.actor if viewer else ""
    if application.status is Status.DRAFT:
        async with tx() as change:
            await require_still_own(application, viewer, at=now)
            await application.amend(change, company=company, actor=actor, at=now)
            if viewer is not None:
                await UnsentForm.sent(viewer.session_id, case_number=application.case_number)
        return application
    if not token:
        raise LinkNeeded("token")
    link = await Link.of_token(token, at=now)
    if link.application_id != application.id or link.purpose is not LinkPurpose.CORRECT:
        raise LinkUnknown("token")
    async with tx() as change:
        await require_still_own(application, viewer, at=now)
        await link.spend(at=now)
        await application.amend(change, company=company, actor=actor, at=now)
        await application.submit(change, actor=actor, at=now)
        if viewer is not None:
            await UnsentForm.sent(viewer.session_id, case_number=application.case_number)
    return application
