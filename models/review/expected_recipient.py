"""What a reviewer is told before deciding: where an approval would go, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.account.account import Account
from models.application.application import Application
from models.application.transitions import ApplicationPurpose
from models.core.language import Language
from models.review.case_mailbox import CaseMailbox
from models.review.recipient import ApprovalRecipient


class _Situation(StrEnum):
    UNKNOWN = "UNKNOWN"
    REGISTERED = "REGISTERED"
    IN_USE = "IN_USE"
    VERIFIED = "VERIFIED"
    PROPOSED = "PROPOSED"
    NONE = "NONE"
    KEPT = "KEPT"
    NONE_KEPT = "NONE_KEPT"


_WORDS: Mapping[ApplicationPurpose, Mapping[_Situation, Mapping[Language, str]]] = {
    ApplicationPurpose.NEW_ACCOUNT: {
        _Situation.UNKNOWN: {
            Language.ZH_HANT_TW: "目前無法查詢 EMS，尚無法確定認證連結將寄往何處，亦無法審定。",
            Language.EN: "EMS does not answer, so it is not known where the link would go. "
            "Nothing can be decided now.",
        },
        _Situation.REGISTERED: {
            Language.ZH_HANT_TW: "核准後，認證連結將寄至 EMS 登載之信箱 {mailbox}。",
            Language.EN: "An approval mails the link to the mailbox that EMS has: {mailbox}.",
        },
        _Situation.IN_USE: {
            Language.ZH_HANT_TW: "EMS 登載之信箱已異動，新信箱尚在通知期間。核准後，認證連結將寄至"
            "原信箱 {mailbox}。",
            Language.EN: "EMS has a new mailbox, which does not count until its notice is over. An "
            "approval mails the link to the one before: {mailbox}.",
        },
        _Situation.VERIFIED: {
            Language.ZH_HANT_TW: "EMS 無登載信箱。核准後，認證連結將寄至經兩位同仁查證之信箱 "
            "{mailbox}。",
            Language.EN: "EMS has no mailbox. An approval mails the link to the mailbox that two "
            "reviewers have verified: {mailbox}.",
        },
        _Situation.PROPOSED: {
            Language.ZH_HANT_TW: "EMS 無登載信箱。已登錄經查證之信箱 {mailbox}，"
            "須由另一位同仁確認後方可核准。",
            Language.EN: "EMS has no mailbox. {mailbox} is proposed; a second reviewer must "
            "confirm it before the case can be approved.",
        },
        _Situation.NONE: {
            Language.ZH_HANT_TW: "EMS 無登載信箱，目前無法核准。請以其他方式查證該公司之信箱，"
            "由一位同仁登錄、另一位同仁確認；申請人自行填寫之信箱不足採信。",
            Language.EN: "EMS has no mailbox, so the case cannot be approved now. Verify one "
            "otherwise: one reviewer proposes it, and a second one confirms it. The address that "
            "the applicant typed is not enough.",
        },
    },
    ApplicationPurpose.DATA_CHANGE: {
        _Situation.UNKNOWN: {
            Language.ZH_HANT_TW: "目前無法查詢 EMS，尚無法確定帳號將使用之信箱，亦無法審定。",
            Language.EN: "EMS does not answer, so it is not known which mailbox the account would "
            "have. Nothing can be decided now.",
        },
        _Situation.REGISTERED: {
            Language.ZH_HANT_TW: "核准後，帳號之信箱為 EMS 登載之 {mailbox}；不另寄認證連結。",
            Language.EN: "After an approval the account has the mailbox that EMS has: {mailbox}. "
            "No link is mailed.",
        },
        _Situation.IN_USE: {
            Language.ZH_HANT_TW: "EMS 登載之信箱已異動，新信箱尚在通知期間。核准後，帳號之信箱為"
            "原信箱 {mailbox}；不另寄認證連結。",
            Language.EN: "EMS has a new mailbox, which does not count until its notice is over. "
            "After an approval the account has the one before: {mailbox}. No link is mailed.",
        },
        _Situation.VERIFIED: {
            Language.ZH_HANT_TW: "EMS 無登載信箱。核准後，帳號之信箱為經兩位同仁查證之 {mailbox}；"
            "不另寄認證連結。",
            Language.EN: "EMS has no mailbox. After an approval the account has the one that two "
            "reviewers have verified: {mailbox}. No link is mailed.",
        },
        _Situation.KEPT: {
            Language.ZH_HANT_TW: "EMS 無登載信箱。核准後，帳號維持現有信箱 {mailbox}；"
            "申請人填寫之信箱不予採用。",
            Language.EN: "EMS has no mailbox. After an approval the account keeps its present one: "
            "{mailbox}. The address that was typed is not used.",
        },
        _Situation.NONE_KEPT: {
            Language.ZH_HANT_TW: "EMS 無登載信箱，帳號亦無信箱。核准後仍無信箱；"
            "申請人填寫之信箱不予採用。",
            Language.EN: "EMS has no mailbox, and neither has the account, which stays without "
            "one. The address that was typed is not used.",
        },
    },
}


@dataclass(frozen=True, kw_only=True)
class ExpectedRecipient:
    """Where an approval would go now; without a recipient it would be refused."""

    purpose: ApplicationPurpose
    situation: _Situation
    recipient: ApprovalRecipient | None = None
    mailbox: str | None = None

    def message(self, language: Language) -> str:
        return _WORDS[self.purpose][self.situation][language].format(mailbox=self.mailbox)


def unknown_recipient(application: Application) -> ExpectedRecipient:
    """Return what is said while the registry does not answer."""
    return ExpectedRecipient(purpose=application.purpose, situation=_Situation.UNKNOWN)


async def expected_recipient(
    application: Application, *, filed: str | None, another_waits: bool = False
) -> ExpectedRecipient:
    """Return where an approval would go; ``filed`` is the registry's mailbox that counts now.

    ``another_waits`` is whether the registry has a new one, of which notice is being given.
    """
    purpose = application.purpose
    if filed is not None:
        return ExpectedRecipient(
            purpose=purpose,
            situation=_Situation.IN_USE if another_waits else _Situation.REGISTERED,
            recipient=ApprovalRecipient.REGISTERED_MAILBOX,
            mailbox=filed,
        )
    verified = await CaseMailbox.verified_for(application)
    if verified is not None:
        return ExpectedRecipient(
            purpose=purpose,
            situation=_Situation.VERIFIED,
            recipient=ApprovalRecipient.VERIFIED_MAILBOX,
            mailbox=verified,
        )
    if application.account_id is not None:
        kept = (await Account.get(id=application.account_id)).mailbox
        return ExpectedRecipient(
            purpose=purpose,
            situation=_Situation.NONE_KEPT if kept is None else _Situation.KEPT,
            recipient=ApprovalRecipient.ACCOUNT_MAILBOX,
            mailbox=kept,
        )
    proposed = await CaseMailbox.of_case(application)
    if proposed is None:
        return ExpectedRecipient(purpose=purpose, situation=_Situation.NONE)
    return ExpectedRecipient(purpose=purpose, situation=_Situation.PROPOSED, mailbox=proposed.email)
