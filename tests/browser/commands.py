"""What the operators of a demo type at a terminal."""

import subprocess
import sys
from pathlib import Path

from tests.support.servers.process import Demo

ROOT = Path(__file__).parents[2]


def command(demo: Demo, *words: str) -> str:
    """Carry out a command on a demo's state, and give what it printed."""
    line = [sys.executable, "-m", "web", *words, "--demo", str(demo.state)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
