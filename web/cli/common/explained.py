"""What `explain` makes of a file: its kind, its sections, or a redacted capture."""

import json
from dataclasses import dataclass
from pathlib import Path

from models.pki.crl.revocation_list import LARGEST
from models.pki.explain.answer import explain_answer
from models.pki.explain.capture import (
    CaptureUnreadable,
    Section,
    explain_capture,
    is_redacted,
    replies_of,
)
from models.pki.explain.certificate import Against, explain_certificate
from models.pki.explain.kind import Kind, kind_of, unwrapped
from models.pki.explain.lists import explain_list
from models.pki.explain.message import explain_message
from models.pki.explain.outlined import NotOutlined
from models.pki.explain.redacted import redacted, redacted_file
from models.pki.explain.step import Step
from models.pki.ocsp.status import AnswerRules
from models.registry.explained import explain_registry

# Bytes. An answer of the component has some tens of kilobytes; a list in PEM has a third more
# octets than in DER.
_LARGEST_CAPTURE = 4 * 1024 * 1024
_LARGEST = LARGEST * 3 // 2
_HEAD = 64
_SEQUENCE = b"\x30"
_ZIP = b"PK"
# One of these names is in every answer of the component, and none in a registry file.
_OF_ANSWERS = frozenset({"format", "replies", "func", "ret_code", "signature", "slots"})
_EXPECTED = (
    "expected a captured answer (JSON or base64), a certificate, a revocation list or an OCSP"
    " answer (DER or PEM), or a registry file (CSV, JSON or ZIP)"
)
# The names that the component has for them, where it has one.
_FIELDS = {
    Kind.MESSAGE: "signature",
    Kind.CERTIFICATE: "certb64",
    Kind.LIST: "list",
    Kind.ANSWER: "answer",
}


class FileUnreadable(Exception):
    """A file is none of those that are explained; the text names it and the next step."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A file's kind and sections."""

    file: str
    kind: str
    sections: tuple[Section, ...]


def explain_file(path: Path, *, against: Against, rules: AnswerRules) -> Explained:
    """Judge a file by the rules of its kind.

    :raises FileUnreadable: when it is of no kind that is known here
    :raises OSError: when it cannot be opened
    """
    document = _capture_in(path)
    if document is not None:
        try:
            sections = explain_capture(document, against=against)
        except CaptureUnreadable as unreadable:
            raise FileUnreadable(_no_capture(path, unreadable)) from unreadable
        kind = "redacted capture" if is_redacted(document) else "captured answer"
        return Explained(file=path.name, kind=kind, sections=sections)
    found = _kind_in(path)
    if found is None:
        return _explained(path, "registry file", explain_registry(path))
    kind, content = found
    match kind:
        case Kind.MESSAGE:
            steps = explain_message(content, against=against)
        case Kind.CERTIFICATE:
            steps = explain_certificate(content, against=against)
        case Kind.LIST:
            steps = explain_list(content, against=against)
        case Kind.ANSWER:
            steps = explain_answer(content, against=against, rules=rules)
    return _explained(path, kind, steps)


def redact_file(path: Path) -> list[object]:
    """Return a file's redacted replies: tags, lengths, identifiers and result codes.

    :raises FileUnreadable: when it is neither a captured answer nor a file in DER or BER
    :raises OSError: when it cannot be opened
    """
    document = _capture_in(path)
    try:
        if is_redacted(document):
            raise FileUnreadable(f"{path.name}: is redacted already; send it as it is")
        if document is not None:
            return _replies(redacted(replies_of(document)))
        found = _kind_in(path)
        if found is None:
            raise FileUnreadable(
                f"{path.name}: expected a file of the card's side; what `explain` prints of a"
                " registry file contains none of its values, so send that"
            )
        kind, content = found
        return _replies(redacted_file(_FIELDS[kind], content))
    except CaptureUnreadable as unreadable:
        raise FileUnreadable(_no_capture(path, unreadable)) from unreadable
    except NotOutlined as unreadable:
        raise FileUnreadable(
            f"{path.name}: cannot be outlined ({unreadable}); send what `explain` prints of it"
        ) from unreadable


def _replies(capture: dict[str, object]) -> list[object]:
    replies = capture["replies"]
    return replies if isinstance(replies, list) else []


def _explained(path: Path, kind: str, steps: tuple[Step, ...]) -> Explained:
    return Explained(file=path.name, kind=kind, sections=(Section(name=kind, steps=steps),))


def _no_capture(path: Path, unreadable: CaptureUnreadable) -> str:
    return f"{path.name}: {unreadable}; save the component's answer again, or a file of `--redact`"


def _capture_in(path: Path) -> object:
    """Return a captured answer; None for any other file."""
    with path.open("rb") as file:
        begins = file.read(_HEAD).lstrip()[:1]
        if begins not in (b"{", b"[") or path.stat().st_size > _LARGEST_CAPTURE:
            return None
        file.seek(0)
        content = file.read(_LARGEST_CAPTURE)
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        return None  # What is wrong is told by the reader of registry files.
    first = document[0] if isinstance(document, list) and document else document
    return document if isinstance(first, dict) and _OF_ANSWERS & first.keys() else None


def _kind_in(path: Path) -> tuple[Kind, bytes] | None:
    """Return the kind of a file in DER or BER, and its content; None for a registry file."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        is_registry = head.startswith(_ZIP) or head.lstrip()[:1] in (b"{", b"[")
        if is_registry:
            return None
        file.seek(0)
        content = file.read(_LARGEST + 1)
    unwrapping = content if len(content) > _LARGEST else unwrapped(content)
    kind = kind_of(unwrapping)
    if kind is None:
        if unwrapping != content or not head or b"\0" in head or head.startswith(_SEQUENCE):
            raise FileUnreadable(f"{path.name}: {_EXPECTED}; save it again in one of these forms")
        return None
    if len(content) > _LARGEST:
        raise FileUnreadable(
            f"{path.name}: a {kind} of more than {_LARGEST // 1024**2} MB; save it again, whole"
        )
    return kind, unwrapping
