"""Review cases, with the registry's entries, which applicants cannot read."""

import asyncio
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.application.application import Application as StoredApplication
from models.calendar.office_calendar import OfficeCalendar, years_of
from models.company.company import CompanyField
from models.company.comparison import FieldResult as KeptResult
from resolvers.journal import read
from resolvers.review import letters, queue
from schema.application.application import Application
from schema.application.company import FieldResult
from schema.context import Info
from schema.errors import result
from schema.gate.directives import LOOKING_UP, at_most, units
from schema.journal.event import JournalEvent, history_of
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode
from schema.review.letters import CaseLetter
from schema.review.on_file import OnFile
from schema.review.recipient import CaseMailbox, ExpectedApproval


class _RegistryAnswer:
    """The registry's answer for a case, for which it is queried once however many fields ask."""

    def __init__(self, record: StoredApplication) -> None:
        self._record = record
        self._turn = asyncio.Lock()
        self._filed: queue.Filed | None = None

    async def get(self, info: Info) -> queue.Filed:
        async with self._turn:
            if self._filed is None:
                async with info.context.registry_turns:
                    registry = info.context.services.registry
                    self._filed = await queue.look_up_filed(self._record, registry=registry)
            return self._filed


@strawberry.type(
    description="An application under review, with the information that a reviewer needs for a "
    "decision."
)
class ReviewCase(SeenNode):
    id: relay.NodeID[str]
    record: strawberry.Private[StoredApplication]
    answer: strawberry.Private[_RegistryAnswer]

    application: Application = strawberry.field(
        description="The application as the applicant submitted it."
    )
    version: int = strawberry.field(
        description="The version of the case. Pass it when you approve or reject; the decision is "
        "refused if the case has changed since."
    )
    waiting_since: datetime | None = strawberry.field(
        description="The date and time when the application was last submitted for review."
    )
    for_person: bool = strawberry.field(
        description="Indicates whether the case is waiting for a reviewer's decision."
    )
    results: list[FieldResult] = strawberry.field(
        description="The results of the last comparison, field by field. Empty when nothing has "
        "been compared or the registry had no entry.",
        directives=[at_most(len(CompanyField))],
    )
    marked: list[CompanyField] = strawberry.field(
        description="The fields that a reviewer marked for correction on rejection.",
        directives=[at_most(len(CompanyField))],
    )
    note: str | None = strawberry.field(
        description="The note of the reviewer who decided. After a rejection the applicant "
        "receives it if the registry has a mailbox. Null when there is none."
    )

    @strawberry.field(
        description="The time since the application was submitted, in minutes. Null when it was "
        "not submitted."
    )
    def age_minutes(self, info: Info) -> int | None:
        since = self.waiting_since
        return int((info.context.now - since).total_seconds() // 60) if since else None

    @strawberry.field(
        description="The time since the application was submitted without the days that are free "
        "by the office calendar, in minutes. Null when it was not submitted."
    )
    async def working_minutes(self, info: Info) -> int | None:
        since = self.waiting_since
        if since is None:
            return None
        calendar = await self._calendar(since, info)
        return int(calendar.waited(since, info.context.now).total_seconds() // 60)

    @strawberry.field(
        description="The end of the day by which the case is to be decided: of the day on which it "
        "was submitted or, if that is free by the office calendar, of the next working day. Null "
        "when it was not submitted."
    )
    async def due_at(self, info: Info) -> datetime | None:
        since = self.waiting_since
        return (await self._calendar(since, info)).due(since) if since else None

    async def _calendar(self, since: datetime, info: Info) -> OfficeCalendar:
        years = list(years_of(since, info.context.now))
        known = await info.context.office_years.load_many(years)
        found = zip(years, known, strict=True)
        return OfficeCalendar(free={year: free for year, free in found if free is not None})

    @strawberry.field(
        description="The name of the reviewer who has claimed the case. Null when the case is not "
        "claimed."
    )
    async def claimed_by(self, info: Info) -> str | None:
        return await queue.claimed_by(self.record, at=info.context.now)

    @strawberry.field(description="Indicates whether the viewer has claimed the case.")
    def claimed_by_viewer(self, info: Info) -> bool:
        viewer, now = info.context.viewer, info.context.now
        return queue.is_claimed_by(self.record, viewer=viewer, at=now)

    @strawberry.field(
        description="The date and time when the claim expires. Null when the case is not claimed."
    )
    def claimed_until(self, info: Info) -> datetime | None:
        until = self.record.claimed_until
        return until if until is not None and until > info.context.now else None

    @strawberry.field(
        description="The name of the reviewer who decided the case. Null when the service decided "
        "it automatically, or when it is undecided."
    )
    async def decided_by(self) -> str | None:
        return await queue.decided_by(self.record)

    @strawberry.field(
        description="The code of the reason why the automatic review was postponed and will be "
        "retried, or why it left the case to a reviewer without a comparison "
        "(`COULD_NOT_COMPARE`). Null when neither is so."
    )
    async def put_off_because(self) -> str | None:
        return await queue.put_off_because(self.record)

    @strawberry.field(
        description="The registry's current entries for the case. Queries the registry, so the "
        "field can be slow.",
        directives=[units(LOOKING_UP)],
    )
    async def on_file(self, info: Info) -> OnFile:
        return OnFile.of(await self.answer.get(info), self.record)

    @strawberry.field(
        description="Where an approval would go now. Null when the case is not under review. "
        "Queries the registry, so the field can be slow."
    )
    async def expected_approval(self, info: Info) -> ExpectedApproval | None:
        filed = await self.answer.get(info)
        expected = await queue.recipient_of(self.record, filed)
        return ExpectedApproval.of(expected, language=info.context.language) if expected else None

    @strawberry.field(
        description="The mailbox that a reviewer has proposed for the present version of the case. "
        "Null when there is none."
    )
    async def proposed_mailbox(self) -> CaseMailbox | None:
        shown = await queue.proposed_mailbox(self.record)
        return CaseMailbox.of(shown) if shown else None

    @strawberry.field(
        description="The letters about the application, newest first.",
        directives=[at_most(letters.MOST_LETTERS)],
    )
    async def letters(self) -> list[CaseLetter]:
        return [CaseLetter.of(mail) for mail in await letters.letters_of(self.record)]

    @result.field(
        raises=read.HISTORY_RAISES,
        description="The journal's events of the application, newest first.",
        directives=[PAGED],
    )
    async def journal(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[JournalEvent]:
        asked = Asked(first=first, after=after, last=last, before=before)
        return await history_of(self.record.subject, asked, info=info)

    @classmethod
    def of(cls, record: StoredApplication) -> Self:
        return cls(
            id=str(record.id),
            record=record,
            answer=_RegistryAnswer(record),
            application=Application.of(record),
            version=record.version,
            waiting_since=record.submitted_at,
            for_person=record.for_person,
            results=[FieldResult.of(KeptResult.from_json(kept)) for kept in record.results or ()],
            marked=[CompanyField(name) for name in record.marked or ()],
            note=record.remark,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await queue.see_case(viewer=info.context.viewer, application_id=node_id)
        return cls.of(found)
