"""The settings of a command: from the environment, or of a demo's state."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from models.pki.path.trust import TrustStore
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.settings import Settings, for_demo, from_environ
from web.trust.demo_anchors import read_demo_anchors
from web.trust.files import read_folder
from web.trust.folder_reader import FolderReader

of_demo = click.option(
    "--demo",
    "state",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Use a demo's state, such as var, instead of the settings.",
)


# The ports with which a demo was last started, in its state.
_PORTS = "ports.json"
DEMO_PORT, CARD_PORT = 8000, 61161


def settings_of(state: Path | None, *, port: int | None = None) -> Settings:
    """Return the settings; with ``state``, those of a demo.

    Without ``port`` its ports are those with which it was started.

    :raises SettingsRefused: when one is missing or wrong
    """
    if state is None:
        return from_environ(os.environ)
    kept, card_port = _kept_ports(state)
    return for_demo(state=state, port=port or kept, card_port=card_port)


def keep_ports(state: Path, *, port: int, card_port: int) -> None:
    """Write the ports of a demo that starts, for the commands that look at it."""
    (state / _PORTS).write_text(json.dumps([port, card_port]), encoding="ascii")


def _kept_ports(state: Path) -> tuple[int, int]:
    try:
        port, card_port = json.loads((state / _PORTS).read_text(encoding="ascii"))
        return int(port), int(card_port)
    except (OSError, ValueError, TypeError):
        # It was last started by an older version, or never.
        return DEMO_PORT, CARD_PORT


# Verifies the CA certificates as of a time.
Trust = Callable[[datetime], TrustStore]


def trust_of(settings: Settings) -> Callable[[datetime], TrustStore]:
    """Return a function that reads the operator's folder and verifies it as of a time.

    That function raises TrustFilesUnusable or TrustRefused when the folder is not sound.
    """
    return lambda at: read_folder(settings.trust, mode=settings.mode).store(at=at)


def reloading_trust_of(settings: Settings, *, at: datetime) -> ReloadingTrustStore:
    """Return the trust store of a process, which reads the operator's folder again.

    :raises TrustFilesUnusable: or TrustRefused, when the folder is not sound
    """
    reader = FolderReader(settings.trust, mode=settings.mode)
    return ReloadingTrustStore(reader.store, at=at, unusable=reader.unusable)


def trust_with(settings: Settings, state: Path | None) -> Trust:
    """Return what ``trust_of`` returns, or with ``state`` the same of a demo's certificates."""
    if state is None:
        return trust_of(settings)
    return lambda at: read_demo_anchors(settings.trust).store(at)
