"""自然人憑證管理: holders add, edit, remove and confirm the cards of their account."""

import strawberry
from strawberry import relay

from models.core.rules import CARDS_CONFIRMED_FOR, MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.signature.verification import SignedChallenge
from resolvers.card import add, confirm, edit, remove
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid, uuid_of
from schema.scalars import Base64


@strawberry.input(description="A colleague's card, which has signed, and how she is reached.")
class AddCertificateInput:
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that was signed, of purpose ADD."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")
    phone: str = strawberry.field(description="連絡電話.")
    email: str = strawberry.field(description="Email of the card's holder.")
    label: str | None = strawberry.field(
        default=None, description="名稱: what the account's holders call the card; at most 80."
    )


@strawberry.input(description="A card of the account, and all that is typed about it.")
class EditCertificateInput:
    id: relay.GlobalID = strawberry.field(description="The card.")
    phone: str = strawberry.field(description="連絡電話.")
    email: str = strawberry.field(description="Email of the card's holder.")
    label: str | None = strawberry.field(
        default=None, description="名稱; without it the card has none."
    )


@strawberry.input(description="Which card is removed.")
class RemoveCertificateInput:
    id: relay.GlobalID = strawberry.field(description="The card.")


@strawberry.input(description="Nothing is to be told.")
class ConfirmCertificatesInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Not looked at; an input must have a field."
    )


@strawberry.type(description="The card is bound to the account; everybody of it is told.")
class AddCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The card.")


@strawberry.type(description="The card has these details now; if any differed, everybody is told.")
class EditCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The card.")


@strawberry.type(description="The card is removed and its sessions have ended; everybody is told.")
class RemoveCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The card.")
    signed_out: bool = strawberry.field(
        description="Whether it was the viewer's own card, so that this session has ended."
    )


@strawberry.type(
    description=f"The cards are confirmed for another {CARDS_CONFIRMED_FOR.days} days."
)
class ConfirmCertificatesSuccess:
    account: Account = strawberry.field(description="The account.")


@strawberry.type
class HolderMutation:
    """Gather the acts on an account's cards."""

    @result.mutation(
        raises=add.RAISES,
        description="Bind a colleague's card to the viewer's account: it signs, and the viewer, "
        f"whose own card has signed within {PROOF_LIFE // MINUTE} minutes (proveCard), confirms.",
    )
    async def add_certificate(
        self, info: Info, input: AddCertificateInput
    ) -> AddCertificateSuccess:
        services = info.context.services
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            record = await add.add(
                viewer=info.context.viewer,
                presented=presented,
                phone=input.phone,
                email=input.email,
                label=input.label,
                notices=services.account_notices,
                policy=services.policy,
                now=info.context.now,
            )
        return AddCertificateSuccess(certificate=Certificate.of(record))

    @result.mutation(
        raises=edit.RAISES,
        description="Change telephone number, e-mail and label of a card of the viewer's account. "
        f"Needs a card proof not older than {PROOF_LIFE // MINUTE} minutes.",
    )
    async def edit_certificate(
        self, info: Info, input: EditCertificateInput
    ) -> EditCertificateSuccess:
        await info.context.limit(Act.CHANGE)
        record = await edit.edit(
            viewer=info.context.viewer,
            certificate_id=node_uuid(input.id, of=Certificate),
            phone=input.phone,
            email=input.email,
            label=input.label,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return EditCertificateSuccess(certificate=Certificate.of(record))

    @result.mutation(
        raises=remove.RAISES,
        description="Remove a card of the viewer's account (刪除), but the last. "
        f"Needs a card proof not older than {PROOF_LIFE // MINUTE} minutes.",
    )
    async def remove_certificate(
        self, info: Info, input: RemoveCertificateInput
    ) -> RemoveCertificateSuccess:
        await info.context.limit(Act.CHANGE)
        viewer = info.context.viewer
        record = await remove.remove(
            viewer=viewer,
            certificate_id=node_uuid(input.id, of=Certificate),
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        own = viewer is not None and viewer.certificate_id == record.id
        if own:
            info.context.end_session()
        return RemoveCertificateSuccess(certificate=Certificate.of(record), signed_out=own)

    @result.mutation(
        raises=confirm.RAISES,
        description="Confirm that the account's cards are as they should be "
        "(請定期確認使用者憑證).",
    )
    async def confirm_certificates(
        self, info: Info, input: ConfirmCertificatesInput
    ) -> ConfirmCertificatesSuccess:
        await info.context.limit(Act.CHANGE)
        record = await confirm.confirm(viewer=info.context.viewer, now=info.context.now)
        return ConfirmCertificatesSuccess(account=Account.of(record))
