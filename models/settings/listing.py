"""The declared settings as a list, for documents and tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic.fields import FieldInfo

from models.settings.group import PREFIX, Group
from models.settings.kinds import Kind, Secret
from models.settings.operations import Operation
from models.settings.variables import (
    Environment,
    Mail,
    Members,
    Partners,
    Portal,
    Registry,
    Revocation,
    Storage,
    Trust,
)

GROUPS: tuple[type[Group], ...] = (
    Portal, Storage, Mail, Trust, Revocation, Members, Registry, Partners, Operation,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Setting:
    """The declaration of one setting."""

    name: str
    kind: Kind[object]
    info: FieldInfo

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    @property
    def secret(self) -> bool:
        return any(isinstance(mark, Secret) for mark in self.info.metadata)


def settings_in(group: type[Group] = Environment) -> Iterator[Setting]:
    for name, info in group.model_fields.items():
        [kind] = [mark for mark in info.metadata if isinstance(mark, Kind)]
        yield Setting(name=name, kind=kind, info=info)
