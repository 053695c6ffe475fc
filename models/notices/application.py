"""Letters about an application: the link and the mail are created in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.application.application import Application
from models.link.link import Link, LinkPurpose
from models.mail.kinds import Template
from models.mail.outbox import Mail
from models.notices.share import Cause, share_of

PURPOSES: Mapping[Template, LinkPurpose] = {
    Template.PASSED: LinkPurpose.ACTIVATE,
    Template.NOT_PASSED: LinkPurpose.CORRECT,
    Template.NOT_PASSED_NOTED: LinkPurpose.CORRECT,
    Template.NOT_CONFIRMED: LinkPurpose.CORRECT,
    Template.DATA_CHANGE_NOT_PASSED: LinkPurpose.CORRECT,
}
# Letters that may contain the company's name, because the registry has confirmed it.
_NAMING_COMPANY = frozenset({Template.PASSED, Template.ACTIVATED})
_NAMING_NUMBER = frozenset(Template) - {Template.NOT_CONFIRMED}


@dataclass(frozen=True, kw_only=True)
class Notices:
    """The sender of letters about applications: the links' key and life, and the mail domain."""

    key: bytes = field(repr=False)
    link_life: timedelta
    domain: str

    async def tell(
        self,
        application: Application,
        template: Template,
        *,
        recipient: str,
        cause: Cause,
        at: datetime,
        values: Mapping[str, str] | None = None,
    ) -> Mail:
        known = {**values_about(application, template), **(values or {})}
        link = await self._link(application, template, at=at)
        if link is not None:
            known["expires_at"] = link.expires_at.isoformat()
        return await Mail.queue(
            recipient=recipient,
            template=template,
            values=known,
            link_id=link.id if link else None,
            subject=application.subject,
            domain=self.domain,
            at=at,
            share=await share_of(application, cause),
        )

    async def _link(
        self, application: Application, template: Template, *, at: datetime
    ) -> Link | None:
        if template not in PURPOSES:
            return None
        return await Link.make(
            purpose=PURPOSES[template],
            application_id=application.id,
            key=self.key,
            at=at,
            life=self.link_life,
        )


def values_about(application: Application, template: Template) -> dict[str, str]:
    """Return what a letter says of its application, without its link."""
    known = {"case_number": application.case_number}
    if template in _NAMING_NUMBER:
        known["control_number"] = application.control_number
    if template in _NAMING_COMPANY:
        known["company_name"] = application.company.company_name
    return known
