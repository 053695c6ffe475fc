"""What a person typed: trimmed and normalised here and nowhere else, every problem at once."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from models.company.company import Company, CompanyField
from models.company.postal import district_of
from models.core.errors import UserError
from models.mail.letter import EmailInvalid, mailbox

LONGEST = {
    CompanyField.COMPANY_NAME: 120,
    CompanyField.RESPONSIBLE_PERSON: 60,
    CompanyField.BUSINESS_ADDRESS: 200,
    CompanyField.MAILING_ADDRESS: 200,
    CompanyField.CONTACT_NAME: 60,
}
EMAIL_LONGEST = 254
LABEL_LONGEST = 80
NOTE_LONGEST = 400
KEPT_LONGEST = 400
_CONTROL_NUMBER = re.compile(r"[A-Za-z0-9]{8}", re.ASCII)
# Of any account: the registry's eight, or one of ours with its dash.
_ACCOUNT_NUMBER = re.compile(r"[A-Za-z0-9]{8}|[A-Za-z]{3}-[0-9]{4}", re.ASCII)
_POSTAL_CODE = re.compile(r"[0-9]{6}", re.ASCII)
# A telephone number as people write it: digits with spaces, dashes, brackets, an extension.
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,24}(?:\s?(?:#|ext\.?|轉)\s?[0-9]{1,6})?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Name what is wrong with one field of a form."""

    code: str
    path: tuple[str, ...]
    values: Mapping[str, str]


class InvalidInput(UserError):
    """Say what is wrong with a form, all of it at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(*problems[0].path)
        self.problems = problems


class _Paper:
    """Take fields one by one and remember what was wrong with each."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.problems: list[Problem] = []

    def text(self, name: str, *, longest: int) -> str:
        """Take a text: NFC, trimmed, one line, not empty, not too long."""
        value = unicodedata.normalize("NFC", self._form[name]).strip()
        if not value:
            self.refuse(name, "REQUIRED")
        elif len(value) > longest:
            self.refuse(name, "TOO_LONG", longest=str(longest))
        elif any(unicodedata.category(letter) in _UNWRITTEN for letter in value):
            self.refuse(name, "UNWRITTEN_CHARACTER")
        return value

    def shaped(self, name: str, shape: re.Pattern[str], code: str, *, longest: int) -> str:
        """Take a text that must have a shape."""
        value = self.text(name, longest=longest)
        if not self.refused(name) and not shape.fullmatch(value):
            self.refuse(name, code)
        return value

    def email(self, name: str) -> str:
        """Take a mailbox's address."""
        value = self.text(name, longest=EMAIL_LONGEST)
        if self.refused(name):
            return value
        try:
            mailbox(value)
        except EmailInvalid:
            self.refuse(name, "EMAIL_SHAPE")
        return value

    def refuse(self, name: str, code: str, *, longest: str = "") -> None:
        """Remember a problem of a field."""
        self.problems.append(Problem(code=code, path=(name,), values={"longest": longest}))

    def refused(self, name: str) -> bool:
        """Tell whether this field has a problem already."""
        return any(problem.path == (name,) for problem in self.problems)

    def close(self) -> None:
        """Raise what was remembered."""
        if self.problems:
            raise InvalidInput(tuple(self.problems))


# Control, format (bidi marks, zero width), surrogate, private, unassigned, line breaks.
_UNWRITTEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def read_company(form: Mapping[CompanyField, str]) -> Company:
    """Read form 1/2.

    :raises InvalidInput: naming every field that cannot stand, in camelCase.
    """
    paper = _Paper({field.camel_case: value for field, value in form.items()})
    facts = {field: paper.text(field.camel_case, longest=most) for field, most in LONGEST.items()}
    control_number = paper.shaped(
        CompanyField.CONTROL_NUMBER.camel_case, _CONTROL_NUMBER, "CONTROL_NUMBER_SHAPE", longest=40
    )
    for field in (CompanyField.BUSINESS_EMAIL, CompanyField.CONTACT_EMAIL):
        facts[field] = paper.email(field.camel_case)
    facts[CompanyField.MAILING_POSTAL_CODE] = _postal_code(paper)
    order = [field.camel_case for field in CompanyField]
    paper.problems.sort(key=lambda problem: order.index(problem.path[0]))
    paper.close()
    return Company(
        control_number=control_number.upper(),
        company_name=facts[CompanyField.COMPANY_NAME],
        responsible_person=facts[CompanyField.RESPONSIBLE_PERSON],
        business_address=facts[CompanyField.BUSINESS_ADDRESS],
        business_email=facts[CompanyField.BUSINESS_EMAIL],
        mailing_postal_code=facts[CompanyField.MAILING_POSTAL_CODE],
        mailing_address=facts[CompanyField.MAILING_ADDRESS],
        contact_name=facts[CompanyField.CONTACT_NAME],
        contact_email=facts[CompanyField.CONTACT_EMAIL],
    )


