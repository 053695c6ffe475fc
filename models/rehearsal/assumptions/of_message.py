"""What the verdict assumes of the message that a card signs."""

from collections.abc import Mapping
from types import MappingProxyType

from models.rehearsal.assumptions.declaration import Area, Declared
from models.rehearsal.assumptions.names import Assumption


def _of(zh: str, en: str, clause: str) -> Declared:
    return Declared(area=Area.MESSAGE, zh=zh, en=en, clause=clause)


OF_MESSAGE: Mapping[Assumption, Declared] = MappingProxyType(
    {
        Assumption.MESSAGE_FORM: _of(
            "簽章為 CMS SignedData，內含所簽的文字。",
            "The signature is a CMS SignedData with the signed text attached.",
            "RFC 5652 §3, §5.1, §5.2",
        ),
        Assumption.MESSAGE_IN_DER: _of(
            "簽章以 DER 編碼，沒有放寬的寫法。",
            "The message is in DER, and nothing was accepted beyond the strict form.",
            "X.690 §10; RFC 5652 §5.3, §5.4",
        ),
        Assumption.ONE_SIGNER: _of(
            "只有一位簽署者，其憑證附在簽章中。",
            "There is one signer, whose certificate is in the message.",
            "RFC 5652 §5.1, §5.3",
        ),
        Assumption.ALGORITHMS: _of(
            "以 SHA-256 與 RSA（PKCS #1 v1.5）簽署。",
            "It is signed with SHA-256 and RSA (PKCS #1 v1.5).",
            "RFC 5754 §2, §3.2",
        ),
        Assumption.CONTENT_IS_CHALLENGE: _of(
            "所簽的內容與本系統發出的文字逐位元組相同。",
            "The signed content is the text that was issued, octet for octet.",
            "RFC 5652 §5.2, §5.4",
        ),
        Assumption.SIGNATURE: _of(
            "簽章可用所附憑證的金鑰驗證。",
            "The signature is verified by the key of the certificate in the message.",
            "RFC 5652 §5.4, §5.6",
        ),
        Assumption.CARD_NUMBER: _of(
            "簽署屬性中有卡號。",
            "The signed attributes have a card number.",
            "2.16.886.1.100.2.204",
        ),
        Assumption.CARD_NUMBER_FORM: _of(
            "卡號為兩個大寫英文字母及十四位數字，沒有填補字元。",
            "The card number is two capital letters and fourteen digits, without padding.",
            "2.16.886.1.100.2.204; PKCS #11 v3.1 §3.2",
        ),
        Assumption.NONCE_COPIED: _of(
            "網頁給元件的亂數列在簽署屬性中。",
            "The nonce that the page gave to the component is among the signed attributes.",
            "1.2.840.113549.1.9.25.3",
        ),
        Assumption.SIGNING_TIME: _of(
            "簽署屬性中有簽署時間。",
            "The signed attributes have a signing time.",
            "RFC 5652 §11.3",
        ),
        Assumption.COMPUTER_CLOCK: _of(
            "電腦的時鐘與本系統相差不超過一分鐘。",
            "The computer's clock is within a minute of the service's.",
            "RFC 5652 §11.3",
        ),
    }
)
