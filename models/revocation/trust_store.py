"""The trusted issuers of this process, verified at the start and again from time to time."""

import logging
from collections.abc import Callable
from datetime import datetime

from models.pki.path.trust import TrustStore

log = logging.getLogger(__name__)


class ReloadingTrustStore:
    """The current trust store; read ``store`` for every verification, and do not keep it."""

    def __init__(self, build: Callable[[datetime], TrustStore], *, at: datetime) -> None:
        self._build = build
        self.store = build(at)

    def renew(self, *, at: datetime) -> None:
        """Verify them again; a failure is logged, and the store remains.

        An old store is safe: it has the issuers' end dates, which every verification checks.
        """
        try:
            self.store = self._build(at)
        except Exception:
            log.exception("the CA certificates could not be verified again; the old ones count")
