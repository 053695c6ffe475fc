"""Replacing a card: by the same person's reissued card, or by any other card."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.access.start_session import SignedInNow
from models.core.rules import MINUTE, PROOF_LIFE
from resolvers.card import renew, replace
from schema.account.account import Account
from schema.application.application import Application
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import LABEL, SHOWN_NUMBER, SIGNATURE
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.ids import node_uuid
from schema.scalars import Base64
from schema.session.challenge import signed


@strawberry.input(description="The input of `renewCertificate`.")
class RenewCertificateInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the challenge that the reissued card signed, which has the "
        "purpose RENEW."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)


@strawberry.input(description="The input of `replaceCertificate`.")
class ReplaceCertificateInput:
    control_number: str = strawberry.field(description=SHOWN_NUMBER)
    id: relay.GlobalID = strawberry.field(description="The ID of the card to replace.")
    version: str = strawberry.field(
        description="The card's version that the page shows. The request is refused if the card "
        "has changed since."
    )
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the challenge that the new card signed, which has the purpose "
        "REPLACE."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    phone: str = strawberry.field(
        description="The telephone number of the new card's holder (連絡電話)."
    )
    email: str = strawberry.field(description="The email address of the new card's holder.")
    label: str | None = strawberry.field(
        default=None,
        description=LABEL,
    )


@strawberry.type(
    description="The reissued card replaced the old one. For a card of an account, the "
    "browser has a new session of that account; for a card of an application, the "
    "application was moved to the current session."
)
class RenewCertificateSuccess:
    account: Account | None = strawberry.field(
        description="The account of the new session; null for a card of an application."
    )
    certificate: Certificate | None = strawberry.field(
        description="The card of the account; null for a card of an application."
    )
    expires_at: datetime | None = strawberry.field(
        description="The date and time when the new session ends at the latest; null for a "
        "card of an application."
    )
    application: Application | None = strawberry.field(
        description="The application of the card; null for a card of an account."
    )


@strawberry.type(
    description="The new card replaced the old one. All holders of the account are "
    "notified by email."
)
class ReplaceCertificateSuccess:
    certificate: Certificate = strawberry.field(description="The new card.")
    signed_out: bool = strawberry.field(
        description="Indicates whether the replaced card was the viewer's own, in which case "
        "the current session has ended and the viewer signs in with the new card."
    )


@strawberry.type
class RenewalMutation:
    """Mutations that replace a card by another."""

    @result.mutation(
        raises=renew.RAISES,
        description="Replaces a person's card by the reissued one (憑證換發), in an account or "
        "an open application, and signs in with it. Does not require a session.",
        directives=[units(VERIFYING)],
    )
    async def renew_certificate(
        self, info: Info, input: RenewCertificateInput
    ) -> RenewCertificateSuccess:
        services = info.context.services
        presented = signed(input.challenge_id, input.signature)
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
        description="Replaces a card of the viewer's account by another card (更換). The last "
        "card can be replaced too. Requires that the viewer's card signed within the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
        directives=[units(VERIFYING)],
    )
    async def replace_certificate(
        self, info: Info, input: ReplaceCertificateInput
    ) -> ReplaceCertificateSuccess:
        services = info.context.services
        viewer = info.context.viewer
        replaced = node_uuid(input.id, of=Certificate)
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            record = await replace.replace(
                viewer=viewer,
                replacement=replace.Replacement(
                    control_number=input.control_number,
                    certificate_id=replaced,
                    version=input.version,
                    phone=input.phone,
                    email=input.email,
                    label=input.label,
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
