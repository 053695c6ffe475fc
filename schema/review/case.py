"""A case as a reviewer sees it: with what the registry has on file, which no applicant is shown."""

from datetime import datetime
from typing import Self

import strawberry

from models.application.application import Application as StoredApplication
from models.company.company import CompanyField
from models.company.comparison import FieldResult as KeptResult
from models.company.comparison import LookAlike, Outcome
from resolvers.review import queue
from schema.application.application import Application
from schema.application.company import FieldResult
from schema.context import Info

_MOST_EVENTS = 100


@strawberry.type(description="One field: what was stated, what the registry has, how they compare.")
class FieldOnFile:
    field: CompanyField = strawberry.field(description="The field.")
    stated: str = strawberry.field(description="What the applicant stated.")
    on_file: str | None = strawberry.field(description="What the registry has; null is nothing.")
    outcome: Outcome = strawberry.field(description="How it came out.")
    look_alikes: list[LookAlike] = strawberry.field(
        description="The look-alikes that alone explain a difference; empty when more does."
    )


@strawberry.type(description="What the registry says now about a case's control number.")
class OnFile:
    answered: bool = strawberry.field(
        description="Whether it answered. If not, nothing is known: it is not 'not on file'."
    )
    trouble: str | None = strawberry.field(description="Why it did not answer, as a code.")
    rows: int = strawberry.field(description="How many rows it has; several may differ.")
    fields: list[FieldOnFile] = strawberry.field(
        description="The row nearest to what was stated, field by field; empty without a row."
    )

    @classmethod
    def of(cls, filed: queue.Filed, record: StoredApplication) -> Self:
        found = filed.comparison
        return cls(
            answered=filed.trouble is None,
            trouble=filed.trouble,
            rows=filed.rows,
            fields=[
                FieldOnFile(
                    field=result.field,
                    stated=record.company.fact(result.field),
                    on_file=found.on_file.fact(result.field),
                    outcome=result.outcome,
                    look_alikes=list(result.look_alikes),
                )
                for result in found.results
            ]
            if found
            else [],
        )


@strawberry.type(description="Something that happened, and who brought it about.")
class StaffEvent:
    kind: str = strawberry.field(description="What happened.")
    at: datetime = strawberry.field(description="When it happened.")
    actor: str = strawberry.field(
        description="Who did it, as the journal names them: certificate:, session: or service:."
    )
    name: str | None = strawberry.field(
        description="The name of the card's holder; null for sessions and services."
    )

    @classmethod
    def of(cls, said: queue.Said) -> Self:
        return cls(kind=said.kind, at=said.at, actor=said.actor, name=said.name)


@strawberry.type(description="An application with all that a reviewer must know to decide it.")
class ReviewCase:
    record: strawberry.Private[StoredApplication]

    application: Application = strawberry.field(description="The application, as stated.")
    version: int = strawberry.field(
        description="Give it back when deciding: nobody decides what has changed meanwhile."
    )
    waiting_since: datetime | None = strawberry.field(description="When it last went to review.")
    for_person: bool = strawberry.field(description="Whether it waits for a person.")
    results: list[FieldResult] = strawberry.field(
        description="How each field came out when it was last compared; empty when nothing was on "
        "file, or nothing was compared yet."
    )
    marked: list[CompanyField] = strawberry.field(
        description="The fields that a reviewer has turned it down for."
    )
    note: str | None = strawberry.field(
        description="What the reviewer who decided wrote. An applicant reads it after a rejection, "
        "if the registry has a mailbox."
    )

    @strawberry.field(description="How many minutes it has waited.")
    def age_minutes(self, info: Info) -> int | None:
        """Count from when it was submitted."""
        since = self.waiting_since
        return int((info.context.now - since).total_seconds() // 60) if since else None

    @strawberry.field(description="The colleague who has it now; null when nobody has.")
    async def claimed_by(self, info: Info) -> str | None:
        return await queue.claimed_by(self.record, at=info.context.now)

    @strawberry.field(description="When the claim ends by itself; null without one.")
    def claimed_until(self, info: Info) -> datetime | None:
        """Show until when."""
        until = self.record.claimed_until
        return until if until is not None and until > info.context.now else None

    @strawberry.field(description="Who decided it; null for the automatic review, or undecided.")
    async def decided_by(self) -> str | None:
        return await queue.decided_by(self.record)

    @strawberry.field(
        description="Why the automatic review could not decide and tries again later, as a code."
    )
    async def put_off_because(self) -> str | None:
        return await queue.put_off_because(self.record)

    @strawberry.field(description="What the registry has on file now. Asks it, so it may be slow.")
    async def on_file(self, info: Info) -> OnFile:
        async with info.context.registry_turns:
            filed = await queue.look_up_filed(self.record, registry=info.context.services.registry)
        return OnFile.of(filed, self.record)

    @strawberry.field(description="What happened to it and who did it; at most the last 100.")
    async def history(self) -> list[StaffEvent]:
        said = await queue.history(self.record.subject, most=_MOST_EVENTS)
        return [StaffEvent.of(one) for one in said]

    @classmethod
    def of(cls, record: StoredApplication) -> Self:
        return cls(
            record=record,
            application=Application.of(record),
            version=record.version,
            waiting_since=record.submitted_at,
            for_person=record.for_person,
            results=[FieldResult.of(KeptResult.from_json(kept)) for kept in record.results or ()],
            marked=[CompanyField(name) for name in record.marked or ()],
            note=record.remark,
        )
