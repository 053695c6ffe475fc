"""The reader of the environment by the declaration; every problem is one sentence, all at once."""

import os
import stat
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import PydanticBaseSettingsSource

from models.settings.group import PREFIX, Group
from models.settings.kinds import shown
from models.settings.listing import Setting, settings_in
from models.settings.refused import SettingsRefused

GroupT = TypeVar("GroupT", bound=Group)

LARGEST_FILE = 64 * 1024
# Variables of the test suite, which name servers for it; no process of the service reads them.
TEST_PREFIX = f"{PREFIX}TEST_"


class EnvironSource(PydanticBaseSettingsSource):
    """Variables, or the files that ``…_FILE`` names; an empty one counts as not set."""

    def __init__(self, group: type[Group], environ: Mapping[str, str]) -> None:
        super().__init__(group)
        self._environ = environ
        self.faults: dict[str, str] = {}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str | None, str, bool]:
        variable = PREFIX + field_name.upper()
        value, path = self._environ.get(variable), self._environ.get(f"{variable}_FILE")
        if value and path:
            self.faults[field_name] = (
                f"{variable} and {variable}_FILE are both set: expected one of them"
            )
            return None, field_name, False
        return value or (path and self._file(field_name, path)) or None, field_name, False

    def __call__(self) -> dict[str, str]:
        fields = self.settings_cls.model_fields.items()
        read = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in read.items() if value is not None}

    def _file(self, name: str, path: str) -> str | None:
        try:
            return _content(path)
        except (OSError, ValueError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else str(fault)
            [setting] = [one for one in settings_in() if one.name == name]
            # A common mistake is to set this to the secret itself, which must not be printed.
            given = "" if setting.secret else f"={shown(path)}"
            self.faults[name] = (
                f"{setting.variable}_FILE{given}: expected a readable file of at most"
                f" {LARGEST_FILE // 1024} KiB of UTF-8 text ({why})"
            )
            return None


def read(group: type[GroupT], environ: Mapping[str, str]) -> GroupT:
    """Read a group of settings, and check the name of every ``GPSZONE_*`` variable.

    :raises SettingsRefused: with a sentence for each that is missing, wrong or unknown.
    """
    source = EnvironSource(group, environ)
    values: GroupT | None = None
    details: list[ErrorDetails] = []
    try:
        values = group(source=source)
    except ValidationError as invalid:
        details = invalid.errors(include_url=False, include_input=False)
    declared = {setting.name: setting for setting in settings_in(group)}
    faults: dict[str, str] = {}
    for detail in details:
        name = str(detail["loc"][0])
        faults[name] = _sentence(declared[name], detail)
    # A file that cannot be read is also a missing value; its own sentence is more precise.
    faults |= source.faults
    sentences = [faults[name] for name in declared if name in faults]
    sentences += [_unknown(name) for name in sorted(environ) if not _known(name)]
    if sentences or values is None:
        # The errors of pydantic contain the input, secrets too, and must not be chained.
        raise SettingsRefused(sentences)
    return values


def _sentence(setting: Setting, detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return f"{setting.variable} is missing: expected {setting.kind.expected}"
    context = detail["ctx"]
    given = "" if setting.secret else f"={context['given']}"
    return f"{setting.variable}{given}: expected {context['expected']}"


def _names() -> set[str]:
    names = {setting.variable for setting in settings_in()}
    return names | {f"{name}_FILE" for name in names}


def _known(name: str) -> bool:
    ours = name.upper().startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    return not ours or name in _names()


def _unknown(name: str) -> str:
    [nearest] = get_close_matches(
        name.upper().removeprefix(PREFIX),
        [known.removeprefix(PREFIX) for known in sorted(_names())],
        n=1,
        cutoff=0,
    )
    return f"{shown(name)} is not a setting: the nearest name is {PREFIX}{nearest}"


def _content(path: str) -> str:
    # Opening a pipe waits for its writer, and a device has no end.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("not a regular file")
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValueError("too large")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
