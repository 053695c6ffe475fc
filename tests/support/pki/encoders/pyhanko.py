"""Messages by pyHanko, which signs PDF files and other content."""

import asyncio
from collections.abc import Iterable

from asn1crypto import cms, core, keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.attributes import (
    CMSAttributeProvider,
    SignedAttributeProviderSpec,
    SigningTimeProvider,
)
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.support.cards import AT, CHALLENGE, citizen
from tests.support.pki.encoders.makers import Encoder, Make, Signer, on_a_curve
from web.demo.component.signing import CARD_NUMBER


class _CardNumber(CMSAttributeProvider):
    attribute_type = CARD_NUMBER

    async def build_attr_value(self, dry_run: bool = False) -> core.Asn1Value:  # pyHanko's.
        return core.PrintableString(citizen().card_number)


class _WithCardNumber(SignedAttributeProviderSpec):
    def signed_attr_providers(
        self, data_digest: bytes, digest_algorithm: str
    ) -> Iterable[CMSAttributeProvider]:
        return SigningTimeProvider(timestamp=AT), _CardNumber()


def by_pyhanko(*options: str, digest: str = "sha256") -> Make:
    """Sign with the content attached, unless the option "detached" says otherwise."""

    def make(signer: Signer) -> bytes:
        private = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        pyhanko = SimpleSigner(
            signing_cert=x509.Certificate.load(signer.certificate),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # pyHanko's.
            prefer_pss="PSS" in options,
        )
        if "card number" in options:
            pyhanko.signed_attr_prov_spec = _WithCardNumber()
        signing = pyhanko.async_sign_general_data(
            cms.ContentInfo({"content_type": "data", "content": CHALLENGE}),
            digest,
            detached="detached" in options,
            use_cades="CAdES" in options,
        )
        made: bytes = asyncio.run(signing).dump()
        return made

    return make


PYHANKO = (
    Encoder("pyHanko", "content attached", by_pyhanko()),
    Encoder("pyHanko", "with card number", by_pyhanko("card number")),
    Encoder("pyHanko", "CAdES", by_pyhanko("CAdES")),
    Encoder("pyHanko", "PSS, with card number", by_pyhanko("PSS", "card number")),
    Encoder("pyHanko", "SHA-512, with card number", by_pyhanko("card number", digest="sha512")),
    Encoder("pyHanko", "SHA-1", by_pyhanko(digest="sha1")),
    Encoder("pyHanko", "detached", by_pyhanko("detached")),
    Encoder("pyHanko", "a key on P-256, with card number", by_pyhanko("card number"), on_a_curve),
)
