"""The client's pages, and what each is made of, for browsers to fetch with the page."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

# The server does not know who has chosen English; that browser fetches these once in vain.
_WORDS = "src/words/zh/{}.ts"


def _of(page: str, *words: str) -> Sequence[str]:
    """Name the sources of a page: its own, and the words of which all pages have some."""
    return (f"src/pages/{page}.tsx", *(_WORDS.format(part) for part in ("pages", *words)))


# As the client's src/main.tsx has them; everything else that is no file is "not found".
PAGES: Mapping[str, Sequence[str]] = {
    "/": (),
    "/tasks": _of("Tasks"),
    "/apply": _of("Apply"),
    "/bind": _of("Bind"),
    "/status": _of("Status"),
    "/activate": _of("Activate"),
    "/correct": _of("Correct"),
    "/continue": _of("Continue"),
    "/sign-in": _of("SignIn", "holder"),
    "/home": _of("Home", "holder"),
    "/cards": _of("Cards", "holder"),
    "/company": _of("Company", "holder"),
    "/sessions": _of("Sessions", "holder"),
    "/existing": _of("Existing", "holder"),
    "/first-card": _of("FirstCard", "holder"),
    "/not-me": _of("NotMe", "holder"),
    "/help": _of("Help", "texts"),
    "/about": _of("texts", "texts"),
    "/privacy": _of("texts", "texts"),
    "/accessibility": _of("texts", "texts"),
    "/site-map": _of("texts", "texts"),
}


def link(folder: Path, sources: Sequence[str]) -> Mapping[str, str]:
    """Give the header (RFC 8288) that names the files of the sources, if there are any."""
    manifest = folder / ".vite/manifest.json"
    if not sources or not manifest.is_file():
        return {}
    files = _files(folder, manifest.stat().st_mtime_ns, tuple(sources))
    return {"link": ", ".join(f"</{file}>; rel=modulepreload" for file in files)}


@lru_cache(maxsize=64)
def _files(folder: Path, _built: int, sources: tuple[str, ...]) -> Sequence[str]:
    """List the files of the sources and of all they import, but for those that the page names."""
    chunks = json.loads((folder / ".vite/manifest.json").read_bytes())
    page = (folder / "index.html").read_text(encoding="utf-8")
    files = [chunks[key]["file"] for key in _with_imports(chunks, sources)]
    return [file for file in files if file not in page]


def _with_imports(chunks: Mapping[str, Mapping[str, object]], keys: Sequence[str]) -> list[str]:
    found: list[str] = []
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        if key in chunks and key not in found:
            found.append(key)
            imports = chunks[key].get("imports")
            waiting.extend(imports if isinstance(imports, list) else ())
    return found
