"""What the page assumes of the card component; the browser sees it, and sends what it found."""

from collections.abc import Mapping
from types import MappingProxyType

from models.rehearsal.assumptions.declaration import Area, Declared
from models.rehearsal.assumptions.names import Assumption

_PROTOCOL = "HiPKILocalSignServer: popupForm"
_LIST = "HiPKILocalSignServer: GetUserCert"
_SIGN = "HiPKILocalSignServer: MakeSignature"
_CODES = "PKCS #11 v3.1 §6.1; HiPKILocalSignServer: ret_code, last_error"


def _of(zh: str, en: str, clause: str) -> Declared:
    return Declared(area=Area.COMPONENT, zh=zh, en=en, clause=clause)


OF_COMPONENT: Mapping[Assumption, Declared] = MappingProxyType(
    {
        Assumption.POPUP_ANSWERS: _of(
            "元件的視窗會開啟、收取一次要求並回傳一次結果。",
            "The component's window opens, takes one request and posts one answer.",
            _PROTOCOL,
        ),
        Assumption.SITE_TRUSTED: _of(
            "元件接受本網站的要求，不需另行加入信任網站。",
            "The component accepts this site without being told to trust it.",
            "HiPKILocalSignServer: whiteList, addDomain",
        ),
        Assumption.COMPONENT_VERSION: _of(
            "元件版本以數字分段表示，且不低於介接單位公布的最低版本。",
            "The component's version is numbers with dots, not below the oldest that integrators "
            "publish.",
            "HiPKILocalSignServer: serverVersion",
        ),
        Assumption.READERS_LISTED: _of(
            "讀卡機清單的每一項都有讀卡機名稱與卡片欄位。",
            "Each entry of the list of readers has a reader's name and a card or none.",
            _LIST,
        ),
        Assumption.CARD_LISTED: _of(
            "清單中的卡片有卡號：兩個英文字母及十四位數字。",
            "A card in the list has a card number: two letters and fourteen digits.",
            _LIST,
        ),
        Assumption.CERTIFICATES_LISTED: _of(
            "卡片列出簽章用（cert1）與加密用（cert2）憑證，用途以文字標示。",
            "The card lists a certificate for signatures (cert1) and one for encryption (cert2), "
            "with their usage in words.",
            _LIST,
        ),
        Assumption.SIGN_ANSWER: _of(
            "簽章結果有簽章、憑證與卡號，結果代碼為零。",
            "The answer to signing has the signature, the certificate, the card number and codes "
            "of zero.",
            _SIGN,
        ),
        Assumption.SAME_CARD: _of(
            "簽章結果的卡號與讀卡機清單的卡號相同。",
            "The card number in the answer is that of the list of readers.",
            _SIGN,
        ),
        Assumption.CODES_EXACT: _of(
            "結果代碼為 32 位元整數，或符號延伸的 64 位元整數，均可完整讀出。",
            "Result codes are integers of 32 bits, or of 64 with the sign extended, and are read "
            "without loss.",
            _CODES,
        ),
        Assumption.WRONG_PIN_CODE: _of(
            "PIN 碼錯誤時，結果代碼為登入失敗，並指出 PIN 碼錯誤或剩餘次數。",
            "After a wrong PIN the codes say that the login failed, and that the PIN was wrong or "
            "how many tries are left.",
            _CODES,
        ),
        Assumption.PIN_IN_PAGE: _of(
            "PIN 碼只在本網頁輸入，元件不另開輸入視窗。",
            "The PIN is typed in the page alone; the component opens no window of its own for it.",
            _SIGN,
        ),
        Assumption.LISTING_TIME: _of(
            "元件在十秒內列出讀卡機與卡片。",
            "The component lists readers and cards within ten seconds.",
            _PROTOCOL,
        ),
        Assumption.SIGNING_TIME_TAKEN: _of(
            "元件在三十秒內完成簽章。",
            "The component signs within thirty seconds.",
            _PROTOCOL,
        ),
    }
)
