"""Paths of the project's files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests/partner/example"
TSC = ROOT / "web/client/node_modules/.bin/tsc"
PYTHON_CLIENT = ROOT / "clients/python"
