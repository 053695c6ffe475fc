"""The contact sheet: all screenshots side by side on one page."""

import sys
from collections import defaultdict
from html import escape
from pathlib import Path

HEAD = """<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>
body { font: 14px system-ui; margin: 1rem; background: #777; color: #fff }
section { display: flex; gap: .5rem; align-items: start; overflow-x: auto; padding-block: .5rem }
figure { margin: 0; flex: none }
img { display: block; max-height: 60vh; background: #fff }
</style>"""


def lay(folder: Path) -> Path:
    """Write a page with a row for each screenshot's name: every language, theme and width.

    Screenshots are named ``page~language~theme~width.png``.
    """
    looks: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for file in folder.glob("*~*~*~*.png"):
        page, language, theme, width = file.stem.split("~")
        looks[page].append((language, theme, int(width)))
    rows = [_row(page, sorted(found)) for page, found in sorted(looks.items())]
    sheet = folder / "index.html"
    sheet.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return sheet


def _row(page: str, found: list[tuple[str, str, int]]) -> str:
    figures = [
        f'<figure><figcaption>{escape(language)} {theme} {width}</figcaption><img loading="lazy" '
        f'alt="" src="{escape(page)}~{escape(language)}~{theme}~{width}.png"></figure>'
        for language, theme, width in found
    ]
    return f"<h2>{escape(page)}</h2><section>{''.join(figures)}</section>"


if __name__ == "__main__":
    sys.stdout.write(f"{lay(Path(sys.argv[1]))}\n")
