"""Which tests are run: those for every change, or the long ones too (`make nightly`)."""

import os

# Read here: within a test no variable of the machine is left.
NIGHTLY = bool(os.environ.get("GPSZONE_TEST_NIGHTLY"))
