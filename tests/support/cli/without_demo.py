"""Runs commands where the demo cannot be imported: ``python -m tests.support.cli.without_demo``.

Takes a JSON list of calls and prints a JSON object: how each ended, and which modules were loaded.
"""

import contextlib
import io
import json
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from web.cli.loader import main


class NoDemo:
    """Finds no module of the demo."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the demo's, and leave every other to the next finder."""
        if name == "web.demo" or name.startswith("web.demo."):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def ended(call: Sequence[str]) -> dict[str, object]:
    """Carry out a call; give its exit code and what it printed."""
    said, wrong = io.StringIO(), io.StringIO()
    code: object = None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
        try:
            main(list(call))
        except SystemExit as ending:
            code = ending.code
    return {"code": code, "stdout": said.getvalue(), "stderr": wrong.getvalue()}


if __name__ == "__main__":
    sys.meta_path.insert(0, NoDemo())
    endings = [ended(call) for call in json.loads(sys.argv[1])]
    sys.stdout.write(json.dumps({"endings": endings, "modules": sorted(sys.modules)}))
