"""Staff list the accounts whose companies are no longer on file."""

from collections.abc import Collection, Mapping
from uuid import UUID

from models.account.account import Account
from models.account.missing_company import MissingCompany
from models.core.paging import Page, Window, page
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

LIST_RAISES = NOT_STAFF


async def list_missing(*, viewer: Viewer | None, window: Window) -> Page[MissingCompany]:
    """Return a page of the cases that wait for staff, oldest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    listed: Page[MissingCompany] = await page(MissingCompany.standing(), window, order="since")
    return listed


async def see_missing(*, viewer: Viewer | None, case_id: UUID) -> MissingCompany | None:
    """Return a case, whether it has ended or not; None if there is none.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    return await MissingCompany.get_or_none(id=case_id)


async def accounts_of(cases: Collection[MissingCompany]) -> Mapping[UUID, Account]:
    """Return the accounts of cases that the caller may see, by their ids."""
    return await Account.in_bulk({case.account_id for case in cases}, "id")
