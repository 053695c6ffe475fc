"""What is said about an account's cards and their changes."""

from schema.words.told_in import EN, ZH, Words

HOLDERS: Words = {
    "ACCOUNT_FROZEN": {
        ZH: "有人反映憑證異動並非貴公司所為，查證完成前不得新增、變更、刪除或更換憑證。",
        EN: "Somebody objected to a change of cards. No card can be changed until staff have "
        "looked into it.",
    },
    "TOO_MANY_CERTIFICATES": {
        ZH: "每一帳號最多綁定 20 張憑證，請先刪除不再使用的憑證。",
        EN: "An account has at most 20 cards. Remove one that is not used any more.",
    },
    "LAST_CERTIFICATE": {
        ZH: "這是帳號唯一可登入的憑證，不能刪除。請改用「更換」，或先新增其他憑證。",
        EN: "This is the only card that can sign in, so it cannot be removed. Replace it, or add "
        "another first.",
    },
    "CERTIFICATE_NOT_FOUND": {
        ZH: "找不到此憑證，可能已被刪除。請重新整理頁面。",
        EN: "There is no such card; it may have been removed. Reload the page.",
    },
    "LABEL_TAKEN": {
        ZH: "此名稱已用於另一張憑證，請使用其他名稱。",
        EN: "Another card has this label. Choose a different one.",
    },
    "CHANGE_NOT_FOUND": {
        ZH: "找不到此筆反映。",
        EN: "There is no such objection.",
    },
    "CHANGE_SETTLED": {
        ZH: "此筆反映已處理完成，請重新整理頁面。",
        EN: "This objection was settled already. Reload the page.",
    },
    "CHANGE_NOT_UNDOABLE": {
        ZH: "無法復原：原憑證或其持卡人已綁定於他處。請洽該公司後再行處理。",
        EN: "This cannot be undone: the card or its holder is bound elsewhere by now. Speak to the "
        "company first.",
    },
}
