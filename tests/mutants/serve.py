"""``python -m tests.mutants.serve``: import everything once, and fork for each run of tests.

Each line of the input is a run, as JSON; each line of the output pytest's code, or null when the
run took too long, or `CANNOT` when a function could not be changed.
"""

import gc
import json
import os
import select
import signal
import sys
from typing import Any

import pytest

from tests.mutants.patch import Patch, apply

# No code of pytest's.
CANNOT = 100
READY = "ready"
# Plugins were imported by the run before, which is no fault here.
OPTIONS = (
    "-q",
    "-n",
    "0",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What pytest prints goes where errors go.
    os.dup2(2, 1)
    pytest.main([*OPTIONS, "--collect-only", *json.loads(sys.stdin.readline())])
    gc.freeze()
    answers.write(f"{READY}\n")
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(_run(json.loads(line))) + "\n")
        answers.flush()


def _run(asked: dict[str, Any]) -> int | None:
    """Run tests in a child of this process; return its code, or None when its time was over."""
    child = os.fork()
    if child == 0:
        os.setsid()
        os.environ.update(asked["environ"])
        if asked["patch"] and not apply(Patch(**asked["patch"])):
            os._exit(CANNOT)
        os._exit(int(pytest.main([*OPTIONS, *asked["arguments"]])))
    poll = select.poll()
    ended = os.pidfd_open(child)
    poll.register(ended, select.POLLIN)
    in_time = bool(poll.poll(asked["seconds"] * 1000))
    os.close(ended)
    if not in_time:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if in_time else None


if __name__ == "__main__":
    main()
