"""The letters of a case, and the letter that a rejection would send."""

from datetime import datetime
from email.headerregistry import Address
from typing import Annotated, Self

import strawberry
from strawberry import relay

from models.core.rules import SENDER_NAME
from models.mail.outbox import Mail, MailState
from models.review.preview import Letterhead, LetterPreview
from resolvers.review import decide
from schema.application.application import Application
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import LOOKING_UP, units
from schema.ids import node_uuid
from schema.review.means import means_of

describe(
    MailState,
    name="LetterState",
    description="The state of a letter.",
    values={
        MailState.QUEUED: "It waits to be sent.",
        MailState.SENT: "The mail server has accepted it.",
        MailState.GIVEN_UP: "It could not be delivered, and no attempt follows.",
        MailState.SUPERSEDED: "It was not sent, because a later one has taken its place.",
    },
)


@strawberry.type(description="A letter about an application.")
class CaseLetter:
    kind: str = strawberry.field(description="What the letter is, such as `passed`.")
    recipient: str = strawberry.field(description="The mailbox that it is addressed to.")
    state: MailState = strawberry.field(description="The state of the letter.")
    queued_at: datetime = strawberry.field(description="The date and time when it was written.")
    sent_at: datetime | None = strawberry.field(
        description="The date and time when the mail server accepted it. Null when it has not."
    )

    @classmethod
    def of(cls, mail: Mail) -> Self:
        return cls(
            kind=mail.template.value,
            recipient=mail.recipient,
            state=mail.state,
            queued_at=mail.queued_at,
            sent_at=mail.sent_at,
        )


@strawberry.type(description="The letter that a rejection would send now. Nothing is sent.")
class RejectionPreview:
    recipient: str = strawberry.field(description="The mailbox that it would go to.")
    subject: str = strawberry.field(description="The subject of the mail.")
    text: str = strawberry.field(
        description="The mail as plain text, in both languages. Its link is left out."
    )
    has_note: bool = strawberry.field(
        description="Indicates whether the letter holds the note. False when the registry has no "
        "mailbox, and for a change of an account's data."
    )

    @classmethod
    def of(cls, preview: LetterPreview) -> Self:
        return cls(
            recipient=preview.recipient,
            subject=preview.subject,
            text=preview.text,
            has_note=preview.has_note,
        )


@strawberry.type
class StaffLetters:
    @result.field(
        raises=decide.PREVIEW_RAISES,
        description="The letter that a rejection of a case would send now. Queries the registry, "
        "so the field can be slow.",
        directives=[units(LOOKING_UP)],
    )
    async def rejection_preview(
        self,
        info: Info,
        id: Annotated[
            relay.GlobalID, strawberry.argument(description="The ID of the application.")
        ],
        note: Annotated[str, strawberry.argument(description="The note for the applicant.")],
    ) -> RejectionPreview:
        settings = info.context.services.settings
        preview = await decide.preview_rejection(
            viewer=info.context.viewer,
            application_id=node_uuid(id, of=Application),
            note=note,
            means=means_of(info),
            letterhead=Letterhead(
                sender=Address(SENDER_NAME, addr_spec=settings.mail_from),
                origin=settings.origin,
                help_line=settings.help_line,
                staging=settings.staging,
            ),
            now=info.context.now,
        )
        return RejectionPreview.of(preview)
