"""Which of Debian's Chromiums the tests drive."""

import shutil

from tests.support.run.nightly import NIGHTLY

# With windows, real or not.
CHROMIUM = shutil.which("chromium")
# The same engine without windows, which takes two thirds of the processor's time.
HEADLESS = CHROMIUM if NIGHTLY else shutil.which("chromium-headless-shell") or CHROMIUM
