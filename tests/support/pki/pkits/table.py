"""The table of docs/pkits.md: PKITS's verdict on each of its paths, and ours."""

import sys
from collections import Counter
from pathlib import Path

from tests.support.pki.pkits.cases import POLICY_1, Case, cases
from tests.support.pki.pkits.verdict import judged

# Why a path that the suite accepts is refused, by the reason that is given for it.
WHY = {
    "AnchorUnsound: cannot be read": "a CA key that inherits its DSA parameters",
    "AnchorUnsound: its key is not sound": "a CA key for DSA; only RSA from 2048 bits is believed",
    "AnchorUnsound: nameConstraints": (
        "a CA that may name only some people; no CA of this PKI is narrowed so, and none is "
        "believed whose limits are not worked out here"
    ),
    "AnchorUnsound: no basicConstraints": (
        "lists signed by another key than the CA's; the signer is no CA, so it cannot be pinned"
    ),
    "AnchorUnsound: policyConstraints": (
        "a CA that narrows or maps policies; as with nameConstraints"
    ),
    "AnchorUnsound: the path below it is too long": (
        "RFC 5280 does not count a CA's certificate for itself in the path's length; it is counted "
        "here"
    ),
    "CertificateProfileWrong": "the end certificate is a CA's; a card's never is",
    "CertificateOnHold": "suspended by the complete list; the delta that lifts it is not read",
    "IssuerUnknown": (
        "issuer and subject are one name in other letters, blanks or encodings; they are compared "
        "byte for byte here"
    ),
    "PolicyRefused": "the end certificate allows any policy; the one asked for must stand in it",
    "RevocationUnknown: SCOPE": (
        "a list for some reasons only, an indirect one, or one whose place is a directory's name"
    ),
    "RevocationUnknown: SCOPE, WRONG_SIGNATURE": (
        "a CA between two keys; what the other key signed is not believed"
    ),
    "RevocationUnknown: WRONG_SIGNATURE": (
        "a CA between two keys; what the other key signed is not believed"
    ),
    "RevocationUnknown: no list of this issuer": (
        "an indirect list; only the issuer's own lists are believed"
    ),
}
_HEAD = """# PKITS

What `models.pki` says of the paths of NIST's Public Key Interoperability Test Suite, as the package
`cryptography-vectors` brings it. Written by
`python -m tests.support.pki.pkits.table docs/pkits.md`; a test (`tests/pki/suites/test_pkits.py`)
fails when this page is not what the code does.

The suite's end certificates are no citizens' cards: each allows encryption, none has level 3 or a
holder's number. So they are not shown to `verdict.examine`, which would refuse all of them, but to
the layers below it, in the same order:

| Layer | Exercised by |
| --- | --- |
| CA certificates, all of the path pinned, the trust anchor as root | `trust.TrustStore.build` |
| Shape, version, serial number, names, extensions | `end_entity.load` |
| Issuer by key, signature, names, algorithm | `TrustStore.issuer_of`, `end_entity.check_issued` |
| Time of certificate and CAs | `end_entity.check_validity` |
| Critical extensions, no CA as a card | `holder.read_holder`, up to its refusal of encryption |
| Lists, every one of the test's, with every CA's own key | `revocation.read_list` |
| Revocation of the end certificate and of each CA below the root | `revocation.check` |

Not exercised here: keyUsage of the card, extendedKeyUsage and the citizen's subject, which have
tests of their own. The suite's signed mails are read by `cms.read` and verified in
`tests/pki/suites/test_pkits_messages.py`: 219 of 224, and the other five are refused by name (four
are signed with DSA or carry a certificate whose signature does not end with an octet, one has a
negative serial number). Whether a CA is revoked is asked by this test's own loop over the functions
named above: the service pins its CAs, and asks the lists of the roots in a step of its own
(`authority_list.check_issuer`).

One path that the suite calls invalid is accepted, InvaliddeltaCRLTest4: its certificate is revoked
on a delta list alone. A complete list stands by itself (RFC 5280 §5.2.6), and deltas are neither
fetched nor read (DECISIONS.md, 72).

A path is refused for the first reason that is found. Many that are invalid for a subtle reason are
refused for a coarser one, such as a CA that narrows policies at all; the reason stands beside each.

Each path is judged twice: asking for no policy, which is what the suite's file names speak of, and
asking for policy 1 (`2.16.840.1.101.3.2.1.48.1`) where the service asks for level 3: in the end
certificate, and in all CAs below the root (`Issuer.policies`).
"""


Row = tuple[Case, str | None, str | None]


def table() -> str:
    """Return the page."""
    rows = [(case, judged(case, policy=None), judged(case, policy=POLICY_1)) for case in cases()]
    return "\n".join([_HEAD, *_sums(rows), "", *_reasons(rows), "", *_all(rows)]) + "\n"


def _sums(rows: list[Row]) -> list[str]:
    lines = [
        "## In sum",
        "",
        f"| {len(rows)} paths | no policy asked for | policy 1 asked for |",
        "| --- | ---: | ---: |",
    ]
    for heading, valid, accepted in (
        ("Valid, accepted", True, True),
        ("Valid, refused (false rejects)", True, False),
        ("Invalid, refused", False, False),
        ("**Invalid, accepted (false accepts)**", False, True),
    ):
        found = [
            sum((case.valid(policy=p), why is None) == (valid, accepted) for case, why in column)
            for p, column in _columns(rows)
        ]
        lines.append(f"| {heading} | {found[0]} | {found[1]} |")
    return lines


def _columns(rows: list[Row]) -> list[tuple[str | None, list[tuple[Case, str | None]]]]:
    return [
        (None, [(case, why) for case, why, _ in rows]),
        (POLICY_1, [(case, why) for case, _, why in rows]),
    ]


def _reasons(rows: list[Row]) -> list[str]:
    counts = [
        Counter(why for case, why in column if why is not None and case.valid(policy=policy))
        for policy, column in _columns(rows)
    ]
    lines = [
        "## Why what the suite accepts is refused",
        "",
        "| Reason | no policy | policy 1 | |",
        "| --- | ---: | ---: | --- |",
    ]
    lines += [
        f"| {reason} | {counts[0][reason]} | {counts[1][reason]} | {WHY[reason]} |"
        for reason in sorted(counts[0] | counts[1])
    ]
    return lines


def _all(rows: list[Row]) -> list[str]:
    lines = [
        "## Every path",
        "",
        "In each column, what the suite says, then what is said here. **Bold** is a difference.",
        "",
        "| Path | no policy asked for | policy 1 asked for |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {case.name} | {_cell(case, None, plain)} | {_cell(case, POLICY_1, asked)} |"
        for case, plain, asked in rows
    ]
    return lines


def _cell(case: Case, policy: str | None, why: str | None) -> str:
    valid = case.valid(policy=policy)
    suite, ours = "valid" if valid else "invalid", why or "accepted"
    return f"{suite}: {ours}" if valid == (why is None) else f"{suite}: **{ours}**"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table(), encoding="utf-8")
