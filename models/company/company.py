"""A company's nine facts: as it states them, and as the registry has them on file."""

from dataclasses import dataclass
from enum import StrEnum


class CompanyField(StrEnum):
    """Name a fact of a company; in small letters it is the attribute that holds it."""

    CONTROL_NUMBER = "CONTROL_NUMBER"
    COMPANY_NAME = "COMPANY_NAME"
    RESPONSIBLE_PERSON = "RESPONSIBLE_PERSON"
    BUSINESS_ADDRESS = "BUSINESS_ADDRESS"
    BUSINESS_EMAIL = "BUSINESS_EMAIL"
    MAILING_POSTAL_CODE = "MAILING_POSTAL_CODE"
    MAILING_ADDRESS = "MAILING_ADDRESS"
    CONTACT_NAME = "CONTACT_NAME"
    CONTACT_EMAIL = "CONTACT_EMAIL"

    @property
    def attribute(self) -> str:
        """Give the attribute of ``Company`` and ``CompanyOnFile`` that holds this fact."""
        return self.value.lower()

    @property
    def camel_case(self) -> str:
        """Give the name that this fact has in JSON: in our own contract and in the registry's."""
        first, *rest = self.attribute.split("_")
        return first + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Hold what an applicant states about a company (帳號申請 1/2); nothing may be missing."""

    control_number: str
    company_name: str
    responsible_person: str
    business_address: str
    business_email: str
    mailing_postal_code: str
    mailing_address: str
    contact_name: str
    contact_email: str

    def fact(self, field: CompanyField) -> str:
        """Give the value of one field."""
        value: str = getattr(self, field.attribute)
        return value


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyOnFile:
    """Hold what the registry has (EMS 基本資料表C, or EMS_S_01); None is not on file."""

    control_number: str
    company_name: str | None
    responsible_person: str | None
    business_address: str | None
    business_email: str | None
    mailing_postal_code: str | None
    mailing_address: str | None
    contact_name: str | None
    contact_email: str | None

    def fact(self, field: CompanyField) -> str | None:
        """Give the value of one field, or None where the registry has none."""
        value: str | None = getattr(self, field.attribute)
        return value
