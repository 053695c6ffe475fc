"""The demo's roots and issuers: two generations of one issuer, and a companies' issuer."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from web.demo import profile

YEAR = timedelta(days=365)

ROOTS = {"root-G2": profile.ROOT_G2, "root-G3": profile.ROOT_G3}
# Subject and root of each issuer, by name; MOEACA is below the root of G2.
ISSUERS = {
    "MOICA-G2": (profile.CITIZEN_ISSUER, "root-G2"),
    "MOICA-G3": (profile.CITIZEN_ISSUER, "root-G3"),
    "MOEACA-G2": (profile.COMPANY_ISSUER, "root-G2"),
}


@dataclass(frozen=True, kw_only=True)
class CA:
    """A certificate authority: its certificate and its key."""

    name: str
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the DER form, in lower-case hexadecimal digits."""
        return self.certificate.fingerprint(profile.SHA256).hex()


def create_authorities(*, at: datetime, bits: int) -> dict[str, CA]:
    """Create every root and issuer, roots first, with RSA keys of ``bits`` bits."""
    authorities = {name: _root(name, at=at, bits=bits) for name in ROOTS}
    for name, (_, root) in ISSUERS.items():
        authorities[name] = _issuer(name, authorities[root], at=at, bits=bits)
    return authorities


def _root(name: str, *, at: datetime, bits: int) -> CA:
    key = rsa.generate_private_key(65537, bits)
    certificate = profile.signed(
        subject=ROOTS[name],
        key=key.public_key(),
        issuer=ROOTS[name],
        issuer_key=key,
        serial_number=secrets.randbits(126) | 1,
        not_before=at - 12 * YEAR,
        not_after=at + 25 * YEAR,
        extensions=[
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (profile.key_usage("key_cert_sign", "crl_sign"), True),
            (x509.BasicConstraints(ca=True, path_length=None), True),
        ],
    )
    return CA(name=name, certificate=certificate, key=key)


def _issuer(name: str, root: CA, *, at: datetime, bits: int) -> CA:
    key = rsa.generate_private_key(65537, bits)
    generation = name[-1]
    usage = ("digital_signature",) if generation == "3" else ()
    access = profile.access(
        repository=f"{profile.ROOT_REPOSITORY}/Certs/GRCAG{generation}.crt", responder=None
    )
    certificate = profile.signed(
        subject=ISSUERS[name][0],
        key=key.public_key(),
        issuer=root.certificate.subject,
        issuer_key=root.key,
        serial_number=secrets.randbits(126) | 1,
        not_before=at - 10 * YEAR,
        not_after=at + 20 * YEAR,
        extensions=[
            (profile.authority_key(root.key.public_key()), False),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (profile.key_usage(*usage, "key_cert_sign", "crl_sign"), True),
            (profile.policy(), False),
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (profile.points(f"{profile.ROOT_REPOSITORY}/CRL{generation}/CA.crl"), False),
            (access, False),
        ],
    )
    return CA(name=name, certificate=certificate, key=key)
