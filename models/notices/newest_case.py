"""The letters that open or reject the newest case of a company."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from models.application.application import Application
from models.application.transitions import Status
from models.link.link import Link
from models.mail.kinds import Template
from models.mail.outbox import Mail

# The letters that tell the registered mailbox a decision, and the status that it leads to.
DECISIONS: Mapping[Template, Status] = {
    Template.PASSED: Status.APPROVED,
    Template.NOT_PASSED: Status.REJECTED,
    Template.NOT_PASSED_NOTED: Status.REJECTED,
}


async def of_newest_cases(mails: Iterable[Mail]) -> set[UUID]:
    """Return the ids of the mails about the case that was handed in last, of those decided alike.

    A rejected case hides no approved one: anybody can be rejected in a company's name.
    """
    links = {mail.link_id: mail for mail in mails if mail.template in DECISIONS}
    if not links:
        return set()
    rows = await Link.filter(id__in=list(links)).values_list("id", "application_id")
    case_of = dict(rows)
    newest = await _newest(case_of.values())
    return {
        mail.id
        for link_id, mail in links.items()
        if newest.get(case_of.get(link_id)) is DECISIONS[mail.template]
    }


async def _newest(ids: Iterable[UUID]) -> Mapping[UUID | None, Status]:
    """Return the newest cases of these cases' companies, each with its status."""
    numbers = await Application.filter(id__in=list(ids)).values_list("control_number", flat=True)
    decided = Application.filter(control_number__in=numbers, status__in=set(DECISIONS.values()))
    rows = await decided.order_by("submitted_at", "id").values_list(
        "control_number", "status", "id"
    )
    last = {(number, status): case for number, status, case in rows}
    return {case: status for (_, status), case in last.items()}