def _postal_code(paper: _Paper) -> str:
    """Take six digits whose first three are a district's."""
    field = CompanyField.MAILING_POSTAL_CODE.camel_case
    code = paper.shaped(field, _POSTAL_CODE, "POSTAL_CODE_SHAPE", longest=40)
    if not paper.refused(field) and district_of(code) is None:
        paper.refuse(field, "POSTAL_CODE_DISTRICT")
    return code


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Hold what the card's holder typed about reaching him."""

    phone: str
    email: str


def read_contact(*, phone: str, email: str) -> Contact:
    """Read the two typed fields of form 2/2.

    :raises InvalidInput: naming each that cannot stand.
    """
    paper = _Paper({"phone": phone, "email": email})
    contact = Contact(
        phone=paper.shaped("phone", _PHONE, "PHONE_SHAPE", longest=40), email=paper.email("email")
    )
    paper.close()
    return contact


@dataclass(frozen=True, kw_only=True)
class CardDetails:
    """Hold what is typed about a card of an account; a label may be left out."""

    contact: Contact
    label: str | None


def read_card_details(*, phone: str, email: str, label: str | None) -> CardDetails:
    """Read the typed fields about a card of an account.

    :raises InvalidInput: naming each that cannot stand.
    """
    paper = _Paper({"phone": phone, "email": email, "label": label or ""})
    details = CardDetails(
        contact=Contact(
            phone=paper.shaped("phone", _PHONE, "PHONE_SHAPE", longest=40),
            email=paper.email("email"),
        ),
        label=paper.text("label", longest=LABEL_LONGEST) if (label or "").strip() else None,
    )
    paper.close()
    return details


def read_note(note: str) -> str:
    """Read why a decision was made.

    :raises InvalidInput: when it is empty, too long, or cannot be read.
    """
    paper = _Paper({"note": note})
    text = paper.text("note", longest=NOTE_LONGEST)
    paper.close()
    return text


def label_taken() -> InvalidInput:
    """Say that another card of the account bears the label."""
    return InvalidInput((Problem(code="LABEL_TAKEN", path=("label",), values={}),))


def read_account_number(text: str) -> str:
    """Read an account's number, as who asks for a sign-in link types it.

    :raises InvalidInput: when no account could have it.
    """
    paper = _Paper({"controlNumber": text})
    shape = _ACCOUNT_NUMBER
    number = paper.shaped("controlNumber", shape, "ACCOUNT_NUMBER_SHAPE", longest=40)
    paper.close()
    return number.upper()


@dataclass(frozen=True, kw_only=True)
class OpeningForm:
    """Hold what one of the staff typed to open an account; ``kept`` is why and for whom."""

    name: str
    mailbox: str
    kept: dict[str, str]


def read_opening(*, name: str, mailbox: str, kept: Mapping[str, str]) -> OpeningForm:
    """Read whose account is opened, and everything that says why.

    :raises InvalidInput: naming each field that cannot stand.
    """
    paper = _Paper({"name": name, "mailbox": mailbox, **kept})
    read = OpeningForm(
        name=paper.text("name", longest=LONGEST[CompanyField.COMPANY_NAME]),
        mailbox=paper.email("mailbox"),
        kept={field: paper.text(field, longest=KEPT_LONGEST) for field in kept},
    )
    paper.close()
    return read
