"""The issuers that this process believes: verified at its start, and anew from time to time."""

import logging
from collections.abc import Callable
from datetime import datetime

from models.pki.path.trust import TrustStore

log = logging.getLogger(__name__)


class ReloadingTrustStore:
    """Hold the present store; whoever judges a signature reads ``store`` when it does."""

    def __init__(self, build: Callable[[datetime], TrustStore], *, at: datetime) -> None:
        """Verify the CA certificates that ``build`` reads; it raises when they are not fit."""
        self._build = build
        self.store = build(at)

    def renew(self, *, at: datetime) -> None:
        """Verify them again; when that fails, say so in the log and go on with what is held.

        What is held names its own end: an issuer that has expired is refused by the verdict too.
        """
        try:
            self.store = self._build(at)
        except Exception:
            log.exception("the CA certificates could not be verified again; the old ones count")
