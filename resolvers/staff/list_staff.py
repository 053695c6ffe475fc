"""The operator's list of staff accounts."""

from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card_changes.members import cards_in_force, usable_cards
from models.session.roles import AccountKind


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """A staff account, the cards that can sign in, and those that await confirmation."""

    account: Account
    cards: int
    awaiting: int


async def list_staff(*, now: datetime) -> list[StaffMember]:
    accounts = await Account.filter(kind=AccountKind.STAFF).order_by("control_number")
    return [await _member(account, at=now) for account in accounts]


async def _member(account: Account, *, at: datetime) -> StaffMember:
    cards = await usable_cards(account, at=at).count()
    valid = await cards_in_force(account, at=at).count()
    return StaffMember(account=account, cards=cards, awaiting=valid - cards)
