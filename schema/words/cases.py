"""What is said about sessions, applications and mailed links."""

from schema.words.told_in import EN, ZH, Words

CASES: Words = {
    # Sessions and applications
    "SESSION_MISSING": {
        ZH: "連線階段已結束。若已綁定憑證，請以憑證繼續申請；否則請重新填寫。",
        EN: "Your session has ended. Continue with your card if it was bound, or start again.",
    },
    "APPLICATION_NOT_FOUND": {
        ZH: "找不到此申請案。若已綁定憑證，請以憑證繼續申請。",
        EN: "There is no such application here. If your card was bound, continue with it.",
    },
    "APPLICATION_MOVED": {
        ZH: "申請案的狀態已變更，無法執行此動作。請重新整理頁面查看目前狀態。",
        EN: "The application has moved on and this cannot be done now. Reload to see where it is.",
    },
    "NO_APPLICATION_OF_THIS_CARD": {
        ZH: "此憑證沒有進行中的申請案。請確認插入的是申請時所用的憑證。",
        EN: "This card has no open application. Check that it is the card you applied with.",
    },
    "TOO_MANY_REQUESTS": {
        ZH: "操作次數過多，請於 {seconds} 秒後再試。",
        EN: "That was asked too often. Try again in {seconds} seconds.",
    },
    # Links
    "LINK_UNKNOWN": {
        ZH: "連結不正確。請從信件中完整複製連結，或重新寄送。",
        EN: "This link is not right. Copy all of it from the mail, or have a new one sent.",
    },
    "LINK_EXPIRED": {
        ZH: "連結已過期，請重新寄送認證信。",
        EN: "This link has expired. Have a new one sent.",
    },
    "LINK_SPENT": {
        ZH: "連結已使用過，請查看帳號狀態。",
        EN: "This link was used already. Look at the status of the application.",
    },
    "LINK_REPLACED": {
        ZH: "此連結已失效：已寄出較新的信件，或申請案已結束。請使用最新的信件。",
        EN: "This link does not count any more: a newer mail was sent, or the application has "
        "ended. Use the newest mail.",
    },
    "LINK_NEEDED": {
        ZH: "請由審核結果信件中的連結進入後修正資料。",
        EN: "Correct the data through the link in the mail about the result.",
    },
    "CARD_NEEDED": {
        ZH: "請以申請時綁定的自然人憑證確認身分後再繼續。",
        EN: "Confirm with the card that was bound to the application, then go on.",
    },
    "RESENT_TOO_SOON": {
        ZH: "信件剛寄出，請 5 分鐘後再試，並查看垃圾信件匣。",
        EN: "A mail was sent just now. Look into the spam folder, or try again in five minutes.",
    },
    "RESYNC_REQUIRED": {
        ZH: "離線時間過長，請重新讀取目前狀態。",
        EN: "You were away too long. Read the present state anew.",
    },
}
