"""The card component's own page: cards in and out of readers."""

import re
from dataclasses import dataclass

import httpx

READER = re.compile(r'name="reader" value="([^"]+)"')


@dataclass(frozen=True)
class Desk:
    """The card component's own page."""

    origin: str

    @property
    def readers(self) -> list[str]:
        page = httpx.get(f"{self.origin}/").raise_for_status().text
        return list(dict.fromkeys(READER.findall(page)))

    def insert(self, card: str, *, reader: int = 0) -> None:
        """Put a card into the reader with this number."""
        self._press("/cards/insert", {"card": card, "reader": self.readers[reader]})

    def eject(self) -> None:
        """Take the card out of the first reader."""
        self._press("/readers/eject", {"reader": self.readers[0]})

    def plug(self) -> None:
        self._press("/readers/plug", {})

    def unplug(self) -> None:
        self._press("/readers/unplug", {"reader": self.readers[0]})

    def toggle(self, habit: str) -> None:
        """Begin or end a habit of the component."""
        self._press("/habits/toggle", {"habit": habit})

    def restart(self) -> None:
        self._press("/restart", {})

    def distrust(self, site: str) -> None:
        """Remove a site from the component's trusted sites."""
        self._press("/sites/remove", {"site": site})

    def _press(self, path: str, form: dict[str, str]) -> None:
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        answer = httpx.post(f"{self.origin}{path}", data=form, headers=headers)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
