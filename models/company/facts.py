"""The facts of a company, each declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Generic, TypeVar, get_type_hints

from models.company.declaration import (
    FieldDeclaration,
    FieldGroup,
    FieldKind,
    Wording,
)

Value = TypeVar("Value", str, str | None)


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyFacts(Generic[Value]):
    """The facts of a company, in the order of basic data table C (EMS 基本資料表C).

    Each annotation is the declaration of its field: columns, GraphQL types, readers of typed text
    and of files, and the page's form derive from it. ``docs/how-to.md`` tells how to add one.
    """

    control_number: Annotated[
        str,
        FieldDeclaration(
            group=FieldGroup.BUSINESS,
            kind=FieldKind.CONTROL_NUMBER,
            label=Wording(zh="管制編號", en="Control number"),
            hint=Wording(
                zh="8 碼英文字母與數字，例如 A0000006。",
                en="Eight letters and digits, such as A0000006.",
            ),
            meaning="eight letters and digits; kept in capitals",
            ems_s_01=("emsno",),
            example="A0000006",
        ),
    ]
    company_name: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.BUSINESS,
            kind=FieldKind.NAME,
            label=Wording(zh="公司名稱", en="Company name"),
            hint=Wording(zh="", en="The full name, as in table C."),
            placeholder=Wording(zh="請輸入完整名稱", en=""),
            meaning="the full name",
            table_c=("事業名稱",),
            ems_s_01=("facilityname",),
            autocomplete="organization",
            example="測試化工股份有限公司",
        ),
    ]
    responsible_person: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.BUSINESS,
            kind=FieldKind.PERSON_NAME,
            label=Wording(
                zh="公司／營業登記負責人姓名",
                en="Person responsible in the company or business registration",
            ),
            table_c=("負責人姓名", "負責人", "公司負責人"),
            example="測試甲",
            personal=True,
        ),
    ]
    business_address: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.BUSINESS,
            kind=FieldKind.ADDRESS,
            label=Wording(zh="事業地址", en="Business address"),
            ems_s_01=("county", "township", "facilityaddress"),
            autocomplete="street-address",
            example="臺北市中正區測試路1號",
        ),
    ]
    business_email: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.BUSINESS,
            kind=FieldKind.EMAIL,
            label=Wording(zh="事業電子郵件信箱", en="Business e-mail address"),
            hint=Wording(
                zh="此為認證信寄發信箱。", en="The verification mail goes to this address."
            ),
            meaning="as the registry has it; decisions are mailed there",
            table_c=("事業電子信箱",),
            autocomplete="email",
            example="ems@company.example",
        ),
    ]
    mailing_postal_code: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.MAILING,
            kind=FieldKind.POSTAL_CODE,
            label=Wording(zh="郵遞區號", en="Postal code"),
            hint=Wording(
                zh="郵遞區號 6 碼；選擇縣市與鄉鎮市區會填入前 3 碼。",
                en="Six digits; choosing a county and district fills in the first three.",
            ),
            placeholder=Wording(zh="郵遞區號6碼", en="6 digits"),
            meaning="six digits, the first three a district's",
            table_c=("郵遞區號6碼", "郵寄地址郵遞區號"),
            autocomplete="postal-code",
            example="100001",
        ),
    ]
    mailing_address: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.MAILING,
            kind=FieldKind.ADDRESS,
            label=Wording(zh="郵寄地址", en="Mailing address"),
            hint=Wording(
                zh="含縣市及鄉鎮市區，不含郵遞區號。",
                en="With county and district, without the postal code.",
            ),
            meaning="without its postal code",
            autocomplete="shipping street-address",
            example="臺北市中正區測試路1號2樓",
        ),
    ]
    contact_name: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.CONTACT,
            kind=FieldKind.PERSON_NAME,
            label=Wording(zh="聯絡人", en="Contact person"),
            table_c=("聯絡人姓名",),
            autocomplete="name",
            example="測試乙",
            personal=True,
        ),
    ]
    contact_email: Annotated[
        Value,
        FieldDeclaration(
            group=FieldGroup.CONTACT,
            kind=FieldKind.EMAIL,
            label=Wording(zh="聯絡人電子信箱", en="Contact person’s e-mail address"),
            table_c=("聯絡人電子郵件信箱",),
            autocomplete="email",
            example="contact@company.example",
            personal=True,
        ),
    ]

    def fact(self, field: "CompanyField") -> Value:
        """Return the value of one field."""
        value: Value = getattr(self, field.attribute)
        return value

    def by_attribute(self) -> dict[str, Value]:
        """Return the facts by the names of their attributes."""
        return {field.attribute: self.fact(field) for field in CompanyField}


class CompanyField(StrEnum):
    """The name of a fact of a company; in small letters it is the attribute that holds it."""

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
        """The attribute of ``CompanyFacts``, and the column, that holds this fact."""
        return self.value.lower()

    @property
    def camel_case(self) -> str:
        """The name that this fact has in JSON: in our own contract and in the registry's."""
        first, *rest = self.attribute.split("_")
        return first + "".join(word.capitalize() for word in rest)


def _declared() -> Mapping[CompanyField, FieldDeclaration]:
    """Read the declarations off the annotations."""
    hints = get_type_hints(CompanyFacts, include_extras=True)
    return MappingProxyType(
        {field: hints[field.attribute].__metadata__[0] for field in CompanyField}
    )


FIELDS = _declared()
