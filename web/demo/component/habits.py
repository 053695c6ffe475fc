"""How real components behave at times, to be tried in the demo (card-component reference, 8)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from web.demo.component.codes import LastError, Refused, RetCode

# A number of 32 bits with a sign, as a program of 64 bits writes it.
_WIDE = 1 << 64


class Habit(StrEnum):
    """Something that a component does in place of what its protocol leads one to expect."""

    WIDE_NUMBERS = "wide-numbers"
    NO_REASON = "no-reason"
    CLOSES_SILENTLY = "closes-silently"
    READERS_AT_START = "readers-at-start"
    SIGNS_TIME = "signs-time"
    SLOW_CARD = "slow-card"
    NEWER_LIST = "newer-list"
    LONG_LISTS = "long-lists"
    OTHER_LIST_HOST = "other-list-host"


@dataclass(frozen=True, kw_only=True)
class HabitText:
    """A habit in words."""

    title: str
    note: str


TEXTS = {
    Habit.WIDE_NUMBERS: HabitText(
        title="64 位元的錯誤代碼", note="last_error 以 64 位元整數回覆，超過 JavaScript 數字的精度"
    ),
    Habit.NO_REASON: HabitText(
        title="登入失敗不說明原因", note="PIN 碼錯誤或鎖卡時，last_error 為 0"
    ),
    Habit.CLOSES_SILENTLY: HabitText(
        title="發生錯誤時視窗自行關閉", note="讀卡視窗不回覆任何訊息就關閉"
    ),
    Habit.READERS_AT_START: HabitText(
        title="只在啟動時偵測讀卡機", note="如 macOS：之後接上或拔除的讀卡機，要重新啟動元件才知道"
    ),
    Habit.SIGNS_TIME: HabitText(
        title="簽章附上電腦時間", note="網站沒有要求，簽章中仍有 signingTime"
    ),
    Habit.SLOW_CARD: HabitText(title="讀取緩慢的卡片", note="每次簽章約需 8 秒"),
    Habit.NEWER_LIST: HabitText(
        title="較新的卡片清單",
        note="識別碼改為 base64，另有橢圓曲線金鑰，根憑證排在最前面，簽章成功時不附訊息",
    ),
    Habit.LONG_LISTS: HabitText(
        title="與真實一樣長的廢止清冊",
        note="第二代 412,404 筆、第三代 141,083 筆；本系統每 15 分鐘取得一次",
    ),
    Habit.OTHER_LIST_HOST: HabitText(
        title="廢止清冊在另一台主機", note="清冊所載的主機名稱，與卡片所載的不同"
    ),
}

SLOW_SECONDS = 8.0


def reported(refused: Refused, habits: Collection[Habit]) -> Refused:
    """Return a refusal as a component with these habits reports it."""
    if refused.ret_code is RetCode.LOGIN_FAILED and Habit.NO_REASON in habits:
        return Refused(refused.ret_code, LastError.OK)
    return refused


def written(number: int, habits: Collection[Habit]) -> int:
    """Return ``last_error`` as a component with these habits writes it."""
    return number % _WIDE if Habit.WIDE_NUMBERS in habits else number
