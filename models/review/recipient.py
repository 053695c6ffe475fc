"""The recipient of an approval, which becomes the account's mailbox; a reviewer must state it."""

from enum import StrEnum

from models.account.account import Account
from models.application.application import Application
from models.core.errors import UserError, Words
from models.review.case_mailbox import CaseMailbox


class ApprovalRecipient(StrEnum):
    """The mailbox that an approval is sent to, as the reviewer states it."""

    REGISTERED_MAILBOX = "REGISTERED_MAILBOX"
    VERIFIED_MAILBOX = "VERIFIED_MAILBOX"
    ACCOUNT_MAILBOX = "ACCOUNT_MAILBOX"


class RegistryHasNoMailbox(UserError):
    """The registry has no mailbox of the company."""

    zh = Words(
        title="EMS 無登載信箱",
        message="EMS 無此公司之登載信箱，本案尚未審定。請先以其他方式查證其信箱，"
        "由一位同仁登錄、另一位同仁確認。",
    )
    en = Words(
        title="EMS has no mailbox",
        message="EMS has no mailbox of this company, so nothing was decided. Verify one otherwise: "
        "one reviewer proposes it, and a second one confirms it.",
    )


class RegistryHasMailbox(UserError):
    """The registry has a mailbox of the company, and only that one may be used."""

    zh = Words(
        title="EMS 已有登載信箱",
        message="EMS 已有此公司之登載信箱，本案尚未審定。請改選 EMS 登載之信箱。",
    )
    en = Words(
        title="EMS has a mailbox",
        message="EMS has a mailbox of this company, so nothing was decided. Choose that one.",
    )


class MailboxNotVerified(UserError):
    """No mailbox was proposed and confirmed for this version of the case."""

    zh = Words(
        title="信箱尚未經兩位同仁查證",
        message="本案尚無經一位同仁登錄、另一位同仁確認之信箱；案件異動後須重新查證。",
    )
    en = Words(
        title="No mailbox is verified by two reviewers",
        message="No mailbox was proposed by one reviewer and confirmed by a second since the case "
        "last changed.",
    )


class NotADataChange(UserError):
    """There is no account yet whose mailbox could be kept."""

    zh = Words(
        title="此案尚無帳號信箱",
        message="本案為新帳號申請，尚無帳號信箱可沿用。請改選 EMS 登載或經查證之信箱。",
    )
    en = Words(
        title="There is no account yet",
        message="This is an application for a new account, which has no mailbox yet. Choose the "
        "registered or the verified one.",
    )


RECIPIENT_REFUSALS = (RegistryHasNoMailbox, RegistryHasMailbox, MailboxNotVerified, NotADataChange)


async def link_mailbox(
    recipient: ApprovalRecipient, application: Application, *, filed: str | None
) -> str:
    """Return the mailbox for the link of a new account; ``filed`` is the registry's now.

    :raises RegistryHasNoMailbox, RegistryHasMailbox: when the registry says otherwise.
    :raises MailboxNotVerified: when two reviewers have verified none.
    :raises NotADataChange: when the account's mailbox is stated.
    """
    if recipient is ApprovalRecipient.ACCOUNT_MAILBOX:
        raise NotADataChange("recipient")
    if recipient is ApprovalRecipient.REGISTERED_MAILBOX:
        if filed is None:
            raise RegistryHasNoMailbox("recipient")
        return filed
    if filed is not None:
        raise RegistryHasMailbox("recipient")
    verified = await CaseMailbox.verified_for(application)
    if verified is None:
        raise MailboxNotVerified("recipient")
    return verified


async def account_mailbox(
    recipient: ApprovalRecipient, application: Application, *, filed: str | None
) -> str | None:
    """Return the mailbox of the account after a change of its data; None if it stays without one.

    The applicant's own address is never taken.

    :raises RegistryHasNoMailbox, RegistryHasMailbox, MailboxNotVerified: as ``link_mailbox``.
    """
    if recipient is not ApprovalRecipient.ACCOUNT_MAILBOX:
        return await link_mailbox(recipient, application, filed=filed)
    if filed is not None:
        raise RegistryHasMailbox("recipient")
    return (await Account.get(id=application.account_id)).mailbox
