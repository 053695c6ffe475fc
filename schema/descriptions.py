"""Descriptions that several fields and arguments share."""

SIGNATURE = (
    "The CMS SignedData (PKCS #7) in DER, with the challenge's text as "
    "attached content, signed with SHA-256."
)
PHONE = "The cardholder's telephone number (連絡電話)."
EMAIL = "The cardholder's email address."
LABEL = "The name of the card within the account (名稱), at most 80 characters."
MAILED_LINK = "The token of the mailed link: the part of its URL after `#`."
CONTROL_NUMBER = (
    "The control number of the account: a company's 管制編號, or the number "
    "assigned to a vendor or staff account, such as VND-0001."
)
SHOWN_NUMBER = (
    "The account's control number, as the page shows it. The request is refused if the browser "
    "is signed in to another account."
)
SHOWN_APPLICATION_NUMBER = "The application's control number, as the page shows it."
SHOWN_VERSION = (
    "The version of the application that the page shows. The request is refused if the "
    "application has changed since."
)
ACCOUNT_NAME = "The company's name (公司名稱), or the name of the vendor or staff unit."
LAST_FOUR = (
    "The last four characters of the person's national ID number (國民身分證統一編號), which the "
    "card states."
)
SESSION_END = "The date and time when the session ends at the latest."
UPDATE_CURSOR = (
    "The position of this update in the event stream. Pass it as `after`, or "
    "as the header Last-Event-ID, to resume without missing an update."
)
RESUME_AFTER = (
    "The cursor of the last update that was received; null to begin with the "
    "current state. The header Last-Event-ID takes precedence."
)
