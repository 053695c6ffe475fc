"""The trusted issuers of this process, verified at the start and again from time to time."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from models.pki.path.trust import TrustStore

log = logging.getLogger(__name__)

# What readiness names where the folder as a whole could not be verified again.
ALL = "all"


class ReloadingTrustStore:
    """The current trust store; read ``store`` for every verification, and do not keep it."""

    def __init__(
        self,
        build: Callable[[datetime], TrustStore],
        *,
        at: datetime,
        unusable: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Build the store; ``unusable`` names what the last build left out."""
        self._build = build
        self._unusable = unusable
        self._failed = False
        self.store = build(at)

    @property
    def troubles(self) -> Sequence[str]:
        """The names of the files that are unusable, or that the whole store is an old one."""
        return (ALL,) if self._failed else self._unusable()

    def renew(self, *, at: datetime) -> None:
        """Verify them again; a failure is logged, and the store remains.

        An old store is safe: it has the issuers' end dates, which every verification checks.
        """
        try:
            self.store = self._build(at)
            self._failed = False
        except Exception:
            self._failed = True
            log.exception("the CA certificates could not be verified again; the old ones count")
