"""A change of an account's data (基本資料): asked for by a holder, decided like an application."""

from datetime import datetime

from models.account.account import Account
from models.application.application import Application
from models.application.transitions import OPEN, ActorKind, Status
from models.card.certificate import Certificate
from models.company.company import Company, CompanyField
from models.core.errors import UserError
from models.database.transaction import Change
from models.forms.typed_text import InvalidInput, Problem
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.session.permissions import NotAllowed
from models.session.roles import AccountKind, AccountStatus


class DataChangeOpen(UserError):
    """Say that a change of this account's data is under way already."""


def require_same_number(company: Company, *, control_number: str) -> None:
    """Insist that the company is still the one whose account it is.

    :raises InvalidInput: naming the control number.
    """
    if company.control_number != control_number:
        field = CompanyField.CONTROL_NUMBER.camel_case
        raise InvalidInput((Problem(code="CONTROL_NUMBER_FIXED", path=(field,), values={}),))


def require_company(account: Account) -> None:
    """Insist that the registry knows of the account's company.

    :raises AccountNotActive: when the account is suspended or closed.
    :raises NotAllowed: when it is a vendor's, or one of the staff's.
    """
    account.require_active()
    if account.kind is not AccountKind.BUSINESS:
        raise NotAllowed


async def newest_of(account: Account) -> Application | None:
    """Find the change of an account's data that was asked for last."""
    return await Application.filter(account_id=account.id).order_by("-created_at").first()


async def require_none_open(account: Account) -> None:
    """Insist that nothing is under way; called while the account is held.

    :raises DataChangeOpen: when a change is.
    """
    if await Application.filter(account_id=account.id, status__in=OPEN).exists():
        raise DataChangeOpen


async def card_of(application: Application) -> Certificate:
    """Find the card that applied, or that asked for a change of its account's data."""
    if application.asked_by is not None:
        return await Certificate.get(id=application.asked_by)
    return await Certificate.of_application(application.id)


async def rejected_recipient(application: Application, *, filed: str | None) -> str:
    """Choose who is told that a change has not passed: the registry's mailbox, else the account's.

    The one typed into the change is nobody's until it has passed.
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
    """Put what was approved in the account's facts at once, and tell everybody, old mailbox too.

    No link is mailed first: who asked has signed in with a card of the account, so that what an
    applicant does with the link is done already. A closed account is left as it is.
    """
    account = await Account.get(id=application.account_id)
    await account.hold(at=at)
    to = Status.WITHDRAWN if account.status is AccountStatus.CLOSED else Status.ACTIVATED
    await application.move(
        change, to, mover=ActorKind.APPLICANT, actor=actor, at=at, columns={"expires_at": None}
    )
    if to is Status.WITHDRAWN:
        return
    before = account.mailbox
    await account.state(application.company, mailbox=application.mailbox)
    account.note(
        change, "DATA_CHANGED", actor=actor, at=at, payload={"case": application.case_number}
    )
    await notices.tell_everybody(
        account,
        Template.DATA_CHANGED,
        at=at,
        values={"case_number": application.case_number, "changed_at": at.isoformat()},
        also=(before,) if before else (),
    )
