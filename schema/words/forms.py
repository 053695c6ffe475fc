"""What is said about forms."""

from schema.words.told_in import EN, ZH, Words

FORMS: Words = {
    "INVALID_INPUT": {
        ZH: "有欄位需要修正，請依各欄位說明更正後再送出。",
        EN: "Some fields need to be corrected. Correct each as described and send again.",
    },
    "REQUIRED": {ZH: "此欄位必須填寫。", EN: "Enter a value; this field may not be empty."},
    "TOO_LONG": {
        ZH: "內容過長，請縮短至 {longest} 個字以內。",
        EN: "Shorten this to {longest} characters.",
    },
    "UNWRITTEN_CHARACTER": {
        ZH: "內容含有無法顯示的字元，請重新輸入，不要直接貼上。",
        EN: "This holds characters that cannot be seen. Type it again instead of pasting.",
    },
    "CONTROL_NUMBER_SHAPE": {
        ZH: "管制編號為 8 碼英文字母或數字，例如 A0000006。",
        EN: "A control number has 8 letters or digits, such as A0000006.",
    },
    "CASE_NUMBER_SHAPE": {
        ZH: "案件編號格式不符，例如 GZ-20260301-2A3B4C。",
        EN: "A case number looks like GZ-20260301-2A3B4C.",
    },
    "TOKEN_SHAPE": {
        ZH: "連結不完整，請自信件完整複製連結。",
        EN: "This is not the whole link. Copy all of it from the mail.",
    },
    "SHA256_SHAPE": {
        ZH: "SHA-256 為 64 碼十六進位數字。",
        EN: "A SHA-256 is 64 hexadecimal digits.",
    },
    "EMAIL_SHAPE": {
        ZH: "請輸入完整的電子郵件信箱，例如 name@example.com。",
        EN: "Enter a whole e-mail address, such as name@example.com.",
    },
    "POSTAL_CODE_SHAPE": {
        ZH: "郵遞區號為 6 碼數字（3 碼區號加 3 碼投遞段號），例如 100001。",
        EN: "A postal code has 6 digits: three of the district and three more, such as 100001.",
    },
    "POSTAL_CODE_DISTRICT": {
        ZH: "沒有以此 3 碼開頭的郵遞區，請查詢 3+3 郵遞區號後更正。",
        EN: "No district has these first three digits. Look the 3+3 postal code up and correct it.",
    },
    "PHONE_SHAPE": {
        ZH: "請輸入電話號碼，例如 02-12345678#123 或 0912-345678。",
        EN: "Enter a telephone number, such as 02-12345678#123 or 0912-345678.",
    },
}
