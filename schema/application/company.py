"""A company as it is shown, typed and compared."""

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import strawberry
from strawberry.types.field import StrawberryField

from models.company import comparison
from models.company.company import FIELDS, CompanyField
from models.company.company import Company as StatedCompany
from models.company.comparison import LookAlike, Outcome
from models.company.declaration import FieldDeclaration

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


T = TypeVar("T")


def shown(declared: FieldDeclaration) -> StrawberryField:
    field: StrawberryField = strawberry.field(description=declared.description)
    return field


def typed_in(declared: FieldDeclaration) -> StrawberryField:
    """Make the field of an input; a page or a partner of before may leave out a later one.

    The reader of typed text then says that it is required.
    """
    if not declared.added_later:
        return shown(declared)
    field: StrawberryField = strawberry.field(description=declared.description, default="")
    return field


def _with_facts(
    annotation: object, make: Callable[[FieldDeclaration], StrawberryField] = shown
) -> Callable[[type[T]], type[T]]:
    def add(kind: type[T]) -> type[T]:
        for field, declared in FIELDS.items():
            kind.__annotations__[field.attribute] = annotation
            setattr(kind, field.attribute, make(declared))
        return kind

    return add


@strawberry.type(description="A company as an applicant states it (帳號申請 1/2).")
@_with_facts(str)
class Company:
    @classmethod
    def of(cls, company: StatedCompany) -> Self:
        return cls(**company.by_attribute())


@strawberry.type(
    description="A company as it was approved (基本資料); an account that existed before this "
    "service may lack some."
)
@_with_facts(str | None)
class ApprovedCompany:
    @classmethod
    def of(cls, facts: Mapping[str, str]) -> Self:
        return cls(**{field.attribute: facts.get(field.attribute) for field in CompanyField})


@strawberry.input(
    description="A company's facts exactly as the registry has them; all are required."
)
@_with_facts(str, typed_in)
class CompanyInput:
    def form(self) -> dict[CompanyField, str]:
        return {field: getattr(self, field.attribute) for field in CompanyField}


@strawberry.type(description="How one field came out when it was compared with the registry.")
class FieldResult:
    field: CompanyField = strawberry.field(description="The field.")
    outcome: Outcome = strawberry.field(description="How it came out.")
    look_alikes: list[LookAlike] = strawberry.field(
        description="The look-alikes that alone explain a difference; empty when more does."
    )

    @classmethod
    def of(cls, result: comparison.FieldResult) -> "FieldResult":
        return cls(field=result.field, outcome=result.outcome, look_alikes=list(result.look_alikes))
