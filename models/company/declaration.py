"""The declaration of a field of the application form."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How a text is read, checked and typed, by ``models/forms/kinds.py`` and the page.

    A PERSON_NAME is the name of a natural person, by which personal data is found.
    """

    NAME = "NAME"
    PERSON_NAME = "PERSON_NAME"
    ADDRESS = "ADDRESS"
    CONTROL_NUMBER = "CONTROL_NUMBER"
    POSTAL_CODE = "POSTAL_CODE"
    EMAIL = "EMAIL"
    PHONE = "PHONE"

    @property
    def max_length(self) -> int:
        """The characters that are stored of what an applicant states."""
        return _LENGTHS[self][0]

    @property
    def max_length_on_file(self) -> int:
        """The characters that are stored of what the registry has."""
        return _LENGTHS[self][1]


_LENGTHS = {
    FieldKind.NAME: (120, 400),
    FieldKind.PERSON_NAME: (60, 200),
    FieldKind.ADDRESS: (200, 600),
    FieldKind.CONTROL_NUMBER: (8, 8),
    FieldKind.POSTAL_CODE: (6, 20),
    # RFC 5321 §4.5.3.1.3: a path of 256 octets, with its angle brackets.
    FieldKind.EMAIL: (254, 320),
    FieldKind.PHONE: (40, 100),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A text of the page in both languages; an empty one is not shown."""

    zh: str
    en: str


NOTHING = Wording(zh="", en="")


class FieldGroup(StrEnum):
    """The fields that one page of the form asks for."""

    BUSINESS = "business"
    MAILING = "mailing"
    CONTACT = "contact"


LEGENDS = {
    FieldGroup.BUSINESS: Wording(zh="事業資料", en="The business"),
    FieldGroup.MAILING: Wording(zh="郵寄資料", en="Mailing details"),
    FieldGroup.CONTACT: Wording(zh="聯絡資料", en="Contact details"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldDeclaration:
    """The declaration of one field.

    ``meaning`` ends its GraphQL description. ``table_c`` are names of its column in EMS 基本資料表C
    besides the Chinese label and the attribute; ``ems_s_01`` are its columns in EMS_S_01, in the
    order in which they are joined. ``autocomplete`` is HTML's autofill name (WHATWG HTML
    §4.10.18.7). ``example`` is valid and belongs to nobody.

    A field that was added after the first release is ``added_later``: rows written before it, or by
    the version that still runs during the migration, have an empty text, and inputs may leave it
    out, which counts as empty.
    """

    group: FieldGroup
    kind: FieldKind
    label: Wording
    hint: Wording = NOTHING
    placeholder: Wording = NOTHING
    meaning: str = ""
    table_c: tuple[str, ...] = ()
    ems_s_01: tuple[str, ...] = ()
    autocomplete: str = "off"
    example: str
    personal: bool = False
    added_later: bool = False

    @property
    def description(self) -> str:
        return f"{self.label.zh}: {self.meaning}." if self.meaning else f"{self.label.zh}."
