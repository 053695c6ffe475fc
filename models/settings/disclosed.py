"""The settings of a process as its log may show them: of a secret only whether it is set."""

from collections.abc import Mapping

from models.settings.environ import read
from models.settings.kinds import shown
from models.settings.listing import Setting, settings_in
from models.settings.variables import Environment


def disclosed(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return every declared setting by its variable, defaults included.

    :raises SettingsRefused: when one is missing or wrong
    """
    values = read(Environment, environ)
    return {
        setting.variable: _shown(setting, getattr(values, setting.name))
        for setting in settings_in()
    }


def _shown(setting: Setting, value: object) -> str:
    if value is None or value in ((), frozenset(), {}):
        return "(not set)"
    if setting.secret:
        return "(set)"
    parts = value if isinstance(value, tuple | frozenset) else (value,)
    return " ".join(shown(str(part)) for part in parts)
