"""What is said about partner systems and about going over to them."""

from schema.words.told_in import EN, ZH, Words

PARTNERS: Words = {
    "TOKEN_NEEDED": {
        ZH: "此操作僅供介接系統使用，請於 Authorization 標頭帶入有效的權杖。",
        EN: "This is for partner systems. Send a token that counts in the Authorization header.",
    },
    "SCOPE_MISSING": {
        ZH: "此權杖沒有 {scope} 的權限，請洽本系統管理者。",
        EN: "This token has not the scope {scope}. Ask an administrator of this service for it.",
    },
    "CURSOR_UNKNOWN": {
        ZH: "此位置標記並非由本系統目前的紀錄所發出，請不帶標記從頭讀取。",
        EN: "This cursor was not given out by the journal that is here. Read on without one.",
    },
    "PARTNER_NOT_FOUND": {
        ZH: "找不到此介接系統，或該系統已停止介接。",
        EN: "There is no such partner system, or it is not connected any more.",
    },
    "PARTNER_NAME_TAKEN": {
        ZH: "已有同名的介接系統，請改用其他名稱。",
        EN: "Another partner system has this name. Choose another.",
    },
    "HANDOFF_UNKNOWN": {
        ZH: "此轉登入代碼無效或已逾時，請回到本專區重新點選。",
        EN: "This code opens nothing, or not any more. Go back to the portal and choose again.",
    },
    # Problems of the form that a partner is described by
    "HANDOFF_URL_SHAPE": {
        ZH: "請輸入以 https:// 開頭的完整網址，不含帳號、密碼與 # 之後的部分。",
        EN: "Enter a whole address that begins with https://, without a user and without a #.",
    },
    "TOKEN_LIFE": {
        ZH: "權杖的到期時間須在未來，且最長 {days} 天。",
        EN: "A token ends in the future, within {days} days at most.",
    },
    "OVERLAP_HOURS": {
        ZH: "新舊權杖並行的時間為 0 至 {hours} 小時。",
        EN: "The old token stands beside the new one for 0 to {hours} hours.",
    },
}
