"""A captured answer of the card component without values, as the browser writes it.

``web/client/src/card/redact.ts`` has the same rules; a test holds both against one file.
"""

import re
from collections.abc import Sequence

from models.pki.explain.kind import unwrapped
from models.pki.explain.outlined import Element, NotOutlined, outlined

FORMAT = "gpszone-capture/1"
# Of these the value is kept: it is about the program, not about the person.
KEPT = frozenset(
    {"func", "ret_code", "last_error", "serverVersion", "version", "libraryVersion"},
)
# Versions and numbers only: a name or an address would be longer, or have other characters.
_CODE = re.compile(r"[A-Za-z0-9.+-]{0,24}")
_SHORTEST = 64


def redacted(replies: Sequence[dict[str, object]]) -> dict[str, object]:
    """Return replies with the names of fields, kinds, lengths and result codes only."""
    return {"format": FORMAT, "replies": [_reply(reply) for reply in replies]}


def redacted_file(name: str, content: bytes) -> dict[str, object]:
    """Return a file in BER as a capture of one field.

    :raises NotOutlined: when it is not BER, or has more elements than are outlined
    """
    return {"format": FORMAT, "replies": [{name: _outline(len(content), outlined(content))}]}


def _reply(reply: dict[str, object]) -> dict[str, object]:
    return {name: _code(value) if name in KEPT else _kind(value) for name, value in reply.items()}


def _code(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return value if isinstance(value, str) and _CODE.fullmatch(value) else _kind(value)


def _kind(value: object) -> object:
    match value:
        case None:
            return None
        case list():
            return [_kind(one) for one in value]
        case dict():
            return _reply(value)
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case _:
            return _text(str(value))


def _text(text: str) -> object:
    # As JavaScript counts, so that a file is the same in both languages.
    length = len(text.encode("utf-16-le", errors="surrogatepass")) // 2
    if length >= _SHORTEST and text.startswith("M") and text.isascii():
        content = unwrapped(text.encode())
        try:
            return _outline(length, outlined(content))
        except NotOutlined:
            pass
    return f"text of {length}"


def _outline(length: int, outline: Sequence[Element]) -> dict[str, object]:
    return {"length": length, "outline": [element.written() for element in outline]}
