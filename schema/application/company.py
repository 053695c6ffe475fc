"""A company's data as output and input, and its comparison with the registry."""

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import strawberry
from strawberry.types.field import StrawberryField

from models.company import comparison
from models.company.company import FIELDS, CompanyField
from models.company.company import Company as StatedCompany
from models.company.comparison import LookAlike, Outcome
from models.company.declaration import FieldDeclaration
from schema.enums.describe import describe
from schema.gate.directives import at_most

describe(
    CompanyField,
    description="A field of a company's data in the registry (EMS 基本資料表C).",
    values={field: declared.description for field, declared in FIELDS.items()},
)
describe(
    Outcome,
    name="FieldOutcome",
    description="The result of comparing an entered value with the registry.",
    values={
        Outcome.MATCHES: "The value is the same as in the registry.",
        Outcome.DIFFERS: "The value differs from the registry.",
        Outcome.NOT_ON_FILE: "The registry has no value for the field.",
    },
)
describe(
    LookAlike,
    description="A kind of difference that is easily overlooked. It counts as a difference.",
    values={
        LookAlike.WIDTH: "Full-width and half-width characters.",
        LookAlike.TAI: "The variants 台 and 臺.",
        LookAlike.SPACES: "White space.",
        LookAlike.CASE: "Upper and lower case.",
        LookAlike.PUNCTUATION: "Punctuation, including hyphens and 之 in house numbers.",
    },
)


T = TypeVar("T")


def shown(declared: FieldDeclaration) -> StrawberryField:
    field: StrawberryField = strawberry.field(description=declared.description)
    return field


def typed_in(declared: FieldDeclaration) -> StrawberryField:
    """Make the field of an input; clients written before a later field was added may omit it.

    The reader of typed text then reports it as required.
    """
    if not declared.added_later:
        return shown(declared)
    field: StrawberryField = strawberry.field(description=declared.description, default="")
    return field


def left_out(declared: FieldDeclaration) -> StrawberryField:
    """Make the field of an input that says nothing of what it leaves out."""
    field: StrawberryField = strawberry.field(description=declared.description, default=None)
    return field


def with_facts(
    annotation: object, make: Callable[[FieldDeclaration], StrawberryField] = shown
) -> Callable[[type[T]], type[T]]:
    def add(kind: type[T]) -> type[T]:
        for field, declared in FIELDS.items():
            kind.__annotations__[field.attribute] = annotation
            setattr(kind, field.attribute, make(declared))
        return kind

    return add


@strawberry.type(description="A company's data as an applicant entered it (帳號申請 1/2).")
@with_facts(str)
class Company:
    @classmethod
    def of(cls, company: StatedCompany) -> Self:
        return cls(**company.by_attribute())


@strawberry.type(
    description="A company's approved data (基本資料). A field is null when it is unknown, "
    "which is possible for an account that was imported from the previous system."
)
@with_facts(str | None)
class ApprovedCompany:
    @classmethod
    def of(cls, facts: Mapping[str, str]) -> Self:
        return cls(**{field.attribute: facts.get(field.attribute) for field in CompanyField})


@strawberry.input(description="A company's data, exactly as registered. Every field is required.")
@with_facts(str, typed_in)
class CompanyInput:
    def form(self) -> dict[CompanyField, str]:
        return {field: getattr(self, field.attribute) for field in CompanyField}


@strawberry.type(description="The result of comparing one field with the registry.")
class FieldResult:
    field: CompanyField = strawberry.field(description="The compared field.")
    outcome: Outcome = strawberry.field(description="The result of the comparison.")
    look_alikes: list[LookAlike] = strawberry.field(
        description="The kinds of easily overlooked differences that fully explain a mismatch; "
        "empty when the values match or differ in other ways too.",
        directives=[at_most(len(LookAlike))],
    )

    @classmethod
    def of(cls, result: comparison.FieldResult) -> "FieldResult":
        return cls(field=result.field, outcome=result.outcome, look_alikes=list(result.look_alikes))
