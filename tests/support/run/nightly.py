"""Which tests are run: those for every change, or the long ones too (`make nightly`)."""

import os

import pytest

# Read here: within a test no variable of the machine is left.
NIGHTLY = bool(os.environ.get("GPSZONE_TEST_NIGHTLY"))
# Marks what takes long; a shorter test of the same kind runs for every change.
nightly = pytest.mark.nightly


def leave_out_long_ones(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what is marked, unless this is the nightly run."""
    if NIGHTLY:
        return
    long_ones = [item for item in items if item.get_closest_marker("nightly")]
    items[:] = [item for item in items if item not in long_ones]
    if long_ones:
        config.hook.pytest_deselected(items=long_ones)
