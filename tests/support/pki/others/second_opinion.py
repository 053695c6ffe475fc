"""pyhanko-certvalidator's verdict on a certification path and its revocation lists."""

import asyncio
from collections.abc import Iterable

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InvalidCertificateError,
    PathBuildingError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    PKIXValidationParams,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from tests.support.cards import AT

REFUSED = (ValidationError, PathBuildingError, InvalidCertificateError)
# The lists of each CA on the path; or those about the end certificate alone, since the test
# authority's roots, like the service, have none.
EVERY_LIST = RevocationCheckingRule.CRL_REQUIRED
NO_LIST = RevocationCheckingRule.NO_CHECK


def second_opinion(
    certificate: bytes,
    *,
    anchors: Iterable[bytes],
    others: Iterable[bytes],
    lists: Iterable[bytes],
    policy: str | None,
    about_authorities: RevocationCheckingRule = NO_LIST,
) -> str | None:
    """Validate a path for a signature at `AT`; return None, or why it is refused."""
    try:
        path = CertificateValidator(
            x509.Certificate.load(certificate),
            validation_context=ValidationContext(
                trust_roots=[x509.Certificate.load(one) for one in anchors],
                other_certs=[x509.Certificate.load(one) for one in others],
                crls=list(lists),
                moment=AT,
                revinfo_policy=CertRevTrustPolicy(
                    RevocationCheckingPolicy(EVERY_LIST, about_authorities)
                ),
            ),
            pkix_params=PKIXValidationParams(
                user_initial_policy_set=frozenset({policy or "any_policy"}),
                initial_explicit_policy=policy is not None,
            ),
        )
        usage = {"digital_signature"}
        asyncio.run(path.async_validate_usage(usage))  # type: ignore[no-untyped-call]  # pyHanko has no types.
    except (*REFUSED, ValueError, TypeError) as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    return None
