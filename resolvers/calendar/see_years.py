"""Staff see which years of the office calendar are known."""

from collections.abc import Sequence

from models.calendar.office_year import OfficeYear
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

# A year is replaced, never removed.
MOST_YEARS = 10
RAISES = NOT_STAFF


async def see_years(*, viewer: Viewer | None) -> Sequence[OfficeYear]:
    """Return the years that are known, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    """
    require_staff(viewer)
    return await OfficeYear.all().order_by("-year").limit(MOST_YEARS)
