"""The reader of a mail opens its link. Read-only, because mail scanners open links too."""

from dataclasses import dataclass
from datetime import datetime

from models.application.application import Application
from models.application.transitions import ApplicationPurpose
from models.company.company import CompanyField
from models.company.comparison import FieldResult
from models.link.link import LINK_REFUSALS, Link, LinkPurpose
from models.mail.letter import masked
from models.review.data_change import card_of
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class SeenLink:
    """A link as shown to the reader of the mailbox.

    ``application`` and the unmasked holder name are set only for the session that owns the
    application. ``company_name`` is set only when the registry confirmed it; ``results``,
    ``marked`` and ``note`` only when the link went to the registered mailbox.
    """

    link: Link
    about: ApplicationPurpose
    case_number: str
    control_number: str
    company_name: str | None
    holder_name: str
    results: tuple[FieldResult, ...]
    marked: tuple[CompanyField, ...]
    note: str | None
    application: Application | None


RAISES = LINK_REFUSALS


async def see_link(*, viewer: Viewer | None, token: str, now: datetime) -> SeenLink:
    link = await Link.of_token(token, at=now)
    application = await Application.get(id=link.application_id)
    card = await card_of(application)
    mine = application.belongs_to(viewer)
    passed = link.purpose is LinkPurpose.ACTIVATE
    told = application.mailbox_on_file and not passed
    results, marked = (application.results, application.marked) if told else (None, None)
    return SeenLink(
        link=link,
        about=application.purpose,
        case_number=application.case_number,
        control_number=application.control_number,
        company_name=application.company.company_name if passed else None,
        holder_name=card.holder_name if mine else masked(card.holder_name),
        results=tuple(FieldResult.from_json(result) for result in results or ()),
        marked=tuple(map(CompanyField, marked or ())),
        note=application.remark if told else None,
        application=application if mine else None,
    )
