"""The characters that text may contain, and its canonical form for storing and comparing."""

import unicodedata

# Control, format (bidi marks, zero width), surrogate, and the separators of lines and paragraphs.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Planes 2 and 3 contain ideographs only. Names use those that Unicode has added since this Python
# was built, which it considers unassigned.
_IDEOGRAPHS = range(0x20000, 0x3FFFE)


def is_unseen(character: str) -> bool:
    """Return whether a character has no glyph, so that it could break a line or hide in a text.

    Private-use characters have a glyph: names are written with them. Noncharacters have none, nor
    has an unassigned code point that is no ideograph.
    """
    category = unicodedata.category(character)
    if category == "Cn":
        return ord(character) not in _IDEOGRAPHS or ord(character) & 0xFFFE == 0xFFFE
    return category in _UNSEEN_CATEGORIES


def without_format(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def canonical(text: str) -> str:
    """Return the text in Unicode NFC, without surrounding white space.

    The time grows with the square of a run of combining marks: callers check the length first.
    """
    return unicodedata.normalize("NFC", text).strip()
