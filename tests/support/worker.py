"""The number of this process among pytest-xdist's workers."""

import os

# 0 where the tests run one after the other.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# More would run out of PostgreSQL's connections and Redis' databases.
MOST_WORKERS = 6
