"""What is said to reviewers and to who manages accounts."""

from schema.words.told_in import EN, ZH, Words

STAFF: Words = {
    "ALREADY_CLAIMED": {
        ZH: "{by} 已受理此案，請改審其他案件，或待其釋回。",
        EN: "{by} has this case. Take another one, or wait until it is given back.",
    },
    "NOT_CLAIMED": {
        ZH: "此案目前不是由您受理。",
        EN: "You do not have this case, or not any more.",
    },
    "OWN_CASE": {
        ZH: "您持有（或曾持有）此公司的憑證，本案須由其他同仁處理。",
        EN: "You have, or had, a card of this company. A colleague must handle this.",
    },
    "ALREADY_DECIDED": {
        ZH: "此案已審定，未再變更。請查看審定人員與時間。",
        EN: "This case is decided already, and was not changed. See who decided it, and when.",
    },
    "ACCOUNT_ALREADY_OPEN": {
        ZH: "此管制編號已有帳號，不能再核准。請退件，或先處理原帳號。",
        EN: "This control number has an account. Reject the case, or see to that account first.",
    },
    "REGISTRY_NOT_ANSWERING": {
        ZH: "目前無法查詢 EMS，為免誤判，本案尚未審定。請稍後再試。",
        EN: "The registry cannot be asked now, so nothing was decided. Try again later.",
    },
    "ACCOUNT_MOVED": {
        ZH: "帳號目前的狀態無法執行此動作，請重新查詢。",
        EN: "The account's present status does not allow this. Look at it again.",
    },
}
