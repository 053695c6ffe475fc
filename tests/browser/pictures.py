"""Screenshots of pages, for people to look at."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Pictures:
    """Keep screenshots in a folder; without one, take none."""

    folder: Path | None

    def take(self, page: Page, name: str) -> None:
        """Take the whole page at its present width: ``name-width.png``."""
        if self.folder is None or page.viewport_size is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
