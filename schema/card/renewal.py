"""A card takes another's place: a person's reissued card, or any card of a colleague."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.access.start_session import SignedInNow
from models.core.rules import MINUTE, PROOF_LIFE
from models.signature.verification import SignedChallenge
from resolvers.card import renew, replace
from schema.account.account import Account
from schema.application.application import Application
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid, uuid_of
from schema.scalars import Base64


@strawberry.input(description="The proof that a reissued card is here.")
class RenewCertificateInput:
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that was signed, of purpose RENEW."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")


@strawberry.input(description="Whose place is taken, and the card that takes it.")
class ReplaceCertificateInput:
    id: relay.GlobalID = strawberry.field(description="The card whose place is taken.")
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that the new card signed, of purpose REPLACE."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")
    phone: str = strawberry.field(description="連絡電話.")
    email: str = strawberry.field(description="Email of the new card's holder.")
    label: str | None = strawberry.field(
        default=None, description="名稱: what the account's holders call the card; at most 80."
    )


@strawberry.type(
    description="The reissued card stands in the old one's place. Either the browser has a new "
    "session, which acts for the account, or the application goes on in this browser."
)
class RenewCertificateSuccess:
    account: Account | None = strawberry.field(
        description="The account that the new session acts for; null for an application."
    )
    certificate: Certificate | None = strawberry.field(
        description="The card at the account; null for an application, which shows its own."
    )
    expires_at: datetime | None = strawberry.field(
        description="When the new session ends at the latest; null for an application."
    )
    application: Application | None = strawberry.field(
        description="The application that goes on here; null when the account is open."
    )


@strawberry.type(description="The new card stands in the old one's place; everybody is told.")
class ReplaceCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The new card.")
    signed_out: bool = strawberry.field(
        description="Whether the old one was the viewer's own, so that this session has ended: "
        "sign in with the new one."
    )


@strawberry.type
class RenewalMutation:
    """Gather the acts by which a card takes another's place."""

    @result.mutation(
        raises=renew.RAISES,
        description="Put a person's reissued card in the place of the old one (憑證換發), at an "
        "account or an open application. Nobody need be signed in; the browser is afterwards.",
    )
    async def renew_certificate(
        self, info: Info, input: RenewCertificateInput
    ) -> RenewCertificateSuccess:
        services = info.context.services
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            renewed = await renew.renew(
                viewer=info.context.viewer,
                presented=presented,
                terms=renew.Renewal(
                    device=info.context.device,
                    life=services.settings.signed_in_life,
                    notices=services.account_notices,
                    policy=services.policy,
                ),
                now=info.context.now,
            )
        if not isinstance(renewed, SignedInNow):
            going_on = Application.of(renewed)
            return RenewCertificateSuccess(
                account=None, certificate=None, expires_at=None, application=going_on
            )
        info.context.start_session(renewed.session)
        return RenewCertificateSuccess(
            account=Account.of(renewed.account),
            certificate=Certificate.of(renewed.certificate),
            expires_at=renewed.session.viewer.expires_at,
            application=None,
        )

    @result.mutation(
        raises=replace.RAISES,
        description="Put another card in the place of one of the viewer's account, be it the last "
        "(更換). Needs a proof of the viewer's own card not older than "
        f"{PROOF_LIFE // MINUTE} minutes.",
    )
    async def replace_certificate(
        self, info: Info, input: ReplaceCertificateInput
    ) -> ReplaceCertificateSuccess:
        services = info.context.services
        viewer = info.context.viewer
        replaced = node_uuid(input.id, of=Certificate)
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            record = await replace.replace(
                viewer=viewer,
                replacement=replace.Replacement(
                    certificate_id=replaced, phone=input.phone, email=input.email, label=input.label
                ),
                presented=presented,
                notices=services.account_notices,
                policy=services.policy,
                now=info.context.now,
            )
        own = viewer is not None and viewer.certificate_id == replaced
        if own:
            info.context.end_session()
        return ReplaceCertificateSuccess(certificate=Certificate.of(record), signed_out=own)
