"""Kinds of settings: what each expects, and how its text is read; command options use them too."""

import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from models.core.seal import Seal
from models.mail.letter import EmailInvalid, mailbox

T = TypeVar("T")
WordT = TypeVar("WordT", bound=str)

_SHOWN = 80
_BLANKS = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_FERNET_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
# Digits with spaces, dashes and brackets, and an extension.
_PHONE = re.compile(r"\+?[0-9(][0-9 ()\-]{2,24}(?: ?(?:#|ext\.?|轉) ?[0-9]{1,6})?")


class Secret:
    """A mark for settings whose value is never shown."""


class Unfit(ValueError):
    """A text is not what its kind expects; ``given`` is the wrong part, if it is not all."""

    def __init__(self, given: str | None = None) -> None:
        super().__init__()
        self.given = given


class Kind(ABC, Generic[T]):
    """A kind of value; ``expected`` describes in words what a text must be."""

    @property
    @abstractmethod
    def expected(self) -> str: ...

    @abstractmethod
    def read(self, text: str) -> T:
        """Read a text.

        :raises Unfit: when it is not what is expected.
        """

    def _checked(self, text: str) -> T:
        try:
            return self.read(text)
        except Unfit as unfit:
            given = text if unfit.given is None else unfit.given
            raise misfit(expected=self.expected, given=given) from None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._checked)


def misfit(*, expected: str, given: str) -> PydanticCustomError:
    return PydanticCustomError("unfit", "unfit", {"expected": expected, "given": shown(given)})


class Line(Kind[T]):
    """A kind of value that is one printable line, without surrounding white space."""

    @abstractmethod
    def _parse(self, text: str) -> T: ...

    def read(self, text: str) -> T:
        # Control, format and surrogate characters, line breaks, and blanks other than a space.
        if not text or not text.isprintable() or text != text.strip():
            raise Unfit
        return self._parse(text)


def shown(value: str) -> str:
    """Return a value on one line, shortened, without the password of an address."""
    readable = value if value.isprintable() else ascii(value)[1:-1]
    readable = re.sub(r"//.*@", "//…@", readable)
    return readable if len(readable) <= _SHOWN else readable[:_SHOWN] + "…"


def words_of(text: str) -> list[str]:
    """Split a list that is separated by spaces or lines.

    :raises Unfit: when a part is not printable, or there is none.
    """
    words = _BLANKS.split(text.strip(" \t\r\n"))
    for word in words:
        if not word or not word.isprintable():
            raise Unfit(word)
    return words


class Text(Line[str]):
    """One line of text."""

    def __init__(self, *, shortest: int = 1, longest: int) -> None:
        self._range = (shortest, longest)

    @property
    def expected(self) -> str:
        shortest, longest = self._range
        least = f"at least {shortest} and " if shortest > 1 else ""
        return f"{least}at most {longest} characters on one line, without surrounding blanks"

    def _parse(self, text: str) -> str:
        shortest, longest = self._range
        if not shortest <= len(text) <= longest:
            raise Unfit
        return text


class Number(Line[int]):
    """A whole number within a range, with a unit."""

    def __init__(self, lowest: int, highest: int, *, unit: str = "") -> None:
        self._lowest, self._highest, self._unit = lowest, highest, unit

    @property
    def expected(self) -> str:
        unit = f" of {self._unit}" if self._unit else ""
        return f"a whole number{unit} from {self._lowest} to {self._highest}"

    def _parse(self, text: str) -> int:
        if not _NUMBER.fullmatch(text) or not self._lowest <= int(text) <= self._highest:
            raise Unfit
        return int(text)


class Choice(Line[WordT]):
    """One of these words."""

    def __init__(self, *words: WordT) -> None:
        self._words = words

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self._words)

    def _parse(self, text: str) -> WordT:
        for word in self._words:
            if word == text:
                return word
        raise Unfit


class Choices(Kind[tuple[WordT, ...]]):
    """Some of these words, each once, in the order in which they are given."""

    def __init__(self, *words: WordT, expected: str) -> None:
        self._words, self._expected = words, expected

    @property
    def expected(self) -> str:
        return self._expected

    def read(self, text: str) -> tuple[WordT, ...]:
        known: dict[str, WordT] = {word: word for word in self._words}
        words = words_of(text)
        if len(set(words)) < len(words) or not set(words) <= known.keys():
            raise Unfit
        return tuple(known[word] for word in words)


class Folder(Line[Path]):
    """A folder, which need not exist yet."""

    expected = "the path of a folder, without ~"

    def _parse(self, text: str) -> Path:
        path = Path(text)
        if text.startswith("~") or "://" in text or len(text.encode()) > 4000:
            raise Unfit
        try:
            if path.exists() and not path.is_dir():
                raise Unfit
        except OSError:
            raise Unfit from None
        return path


class Mailbox(Line[str]):
    """An e-mail address."""

    expected = "an e-mail address such as gps@agency.gov.tw"

    def _parse(self, text: str) -> str:
        try:
            return mailbox(text)
        except EmailInvalid:
            raise Unfit from None


class Phone(Line[str]):
    """A telephone number."""

    expected = "a telephone number such as (02)2311-7722 轉 2345"

    def _parse(self, text: str) -> str:
        if not _PHONE.fullmatch(text) or sum(map(str.isdigit, text)) < 3:
            raise Unfit
        return text


class EvidenceKeys(Kind[Seal]):
    """Fernet keys."""

    expected = "32 random bytes each in URL-safe base64, the newest first"

    def read(self, text: str) -> Seal:
        keys = words_of(text)
        # The library ignores characters outside base64, and so accepts malformed keys.
        if not all(map(_FERNET_KEY.fullmatch, keys)):
            raise Unfit
        return Seal(keys)
