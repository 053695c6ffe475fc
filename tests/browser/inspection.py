"""Every page as it stands: for people who see little, on narrow screens, and in a picture."""

from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A telephone and a desk; both are seen whole.
WIDTHS = (390, 1280)
# The narrowest that must do without scrolling sideways (WCAG 2.2, 1.4.10).
NARROWEST = 320
HEIGHT = 900
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = (each) => each.getBoundingClientRect().right > clientWidth + 1;
  return [...document.querySelectorAll('main *, header *, footer *')].filter(wide)
    .map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 30)}`);
}"""


@dataclass(frozen=True)
class Inspection:
    """Look at a page at each width; where there is a folder, keep a picture of each look."""

    folder: Path | None

    def look(self, page: Page, name: str) -> None:
        """See that the page breaks no rule and nothing stands out at the side."""
        width_before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{name}, {width}: {found.generate_report()}"
            assert page.evaluate(TOO_WIDE) == [], f"{name}, {width}"
            self._take(page, f"{name}-{width}")
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        assert page.evaluate(TOO_WIDE) == [], f"{name}, {NARROWEST}"
        if width_before is not None:
            page.set_viewport_size(width_before)

    def _take(self, page: Page, name: str) -> None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.folder / f"{name}.png"
            page.screenshot(path=file, full_page=True, animations="disabled")
