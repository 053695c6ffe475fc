"""The text of registry files: UTF-8, or Big5 with the characters that users have defined (造字).

What cannot be decoded becomes a noncharacter of Unicode, which no text contains (Unicode §23.7), so
that the cell is refused where it is read, and no other cell is.
"""

import codecs
from enum import StrEnum

# In place of a character that a user has defined in Big5, and of bytes that are no character.
USER_DEFINED = "\ufdd0"
UNDECODABLE = "\ufdd1"
_HANDLER = "gpszone.registry"

# The lead bytes that code page 950 reserves for users, apart from those of a range that begins
# within a row (Microsoft, "Code Page 950"): 0xC6A1 to 0xC8FE.
_USERS_LEADS = frozenset({*range(0x81, 0xA1), *range(0xC7, 0xC9), *range(0xFA, 0xFF)})
_TRAILS = frozenset({*range(0x40, 0x7F), *range(0xA1, 0xFF)})


class Encoding(StrEnum):
    """The encoding of a file; spreadsheets in Taiwan save either."""

    UTF_8 = "utf-8"
    BIG5 = "cp950"


def decoded(line: bytes, encoding: Encoding) -> str:
    """Return the text of some bytes; what is no character of the encoding is marked in it."""
    return line.decode(encoding, _HANDLER)


def marked_in(text: str) -> str | None:
    """Return a clause about what could not be decoded in a text; None if all was."""
    if USER_DEFINED in text:
        return "contains a user-defined character (造字), which only its maker's computers know"
    return "contains bytes that are no text" if UNDECODABLE in text else None


def utf_8_decoder() -> codecs.IncrementalDecoder:
    """Return a decoder of UTF-8, with or without a byte order mark, that marks what is none."""
    return codecs.getincrementaldecoder("utf-8-sig")(_HANDLER)


class Votes:
    """The encoding of a file by its lines: those that only one encoding explains decide."""

    def __init__(self) -> None:
        self._utf_8 = 0
        self._big5 = 0

    def count(self, line: bytes) -> None:
        if line.isascii():
            return
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            self._big5 += UNDECODABLE not in decoded(line, Encoding.BIG5)
        else:
            self._utf_8 += 1

    @property
    def encoding(self) -> Encoding:
        # Text that is valid UTF-8 is hardly ever Big5.
        return Encoding.BIG5 if self._big5 > self._utf_8 else Encoding.UTF_8


def _marked(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    pair = fault.object[fault.start : fault.start + 2]
    if fault.encoding != "utf-8" and _is_users(pair):
        return USER_DEFINED, fault.start + 2
    return UNDECODABLE, max(fault.end, fault.start + 1)


def _is_users(pair: bytes) -> bool:
    if len(pair) < 2 or pair[1] not in _TRAILS:
        return False
    return pair[0] in _USERS_LEADS or (pair[0] == 0xC6 and pair[1] >= 0xA1)


codecs.register_error(_HANDLER, _marked)
