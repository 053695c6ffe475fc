"""The version in ``pyproject.toml``."""

import tomllib
from pathlib import Path

VERSION: str = tomllib.loads(
    Path(__file__).parent.with_name("pyproject.toml").read_text(encoding="utf-8")
)["project"]["version"]
