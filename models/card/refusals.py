"""The errors for a card that is bound elsewhere, or not bound."""

from models.core.errors import Remedy, UserError, Words


class CertificateAlreadyBound(UserError):
    """The card is already bound. To which account or application is not disclosed."""

    zh = Words(
        title="此自然人憑證已綁定",
        message=(
            "此憑證已綁定，一張自然人憑證僅限對應一組管制編號。若是您自己的申請案，"
            "請以憑證繼續申請。"
        ),
    )
    en = Words(
        title="This card is already bound",
        message=(
            "This card is already bound, and a card can belong to one control number only. If the "
            "application is yours, use the card to continue it."
        ),
    )
    remedy = Remedy.CONTINUE


class PersonAlreadyBound(UserError):
    """The person belongs to another account, or another card of theirs is bound. Where is not
    disclosed.
    """

    zh = Words(
        title="此人的自然人憑證已綁定",
        message=(
            "您已是其他帳號之使用者，或已有另一張自然人憑證綁定；一人僅限對應一組管制編號。"
            "請先離開原帳號；若已無法登入原帳號，請洽本系統客服解除。"
        ),
    )
    en = Words(
        title="This person already has a bound card",
        message=(
            "You belong to another account, or another card of yours is bound, and a person can "
            "belong to one control number only. Leave that account first. If you can no longer "
            "sign in to it, call the help line."
        ),
    )
    remedy = Remedy.HELP


class CardNotBound(UserError):
    """The card is not bound to any account."""

    zh = Words(
        title="此卡片尚未綁定帳號",
        message=(
            "此憑證尚未綁定任何帳號。請先申請帳號，或請貴公司已登入的同仁新增此憑證；"
            "若您的憑證已換發而無法辨識，請於登入頁面選擇「憑證換發後無法辨識」。"
        ),
    )
    en = Words(
        title="This card is not bound to an account",
        message=(
            "No account has this card. Apply for an account, or ask a signed-in colleague to add "
            "the card. If your card was reissued and is not recognised, choose “Reissued card not "
            "recognised” on the sign-in page."
        ),
    )
    remedy = Remedy.APPLY


# Raised by acts that bind a card, when the card or its holder is already bound.
BOUND_ALREADY = (CertificateAlreadyBound, PersonAlreadyBound)
