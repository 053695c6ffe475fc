"""How a member leaves an account: at once while others can sign in, else after notice."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import ChangeKind
from models.card_changes.members import end_membership, unimpaired_cards
from models.card_changes.record import CardChangeDetails, record_card_change
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import SessionEnd


class LastAdministrator(UserError):
    """The last administrator who can sign in cannot leave."""

    zh = Words(
        title="最後一位系統管理者無法離開",
        message="您是唯一可登入的系統管理者，無法離開帳號。請先由您新增另一位系統管理者。",
    )
    en = Words(
        title="The last administrator cannot leave",
        message=(
            "You are the only administrator who can sign in. Create another administrator's "
            "account first."
        ),
    )
    remedy = Remedy.HELP


class NotLeaving(UserError):
    """The viewer has not given notice of leaving the account."""

    zh = Words(title="您沒有申請離開帳號", message="目前沒有離開帳號的申請可以取消。")
    en = Words(title="You are not leaving", message="There is no notice of leaving to cancel.")


async def lock_administrators() -> None:
    """Lock the administrators' accounts, so that the last two cannot leave at the same time.

    Called before any other account is locked.
    """
    staff = Account.filter(kind=AccountKind.STAFF, role=Role.ADMIN)
    # On SQLite the transaction itself is the lock.
    await staff.order_by("id").select_for_update()


async def is_last_administrator(account: Account, membership: Membership, *, at: datetime) -> bool:
    """Return whether no other member of an administrators' account can sign in."""
    if account.role is not Role.ADMIN:
        return False
    others = unimpaired_cards(at=at).exclude(membership_id=membership.id)
    return not await others.filter(
        account__role=Role.ADMIN,
        account__status=AccountStatus.ACTIVE,
        membership__ended_at__isnull=True,
        membership__confirmed_at__isnull=False,
    ).exists()


async def leave(
    change: Change,
    membership: Membership,
    account: Account,
    *,
    actor_kind: MemberActor,
    actor: str,
    notices: AccountNotices,
    at: datetime,
) -> None:
    """End a member's own membership, and tell everybody; called while the account is locked."""
    card = await Certificate.listed_of(membership)
    before = {"status": card.status.value}
    await end_membership(
        change,
        membership,
        account,
        Ending.LEFT,
        actor_kind=actor_kind,
        status=CertificateStatus.REMOVED,
        session_end=SessionEnd.CARD_REMOVED,
        actor=actor,
        at=at,
    )
    await card.refresh_from_db()
    done = CardChangeDetails(
        kind=ChangeKind.REMOVED, card=card, signer=card, before=before, ended=membership
    )
    also = (card.email,)
    await record_card_change(change, done, account=account, notices=notices, at=at, also=also)
