"""Programs of the system that tests run."""

import os
import shutil

import pytest


def program(name: str, *, package: str) -> str:
    """Return a program's path; without it skip the test, or fail on the build server."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is not None:
        return found
    missing = f"{name} is not installed: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
