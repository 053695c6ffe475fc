"""Where a command works: as the environment says, or in a demo's state."""

import os
from pathlib import Path

import click

from models.settings.refused import SettingsRefused
from models.settings.settings import Settings, for_demo, from_environ

of_demo = click.option(
    "--demo",
    "state",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The state of a demo, such as var, instead of the settings.",
)


class Misconfigured(click.ClickException):
    """Settings that cannot stand, in sentences."""

    exit_code = 2


def settings_of(state: Path | None, *, port: int = 8000) -> Settings:
    """Read the settings, or make those of a demo on ``port``; what is wrong is one sentence."""
    if state is not None:
        return for_demo(state=state, port=port, card_port=61161)
    try:
        return from_environ(os.environ)
    except SettingsRefused as refusal:
        raise Misconfigured(str(refusal)) from refusal
