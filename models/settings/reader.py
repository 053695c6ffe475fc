"""Variables of the environment, read one by one; what cannot stand is refused with a sentence."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


class SettingRefused(Exception):
    """Say which setting is wrong and what was expected."""


class SettingReader:
    """Read variables named ``GPSZONE_*``; each failure names the variable and what was expected."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str | None:
        """Read a text, or the first line of the file that ``NAME_FILE`` points to."""
        variable = f"GPSZONE_{name}"
        if path := self._environ.get(f"{variable}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as fault:
                raise SettingRefused(f"{variable}_FILE: {fault.strerror}") from fault
        return self._environ.get(variable) or None

    def number(self, name: str, default: int) -> int:
        """Read a whole number above zero."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or int(value) == 0:
            raise SettingRefused(f"GPSZONE_{name}={value}: expected a number above 0")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Read one word of a list; the first is the default."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise SettingRefused(f"GPSZONE_{name}={value}: expected one of {', '.join(choices)}")
        return value

    def address(self, name: str, schemes: tuple[str, ...]) -> str | None:
        """Read an address of one of these schemes, with a host in it."""
        value = self.text(name)
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in schemes or not parts.hostname:
                expected = " or ".join(f"{scheme}://host" for scheme in schemes)
                raise SettingRefused(f"GPSZONE_{name}: expected {expected}")
        return value

    def needed(self, name: str) -> str:
        """Read a text that must be there."""
        value = self.text(name)
        if value is None:
            raise SettingRefused(f"GPSZONE_{name} is missing")
        return value
