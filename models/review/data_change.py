"""The change of an account's data (基本資料): requested by a holder, decided by a reviewer."""

from datetime import datetime

from models.account.account import Account
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.account.registered_mailbox import void_mailbox
from models.application.application import Application
from models.application.transitions import OPEN, ActorKind, Status
from models.card.certificate import Certificate
from models.card_changes.manage_cards import require_not_frozen
from models.company.company import Company, CompanyField
from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.review.case_mailbox import CaseMailbox
from models.session.permissions import NotAllowed
from models.session.roles import AccountKind, AccountStatus


class DataChangeOpen(UserError):
    """A change of the account's data is already under review."""

    zh = Words(
        title="已有變更申請在審核中",
        message="已有一件基本資料變更申請進行中，請待審核完成，或先撤回該件申請。",
    )
    en = Words(
        title="A data change is already in progress",
        message=(
            "A change of the company's data is in progress. Wait for the decision, or withdraw "
            "the change first."
        ),
    )


def require_same_number(company: Company, *, control_number: str) -> None:
    if company.control_number != control_number:
        field = CompanyField.CONTROL_NUMBER.camel_case
        raise InvalidInput((Problem(code="CONTROL_NUMBER_FIXED", path=(field,), values={}),))


def require_company(account: Account) -> None:
    """Require an account of a company, which the registry knows.

    :raises NotAllowed: when it is a vendor's or staff's.
    """
    if account.kind is not AccountKind.BUSINESS:
        raise NotAllowed


async def newest_of(account: Account) -> Application | None:
    return await Application.filter(account_id=account.id).order_by("-created_at").first()


async def require_none_open(account: Account) -> None:
    """Refuse a second open change; called while the account is locked.

    :raises DataChangeOpen: when a change is open.
    """
    if await Application.filter(account_id=account.id, status__in=OPEN).exists():
        raise DataChangeOpen


async def has_verified_mailbox(account: Account) -> bool:
    """Return whether a change of the account's data brought a mailbox that a review verified."""
    changes = await Application.filter(account_id=account.id, status=Status.ACTIVATED)
    return any([await _verified(change) for change in changes])


async def _verified(application: Application) -> bool:
    """Return whether the approval's mailbox is the registry's, or one that two reviewers verified.

    Otherwise the account kept the one that it had.
    """
    return application.mailbox_on_file or await CaseMailbox.has_verified(application)


async def is_blocked(application: Application) -> bool:
    """Return whether it changes the data of an account where an objection waits for staff."""
    if application.account_id is None:
        return False
    return (await Account.get(id=application.account_id)).frozen_at is not None


async def lock_open(account: Account) -> list[Application]:
    """Lock the open change of an account; called before the account is locked.

    A decision locks it first, and then the account.
    """
    changes = Application.filter(account_id=account.id, status__in=OPEN)
    return await changes.order_by("id").select_for_update(no_key=True)


async def close(account: Account, change: Change, *, actor: str, at: datetime) -> None:
    """Withdraw the open change of a closed account; `lock_open` comes first."""
    for application in await lock_open(account):
        await application.move(
            change,
            Status.WITHDRAWN,
            actor_kind=ActorKind.APPLICANT,
            actor=actor,
            at=at,
            columns={"expires_at": None, "review_due_at": None},
        )


async def card_of(application: Application) -> Certificate:
    if application.asked_by is not None:
        return await Certificate.get(id=application.asked_by)
    return await Certificate.of_application(application.id)


async def rejected_recipient(application: Application, *, filed: str | None) -> str:
    """Return the mailbox for the letter of a rejection: the registry's, else the account's.

    The one typed into the change is unconfirmed until the change is approved.
    """
    account = await Account.get(id=application.account_id)
    return filed or account.mailbox or application.company.business_email


async def carry_out(
    application: Application,
    change: Change,
    *,
    actor: str,
    at: datetime,
    notices: AccountNotices,
) -> None:
    """Apply an approved change to the account at once, and notify everybody and the old mailbox.

    No link is mailed first, because a card of the account signed in to request the change. The
    facts of a closed account are left unchanged.

    :raises AccountFrozen: while an objection waits for staff.
    """
    account = await Account.get(id=application.account_id)
    await account.hold(at=at)
    require_not_frozen(account)
    to = Status.WITHDRAWN if account.status is AccountStatus.CLOSED else Status.ACTIVATED
    await application.move(
        change, to, actor_kind=ActorKind.APPLICANT, actor=actor, at=at, columns={"expires_at": None}
    )
    if to is Status.WITHDRAWN:
        return
    before = account.mailbox
    await account.state(application.company, mailbox=application.mailbox)
    if account.mailbox != before:
        await void_mailbox(change, account, actor=actor, at=at)
    if await _verified(application):
        superseded = CorrectionStatus.SUPERSEDED
        await MailboxCorrection.end_open(change, account.id, superseded, actor=actor, at=at)
    account.note(
        change,
        EventKind.DATA_CHANGED,
        actor=actor,
        at=at,
        payload={"case": application.case_number},
    )
    await notices.tell_everybody(
        account,
        Template.DATA_CHANGED,
        at=at,
        values={"case_number": application.case_number, "changed_at": at.isoformat()},
        also=(before,) if before else (),
    )
