"""The operator's list of staff accounts."""

from dataclasses import dataclass

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.session.roles import AccountKind


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """A staff account, and the number of its live cards."""

    account: Account
    cards: int


async def list_staff() -> list[StaffMember]:
    accounts = await Account.filter(kind=AccountKind.STAFF).order_by("control_number")
    live = Certificate.filter(status=CertificateStatus.LIVE)
    return [
        StaffMember(account=account, cards=await live.filter(account_id=account.id).count())
        for account in accounts
    ]
