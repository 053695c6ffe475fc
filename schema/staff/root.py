"""The fields for staff, under one root."""

import strawberry

from models.session.permissions import is_staff
from models.session.roles import Role
from schema.calendar.office_calendar import StaffCalendar
from schema.card.disputes import StaffDisputes
from schema.context import Info
from schema.journal.journal import StaffJournal
from schema.membership.access import StaffAccess
from schema.membership.identity import StaffIdentity
from schema.membership.member import StaffMembers
from schema.openid.relying_party import StaffRelyingParties
from schema.partner.admin import StaffPartners
from schema.registry.missing_company import StaffMissingCompanies
from schema.review.letters import StaffLetters
from schema.review.queue import StaffReview
from schema.staff.accounts import StaffAccounts
from schema.staff.figures import StaffFigures
from schema.staff.inquiry import StaffInquiry
from schema.staff.invitations import StaffInvitations
from schema.staff.mailbox_corrections import StaffMailboxCorrections


@strawberry.type(
    description="The fields for staff. They require the REVIEWER or ADMIN role, some of them the "
    "ADMIN role; `inquiry` is for the SUPPORT role too."
)
class Staff(
    StaffReview,
    StaffLetters,
    StaffAccounts,
    StaffMembers,
    StaffDisputes,
    StaffAccess,
    StaffIdentity,
    StaffMailboxCorrections,
    StaffMissingCompanies,
    StaffInvitations,
    StaffPartners,
    StaffRelyingParties,
    StaffJournal,
    StaffInquiry,
    StaffCalendar,
    StaffFigures,
):
    """The fields of all domains that are for staff."""


@strawberry.type
class StaffQuery:
    @strawberry.field(description="The fields for staff; null when the viewer is not staff.")
    def staff(self, info: Info) -> Staff | None:
        return Staff() if is_staff(info.context.viewer, at_least=Role.SUPPORT) else None
