"""The errors for a card that is bound elsewhere, or not bound."""

from models.core.errors import Remedy, UserError, Words


class CertificateAlreadyBound(UserError):
    """The card is already bound. To which account or application is not disclosed."""

    zh = Words(
        title="這張自然人憑證已經綁定",
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
    """Another card of the same person is already bound. Where is not disclosed."""

    zh = Words(
        title="這個人的自然人憑證已經綁定",
        message="您已有另一張自然人憑證綁定，一人僅限對應一組管制編號。請先解除原綁定。",
    )
    en = Words(
        title="This person already has a bound card",
        message=(
            "Another card of yours is bound, and a person can belong to one control number only. "
            "Have that card removed first."
        ),
    )
    remedy = Remedy.CONTINUE


class CardNotBound(UserError):
    """The card is not bound to any account."""

    zh = Words(
        title="這張卡片還沒有綁定帳號",
        message="此憑證尚未綁定任何帳號。請先申請帳號，或請貴公司已登入的同仁新增此憑證。",
    )
    en = Words(
        title="This card is not bound to an account",
        message=(
            "No account has this card. Apply for an account, or ask a signed-in colleague to add "
            "the card."
        ),
    )
    remedy = Remedy.APPLY


class CardFrozen(UserError):
    """The binding of the card is disputed and awaits a decision by staff."""

    zh = Words(
        title="這張卡片已暫停使用",
        message="有人反映此憑證並非由貴公司新增，已暫停使用，由專人查證中。",
    )
    en = Words(
        title="This card is frozen",
        message=(
            "Someone objected to adding this card. It cannot be used while our staff investigate."
        ),
    )
    remedy = Remedy.HELP


# Raised by acts that bind a card, when the card or its holder is already bound.
BOUND_ALREADY = (CertificateAlreadyBound, PersonAlreadyBound)
