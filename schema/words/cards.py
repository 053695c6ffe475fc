"""What is said about cards: challenges, signatures, certificates, revocation, binding."""

from schema.words.told_in import EN, HELP, ZH, Words

CARDS: Words = {
    # Challenges
    "CHALLENGE_UNKNOWN": {
        ZH: "此簽章不屬於本次申請，請重新按「取得憑證資訊」。",
        EN: "This signature does not belong to this act. Read the card again.",
    },
    "CHALLENGE_SPENT": {
        ZH: "此簽章已使用過，請重新按「取得憑證資訊」。",
        EN: "This signature was used already. Read the card again.",
    },
    "CHALLENGE_EXPIRED": {
        ZH: "簽章已超過 5 分鐘，請重新按「取得憑證資訊」。",
        EN: "The signature is more than five minutes old. Read the card again.",
    },
    # The card's signature
    "SIGNATURE_TOO_LARGE": {
        ZH: "簽章資料過大，無法受理。請更新跨平台網頁元件後再試。",
        EN: "The signature is too large. Update the card component and try again.",
    },
    "SIGNATURE_UNREADABLE": {
        ZH: "無法讀取簽章資料。請更新跨平台網頁元件後再試。",
        EN: "The signature cannot be read. Update the card component and try again.",
    },
    "SIGNER_NOT_SINGLE": {
        ZH: "簽章須由一張憑證簽署，請重新按「取得憑證資訊」。",
        EN: "Exactly one card must sign. Read the card again.",
    },
    "SIGNER_CERTIFICATE_MISSING": {
        ZH: "簽章中沒有憑證。請更新跨平台網頁元件後再試。",
        EN: "The signature holds no certificate. Update the card component and try again.",
    },
    "SIGNED_ATTRIBUTES_WRONG": {
        ZH: "簽章屬性不正確。請確認電腦時間正確，更新元件後再試。",
        EN: "The signed attributes are wrong. Check the computer's clock, update the component.",
    },
    "CONTENT_NOT_CHALLENGE": {
        ZH: "簽署的內容不是本系統所發出，請重新按「取得憑證資訊」。",
        EN: "What was signed is not what this service gave out. Read the card again.",
    },
    "ALGORITHM_REFUSED": {
        ZH: "簽章演算法不符規定。請更新跨平台網頁元件後再試。",
        EN: "The signature's algorithm is not accepted. Update the card component and try again.",
    },
    "KEY_TOO_WEAK": {
        ZH: "憑證金鑰不符安全規定，請向戶政事務所申請換發自然人憑證。",
        EN: "The card's key is not safe enough. Have the card reissued.",
    },
    "SIGNATURE_WRONG": {
        ZH: "簽章驗證未通過，請重新按「取得憑證資訊」。",
        EN: "The signature does not verify. Read the card again.",
    },
    # The card's certificate
    "ISSUER_UNKNOWN": {
        ZH: "此憑證不是內政部憑證管理中心所簽發，請改用自然人憑證。",
        EN: "This certificate was not issued by MOICA. Use a Citizen Digital Certificate.",
    },
    "ISSUER_EXPIRED": {
        ZH: "此憑證為舊世代憑證，已停止使用，請換發新的自然人憑證。",
        EN: "This card is of a generation that has ended. Have the card reissued.",
    },
    "WRONG_CARD_KIND": {
        ZH: "這張卡片不是自然人憑證（例如工商憑證），請改插自然人憑證。",
        EN: "This is a card of another kind, such as a company card. Use a citizen's card.",
    },
    "CERTIFICATE_NOT_YET_VALID": {
        ZH: "憑證尚未生效，請於生效日後再試。",
        EN: "The certificate is not valid yet. Try again when its time has begun.",
    },
    "CERTIFICATE_EXPIRED": {
        ZH: "憑證已過期，請至內政部憑證管理中心網站展期或換發後再試。",
        EN: "The certificate has expired. Renew it with MOICA and try again.",
    },
    "NOT_A_SIGNATURE_CERTIFICATE": {
        ZH: "請使用簽章用憑證；讀到的是加密用憑證。",
        EN: "Use the signature certificate; this is the one for encryption.",
    },
    "POLICY_REFUSED": {
        ZH: "憑證的保證等級不符規定，請改用自然人憑證正卡。",
        EN: "The certificate's assurance level is not accepted. Use a Citizen Digital Certificate.",
    },
    "CERTIFICATE_PROFILE_WRONG": {
        ZH: "憑證內容不符自然人憑證格式，請改用自然人憑證。",
        EN: "The certificate does not have a citizen card's shape. Use such a card.",
    },
    "CARD_NUMBER_MISSING": {
        ZH: "簽章中沒有卡號。請更新跨平台網頁元件後再試。",
        EN: "The card's number is not in the signature. Update the card component and try again.",
    },
    # Revocation
    "CERTIFICATE_REVOKED": {
        ZH: f"此憑證已廢止，不能使用。如有疑問請洽內政部憑證管理中心 {HELP}。",
        EN: f"This certificate was revoked and cannot be used. Ask MOICA: {HELP}.",
    },
    "CERTIFICATE_ON_HOLD": {
        ZH: f"此憑證已暫時停用，請先辦理恢復使用。內政部憑證管理中心 {HELP}。",
        EN: f"This certificate is suspended. Have it restored first. MOICA: {HELP}.",
    },
    "REVOCATION_UNKNOWN": {
        ZH: "目前無法查證憑證是否有效，並非您的憑證有問題。請稍後再試。",
        EN: "It cannot be found out now whether the certificate is good. Try again later.",
    },
    "REVOCATION_STALE": {
        ZH: "憑證廢止清冊尚未更新，並非您的憑證有問題。請稍後再試。",
        EN: "The list of revoked certificates is too old at the moment. Try again later.",
    },
    "ISSUER_REVOKED": {
        ZH: f"簽發此憑證的憑證機構已遭廢止，不能使用。請洽內政部憑證管理中心 {HELP}。",
        EN: f"The authority that issued this certificate was revoked. Ask MOICA: {HELP}.",
    },
    # Binding
    "CERTIFICATE_ALREADY_BOUND": {
        ZH: "此憑證已綁定，一張自然人憑證僅限對應一組管制編號。"
        "若是您自己的申請案，請以憑證繼續申請。",
        EN: "This card is bound already; one card belongs to one control number. "
        "If the application is your own, continue it with your card.",
    },
    "PERSON_ALREADY_BOUND": {
        ZH: "您已有另一張自然人憑證綁定，一人僅限對應一組管制編號。請先解除原綁定。",
        EN: "Another card of yours is bound already; a person belongs to one control number. "
        "Have that binding ended first.",
    },
}
