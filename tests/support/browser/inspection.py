"""Checks of a page with axe, in both languages and themes and every width, with screenshots."""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# Small and large telephones and desks; all are seen whole.
WIDTHS = (360, 390, 1280, 1600)
# Rules are looked after in each language and theme, at one of these.
LOOKED_AT: tuple[tuple[str, Literal["light", "dark"], int], ...] = (
    ("中文", "light", 390),
    ("中文", "dark", 1280),
    ("English", "light", 1280),
    ("English", "dark", 390),
)
# The narrowest that must do without scrolling sideways (WCAG 2.2, 1.4.10).
NARROWEST = 320
HEIGHT = 900
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
    # What passes is checked all the same, but not listed element by element.
    "resultTypes": ["violations"],
}
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = (each) => each.getBoundingClientRect().right > clientWidth + 1;
  return [...document.querySelectorAll('main *, header *, footer *')].filter(wide)
    .map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 30)}`);
}"""

# Pairs of texts, or of marks and texts, of which one is drawn over the other, and marks that do not
# stand beside their text. Boxes of one line may touch; letters that are cut off count as hidden.
DRAWN_OVER = """() => {
  const shown = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    for (let each = element; each; each = each.parentElement) {
      const { clipPath, overflow } = getComputedStyle(each);
      if (clipPath !== 'none') return false;
      const { width, height } = each.getBoundingClientRect();
      if (overflow === 'hidden' && (width <= 1 || height <= 1)) return false;
    }
    return true;
  };
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('.mark, option, script, style') || !shown(element)) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push({ box, node: element, text: node.data });
  }
  const marks = [...document.querySelectorAll('.mark')].filter(shown);
  for (const mark of marks) {
    boxes.push({ box: mark.getBoundingClientRect(), node: mark, text: `mark ${mark.textContent}` });
  }
  const over = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) >
      0.3 * Math.min(a.height, b.height);
  const found = [];
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (one.node !== other.node && over(one.box, other.box)) {
        found.push(`${one.text.trim().slice(0, 20)} / ${other.text.trim().slice(0, 20)}`);
      }
    }
  }
  for (const mark of marks) {
    const beside = [...mark.parentElement.children].find((each) => each !== mark && shown(each));
    if (!beside) continue;
    const [own, its] = [mark.getBoundingClientRect(), beside.getBoundingClientRect()];
    const far = its.left - own.right > 40 || own.top > its.bottom || own.bottom < its.top;
    if (far) found.push(`mark ${mark.textContent} is not beside its text`);
  }
  return found;
}"""


@dataclass(frozen=True)
class Inspection:
    """Checks a page, and takes screenshots if there is a folder.

    ``whole`` checks it in both languages and themes; else in one of the four, which its name picks.
    """

    folder: Path | None
    whole: bool

    def look(self, page: Page, name: str) -> None:
        """Check the page with axe, that nothing is wider than the window or drawn over a text."""
        width_before = page.viewport_size
        language_before = page.locator(".languages [aria-pressed=true]").inner_text()
        turn = zlib.crc32(name.encode()) % len(LOOKED_AT)
        for language, theme, width in LOOKED_AT if self.whole else LOOKED_AT[turn:][:1]:
            _choose(page, language)
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found = Axe().run(page, options=RULES)
            where = f"{name}, {language}, {theme}, {width}"
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
            assert page.evaluate(DRAWN_OVER) == [], where
            self._take(page, f"{name}~{language}~{theme}")
            page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
            wide = page.evaluate(TOO_WIDE)
            assert wide == [], f"{name}, {language}, {NARROWEST}: {wide}"
        page.emulate_media(color_scheme="light")
        _choose(page, language_before)
        if width_before is not None:
            page.set_viewport_size(width_before)

    def _take(self, page: Page, name: str) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert page.evaluate(TOO_WIDE) == [], f"{name}, {width}"
            assert page.evaluate(DRAWN_OVER) == [], f"{name}, {width}"
            file = self.folder / f"{name}~{width}.png"
            page.screenshot(path=file, full_page=True, animations="disabled")


def _choose(page: Page, language: str) -> None:
    """Switch to a language, and wait until the page has it."""
    button = page.get_by_role("button", name=language, exact=True)
    if button.get_attribute("aria-pressed") != "true":
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
