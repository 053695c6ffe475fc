"""The printer of the operator's table and the composition's environment, from the declaration.

``make settings`` replaces the lines between the marks in ``docs/operate/settings.md`` and in
``compose.yaml``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from models.settings.group import Group
from models.settings.listing import GROUPS, Setting, settings_in

BEGIN, END = "settings: printed by `make settings`", "settings: end"

# Values that the composition's own volumes and services determine.
_COMPOSED = {
    "trust": "/run/trust",
    "redis_url": "${GPSZONE_REDIS_URL:-redis://redis:6379/0}",
}
# Settings that are optional for a process, but required for a useful composition.
_ASKED_FOR = frozenset({"list_urls"})


def table() -> str:
    return "\n".join(line for group in GROUPS for line in _section(group)) + "\n"


def composed() -> str:
    """Return the settings as the environment of a Docker Compose service.

    A secret comes from a file, which may be empty; an empty value counts as not set.
    """
    return "\n".join(f"    {_passed(setting)}" for setting in settings_in())


def replaced(text: str, printed: str) -> str:
    """Replace the lines between the marks of a text.

    :raises ValueError: when the text has no marks.
    """
    lines = text.splitlines()
    [begin] = [number for number, line in enumerate(lines) if BEGIN in line]
    [end] = [number for number, line in enumerate(lines) if END in line]
    return "\n".join([*lines[: begin + 1], *printed.splitlines(), *lines[end:]]) + "\n"


def _section(group: type[Group]) -> Iterator[str]:
    yield f"\n### {group.title}\n"
    yield "| variable | what it is | what it may be | default |"
    yield "|---|---|---|---|"
    for setting in settings_in(group):
        secret = " **(secret)**" if setting.secret else ""
        expected = setting.kind.expected.replace("|", "\\|")
        described = f"{setting.info.description}{secret}"
        yield f"| `{setting.variable}` | {described} | {expected} | {_default(setting)} |"


def _default(setting: Setting) -> str:
    default = setting.info.default
    if setting.info.is_required():
        return "needed"
    if default is None or default in ((), frozenset(), {}):
        return ""
    words = " ".join(default) if isinstance(default, tuple) else str(default)
    return f"`{words}`"


def _passed(setting: Setting) -> str:
    name = setting.variable
    if setting.name in _COMPOSED:
        return f"{name}: {_COMPOSED[setting.name]}"
    if setting.secret:
        return f"{name}_FILE: /run/secrets/{setting.name}"
    if setting.info.is_required() or setting.name in _ASKED_FOR:
        what = (setting.info.description or "").replace("`", "")
        return f"{name}: {json.dumps(f'${{{name}:?{what}}}', ensure_ascii=False)}"
    return f"{name}: ${{{name}:-}}"


if __name__ == "__main__":
    for place, printed in zip(map(Path, sys.argv[1:]), (table(), composed()), strict=True):
        place.write_text(replaced(place.read_text(encoding="utf-8"), printed), encoding="utf-8")
