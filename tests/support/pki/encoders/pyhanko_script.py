"""Sign with pyHanko: asked as JSON on stdin, it answers with a message (DER) on stdout.

It runs in a process of its own, because pyHanko adds to the classes of asn1crypto.
"""

import asyncio
import json
import sys
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, keys, x509
from pyhanko.sign.attributes import (
    CMSAttributeProvider,
    SignedAttributeProviderSpec,
    SigningTimeProvider,
)
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore


class _CardNumber(CMSAttributeProvider):
    attribute_type = "2.16.886.1.100.2.204"

    def __init__(self, number: str) -> None:
        self._number = number

    async def build_attr_value(self, dry_run: bool = False) -> core.Asn1Value:  # pyHanko's.
        return core.PrintableString(self._number)


class _WithCardNumber(SignedAttributeProviderSpec):
    def __init__(self, number: str, at: datetime) -> None:
        self._number = number
        self._at = at

    def signed_attr_providers(
        self, data_digest: bytes, digest_algorithm: str
    ) -> Iterable[CMSAttributeProvider]:
        return SigningTimeProvider(timestamp=self._at), _CardNumber(self._number)


async def signed(asked: Mapping[str, Any]) -> bytes:
    options = asked["options"]
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(b64decode(asked["certificate"])),
        signing_key=keys.PrivateKeyInfo.load(b64decode(asked["key"])),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # pyHanko's.
        prefer_pss="PSS" in options,
    )
    if "card number" in options:
        at = datetime.fromisoformat(asked["at"])
        signer.signed_attr_prov_spec = _WithCardNumber(asked["number"], at)
    content = cms.ContentInfo({"content_type": "data", "content": b64decode(asked["content"])})
    made = await signer.async_sign_general_data(
        content,
        asked["digest"],
        detached="detached" in options,
        use_cades="CAdES" in options,
    )
    der: bytes = made.dump()
    return der


if __name__ == "__main__":
    sys.stdout.buffer.write(asyncio.run(signed(json.load(sys.stdin))))
