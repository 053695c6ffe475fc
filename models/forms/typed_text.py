"""The reader of forms: every text by its declared kind, every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.company.company import FIELDS, Company, CompanyField
from models.company.declaration import FieldKind
from models.core.errors import UserError
from models.forms import kinds
from models.forms.kinds import TextKind, Unfit

_KIND_OF: Mapping[FieldKind, TextKind] = MappingProxyType(
    {
        FieldKind.NAME: kinds.COMPANY_NAME,
        FieldKind.PERSON_NAME: kinds.PERSON_NAME,
        FieldKind.ADDRESS: kinds.ADDRESS,
        FieldKind.CONTROL_NUMBER: kinds.CONTROL_NUMBER,
        FieldKind.POSTAL_CODE: kinds.POSTAL_CODE,
        FieldKind.EMAIL: kinds.EMAIL,
        FieldKind.PHONE: kinds.PHONE,
    }
)


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


class Form:
    """The texts of one form; every problem is found before any is raised."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def text(self, name: str, text: str, kind: TextKind) -> str:
        """Return the text as it is stored; with a problem, an empty one."""
        try:
            return kind.read(text)
        except Unfit as unfit:
            self.refuse(name, unfit.code, values=unfit.values)
        return ""

    def optional(self, name: str, text: str | None, kind: TextKind) -> str | None:
        """Return the text as it is stored, or None when nothing was typed."""
        try:
            return kind.read_optional(text)
        except Unfit as unfit:
            self.refuse(name, unfit.code, values=unfit.values)
        return None

    def refuse(self, name: str, code: str, *, values: Mapping[str, str] | None = None) -> None:
        """Add a problem of a field."""
        self.problems.append(Problem(code=code, path=(name,), values=values or {}))

    def close(self) -> None:
        """Raise the problems, if there are any.

        :raises InvalidInput: naming every field that has one.
        """
        if self.problems:
            raise InvalidInput(tuple(self.problems))


def read_text(name: str, text: str, kind: TextKind) -> str:
    """Read the one text of an input.

    :raises InvalidInput: naming it.
    """
    form = Form()
    read = form.text(name, text, kind)
    form.close()
    return read


def read_optional_text(name: str, text: str | None, kind: TextKind) -> str | None:
    """Read the one text of an input, which may be left out or empty.

    :raises InvalidInput: naming it.
    """
    form = Form()
    read = form.optional(name, text, kind)
    form.close()
    return read


def read_company(form: Mapping[CompanyField, str]) -> Company:
    """Read form 1/2.

    :raises InvalidInput: naming every field that cannot stand, in camelCase.
    """
    paper = Form()
    facts = {
        field.attribute: paper.text(field.camel_case, form[field], _KIND_OF[declared.kind])
        for field, declared in FIELDS.items()
    }
    paper.close()
    return Company(**facts)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Hold what the card's holder typed about reaching him."""

    phone: str
    email: str


def read_contact(*, phone: str, email: str) -> Contact:
    """Read the two typed fields of form 2/2.

    :raises InvalidInput: naming each that cannot stand.
    """
    form = Form()
    contact = _contact(form, phone=phone, email=email)
    form.close()
    return contact


def _contact(form: Form, *, phone: str, email: str) -> Contact:
    return Contact(
        phone=form.text("phone", phone, kinds.PHONE), email=form.text("email", email, kinds.EMAIL)
    )


@dataclass(frozen=True, kw_only=True)
class CardDetails:
    """Hold what is typed about a card of an account; a label may be left out."""

    contact: Contact
    label: str | None


def read_card_details(*, phone: str, email: str, label: str | None) -> CardDetails:
    """Read the typed fields about a card of an account.

    :raises InvalidInput: naming each that cannot stand.
    """
    form = Form()
    details = CardDetails(
        contact=_contact(form, phone=phone, email=email),
        label=form.optional("label", label, kinds.LABEL),
    )
    form.close()
    return details


def label_taken() -> InvalidInput:
    """Say that another card of the account bears the label."""
    return InvalidInput((Problem(code="LABEL_TAKEN", path=("label",), values={}),))


def read_account_number(text: str) -> str:
    """Read an account's number.

    :raises InvalidInput: when no account could have it.
    """
    return read_text("controlNumber", text, kinds.ACCOUNT_NUMBER)


@dataclass(frozen=True, kw_only=True)
class OpeningForm:
    """What one of the staff typed to open an account; ``kept`` is why and for whom."""

    name: str
    mailbox: str
    kept: dict[str, str]


# What each reason for an opening is, by the name of its input field.
_KEPT: Mapping[str, TextKind] = MappingProxyType(
    {
        "contactName": kinds.PERSON_NAME,
        "contactPhone": kinds.PHONE,
        "reason": kinds.NOTE,
        "sentAt": kinds.REFERENCE,
        "sender": kinds.REFERENCE,
        "reference": kinds.REFERENCE,
    }
)


def read_opening(*, name: str, mailbox: str, kept: Mapping[str, str]) -> OpeningForm:
    """Read whose account is opened, and everything that says why.

    :raises InvalidInput: naming each field that cannot stand.
    """
    form = Form()
    read = OpeningForm(
        name=form.text("name", name, kinds.NAME),
        mailbox=form.text("mailbox", mailbox, kinds.EMAIL),
        kept={field: form.text(field, text, _KEPT[field]) for field, text in kept.items()},
    )
    form.close()
    return read
