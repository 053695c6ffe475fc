"""Where a command works: as the environment says, or in a demo's state."""

import os
from pathlib import Path

import click

from models.settings.reader import SettingRefused
from models.settings.settings import Settings, for_demo, from_environ

of_demo = click.option(
    "--demo",
    "state",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The state of a demo, such as var, instead of the settings.",
)


def settings_of(state: Path | None, *, port: int = 8000) -> Settings:
    """Read the settings, or make those of a demo on ``port``; what is wrong is one sentence."""
    if state is not None:
        return for_demo(state=state, port=port, card_port=61161)
    try:
        return from_environ(os.environ)
    except SettingRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
