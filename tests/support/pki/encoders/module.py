"""Messages by the demo's component with keys that SoftHSM made, through PKCS #11."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.support.cards import AT, CHALLENGE, authority, citizen
from tests.support.pki.encoders.makers import Encoder, Make, Signer
from tests.support.token.softhsm import softhsm
from web.demo.catalogue import CardPlan, TestCard
from web.demo.component import signing
from web.demo.component.signing import Digest
from web.demo.testcard import CURVE_SIGN, SIGN
from web.demo.token.softhsm import in_softhsm

PLAN = CardPlan(
    id="module",
    title="SoftHSM",
    note="",
    pin="module12",
    holder=citizen().holder,
    subject_serial="0000000000000001",
    card_number=citizen().card_number,
    id_last4="0001",
)


@cache
def _card() -> TestCard:
    """Issue a card of the tests' authority in SoftHSM, once a process."""
    softhsm()
    folder = Path(mkdtemp(prefix="gpszone-softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    [card] = in_softhsm([PLAN])(folder, authority(), AT)
    return card


def by_module(key_id: bytes, *, digest: Digest = "sha256", number: str = "with") -> Make:
    def make(signer: Signer) -> bytes:
        card, chip = _card().card, _card().chip
        assert chip is not None
        return signing.signed_data(
            signing.Signer(
                certificate=card.certificates()[key_id],
                sign=lambda content, digest: chip.sign(
                    content, digest=digest, key_id=key_id, pin=PLAN.pin
                ),
                kind=signing.kind_of(card.certificates()[key_id]),
            ),
            CHALLENGE,
            card_number=card.card_number if number == "with" else None,
            nonce="4f1d",
            signing_time=AT,
            digest=digest,
        )

    return make


_LIBRARY = "PKCS #11, SoftHSM (the demo's component)"
MODULE = (
    Encoder(_LIBRARY, "with card number", by_module(SIGN)),
    Encoder(_LIBRARY, "without", by_module(SIGN, number="without")),
    Encoder(_LIBRARY, "SHA-512, with card number", by_module(SIGN, digest="sha512")),
    Encoder(_LIBRARY, "SHA-1, with card number", by_module(SIGN, digest="sha1")),
    Encoder(_LIBRARY, "a key on P-256 below an issuer with RSA", by_module(CURVE_SIGN)),
)
