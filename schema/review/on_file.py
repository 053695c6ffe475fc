"""What the registry has on file about the company of a case; applicants cannot read it."""

from typing import Self

import strawberry

from models.application.application import Application as StoredApplication
from models.company.company import CompanyField, ReleaseReason
from models.company.comparison import LookAlike, Outcome
from resolvers.review import queue
from schema.enums.describe import describe
from schema.gate.directives import at_most

describe(
    ReleaseReason,
    description="Why a company that the registry has is not under control for toxic chemicals.",
    values={
        ReleaseReason.NOT_TOXIC: "Its facility is not listed as one with toxic chemicals.",
        ReleaseReason.RELEASED: "Its facility was released from control.",
    },
)


@strawberry.type(description="A field of an application compared with the registry's current row.")
class FieldOnFile:
    field: CompanyField = strawberry.field(description="The field that was compared.")
    stated: str = strawberry.field(description="The value that the applicant entered.")
    on_file: str | None = strawberry.field(
        description="The registry's value. Null when the registry has none."
    )
    outcome: Outcome = strawberry.field(description="The result of the comparison.")
    look_alikes: list[LookAlike] = strawberry.field(
        description="The kinds of look-alike characters that fully account for the difference. "
        "Empty when they do not, or when the values agree.",
        directives=[at_most(len(LookAlike))],
    )


@strawberry.type(description="The registry's current entries for the control number of a case.")
class OnFile:
    answered: bool = strawberry.field(
        description="Indicates whether the registry answered. When false, nothing is known about "
        "the company; it does not mean that the registry has no entry."
    )
    trouble: str | None = strawberry.field(
        description="The code of the reason why the registry did not answer. Null when it answered."
    )
    rows: int = strawberry.field(
        description="The number of rows that the registry has for the control number. The rows may "
        "differ."
    )
    fields: list[FieldOnFile] = strawberry.field(
        description="The comparison, field by field, with the row closest to the application. "
        "Empty when the registry has no row.",
        directives=[at_most(len(CompanyField))],
    )
    release_reason: ReleaseReason | None = strawberry.field(
        description="Why the company is not under control for toxic chemicals, so that every field "
        "counts as not on file, whatever the registry has. Null when it is under control."
    )
    released_on: str | None = strawberry.field(
        description="The day of the release, such as `2026-07-01`. Null when there was none."
    )
    mailbox_in_use: str | None = strawberry.field(
        description="The mailbox that letters go to while notice of the registry's new one is "
        "given. Null when the registry's own counts."
    )

    @classmethod
    def of(cls, filed: queue.Filed, record: StoredApplication) -> Self:
        found = filed.comparison
        release = found.on_file.release if found else None
        return cls(
            release_reason=release.reason if release else None,
            released_on=str(release.on) if release and release.on else None,
            mailbox_in_use=found.on_file.mailbox_in_use if found else None,
            answered=filed.trouble is None,
            trouble=filed.trouble,
            rows=filed.rows,
            fields=[
                FieldOnFile(
                    field=compared.field,
                    stated=record.company.fact(compared.field),
                    on_file=found.on_file.fact(compared.field),
                    outcome=compared.outcome,
                    look_alikes=list(compared.look_alikes),
                )
                for compared in found.results
            ]
            if found
            else [],
        )
