"""自然人憑證管理: holders add, edit, remove and confirm the cards of their account."""

import strawberry
from strawberry import relay

from models.core.rules import CARDS_CONFIRMED_FOR, MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.card import add, confirm, edit, remove
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import EMAIL, LABEL, PHONE, SHOWN_NUMBER, SIGNATURE
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.ids import node_uuid
from schema.scalars import Base64
from schema.session.challenge import signed


@strawberry.input(description="The input of `addCertificate`.")
class AddCertificateInput:
    control_number: str = strawberry.field(description=SHOWN_NUMBER)
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the challenge that the new card signed, which has the purpose ADD."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    phone: str = strawberry.field(description=PHONE)
    email: str = strawberry.field(description=EMAIL)
    label: str | None = strawberry.field(
        default=None,
        description=LABEL,
    )


@strawberry.input(
    description="The input of `editCertificate`. It replaces all editable values of the card."
)
class EditCertificateInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the card.")
    phone: str = strawberry.field(description=PHONE)
    email: str = strawberry.field(description=EMAIL)
    label: str | None = strawberry.field(
        default=None,
        description="The name of the card within the account (名稱), at most 80 characters; "
        "the card has no name when this is omitted.",
    )


@strawberry.input(description="The input of `removeCertificate`.")
class RemoveCertificateInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the card to remove.")


@strawberry.input(description="The input of `confirmCertificates`.")
class ConfirmCertificatesInput:
    control_number: str = strawberry.field(description=SHOWN_NUMBER)
    certificate_ids: list[relay.GlobalID] = strawberry.field(
        description="The IDs of the cards that the page lists. The request is refused unless they "
        "are all cards of `Account.certificates`, and no others."
    )


@strawberry.type(
    description="The card was bound to the account. All holders of the account are "
    "notified by email."
)
class AddCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The card that was added.")


@strawberry.type(
    description="The card was updated. All holders of the account are notified by email if "
    "a value changed."
)
class EditCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The updated card.")


@strawberry.type(
    description="The card was removed and its sessions ended. All holders of the account "
    "are notified by email."
)
class RemoveCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The card that was removed.")
    signed_out: bool = strawberry.field(
        description="Indicates whether the removed card was the viewer's own, in which case "
        "the current session has ended."
    )


@strawberry.type(
    description="The cards were confirmed. The next confirmation is due in "
    f"{CARDS_CONFIRMED_FOR.days} days."
)
class ConfirmCertificatesSuccess:
    account: Account = strawberry.field(description="The account whose cards were confirmed.")


@strawberry.type
class HolderMutation:
    """Mutations of an account's cards."""

    @result.mutation(
        raises=add.RAISES,
        description="Binds the card that signed the challenge to the viewer's account. "
        f"Requires that the viewer's card signed within the last {PROOF_LIFE // MINUTE} "
        "minutes (`proveCard`).",
        directives=[units(VERIFYING)],
    )
    async def add_certificate(
        self, info: Info, input: AddCertificateInput
    ) -> AddCertificateSuccess:
        services = info.context.services
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            record = await add.add(
                viewer=info.context.viewer,
                control_number=input.control_number,
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
        description="Updates the telephone number, email address and name of a card of the "
        "viewer's account. Requires that the viewer's card signed within the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
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
        description="Removes a card from the viewer's account (刪除). The last card that can "
        "sign in cannot be removed. Requires that the viewer's card signed within the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
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
        description="Confirms that the listed cards are correct, and are all that the account has "
        "(請定期確認使用者憑證).",
    )
    async def confirm_certificates(
        self, info: Info, input: ConfirmCertificatesInput
    ) -> ConfirmCertificatesSuccess:
        await info.context.limit(Act.CHANGE)
        record = await confirm.confirm(
            viewer=info.context.viewer,
            control_number=input.control_number,
            card_ids=[node_uuid(card, of=Certificate) for card in input.certificate_ids],
            now=info.context.now,
        )
        return ConfirmCertificatesSuccess(account=Account.of(record))
