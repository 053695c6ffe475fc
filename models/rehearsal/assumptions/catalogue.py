"""All assumptions with their words, in the order in which they are listed."""

from collections.abc import Mapping
from types import MappingProxyType

from models.rehearsal.assumptions.declaration import Declared
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.assumptions.of_certificate import OF_CERTIFICATE
from models.rehearsal.assumptions.of_component import OF_COMPONENT
from models.rehearsal.assumptions.of_message import OF_MESSAGE
from models.rehearsal.assumptions.of_revocation import OF_REGISTRY, OF_REVOCATION

ASSUMPTIONS: Mapping[Assumption, Declared] = MappingProxyType(
    {**OF_COMPONENT, **OF_MESSAGE, **OF_CERTIFICATE, **OF_REVOCATION, **OF_REGISTRY}
)
