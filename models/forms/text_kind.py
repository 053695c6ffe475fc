"""What a text must fulfil to be accepted, and how it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from models.core.characters import canonical, is_unseen, without_format


class Unfit(ValueError):
    """A text that does not fit its kind; ``str`` is a clause for an operator, without the text."""

    def __init__(self, code: str, *, longest: int | None = None) -> None:
        self.code = code
        self.values: Mapping[str, str] = {} if longest is None else {"longest": str(longest)}
        super().__init__(_CLAUSES.get(code, "has an invalid format").format_map(self.values))


_CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "REQUIRED": "is empty",
        "TOO_LONG": "has more than {longest} characters",
        "UNWRITTEN_CHARACTER": "contains an invisible character",
        "EMAIL_SHAPE": "is not a single e-mail address",
        "CONTROL_NUMBER_SHAPE": "is not eight letters or digits",
        "LAST_FOUR_SHAPE": "is not four letters or digits",
    }
)


class Lines(Enum):
    """Whether a text may have several lines."""

    ONE = "ONE"
    MANY = "MANY"


class Case(Enum):
    """The case in which a text is stored."""

    AS_TYPED = "AS_TYPED"
    UPPER = "UPPER"
    LOWER = "LOWER"


class Marks(Enum):
    """How format characters are treated, such as direction marks and zero-width spaces."""

    REFUSED = "REFUSED"
    LEFT_OUT = "LEFT_OUT"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A condition on a text, and the problem's code when it is not met."""

    holds: Callable[[str], object]
    code: str


@dataclass(frozen=True, kw_only=True)
class TextKind:
    """The requirements on a text; the same text is accepted or refused wherever the kind is read.

    ``longest`` counts characters, without surrounding white space.
    """

    name: str
    longest: int
    lines: Lines = Lines.ONE
    marks: Marks = Marks.REFUSED
    case: Case = Case.AS_TYPED
    rules: tuple[Rule, ...] = ()

    def read(self, text: str) -> str:
        """Return the text as it is stored: trimmed, in NFC, its lines ended by LF.

        :raises Unfit: REQUIRED, TOO_LONG, UNWRITTEN_CHARACTER, or the code of the first rule that
            is not met
        """
        if self.lines is Lines.MANY:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = text.strip()
        # Checked before normalising, which takes seconds for tens of thousands of combining marks.
        self._check_length(text)
        # Most text is printable, which takes no look at each character.
        if not text.isprintable():
            if self.marks is Marks.LEFT_OUT:
                text = without_format(text)
            if any(map(is_unseen, text.replace("\n", "") if self.lines is Lines.MANY else text)):
                raise Unfit("UNWRITTEN_CHARACTER")
        text = canonical(text)
        if not text:
            raise Unfit("REQUIRED")
        # NFC may have more characters than the text.
        self._check_length(text)
        for rule in self.rules:
            if not rule.holds(text):
                raise Unfit(rule.code)
        return _CASES[self.case](text)

    def read_optional(self, text: str | None) -> str | None:
        """Return the text as it is stored, or None where ``read`` raises REQUIRED.

        :raises Unfit: as ``read``
        """
        try:
            return self.read(text or "")
        except Unfit as unfit:
            if unfit.code == "REQUIRED":
                return None
            raise

    def name_of(self, text: str) -> str | None:
        """Return the text as it is stored, or None if it does not fit.

        It is meant for lookups: text that does not fit is not found, without a database query.
        """
        try:
            return self.read(text)
        except Unfit:
            return None

    def _check_length(self, text: str) -> None:
        if len(text) > self.longest:
            raise Unfit("TOO_LONG", longest=self.longest)


_CASES: Mapping[Case, Callable[[str], str]] = MappingProxyType(
    {Case.AS_TYPED: str, Case.UPPER: str.upper, Case.LOWER: str.lower}
)
