"""Types of command options that are read like settings."""

from typing import Generic, TypeVar

import click

from models.settings.addresses import Host, Proxies
from models.settings.kinds import Kind, Number, Unfit, shown

T = TypeVar("T")


class Checked(click.ParamType[T], Generic[T]):
    """An option type that is read by a kind of setting."""

    def __init__(self, kind: Kind[T], *, name: str) -> None:
        self._kind = kind
        self.name = name

    def convert(
        self, value: str | T, param: click.Parameter | None, context: click.Context | None
    ) -> T:
        # A default comes as the value itself.
        if not isinstance(value, str):
            return value
        try:
            return self._kind.read(value)
        except Unfit as unfit:
            given = value if unfit.given is None else unfit.given
            self.fail(f"{shown(given)}: expected {self._kind.expected}", param, context)


HOST = Checked(Host(), name="host")
PORT = Checked(Number(1, 65535), name="port")
PROXIES = Checked(Proxies(), name="addresses")
