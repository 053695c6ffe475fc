"""Messages by pyHanko, which signs PDF files and other content."""

import json
import subprocess
import sys
from base64 import b64encode

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.cards import AT, CHALLENGE, citizen
from tests.support.paths import ROOT
from tests.support.pki.encoders.makers import Encoder, Make, Signer, on_a_curve


def by_pyhanko(*options: str, digest: str = "sha256") -> Make:
    """Sign with the content attached, unless the option "detached" says otherwise."""

    def make(signer: Signer) -> bytes:
        private = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        asked = {
            "key": b64encode(private).decode(),
            "certificate": b64encode(signer.certificate).decode(),
            "content": b64encode(CHALLENGE).decode(),
            "number": citizen().card_number,
            "at": AT.isoformat(),
            "digest": digest,
            "options": options,
        }
        done = subprocess.run(  # Our own program.
            [sys.executable, "-m", "tests.support.pki.encoders.pyhanko_script"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            check=True,
            cwd=ROOT,
            timeout=120,
        )
        return done.stdout

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
