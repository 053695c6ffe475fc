"""The table of a membership's moves: by which act it begins and ends, and who may do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.session.roles import AccountKind


class MemberActor(StrEnum):
    """The kind of actor that begins or ends a membership."""

    APPLICANT = "APPLICANT"
    MAILBOX = "MAILBOX"
    HOLDER = "HOLDER"
    MEMBER = "MEMBER"
    REVIEWER = "REVIEWER"
    ADMIN = "ADMIN"
    SERVICE = "SERVICE"
    OPERATOR = "OPERATOR"


class Beginning(StrEnum):
    """The act by which a membership began."""

    ACTIVATION = "ACTIVATION"
    FIRST_CARD = "FIRST_CARD"
    INVITATION = "INVITATION"
    ADDED = "ADDED"
    SUCCEEDED = "SUCCEEDED"
    REINSTATED = "REINSTATED"
    DERIVED = "DERIVED"


class Ending(StrEnum):
    """The act by which a membership ended."""

    REMOVED = "REMOVED"
    REPLACED = "REPLACED"
    DISPUTED = "DISPUTED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    LEFT = "LEFT"
    DORMANT = "DORMANT"
    ENDED_BY_STAFF = "ENDED_BY_STAFF"


@dataclass(frozen=True, kw_only=True)
class Move:
    """Who may make a move, and at which kinds of account."""

    actors: frozenset[MemberActor]
    kinds: frozenset[AccountKind] = frozenset(AccountKind)


_COMPANIES = frozenset({AccountKind.BUSINESS, AccountKind.VENDOR})


def _by(*actors: MemberActor, kinds: frozenset[AccountKind] = frozenset(AccountKind)) -> Move:
    return Move(actors=frozenset(actors), kinds=kinds)


# Any move that is not listed is refused.
MOVES: Mapping[Beginning | Ending, Move] = {
    Beginning.ACTIVATION: _by(MemberActor.APPLICANT, kinds=frozenset({AccountKind.BUSINESS})),
    Beginning.FIRST_CARD: _by(MemberActor.MAILBOX, kinds=_COMPANIES),
    Beginning.INVITATION: _by(MemberActor.ADMIN, MemberActor.OPERATOR),
    Beginning.ADDED: _by(MemberActor.HOLDER, kinds=_COMPANIES),
    Beginning.SUCCEEDED: _by(MemberActor.HOLDER, kinds=_COMPANIES),
    Beginning.REINSTATED: _by(MemberActor.REVIEWER, MemberActor.ADMIN),
    Ending.REMOVED: _by(MemberActor.HOLDER),
    Ending.REPLACED: _by(MemberActor.HOLDER, kinds=_COMPANIES),
    Ending.DISPUTED: _by(MemberActor.REVIEWER, MemberActor.ADMIN),
    Ending.ACCOUNT_CLOSED: _by(MemberActor.ADMIN),
    Ending.LEFT: _by(MemberActor.MEMBER, MemberActor.SERVICE),
    Ending.DORMANT: _by(MemberActor.SERVICE),
    Ending.ENDED_BY_STAFF: _by(MemberActor.REVIEWER, MemberActor.ADMIN),
}
# Endings by which others ended the membership. Such a person returns only through a holder, staff
# or a new application, and never through the registered mailbox.
BY_OTHERS = frozenset({Ending.REMOVED, Ending.REPLACED, Ending.DISPUTED})


class MoveNotAllowed(Exception):
    """A use case tried a move that the table does not allow, which is a fault of the service."""


def require_move(move: Beginning | Ending, *, actor_kind: MemberActor, kind: AccountKind) -> None:
    """Require that the table allows a move.

    :raises MoveNotAllowed: otherwise.
    """
    allowed = MOVES.get(move)
    if allowed is None or actor_kind not in allowed.actors or kind not in allowed.kinds:
        raise MoveNotAllowed(f"{move} by {actor_kind} at {kind}")
