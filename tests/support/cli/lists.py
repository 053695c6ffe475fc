"""Lists of the issuer that the operator of the tests trusts."""

from datetime import UTC, datetime, timedelta

from cryptography import x509

from tests.support.pki.crafted import AUTHORITY_KEY, HOUR, SCOPE, crafted, extension, number
from tests.support.pki.encoding import tagged
from tests.support.pki.trust_folder import founded


def list_for(url: str | None, *, life: timedelta = HOUR) -> bytes:
    """Sign a list of the trusted issuer that began an hour ago, for cards that name an address."""
    _, issuer = founded()
    own = x509.SubjectKeyIdentifier.from_public_key(issuer.key.public_key()).digest
    key_id = extension(AUTHORITY_KEY, tagged(0x30, tagged(0x80, own)))
    point = tagged(0xA0, tagged(0xA0, tagged(0x86, (url or "").encode())))
    scope = extension(SCOPE, tagged(0x30, point), critical="yes")
    now = datetime.now(UTC).replace(microsecond=0)
    return crafted(
        *(key_id, number(7)),
        *((scope,) if url else ()),
        signer=issuer,
        at=now - HOUR,
        until=now + life,
    )
