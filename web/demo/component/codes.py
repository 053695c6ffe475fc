"""The card component's result codes and the vendor's messages for them."""

from collections.abc import Mapping
from enum import IntEnum

SERVER_VERSION = "1.3.4.103349"


class RetCode(IntEnum):
    """The results of an operation that this component can return."""

    OK = 0
    TBS_MISSING = 0x76000003
    NO_CARD = 0x76000006
    TOO_LARGE = 0x7600000A
    NOT_JSON = 0x7600000B
    BAD_PARAMETER = 0x7600000C
    HELPER_FAILED = 0x7600000D
    UNSUPPORTED = 0x7600000E
    UNTRUSTED_SITE = 0x76000031
    PIN_MISSING = 0x76000998
    CANCELLED = 0x76000999
    NO_LIBRARY = 0x76100001
    NO_READER = 0x76100003
    READER_UNKNOWN = 0x76100004
    NO_SESSION = 0x76100005
    LOGIN_FAILED = 0x76100006
    CARD_UNREADABLE = 0x7610000B
    KEY_NOT_FOUND = 0x7610000D
    SIGNATURE_TYPE = 0x76300002
    SIGNING_FAILED = 0x76300004
    NOT_YET_VALID = 0x76500001
    EXPIRED = 0x76500002
    NOT_BASE64 = 0x76600002


class LastError(IntEnum):
    """The PKCS#11 results in ``last_error``, as signed 32-bit numbers.

    A module may have others; the first two below zero are the vendor's own.
    """

    OK = 0
    ONE_TRY_LEFT = -2147483647
    TWO_TRIES_LEFT = -2147483646
    PIN_INCORRECT = 0xA0
    PIN_LENGTH = 0xA2
    PIN_LOCKED = 0xA4
    TOKEN_NOT_PRESENT = 0xE0
    TOKEN_NOT_RECOGNISED = 0xE1


RET_WORDS = {
    RetCode.OK: "",
    RetCode.TBS_MISSING: "未輸入待簽訊息",
    RetCode.NO_CARD: "未插入IC卡",
    RetCode.TOO_LARGE: "檔案過大",
    RetCode.NOT_JSON: "JSON格式錯誤",
    RetCode.BAD_PARAMETER: "參數錯誤",
    RetCode.HELPER_FAILED: "執行檔錯誤或逾時",
    RetCode.UNSUPPORTED: "不支援的方法",
    RetCode.UNTRUSTED_SITE: "在未授權的網站執行元件",
    RetCode.PIN_MISSING: "未輸入PIN碼",
    RetCode.CANCELLED: "使用者已取消動作",
    RetCode.NO_LIBRARY: "無法載入IC卡函式庫檔案",
    RetCode.NO_READER: "無可用讀卡機",
    RetCode.READER_UNKNOWN: "取得讀卡機資訊失敗",
    RetCode.NO_SESSION: "取得session失敗",
    RetCode.LOGIN_FAILED: "IC卡登入失敗",
    RetCode.CARD_UNREADABLE: "IC卡卡片資訊失敗",
    RetCode.KEY_NOT_FOUND: "找不到指定金鑰",
    RetCode.SIGNATURE_TYPE: "簽章型別錯誤",
    RetCode.SIGNING_FAILED: "簽章執行錯誤",
    RetCode.NOT_YET_VALID: "憑證尚未生效",
    RetCode.EXPIRED: "憑證已到期",
    RetCode.NOT_BASE64: "Base64解碼錯誤",
}

LAST_WORDS: Mapping[int, str] = {
    LastError.OK: "",
    LastError.ONE_TRY_LEFT: "PIN碼錯誤，剩餘1次",
    LastError.TWO_TRIES_LEFT: "PIN碼錯誤，剩餘2次",
    LastError.PIN_INCORRECT: "PIN碼錯誤",
    LastError.PIN_LENGTH: "PIN碼長度錯誤",
    LastError.PIN_LOCKED: "已鎖卡",
}


# By the tries that are left.
AFTER_A_WRONG_PIN = {
    2: LastError.TWO_TRIES_LEFT,
    1: LastError.ONE_TRY_LEFT,
    0: LastError.PIN_LOCKED,
}


class Refused(Exception):
    """An operation that the component or the card refused, with its two codes."""

    def __init__(self, ret_code: RetCode, last_error: int = LastError.OK) -> None:
        super().__init__(ret_code.name)
        self.ret_code = ret_code
        self.last_error = last_error
