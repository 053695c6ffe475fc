"""The number of this process among pytest-xdist's workers."""

import os

# What a run beside this one has: `scripts/test` runs the browser's tests beside the others.
FIRST = int(os.environ.get("GPSZONE_TEST_FIRST_WORKER", "0"))
# The first where the tests run one after the other.
WORKER = FIRST + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# More would run out of PostgreSQL's connections and Redis' databases.
MOST_WORKERS = 6
# So many run the tests that need no browser; two more run the browser's at the same time.
BESIDE_THE_BROWSER = 4
