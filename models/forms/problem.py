"""The problems that a field of a form can have, with their messages in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.core.language import Language


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What is wrong and what to type instead; ``{names}`` are filled from a problem's values."""

    zh: str
    en: str


# By the problem's code, which never changes.
SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "REQUIRED": Sentence(
            zh="此欄位必須填寫。",
            en="This field is required. Enter a value.",
        ),
        "TOO_LONG": Sentence(
            zh="內容過長，請縮短至 {longest} 個字以內。",
            en="This is too long. Enter at most {longest} characters.",
        ),
        "UNWRITTEN_CHARACTER": Sentence(
            zh="內容含有無法顯示的字元，請重新輸入，不要直接貼上。",
            en="This contains invisible characters. Type the text instead of pasting it.",
        ),
        "CONTROL_NUMBER_SHAPE": Sentence(
            zh="管制編號為 8 碼英文字母或數字，例如 A0000006。",
            en="A control number has 8 letters or digits, such as A0000006.",
        ),
        "PRIVACY_NOTICE_UNKNOWN": Sentence(
            zh="個人資料告知事項已更新，請重新整理頁面後再確認一次。",
            en="The notice on personal data has changed. Reload the page and confirm it again.",
        ),
        "TRANSFER_CODE_SHAPE": Sentence(
            zh="代碼為 8 碼英文字母與數字。",
            en="A code has 8 letters and digits.",
        ),
        "CASE_NUMBER_SHAPE": Sentence(
            zh="案件編號格式不符，例如 GZ-20260301-2A3B4C。",
            en="A case number looks like GZ-20260301-2A3B4C.",
        ),
        "INQUIRY_NUMBER_SHAPE": Sentence(
            zh="請輸入案件編號（例如 GZ-20260301-2A3B4C）或 8 碼管制編號（例如 A0000006）。",
            en=(
                "Enter a case number, such as GZ-20260301-2A3B4C, or a control number, such as "
                "A0000006."
            ),
        ),
        "CARD_NUMBER_SHAPE": Sentence(
            zh="卡號為 2 碼英文字母加 14 碼數字，例如 TP00000000000001。",
            en="A card number has 2 letters and 14 digits, such as TP00000000000001.",
        ),
        "SHA256_SHAPE": Sentence(
            zh="SHA-256 為 64 碼十六進位數字。",
            en="A SHA-256 has 64 hexadecimal digits.",
        ),
        "OBSERVATION_SHAPE": Sentence(
            zh="觀察結果的格式不符，請重新整理網頁後再試。",
            en="An observation has an unexpected form. Reload the page and try again.",
        ),
        "EMAIL_SHAPE": Sentence(
            zh="請輸入完整的電子郵件信箱，例如 name@example.com。",
            en="Enter a complete e-mail address, such as name@example.com.",
        ),
        "POSTAL_CODE_SHAPE": Sentence(
            zh="郵遞區號為 6 碼數字（3 碼區號加 3 碼投遞段號），例如 100001。",
            en="A postal code has 6 digits: three for the district and three more, such as 100001.",
        ),
        "POSTAL_CODE_DISTRICT": Sentence(
            zh="沒有以此 3 碼開頭的郵遞區，請查詢 3+3 郵遞區號後更正。",
            en="No district has these first three digits. Look up the 3+3 postal code.",
        ),
        "PHONE_SHAPE": Sentence(
            zh="請輸入電話號碼，例如 02-12345678#123 或 0912-345678。",
            en="Enter a telephone number, such as 02-12345678#123 or 0912-345678.",
        ),
        "LABEL_TAKEN": Sentence(
            zh="此名稱已用於另一張憑證，請使用其他名稱。",
            en="Another card has this label. Choose a different one.",
        ),
        "ACCOUNT_NUMBER_SHAPE": Sentence(
            zh="請輸入 8 碼管制編號，例如 A0000006；車機商及管理端請輸入帳號，例如 VND-0001。",
            en=(
                "Enter the 8-character control number, such as A0000006. Vendors and staff enter "
                "their account number, such as VND-0001."
            ),
        ),
        "ROLE_OF_STAFF_ONLY": Sentence(
            zh="僅管理端帳號可設定角色，車機商帳號請留空。",
            en="Only staff accounts have a role. Leave this empty for a vendor.",
        ),
        "LAST_FOUR_SHAPE": Sentence(
            zh="請輸入國民身分證統一編號的後 4 碼，例如 0109。",
            en="Enter the last 4 characters of the national ID number, such as 0109.",
        ),
        "LAST_FOUR_OF_STAFF_ONLY": Sentence(
            zh="僅管理端帳號須填寫身分證後 4 碼，車機商帳號請留空。",
            en="Only invitations of staff name an ID number. Leave this empty for a vendor.",
        ),
        "CONTROL_NUMBER_FIXED": Sentence(
            zh="管制編號無法變更。若管制編號已不同，請另行申請帳號。",
            en="The control number cannot be changed. Apply for an account with the new number.",
        ),
        "MAILBOX_UNCHANGED": Sentence(
            zh="此信箱與帳號目前登載者相同，請輸入更正後之信箱。",
            en="The account has this mailbox already. Enter the one that is to replace it.",
        ),
        "HANDOFF_URL_SHAPE": Sentence(
            zh="請輸入以 https:// 開頭的完整網址，不含帳號、密碼與 # 之後的部分。",
            en="Enter a complete https:// URL, without a user name or fragment (#).",
        ),
        "TOKEN_LIFE": Sentence(
            zh="權杖的到期時間須在未來，且最長 {days} 天。",
            en="The token must expire in the future, at most {days} days from now.",
        ),
        "OVERLAP_HOURS": Sentence(
            zh="新舊權杖並行的時間為 0 至 {hours} 小時。",
            en="The old token can stay valid beside the new one for 0 to {hours} hours.",
        ),
        "CALENDAR_COLUMNS": Sentence(
            zh="此檔案不是行政機關辦公日曆表：首列須為「西元日期,星期,是否放假,備註」。",
            en="This is no office calendar: its first line must name the four published columns.",
        ),
        "CALENDAR_LINE": Sentence(
            zh="第 {line} 列無法讀取：日期須為 8 碼數字，是否放假須為 0 或 2。",
            en="Line {line} is unreadable: a date has 8 digits, and a day off is 0 or 2.",
        ),
        "CALENDAR_WEEKDAY": Sentence(
            zh="第 {line} 列之星期與日期不符，請確認檔案內容。",
            en="Line {line} states another weekday than its date has. Check the file.",
        ),
        "CALENDAR_YEAR": Sentence(
            zh="檔案須為同一年度之每一日，各一列，依日期排列。",
            en="The file must have each day of one year once, in order.",
        ),
        "TOO_MANY": Sentence(
            zh="至多填寫 {most} 項，請減少後再送出。",
            en="Enter at most {most} values.",
        ),
        "HOST_SHAPE": Sentence(
            zh="請輸入主機名稱，例如 tracks.example，不含 https:// 與路徑。",
            en="Enter the name of a host, such as tracks.example, without https:// or a path.",
        ),
        "HOST_NOT_CALLED": Sentence(
            zh="主機 {host} 未列於允許呼叫的主機，請先加入該清單。",
            en="The host {host} is not among the called hosts. Add it to that list first.",
        ),
        "KEYS_UNFIT": Sentence(
            zh="這不是可用的公開金鑰組（JWK Set，RFC 7517）：{why}。",
            en="This is not a usable set of public keys (JWK set, RFC 7517): {why}.",
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field of a form.

    :raises KeyError: when nothing is said of the code
    """

    code: str
    path: tuple[str, ...]
    values: Mapping[str, str]

    def __post_init__(self) -> None:
        SENTENCES[self.code]

    def message(self, language: Language) -> str:
        said = SENTENCES[self.code]
        text = said.zh if language is Language.ZH_HANT_TW else said.en
        return text.format_map(self.values)
