"""The reader of forms: each text is read by its declared kind, and all problems are reported.

Every ``read_`` function raises ``InvalidInput`` with all refused fields, by their names in
camelCase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.company.company import FIELDS, Company, CompanyField
from models.company.declaration import FieldKind
from models.core.errors import UserError, Words
from models.forms import kinds
from models.forms.problem import Problem
from models.forms.text_kind import TextKind, Unfit

KIND_OF: Mapping[FieldKind, TextKind] = MappingProxyType(
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


class InvalidInput(UserError):
    """Some input fields are invalid; the problem of each is listed."""

    zh = Words(title="有欄位需要修正", message="有欄位需要修正，請依各欄位說明更正後再送出。")
    en = Words(
        title="There is a problem",
        message=(
            "Some fields need to be corrected. Follow the instruction at each field and submit "
            "again."
        ),
    )

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(*problems[0].path)
        self.problems = problems


class Form:
    """The texts of one form; every problem is found before any is raised."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def text(self, name: str, text: str, kind: TextKind) -> str:
        """Return the text as it is stored, or an empty one if it has a problem."""
        try:
            return kind.read(text)
        except Unfit as unfit:
            self.refuse(name, unfit.code, values=unfit.values)
        return ""

    def optional(self, name: str, text: str | None, kind: TextKind) -> str | None:
        """Return the text as it is stored, or None if it is empty or has a problem."""
        try:
            return kind.read_optional(text)
        except Unfit as unfit:
            self.refuse(name, unfit.code, values=unfit.values)
        return None

    def refuse(self, name: str, code: str, *, values: Mapping[str, str] | None = None) -> None:
        self.problems.append(Problem(code=code, path=(name,), values=values or {}))

    def close(self) -> None:
        """Raise the problems, if there are any.

        :raises InvalidInput: naming every field that has one.
        """
        if self.problems:
            raise InvalidInput(tuple(self.problems))


def read_text(name: str, text: str, kind: TextKind) -> str:
    form = Form()
    read = form.text(name, text, kind)
    form.close()
    return read


def read_optional_text(name: str, text: str | None, kind: TextKind) -> str | None:
    form = Form()
    read = form.optional(name, text, kind)
    form.close()
    return read


def read_company(form: Mapping[CompanyField, str]) -> Company:
    paper = Form()
    facts = {
        field.attribute: paper.text(field.camel_case, form[field], KIND_OF[declared.kind])
        for field, declared in FIELDS.items()
    }
    paper.close()
    return Company(**facts)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A card holder's contact details."""

    phone: str
    email: str


def read_contact(*, phone: str, email: str) -> Contact:
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
    """The typed details of an account's card; the label is optional."""

    contact: Contact
    label: str | None


def read_card_details(*, phone: str, email: str, label: str | None) -> CardDetails:
    form = Form()
    details = CardDetails(
        contact=_contact(form, phone=phone, email=email),
        label=form.optional("label", label, kinds.LABEL),
    )
    form.close()
    return details


def label_taken() -> InvalidInput:
    return InvalidInput((Problem(code="LABEL_TAKEN", path=("label",), values={}),))


def read_account_number(text: str) -> str:
    return read_text("controlNumber", text, kinds.ACCOUNT_NUMBER)


@dataclass(frozen=True, kw_only=True)
class OpeningForm:
    """What staff typed to create an account; ``kept`` is who requested it, and why."""

    name: str
    mailbox: str
    kept: dict[str, str]


# The kinds of the texts that justify an account's creation, by input field.
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
    form = Form()
    read = _opening(form, name=name, mailbox=mailbox, kept=kept)
    form.close()
    return read


def _opening(form: Form, *, name: str, mailbox: str, kept: Mapping[str, str]) -> OpeningForm:
    return OpeningForm(
        name=form.text("name", name, kinds.NAME),
        mailbox=form.text("mailbox", mailbox, kinds.EMAIL),
        kept={field: form.text(field, text, _KEPT[field]) for field, text in kept.items()},
    )


@dataclass(frozen=True, kw_only=True)
class InvitedPerson:
    """The person whom an invitation names, as her card must state her."""

    name: str
    last_four: str


def read_staff_opening(
    *, name: str, last_four: str, mailbox: str, kept: Mapping[str, str]
) -> tuple[OpeningForm, InvitedPerson]:
    form = Form()
    opening = _opening(form, name=name, mailbox=mailbox, kept=kept)
    last = form.text("lastFour", last_four, kinds.LAST_FOUR)
    form.close()
    return opening, InvitedPerson(name=opening.name, last_four=last)


def read_invited(*, name: str, last_four: str) -> InvitedPerson:
    form = Form()
    read = InvitedPerson(
        name=form.text("name", name, kinds.NAME),
        last_four=form.text("lastFour", last_four, kinds.LAST_FOUR),
    )
    form.close()
    return read
