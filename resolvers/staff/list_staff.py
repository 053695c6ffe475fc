"""The accounts of staff are listed for the operator."""

from dataclasses import dataclass

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.session.roles import AccountKind


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """Hold an account of staff, and how many live cards it has."""

    account: Account
    cards: int


async def list_staff() -> list[StaffMember]:
    """List every account of staff by number."""
    accounts = await Account.filter(kind=AccountKind.STAFF).order_by("control_number")
    live = Certificate.filter(status=CertificateStatus.LIVE)
    return [
        StaffMember(account=account, cards=await live.filter(account_id=account.id).count())
        for account in accounts
    ]
