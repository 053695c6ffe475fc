"""The table of docs/card.md: what is said of the messages of every encoder at hand."""

import sys
from pathlib import Path

from models.core.errors import UserError
from models.pki.cms.message import read
from models.pki.tolerance import CLAUSES, Tolerance
from models.pki.verdict import CardNumberMissing, Proof
from tests.support.cards import proof
from tests.support.pki.encoders.breaks import BREAKS, broken
from tests.support.pki.encoders.makers import ENCODERS, NODE_ENCODERS, Encoder, Signer
from tests.support.pki.encoders.module import MODULE
from tests.support.pki.encoders.pyhanko import PYHANKO

ALL = (
    *ENCODERS,
    *PYHANKO,
    *MODULE,
    *(one for several in NODE_ENCODERS.values() for one in several),
)
# It is looked for when all else was found to be good.
LAST = CardNumberMissing.code
ACCEPTED = frozenset({"accepted", LAST})


def verdict(message: bytes, signer: Signer) -> Proof | str:
    """Return the proof, or the code of the refusal."""
    try:
        return proof(message, trusted=signer.trust, known=signer.lists)
    except UserError as refusal:
        return refusal.code


def said(message: bytes, signer: Signer) -> str:
    found = verdict(message, signer)
    return found if isinstance(found, str) else "accepted"


def survivors(message: bytes, signer: Signer) -> list[str]:
    """Return the ways of breaking a message after which it is still accepted."""
    return [way for way in BREAKS if said(broken(message, way), signer) in ACCEPTED]


def row(encoder: Encoder) -> str:
    signer = encoder.signer()
    message = encoder.make(signer)
    found = said(message, signer)
    result, breaks = f"refused: `{found}`", ""
    if found in ACCEPTED:
        result = "accepted" if found != LAST else f"accepted but for the card number, `{LAST}`"
        breaks = f"{len(BREAKS) - len(survivors(message, signer))} of {len(BREAKS)}"
    allowed = ", ".join(sorted(_tolerances(message)))
    return f"| {encoder.library} | {encoder.options} | {result} | {allowed} | {breaks} |"


def _tolerances(message: bytes) -> frozenset[Tolerance]:
    try:
        return read(message).tolerances
    except UserError:
        return frozenset()


_HEAD = f"""\
# Messages of cards

What `models.pki` says of messages (CMS SignedData) that other programs write over a challenge, with
a key and certificate of the tests' authority. Written by
`python -m tests.support.pki.encoders.table docs/card.md`; a test
(`tests/pki/suites/test_encoders.py`) makes each message again and fails when this page is not what
it found.

Most programs cannot sign the attribute with the card's number, which is looked for after everything
else was found to be good: "accepted but for the card number" says that signature, chain and holder
are verified. Each accepted message is then broken in {len(BREAKS)} ways, listed below, without
signing it again; the last column says how many of them are refused. node-forge writes the issuer's
name of the signer in other string types than the certificate does, and names are compared octet by
octet.

The signature of a message on a curve has a second form, (r, n − s), which proves the same. No
fingerprint of it is taken: a challenge is spent by its own id. That of a certificate is taken with
the lower s (`models/pki/path/fingerprint.py`).

| Program | options | result | accepted beyond the strict form | broken ones refused |
| --- | --- | --- | --- | ---: |
"""
_FOOT = """
## What is accepted beyond the strict form

Only what is not signed may be written in another way. What was accepted for a signature stands in
its evidence, and `python -m web evidence verify` names it.

| Name | Clause |
| --- | --- |
"""


def table(rows: list[str]) -> str:
    """Return the page with these rows."""
    clauses = [f"| `{one}` | {CLAUSES[one]} |" for one in Tolerance]
    ways = ["", "## The ways to break a message", "", *(f"- {way}" for way in BREAKS)]
    lines = [*rows, *_FOOT.splitlines(), *clauses, *ways]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table([row(one) for one in ALL]), encoding="utf-8")
