"""A company as it is shown, typed and compared."""

from collections.abc import Mapping

import strawberry

from models.company import comparison
from models.company.company import Company as StatedCompany
from models.company.company import CompanyField
from models.company.comparison import LookAlike, Outcome

for _enum, _name, _description in (
    (
        CompanyField,
        "CompanyField",
        "A fact that the registry has about a company (EMS 基本資料表C).",
    ),
    (Outcome, "FieldOutcome", "How a stated fact stands to the one on file."),
    (LookAlike, "LookAlike", "A difference that the eye passes over. It is still a difference."),
):
    strawberry.enum(_enum, name=_name, description=_description)


@strawberry.type(description="A company as an applicant states it (帳號申請 1/2).")
class Company:
    """Show what was stated."""

    control_number: str = strawberry.field(description="管制編號: eight capitals and digits.")
    company_name: str = strawberry.field(description="公司名稱.")
    responsible_person: str = strawberry.field(description="公司／營業登記負責人姓名.")
    business_address: str = strawberry.field(description="事業地址.")
    business_email: str = strawberry.field(
        description="事業電子郵件信箱: where decisions are mailed."
    )
    mailing_postal_code: str = strawberry.field(description="郵遞區號: six digits.")
    mailing_address: str = strawberry.field(description="郵寄地址, without its postal code.")
    contact_name: str = strawberry.field(description="聯絡人.")
    contact_email: str = strawberry.field(description="聯絡人電子信箱.")

    @classmethod
    def of(cls, company: StatedCompany) -> "Company":
        """Show a record's company."""
        return cls(
            control_number=company.control_number,
            company_name=company.company_name,
            responsible_person=company.responsible_person,
            business_address=company.business_address,
            business_email=company.business_email,
            mailing_postal_code=company.mailing_postal_code,
            mailing_address=company.mailing_address,
            contact_name=company.contact_name,
            contact_email=company.contact_email,
        )


@strawberry.type(
    description="A company as it was approved (基本資料); an account that existed before this "
    "service may lack some."
)
class ApprovedCompany:
    """Show what an account knows of its company."""

    control_number: str | None = strawberry.field(description="管制編號.")
    company_name: str | None = strawberry.field(description="公司名稱.")
    responsible_person: str | None = strawberry.field(description="公司／營業登記負責人姓名.")
    business_address: str | None = strawberry.field(description="事業地址.")
    business_email: str | None = strawberry.field(description="事業電子郵件信箱.")
    mailing_postal_code: str | None = strawberry.field(description="郵遞區號.")
    mailing_address: str | None = strawberry.field(description="郵寄地址.")
    contact_name: str | None = strawberry.field(description="聯絡人.")
    contact_email: str | None = strawberry.field(description="聯絡人電子信箱.")

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> "ApprovedCompany":
        """Show an account's facts."""
        return cls(**{field.attribute: facts.get(field.attribute) for field in CompanyField})


@strawberry.input(
    description="A company's facts exactly as the registry has them; all are required."
)
class CompanyInput:
    """Take what is stated, untouched."""

    control_number: str = strawberry.field(
        description="管制編號: eight letters and digits; kept in capitals."
    )
    company_name: str = strawberry.field(description="公司名稱, in full.")
    responsible_person: str = strawberry.field(description="公司／營業登記負責人姓名.")
    business_address: str = strawberry.field(description="事業地址.")
    business_email: str = strawberry.field(description="事業電子郵件信箱, as the registry has it.")
    mailing_postal_code: str = strawberry.field(
        description="郵遞區號: six digits, the first three a district's."
    )
    mailing_address: str = strawberry.field(description="郵寄地址, without its postal code.")
    contact_name: str = strawberry.field(description="聯絡人.")
    contact_email: str = strawberry.field(description="聯絡人電子信箱.")

    def form(self) -> dict[CompanyField, str]:
        """Lay the form out by field."""
        return {
            CompanyField.CONTROL_NUMBER: self.control_number,
            CompanyField.COMPANY_NAME: self.company_name,
            CompanyField.RESPONSIBLE_PERSON: self.responsible_person,
            CompanyField.BUSINESS_ADDRESS: self.business_address,
            CompanyField.BUSINESS_EMAIL: self.business_email,
            CompanyField.MAILING_POSTAL_CODE: self.mailing_postal_code,
            CompanyField.MAILING_ADDRESS: self.mailing_address,
            CompanyField.CONTACT_NAME: self.contact_name,
            CompanyField.CONTACT_EMAIL: self.contact_email,
        }


@strawberry.type(description="How one field came out when it was compared with the registry.")
class FieldResult:
    """Show one field's outcome; never what the registry holds."""

    field: CompanyField = strawberry.field(description="The field.")
    outcome: Outcome = strawberry.field(description="How it came out.")
    look_alikes: list[LookAlike] = strawberry.field(
        description="The look-alikes that alone explain a difference; empty when more does."
    )

    @classmethod
    def of(cls, result: comparison.FieldResult) -> "FieldResult":
        """Show a record's result."""
        return cls(field=result.field, outcome=result.outcome, look_alikes=list(result.look_alikes))
