"""What is said about signing in and about who may act."""

from schema.words.told_in import EN, ZH, Words

SESSIONS: Words = {
    "SIGN_IN_NEEDED": {
        ZH: "請先以自然人憑證登入。",
        EN: "Sign in with your card first.",
    },
    "NOT_ALLOWED": {
        ZH: "您的帳號沒有此項權限。如有需要請洽系統管理者。",
        EN: "Your account may not do this. Ask an administrator if it should.",
    },
    "CARD_PROOF_NEEDED": {
        ZH: "為保護帳號安全，請以您登入所用的憑證再次確認身分後再繼續。",
        EN: "To protect the account, confirm with the card you signed in with, then go on.",
    },
    "ANOTHER_CARD": {
        ZH: "讀到的不是您登入所用的憑證，請改插該張憑證。",
        EN: "This is not the card you signed in with. Insert that one.",
    },
    "CARD_NOT_BOUND": {
        ZH: "此憑證尚未綁定任何帳號。請先申請帳號，或請貴公司已登入的同仁新增此憑證。",
        EN: "This card is bound to no account. Apply for one, or let a colleague add it.",
    },
    "CARD_WAITS": {
        ZH: "此憑證的帳號申請尚未開通，請查看申請進度。",
        EN: "The account that this card applied for is not open yet. Look at the application.",
    },
    "CARD_RENEWED": {
        ZH: "您的自然人憑證已換發。請以新憑證取代原有憑證後登入。",
        EN: "Your card was reissued. Put it in the old one's place to sign in.",
    },
    "CARD_FROZEN": {
        ZH: "有人反映此憑證並非由貴公司新增，已暫停使用，由專人查證中。",
        EN: "Somebody objected to this card's being added. Staff are looking into it.",
    },
    "ACCOUNT_NOT_ACTIVE": {
        ZH: "此帳號已停用或關閉，請洽本系統客服。",
        EN: "This account is suspended or closed. Ask the help line.",
    },
    "SESSION_NOT_FOUND": {
        ZH: "找不到此登入紀錄，可能已經登出。",
        EN: "There is no such session; it may have ended already.",
    },
    "ACCOUNT_NOT_FOUND": {
        ZH: "找不到此帳號。",
        EN: "There is no such account.",
    },
}
