"""Operators' commands on a demo's state."""

import subprocess
import sys

from tests.support.paths import ROOT
from tests.support.servers.process import Demo


def command(demo: Demo, *words: str) -> str:
    """Run a command on a demo's state, and return its output."""
    line = [sys.executable, "-m", "web", *words, "--demo", str(demo.state)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
