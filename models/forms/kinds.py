"""The kinds of text that people, partners and files send in, each declared once."""

import re

from models.company.declaration import FieldKind
from models.company.postal import district_of
from models.forms.text_kind import Case, Lines, Marks, Rule, TextKind
from models.mail.letter import EmailInvalid, mailbox


def _shape(pattern: str, *, code: str) -> Rule:
    return Rule(holds=re.compile(pattern, re.ASCII).fullmatch, code=code)


def _is_mailbox(text: str) -> bool:
    try:
        mailbox(text)
    except EmailInvalid:
        return False
    return True


COMPANY_NAME = TextKind(name="company name", longest=FieldKind.NAME.max_length)
PERSON_NAME = TextKind(name="person's name", longest=FieldKind.PERSON_NAME.max_length)
ADDRESS = TextKind(name="address", longest=FieldKind.ADDRESS.max_length)
EMAIL = TextKind(
    name="e-mail address",
    longest=FieldKind.EMAIL.max_length,
    rules=(Rule(holds=_is_mailbox, code="EMAIL_SHAPE"),),
)
# Digits with spaces, dashes and brackets, and an extension.
PHONE = TextKind(
    name="telephone number",
    longest=FieldKind.PHONE.max_length,
    rules=(
        _shape(
            r"\+?[0-9][0-9 ()\-]{5,24}(?:\s?(?:#|ext\.?|轉|分機)\s?[0-9]{1,6})?", code="PHONE_SHAPE"
        ),
    ),
)
POSTAL_CODE = TextKind(
    name="postal code",
    longest=40,
    rules=(
        _shape(r"[0-9]{6}", code="POSTAL_CODE_SHAPE"),
        Rule(holds=district_of, code="POSTAL_CODE_DISTRICT"),
    ),
)
CONTROL_NUMBER = TextKind(
    name="control number",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z0-9]{8}", code="CONTROL_NUMBER_SHAPE"),),
)
# The registry's eight characters, or a number of this service's own with its dash.
ACCOUNT_NUMBER = TextKind(
    name="account number",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z0-9]{8}|[A-Za-z]{3}-[0-9]{4}", code="ACCOUNT_NUMBER_SHAPE"),),
)
# As printed on a card and stated by its certificate; it is compared, never stored.
CARD_NUMBER = TextKind(
    name="card number",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z]{2}[0-9]{14}", code="CARD_NUMBER_SHAPE"),),
)
CASE_NUMBER = TextKind(
    name="case number",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z]{2}-[0-9]{8}-[A-Za-z0-9]{6}", code="CASE_NUMBER_SHAPE"),),
)
# What a caller reads out to the help line: a case's number, or an account's.
INQUIRY_NUMBER = TextKind(
    name="case number or control number",
    longest=40,
    case=Case.UPPER,
    rules=(
        _shape(
            r"[A-Za-z]{2}-[0-9]{8}-[A-Za-z0-9]{6}|[A-Za-z0-9]{8}|[A-Za-z]{3}-[0-9]{4}",
            code="INQUIRY_NUMBER_SHAPE",
        ),
    ),
)
LABEL = TextKind(name="label", longest=80)
# The name of a manually created account: of a company, a unit or a person.
NAME = TextKind(name="name", longest=120)
# The last characters of a national ID number, as certificates state them.
LAST_FOUR = TextKind(
    name="last four characters of an ID number",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z0-9]{4}", code="LAST_FOUR_SHAPE"),),
)
PARTNER_NAME = TextKind(name="partner's name", longest=80)
URL = TextKind(name="URL", longest=300)
HOST_NAME = TextKind(
    name="host", longest=253, rules=(_shape(r"[A-Za-z0-9.-]+", code="HOST_SHAPE"),)
)
NOTE = TextKind(name="note", longest=400, lines=Lines.MANY)
# The sender of a request, or the number that it is filed under.
REFERENCE = TextKind(name="reference", longest=400)
# What is typed and not sent yet, whole or not; it is longer than any field may be.
UNSENT = TextKind(name="unsent text", longest=300)
SEARCH = TextKind(name="search text", longest=120)
# A subject or an actor of the journal.
JOURNAL_NAME = TextKind(name="name in the journal", longest=64)
# What a page has observed of the card component: numbers, versions, names of fields and codes.
OBSERVED = TextKind(
    name="observation",
    longest=80,
    rules=(_shape(r"[A-Za-z0-9 .,:;_()/|+-]+", code="OBSERVATION_SHAPE"),),
)
SHA256 = TextKind(
    name="SHA-256",
    longest=80,
    case=Case.LOWER,
    rules=(_shape(r"[0-9A-Fa-f]{64}", code="SHA256_SHAPE"),),
)
# What takes a form to another browser, without its dashes.
TRANSFER_CODE = TextKind(
    name="transfer code",
    longest=40,
    case=Case.UPPER,
    rules=(_shape(r"[A-Za-z0-9]{8}", code="TRANSFER_CODE_SHAPE"),),
)
# 256 bits in base64url: the token of a mailed link or of a hand-off.
TOKEN = TextKind(
    name="token", longest=64, rules=(_shape(r"[A-Za-z0-9_-]{43}", code="TOKEN_SHAPE"),)
)
# The registry's cells may be longer than typed text. Format characters are left out, because nobody
# can be asked to type such a cell again.
REGISTRY_CELL = TextKind(name="cell of the registry", longest=300, marks=Marks.LEFT_OUT)
