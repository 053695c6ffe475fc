"""The form that was typed and not sent, and the mutations that keep and erase it."""

from datetime import datetime
from typing import Self

import strawberry

from models.application.transitions import ApplicationPurpose
from models.company.company import CompanyField
from models.core.rules import DAY, MINUTE, TRANSFER_CODE_LIFE, UNSENT_FORM_LIFE
from models.limits.table import Act
from models.session import unsent_form
from resolvers.application import keep_form
from resolvers.session import transfer
from schema.application.company import left_out, with_facts
from schema.context import Info
from schema.errors import result

_NOTICE = "The version of the notice on personal data that the applicant confirmed"


@strawberry.type(
    description="What this browser has typed into the forms and not sent. A text that was not "
    "typed yet is empty."
)
@with_facts(str)
class UnsentForm:
    case_number: str | None = strawberry.field(
        description="The case number of the application that the form changes or binds a card "
        "to; null for a new application."
    )
    purpose: ApplicationPurpose = strawberry.field(
        description="The purpose of the application that it will be; NEW_ACCOUNT where there is a "
        "case number."
    )
    phone: str = strawberry.field(description="The telephone number of the card's holder.")
    email: str = strawberry.field(description="The e-mail address of the card's holder.")
    privacy_notice: str = strawberry.field(
        description=f"{_NOTICE}; empty where a holder confirmed none."
    )
    saved_at: datetime = strawberry.field(description="The date and time of the last change.")
    expires_at: datetime = strawberry.field(
        description="The date and time when the form is erased unless it changes."
    )

    @classmethod
    def of(cls, record: unsent_form.UnsentForm) -> Self:
        texts = record.texts
        return cls(
            **{field.attribute: texts.get(field.camel_case, "") for field in CompanyField},
            case_number=record.case_number or None,
            purpose=ApplicationPurpose(record.purpose or ApplicationPurpose.NEW_ACCOUNT),
            phone=texts.get("phone", ""),
            email=texts.get("email", ""),
            privacy_notice=record.privacy_notice,
            saved_at=record.saved_at,
            expires_at=record.expires_at,
        )


@strawberry.input(
    description="The input of `saveForm`. A field that is left out stays as it was saved before."
)
@with_facts(str | None, left_out)
class SaveFormInput:
    privacy_notice: str | None = strawberry.field(
        default=None,
        description=f"{_NOTICE}; nothing is kept without it, except for a holder of an account, "
        "who may omit it.",
    )
    case_number: str | None = strawberry.field(
        default=None,
        description="The case number of the application that the form changes or binds a card "
        "to; omitted for a new application. What was saved for another is replaced.",
    )
    purpose: ApplicationPurpose = strawberry.field(
        default=ApplicationPurpose.NEW_ACCOUNT,
        description="The purpose of the application that the form will be. What was saved for "
        "another is replaced.",
    )
    phone: str | None = strawberry.field(
        default=None, description="The telephone number of the card's holder."
    )
    email: str | None = strawberry.field(
        default=None, description="The e-mail address of the card's holder."
    )

    def texts(self) -> dict[str, str]:
        typed = {field.camel_case: getattr(self, field.attribute) for field in CompanyField}
        typed |= {"phone": self.phone, "email": self.email}
        return {name: text for name, text in typed.items() if text is not None}


@strawberry.input(description="The input of `discardForm`. It has no required field.")
class DiscardFormInput:
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="Ignored. It exists because GraphQL does not allow an input without fields.",
    )


@strawberry.input(description="The input of `createTransferCode`. It has no required field.")
class CreateTransferCodeInput:
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="Ignored. It exists because GraphQL does not allow an input without fields.",
    )


@strawberry.input(description="The input of `redeemTransferCode`.")
class RedeemTransferCodeInput:
    code: str = strawberry.field(description="The code that the other browser shows.")


@strawberry.type(description="The form was saved.")
class SaveFormSuccess:
    saved_at: datetime = strawberry.field(description="The date and time of saving.")
    expires_at: datetime = strawberry.field(
        description="The date and time when the form is erased unless it changes."
    )


@strawberry.type(description="Nothing that was typed and not sent is kept.")
class DiscardFormSuccess:
    discarded: bool = strawberry.field(description="Whether a form had been kept.")


@strawberry.type(description="The code was created; an earlier one is no longer valid.")
class CreateTransferCodeSuccess:
    transfer_code: str = strawberry.field(description="The code, eight letters and digits.")
    expires_at: datetime = strawberry.field(description="The date and time when the code expires.")


@strawberry.type(description="What the other browser had begun now belongs to this one.")
class RedeemTransferCodeSuccess:
    redeemed: bool = strawberry.field(description="Always true.")


@strawberry.type
class UnsentFormMutation:
    """Mutations of what an applicant has not sent yet."""

    @result.mutation(
        raises=keep_form.SAVE_RAISES,
        description="Keeps what was typed into the forms for this browser, for "
        f"{UNSENT_FORM_LIFE // DAY} days. Starts a session for an applicant if there is none.",
    )
    async def save_form(self, info: Info, input: SaveFormInput) -> SaveFormSuccess:
        await info.context.limit(Act.SAVE)
        kept = await keep_form.save_form(
            viewer=info.context.viewer,
            texts=input.texts(),
            case_number=input.case_number,
            purpose=input.purpose,
            privacy_notice=input.privacy_notice,
            session_life=info.context.services.settings.session_life,
            now=info.context.now,
        )
        info.context.start_session(kept.session)
        return SaveFormSuccess(saved_at=kept.form.saved_at, expires_at=kept.form.expires_at)

    @result.mutation(
        raises=keep_form.DISCARD_RAISES,
        description="Erases what was typed into the forms and not sent.",
    )
    async def discard_form(self, info: Info, input: DiscardFormInput) -> DiscardFormSuccess:
        await info.context.limit(Act.SAVE)
        discarded = await keep_form.discard_form(viewer=info.context.viewer)
        return DiscardFormSuccess(discarded=discarded)

    @result.mutation(
        raises=transfer.CREATE_RAISES,
        description="Creates a code by which another browser takes over the drafts and the "
        f"unsent form of this one; valid once, for {TRANSFER_CODE_LIFE // MINUTE} minutes.",
    )
    async def create_transfer_code(
        self, info: Info, input: CreateTransferCodeInput
    ) -> CreateTransferCodeSuccess:
        await info.context.limit(Act.LINK)
        code, expires_at = await transfer.create_code(
            viewer=info.context.viewer, now=info.context.now
        )
        return CreateTransferCodeSuccess(transfer_code=code, expires_at=expires_at)

    @result.mutation(
        raises=transfer.REDEEM_RAISES,
        description="Takes over the drafts and the unsent form of the browser that shows the "
        "code. Starts a session if there is none.",
    )
    async def redeem_transfer_code(
        self, info: Info, input: RedeemTransferCodeInput
    ) -> RedeemTransferCodeSuccess:
        async with info.context.refusals():
            session = await transfer.redeem_code(
                viewer=info.context.viewer,
                code=input.code,
                session_life=info.context.services.settings.session_life,
                now=info.context.now,
            )
        info.context.start_session(session)
        return RedeemTransferCodeSuccess(redeemed=True)
