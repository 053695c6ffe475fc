"""What is said about accounts without a card, accounts opened by hand, and changes of data."""

from schema.words.told_in import EN, ZH, Words

FIRST: Words = {
    "ACCOUNT_NUMBER_SHAPE": {
        ZH: "請輸入 8 碼管制編號，例如 A0000006；車機商及管理端請輸入帳號，例如 VND-0001。",
        EN: "Enter the 8 letters or digits of the control number, such as A0000006; vendors and "
        "staff enter their account, such as VND-0001.",
    },
    "FIRST_CARD_BOUND": {
        ZH: "此帳號已綁定自然人憑證，請以該憑證登入；"
        "需新增其他憑證者，請由已綁定憑證之同仁登入後新增。",
        EN: "A card is bound to this account already. Sign in with it; to add another, let the "
        "colleague whose card is bound sign in and add it.",
    },
    "SIGN_IN_LINK_EXPIRED": {
        ZH: "連結已超過 24 小時。請在登入頁面輸入管制編號，重新寄送連結。",
        EN: "This link is older than 24 hours. Have another sent: enter the control number on the "
        "sign-in page.",
    },
    "SIGN_IN_LINK_SPENT": {
        ZH: "已透過此連結綁定憑證，連結已失效。請直接以憑證登入。",
        EN: "A card was bound through this link, which does not count any more. Sign in with the "
        "card.",
    },
    "SIGN_IN_LINK_REPLACED": {
        ZH: "此連結已失效：已寄出較新的信件，或帳號已綁定憑證。"
        "請使用最新的信件，或直接以憑證登入。",
        EN: "This link does not count any more: a newer mail was sent, or the account has a card. "
        "Use the newest mail, or sign in with the card.",
    },
    "ROLE_OF_STAFF_ONLY": {
        ZH: "僅管理端帳號可設定角色，車機商帳號請留空。",
        EN: "Only staff have a role. Leave this empty for a vendor.",
    },
    "CONTROL_NUMBER_FIXED": {
        ZH: "管制編號不能變更。若管制編號已不同，請另行申請帳號。",
        EN: "The control number cannot be changed. Apply for an account under the other number.",
    },
    "DATA_CHANGE_OPEN": {
        ZH: "已有一件基本資料變更申請進行中，請待審核完成，或先撤回該件申請。",
        EN: "A change of the company's data is under way. Wait for its result, or withdraw it "
        "first.",
    },
}
