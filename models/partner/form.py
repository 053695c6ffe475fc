"""The forms for a new partner and for an edited one: every problem is reported at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.core.mode import Mode
from models.core.rules import PARTNER_TOKEN_LONGEST, PARTNER_TOKEN_OVERLAP_LONGEST
from models.forms import kinds
from models.forms.typed_text import Form
from models.partner.handoff import is_address
from models.partner.partner import Partner, Scope


@dataclass(frozen=True, kw_only=True)
class PartnerFacts:
    """A new partner's data after reading."""

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

    :raises InvalidInput: naming every refused field.
    """
    form = Form()
    read_name = form.text("name", name, kinds.PARTNER_NAME)
    if not scopes:
        form.refuse("scopes", "REQUIRED")
    address = _read_address(form, handoff_url, required=Scope.HANDOFF in scopes, mode=mode)
    if not at < expires_at <= at + PARTNER_TOKEN_LONGEST:
        form.refuse("expiresAt", "TOKEN_LIFE", values={"days": str(PARTNER_TOKEN_LONGEST.days)})
    form.close()
    ordered = tuple(scope for scope in Scope if scope in scopes)
    return PartnerFacts(name=read_name, scopes=ordered, handoff_url=address, expires_at=expires_at)


@dataclass(frozen=True, kw_only=True)
class PartnerEdit:
    """What is to change of a partner; what is None, or an empty text, stays as it is."""

    name: str | None = None
    scopes: Sequence[Scope] | None = None
    handoff_url: str | None = None


def read_edit(edit: PartnerEdit, partner: Partner, *, mode: Mode) -> dict[str, object]:
    """Read an edit, and return the partner's columns as they are to be.

    Scopes of which this version knows nothing stay, unless the edit names scopes.

    :raises InvalidInput: naming every refused field.
    """
    form = Form()
    name = form.optional("name", edit.name, kinds.PARTNER_NAME) or partner.name
    scopes = list(partner.scopes)
    if edit.scopes is not None:
        scopes = [scope.value for scope in Scope if scope in edit.scopes]
    if not scopes:
        form.refuse("scopes", "REQUIRED")
    typed = form.optional("handoffUrl", edit.handoff_url, kinds.URL) or partner.handoff_url
    address = _read_address(form, typed, required=Scope.HANDOFF.value in scopes, mode=mode)
    form.close()
    return {"name": name, "scopes": scopes, "handoff_url": address}


def _read_address(form: Form, typed: str | None, *, required: bool, mode: Mode) -> str | None:
    if required:
        address: str | None = form.text("handoffUrl", typed or "", kinds.URL)
    else:
        address = form.optional("handoffUrl", typed, kinds.URL)
    if address and not is_address(address, mode=mode):
        form.refuse("handoffUrl", "HANDOFF_URL_SHAPE")
    return address


def read_overlap(hours: int, *, longest: timedelta = PARTNER_TOKEN_OVERLAP_LONGEST) -> timedelta:
    """Read how many hours an old token or secret remains valid beside the new one.

    :raises InvalidInput: when it is negative or more than ``longest``.
    """
    most = int(longest.total_seconds()) // 3600
    form = Form()
    if not 0 <= hours <= most:
        form.refuse("overlapHours", "OVERLAP_HOURS", values={"hours": str(most)})
    form.close()
    return timedelta(hours=hours)
