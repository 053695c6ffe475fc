"""What one of the staff writes: cleaned to one line of what can be seen, and capped."""

import re
import unicodedata

from models.forms.typed_text import InvalidInput, Problem

LONGEST = 400
# Control, format (bidi marks, zero width), surrogate, private, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def read_remark(text: str, *, name: str) -> str:
    """Read a text that must be there.

    :raises InvalidInput: when nothing is left of it, or it has more than LONGEST characters.
    """
    found = read_optional_remark(text, name=name)
    if found is None:
        raise InvalidInput((Problem(code="REQUIRED", path=(name,), values={}),))
    return found


def read_optional_remark(text: str | None, *, name: str) -> str | None:
    """Read a text that may be missing; what cannot be seen goes, lines become one.

    :raises InvalidInput: when it has more than LONGEST characters.
    """
    one_line = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or ""))
    seen = "".join(c for c in one_line if unicodedata.category(c) not in _UNSEEN).strip()
    if len(seen) > LONGEST:
        values = {"longest": str(LONGEST)}
        raise InvalidInput((Problem(code="TOO_LONG", path=(name,), values=values),))
    return seen or None
