"""The steps of a captured answer of the card component, whole or redacted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.pki.explain.certificate import Against, explain_certificate
from models.pki.explain.kind import Kind, kind_of, unwrapped
from models.pki.explain.message import explain_message, explain_redacted_message
from models.pki.explain.redacted import FORMAT
from models.pki.explain.redacted_certificate import explain_redacted_certificate
from models.pki.explain.refilled import OutlineUnreadable, read_outline, refilled
from models.pki.explain.step import Rule, Step, Trace

_RESULT = Rule("the component did what it was asked", "ret_code and last_error are 0")
_MOST_REPLIES = 64
# An outline of forty levels has a list and an object for each.
_MOST_LEVELS = 120
_ALL_BITS = (1 << 32) - 1
_REDACTED = re.compile(r"text of [0-9]+")
_UNPRINTED = re.compile(r"[^\w .-]")


class CaptureUnreadable(ValueError):
    """A file in JSON is no captured answer; the text says what was expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a file, and its steps."""

    name: str
    steps: tuple[Step, ...]


def replies_of(document: object) -> list[dict[str, object]]:
    """Return the replies of a captured answer: one, a list of them, or those under `replies`.

    :raises CaptureUnreadable: when it is of another form
    """
    _require_shallow(document)
    replies = document
    if isinstance(document, dict):
        if "format" in document and document["format"] != FORMAT:
            raise CaptureUnreadable(f"its format is another than {FORMAT}")
        replies = document.get("replies", [document])
    if not isinstance(replies, list) or not all(isinstance(reply, dict) for reply in replies):
        raise CaptureUnreadable("expected an answer of the component, or a list under `replies`")
    if len(replies) > _MOST_REPLIES:
        raise CaptureUnreadable(f"has more than {_MOST_REPLIES} answers")
    return replies


def _require_shallow(document: object) -> None:
    at_level = [document]
    for _ in range(_MOST_LEVELS):
        at_level = [inner for value in at_level for inner in _inside(value)]
    if at_level:
        raise CaptureUnreadable(f"is nested in more than {_MOST_LEVELS} levels")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def is_redacted(document: object) -> bool:
    return isinstance(document, dict) and document.get("format") == FORMAT


def explain_capture(document: object, *, against: Against) -> tuple[Section, ...]:
    """Judge each answer, and each message and certificate in it, by the rules.

    :raises CaptureUnreadable: when it is no captured answer
    """
    sections = []
    for place, reply in enumerate(replies_of(document), start=1):
        name = f"answer {place}"
        sections.append(Section(name=name, steps=_result(reply)))
        for path, value in _values(reply, name):
            steps = _whole(value, against) if isinstance(value, str) else _redacted(value)
            if steps:
                sections.append(Section(name=path, steps=steps))
    return tuple(sections)


def _result(reply: dict[str, object]) -> tuple[Step, ...]:
    trace = Trace()
    with trace.until_refused():
        found = {name: reply[name] for name in ("ret_code", "last_error") if name in reply}
        said = ", ".join(f"{name} {_shown(code)}" for name, code in found.items())
        if any(code not in (0, "0") for code in found.values()):
            trace.refuse(_RESULT, said)
        if found:
            trace.passed(_RESULT, said)
        else:
            trace.not_judged(_RESULT, "it names no result")
    return tuple(trace.steps)


def _shown(code: object) -> str:
    """Return a code as the vendor's tables have it: 32 bits, in hexadecimal digits."""
    text = str(code)[:24]
    try:
        number = int(text)
    except ValueError:
        return "of another form"
    return f"0x{number & _ALL_BITS:08X}" if number else "0"


def _values(value: object, path: str) -> Iterator[tuple[str, str | list[object]]]:
    """Yield the texts and outlines in a reply with their place."""
    match value:
        case str():
            yield path, value
        case {"length": int(), "outline": list() as outline}:
            yield path, outline
        case dict():
            for name, inner in value.items():
                if name == "certb64" and not _is_for_signatures(value):
                    continue
                yield from _values(inner, f"{path}, {_UNPRINTED.sub('?', name[:40])}")
        case list():
            for place, inner in enumerate(value, start=1):
                yield from _values(inner, f"{path} {place}")


def _is_for_signatures(certificate: dict[str, object]) -> bool:
    """Return whether the component says that a certificate is, or says nothing of that."""
    usage = certificate.get("usage")
    if not isinstance(usage, str) or _REDACTED.fullmatch(usage):
        return True
    return "digitalSignature" in usage


def _whole(text: str, against: Against) -> tuple[Step, ...]:
    if not text.isascii():
        return ()
    content = unwrapped(text.encode())
    match kind_of(content):
        case Kind.MESSAGE:
            return explain_message(content, against=against)
        case Kind.CERTIFICATE:
            return explain_certificate(content, against=against)
        case _:
            return ()


def _redacted(outline: list[object]) -> tuple[Step, ...]:
    try:
        content = refilled(read_outline(outline))
    except OutlineUnreadable as unreadable:
        raise CaptureUnreadable(f"has an outline of another form: {unreadable}") from unreadable
    match kind_of(content):
        case Kind.MESSAGE:
            return explain_redacted_message(content)
        case Kind.CERTIFICATE:
            return explain_redacted_certificate(content)
        case _:
            return ()
