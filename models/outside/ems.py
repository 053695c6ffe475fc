"""The client of the permit registry (環境保護許可資訊系統, EMS).

The wire format, which the registry's side implements:

    GET {base}/table-c/{control number}          Accept: application/json
    200 {"controlNumber": "A1234567", "entries": [{"controlNumber": "A1234567", "companyName": …}]}
    404 {"error": "NOT_FOUND"}

Each entry has every fact of ``CompanyOnFile`` in camelCase, as text or null. One control number
may have several entries, or none. Every other answer leaves the question open; it never means
"not found".
"""

import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson

from models.company.company import CompanyField, CompanyOnFile
from models.core.errors import CouldNotFindOut
from models.forms.kinds import REGISTRY_CELL
from models.forms.text_kind import Unfit
from models.outside.fetch import (
    Answer,
    BadStatus,
    Bounds,
    FetchFailed,
    TimedOut,
    Unreachable,
    get,
)

DEFAULT_BOUNDS = Bounds(seconds=3, max_bytes=256 * 1024)
MAX_ENTRIES = 100

# Control numbers begin with a letter.
NOBODY = "00000000"
_CONTROL_NUMBER = re.compile(r"[A-Z0-9]{8}")


class RegistryUnreachable(CouldNotFindOut):
    """The registry gave no answer in time; ask again later."""


class RegistryAnswerUnusable(CouldNotFindOut):
    """The registry answered what its format does not allow; ask again, and tell the operator."""


class RegistryPort(Protocol):
    """A source of what the registry has on file."""

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        """Return every entry under a control number; an empty tuple means there is no such company.

        :raises RegistryUnreachable: when there is no answer in time
        :raises RegistryAnswerUnusable: when the answer is malformed or about another company
        """

    async def reach(self) -> None:
        """Check that the registry answers, and has something on file.

        :raises CouldNotFindOut: when it does not
        """


@dataclass(frozen=True, kw_only=True)
class HTTPRegistry:
    """A ``RegistryPort`` over HTTP, in the format of this module.

    :raises ValueError: when ``base_url`` is not an http or https address without a query
    """

    base_url: str
    token: str | None = field(default=None, repr=False)
    bounds: Bounds = DEFAULT_BOUNDS

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"not an http or https address: {self.base_url!r}")
        if parts.query or parts.fragment:
            raise ValueError(f"an address to build on has no query: {self.base_url!r}")

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        """Query the registry once, within bounds.

        :raises RegistryUnreachable: when there is no answer in time
        :raises RegistryAnswerUnusable: when the answer is malformed or about another company
        :raises ValueError: when the text is no control number
        """
        if not _CONTROL_NUMBER.fullmatch(control_number):
            raise ValueError("a control number has eight capital letters or digits")
        answer = await self._ask(f"{self.base_url.rstrip('/')}/table-c/{control_number}")
        try:
            return _read(answer, control_number=control_number)
        except ValueError as unexpected:
            raise RegistryAnswerUnusable from unexpected

    async def reach(self) -> None:
        """Ask for a control number that nobody has, and read the answer."""
        await self.look_up(control_number=NOBODY)

    async def _ask(self, url: str) -> Answer:
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            return await get(
                url, bounds=self.bounds, statuses=frozenset({200, 404}), headers=headers
            )
        except (Unreachable, TimedOut) as gone:
            raise RegistryUnreachable from gone
        except BadStatus as refused:
            if refused.status >= 500 or refused.status == 429:
                raise RegistryUnreachable from refused
            raise RegistryAnswerUnusable from refused
        except FetchFailed as unusable:
            raise RegistryAnswerUnusable from unusable


def _read(answer: Answer, *, control_number: str) -> tuple[CompanyOnFile, ...]:
    if answer.media_type != "application/json":
        raise ValueError(f"media type {answer.media_type!r}")
    document = _object(orjson.loads(answer.body), name="the answer")
    if answer.status == 404:
        # Proxies and mistyped addresses answer 404 as well; only the registry answers this.
        if document != {"error": "NOT_FOUND"}:
            raise ValueError("a 404 that is not the registry's")
        return ()
    if document.get("controlNumber") != control_number:
        raise ValueError("the answer is about another control number")
    entries = document.get("entries")
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise ValueError(f"entries are not a list of at most {MAX_ENTRIES}")
    return tuple(_entry(entry, control_number=control_number) for entry in entries)


def _entry(value: object, *, control_number: str) -> CompanyOnFile:
    entry = _object(value, name="an entry")
    facts: dict[str, Any] = {
        field.attribute: _fact(entry, name=field.camel_case)
        for field in CompanyField
        if field is not CompanyField.CONTROL_NUMBER
    }
    if entry.get("controlNumber") != control_number:
        raise ValueError("an entry is about another control number")
    return CompanyOnFile(control_number=control_number, **facts)


def _fact(entry: dict[str, object], *, name: str) -> str | None:
    if name not in entry:
        raise ValueError(f"an entry without {name}")
    value = entry[name]
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    try:
        return REGISTRY_CELL.read_optional(value)
    except Unfit as unfit:
        raise ValueError(f"{name} {unfit}") from unfit


def _object(value: object, *, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not an object")
    return value
