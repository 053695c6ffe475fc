"""The help line looks up a case or an account by the number that a caller reads out."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.account.account import Account
from models.application.application import Application
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_optional_text
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Viewer

# The newest cases of a control number that are shown.
MOST_CASES = 10


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What a number leads to: the account, if there is one, and the newest cases."""

    account: Account | None
    cases: Sequence[Application]


RAISES = (*NOT_STAFF, InvalidInput)


async def look_up(*, viewer: Viewer | None, number: str) -> Inquiry:
    """Return the case of a case number, or the account and the cases of a control number.

    A case number leads to the account of its control number as well. Accounts of staff are left
    out. What may be told of a case or an account is the schema's: neither its data nor its cards.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff, of any role.
    :raises InvalidInput: when it is neither kind of number.
    """
    require_staff(viewer, at_least=Role.SUPPORT)
    wanted = read_optional_text("number", number, kinds.INQUIRY_NUMBER)
    if wanted is None:
        return Inquiry(account=None, cases=())
    if kinds.CASE_NUMBER.name_of(wanted):
        cases = await Application.filter(case_number=wanted)
        numbers = {case.control_number for case in cases}
    else:
        numbered = Application.filter(control_number=wanted)
        cases = await numbered.order_by("-created_at").limit(MOST_CASES)
        numbers = {wanted}
    return Inquiry(account=await _account_of(numbers), cases=cases)


async def _account_of(numbers: set[str]) -> Account | None:
    """Return the open account of the control number, or else the one that was closed last."""
    found = Account.filter(control_number__in=list(numbers)).exclude(kind=AccountKind.STAFF)
    still_open = await found.exclude(status=AccountStatus.CLOSED).first()
    return still_open or await found.order_by("-changed_at", "-opened_at").first()
