"""What an administrator typed about a partner: every problem at once."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.core.rules import PARTNER_TOKEN_LONGEST, PARTNER_TOKEN_OVERLAP_LONGEST
from models.forms.typed_text import InvalidInput, Problem
from models.partner.handoff import is_address
from models.partner.partner import Scope
from models.settings.settings import Mode

NAME_LONGEST = 80
URL_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class PartnerFacts:
    """Hold what stands of a partner after reading."""

    name: str
    scopes: tuple[Scope, ...]
    handoff_url: str | None
    expires_at: datetime


def read_partner(
    *,
    name: str,
    scopes: Sequence[Scope],
    handoff_url: str | None,
    expires_at: datetime,
    mode: Mode,
    at: datetime,
) -> PartnerFacts:
    """Read a new partner.

    :raises InvalidInput: naming every field that cannot stand.
    """
    problems: list[Problem] = []
    trimmed = unicodedata.normalize("NFC", name).strip()
    if not trimmed:
        problems.append(_problem("name", "REQUIRED"))
    elif len(trimmed) > NAME_LONGEST:
        problems.append(_problem("name", "TOO_LONG", {"longest": str(NAME_LONGEST)}))
    elif not trimmed.isprintable():
        problems.append(_problem("name", "UNWRITTEN_CHARACTER"))
    if not scopes:
        problems.append(_problem("scopes", "REQUIRED"))
    address = (handoff_url or "").strip() or None
    if address is None and Scope.HANDOFF in scopes:
        problems.append(_problem("handoffUrl", "REQUIRED"))
    if address and (len(address) > URL_LONGEST or not is_address(address, mode=mode)):
        problems.append(_problem("handoffUrl", "HANDOFF_URL_SHAPE"))
    if not at < expires_at <= at + PARTNER_TOKEN_LONGEST:
        problems.append(
            _problem("expiresAt", "TOKEN_LIFE", {"days": str(PARTNER_TOKEN_LONGEST.days)})
        )
    if problems:
        raise InvalidInput(tuple(problems))
    ordered = tuple(scope for scope in Scope if scope in scopes)
    return PartnerFacts(name=trimmed, scopes=ordered, handoff_url=address, expires_at=expires_at)


def read_overlap(hours: int) -> timedelta:
    """Read for how many hours an old token stands beside the new one.

    :raises InvalidInput: when it is less than none, or more than `PARTNER_TOKEN_OVERLAP_LONGEST`.
    """
    most = int(PARTNER_TOKEN_OVERLAP_LONGEST.total_seconds()) // 3600
    if not 0 <= hours <= most:
        raise InvalidInput((_problem("overlapHours", "OVERLAP_HOURS", {"hours": str(most)}),))
    return timedelta(hours=hours)


def _problem(field: str, code: str, values: Mapping[str, str] | None = None) -> Problem:
    return Problem(code=code, path=(field,), values=values or {})
