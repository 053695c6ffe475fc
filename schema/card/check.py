"""The check of a certificate when its card is read."""

import strawberry

from models.limits.table import Act
from resolvers.card import check
from schema.context import Info
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.scalars import Base64


@strawberry.input(description="The input of `checkCertificate`.")
class CheckCertificateInput:
    certificate: Base64 = strawberry.field(
        description="The certificate that the card component returned (DER)."
    )


@strawberry.type(
    description="Nothing speaks against the certificate. This is no proof: the signature decides."
)
class CheckCertificateSuccess:
    checked: bool = strawberry.field(description="Always true.")


@strawberry.type
class CheckMutation:
    """The check before anything is typed for a card."""

    @result.mutation(
        raises=check.RAISES,
        description="Refuses a certificate that could not be bound: of another kind, expired, not "
        "yet valid, revoked or on hold, as far as the certificate and the stored lists say. It "
        "does not disclose whether the person or the card is bound.",
        directives=[units(VERIFYING)],
    )
    async def check_certificate(
        self, info: Info, input: CheckCertificateInput
    ) -> CheckCertificateSuccess:
        await info.context.limit(Act.CARD_CHECK)
        await check.check_certificate(
            input.certificate, policy=info.context.services.policy, now=info.context.now
        )
        return CheckCertificateSuccess(checked=True)
