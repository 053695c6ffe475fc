"""The client's pages and their modules, which browsers preload with the page."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

_WORDS = "src/words/{language}/%s.ts"
_FRAME = _WORDS % "frame"


def _sources(page: str, *words: str) -> Sequence[str]:
    """Return the sources of a page: its module, and the catalogues of words that it needs."""
    return (_FRAME, f"src/pages/{page}.tsx", *(_WORDS % part for part in ("pages", *words)))


# The routes of the client's src/main.tsx; every other path without a file is "not found".
PAGES: Mapping[str, Sequence[str]] = {
    "/": (_FRAME,),
    "/tasks": _sources("Tasks"),
    "/apply": _sources("Apply"),
    "/bind": _sources("Bind"),
    "/status": _sources("Status"),
    "/activate": _sources("Activate"),
    "/correct": _sources("Correct"),
    "/continue": _sources("Continue"),
    "/sign-in": _sources("SignIn", "holder"),
    "/home": _sources("Home", "holder"),
    "/cards": _sources("Cards", "holder"),
    "/company": _sources("Company", "holder"),
    "/sessions": _sources("Sessions", "holder"),
    "/existing": _sources("Existing", "holder"),
    "/first-card": _sources("FirstCard", "holder"),
    "/not-me": _sources("NotMe", "holder"),
    "/stop-access": _sources("StopAccess", "holder"),
    "/stop-mailbox": _sources("StopMailbox", "holder"),
    "/confirm-member": _sources("ConfirmMember", "holder"),
    "/reissued": _sources("Reissued", "holder"),
    "/leave": _sources("Leave", "holder"),
    "/authorize": _sources("Authorize", "holder"),
    "/sign-out": _sources("SignOut", "holder"),
    "/help": _sources("Help", "texts"),
    "/about": _sources("texts", "texts"),
    "/privacy": _sources("texts", "texts"),
    "/accessibility": _sources("texts", "texts"),
    "/site-map": _sources("texts", "texts"),
}


def language_of(cookies: Mapping[str, str]) -> str:
    """Return the folder of the words that the visitor chose; the client sets the cookie."""
    return "en" if cookies.get("language") == "en" else "zh"


def link(folder: Path, sources: Sequence[str], *, language: str = "zh") -> Mapping[str, str]:
    """Return the Link header (RFC 8288) that preloads the sources; empty without a build."""
    manifest = folder / ".vite/manifest.json"
    if not sources or not manifest.is_file():
        return {}
    named = tuple(source.format(language=language) for source in sources)
    files = _files(folder, manifest.stat().st_mtime_ns, named)
    return {"link": ", ".join(f"</{file}>; rel=modulepreload" for file in files)}


@lru_cache(maxsize=64)
def _files(folder: Path, _built: int, sources: tuple[str, ...]) -> Sequence[str]:
    """Return the built files of the sources and their imports, without those in index.html."""
    chunks = json.loads((folder / ".vite/manifest.json").read_bytes())
    page = (folder / "index.html").read_text(encoding="utf-8")
    files = [chunks[key]["file"] for key in _with_imports(chunks, sources)]
    return [file for file in files if file not in page]


def _with_imports(chunks: Mapping[str, Mapping[str, object]], keys: Sequence[str]) -> list[str]:
    reached: list[str] = []
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        if key in chunks and key not in reached:
            reached.append(key)
            imports = chunks[key].get("imports")
            waiting.extend(imports if isinstance(imports, list) else ())
    return reached
