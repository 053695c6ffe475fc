"""Who administers partner systems: an ADMIN with a fresh proof, or an operator at a terminal."""

from dataclasses import dataclass
from datetime import datetime

from models.access.recheck import require_still
from models.forms import kinds
from models.forms.typed_text import read_text
from models.session.permissions import SignedIn, require_proven_staff, require_staff
from models.session.roles import Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A caller on the command line, who has the service's settings and needs no card."""

    name: str

    @property
    def actor(self) -> str:
        return f"operator:{self.name}"[:64]


Administrator = SignedIn | Operator


def require_administrator(actor: Viewer | Operator | None, *, at: datetime) -> Administrator:
    """Require an ADMIN whose card has signed within ``PROOF_LIFE``, or an operator with a name.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless one asks.
    :raises InvalidInput: when the operator's name is invalid.
    """
    if isinstance(actor, Operator):
        return Operator(name=read_text("by", actor.name, kinds.NAME))
    return require_proven_staff(actor, at_least=Role.ADMIN, at=at)


async def require_still_administrator(asking: Administrator, *, at: datetime) -> None:
    """Require, in the transaction, what was required of an ADMIN before (``require_still``).

    :raises SignInNeeded, NotAllowed, CardProofNeeded: when it no longer holds.
    """
    if not isinstance(asking, Operator):
        await require_still(asking, at=at)


def require_reader(actor: Viewer | Operator | None) -> None:
    """Require an ADMIN or an operator.

    :raises SignInNeeded, NotAllowed: when it is neither.
    """
    if not isinstance(actor, Operator):
        require_staff(actor, at_least=Role.ADMIN)
