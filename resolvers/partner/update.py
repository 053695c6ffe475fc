"""An ADMIN edits a partner system: its name, its scopes, its hand-off address."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.core.mode import Mode
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput
from models.journal.kinds import EventKind
from models.partner.administrator import (
    Operator,
    require_administrator,
    require_still_administrator,
)
from models.partner.form import PartnerEdit, read_edit
from models.partner.partner import Partner, PartnerChanged, PartnerNameTaken, PartnerNotFound
from models.partner.scopes import STREAMED, end_streams
from models.session.permissions import NOT_STAFF, CardProofNeeded
from models.session.session import Viewer

RAISES = (
    *(*NOT_STAFF, CardProofNeeded, InvalidInput),
    *(PartnerNotFound, PartnerNameTaken, PartnerChanged),
)


async def update_partner(
    *,
    actor: Viewer | Operator | None,
    partner_id: UUID,
    version: str,
    edit: PartnerEdit,
    mode: Mode,
    now: datetime,
) -> Partner:
    """Edit a partner's name, scopes and hand-off address.

    Scopes that are taken away are lost at once: by its tokens, and by open streams that need them.
    An edit that asks for what is already so changes and records nothing, whatever its version: it
    may be the same edit once more, whose answer was lost.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises PartnerNotFound: when there is no such partner, or it was revoked.
    :raises InvalidInput: with every invalid field.
    :raises PartnerChanged: when ``version`` is not that of the partner as it is now.
    :raises PartnerNameTaken: when another partner has the name, even a revoked one.
    """
    asking = require_administrator(actor, at=now)
    try:
        async with tx() as change:
            await require_still_administrator(asking, at=now)
            partner = await Partner.held(partner_id, at=now)
            columns = read_edit(edit, partner, mode=mode)
            before = {column: getattr(partner, column) for column in columns}
            if columns == before:
                return partner
            if version != partner.version:
                raise PartnerChanged("version")
            streamed = partner.reach & STREAMED
            partner.update_from_dict(columns)
            await partner.save(update_fields=list(columns))
            if streamed - partner.reach:
                await end_streams(change, partner, actor=asking.actor, at=now)
            payload = _edited(before, columns)
            partner.note(
                change, EventKind.PARTNER_UPDATED, actor=asking.actor, at=now, payload=payload
            )
    except IntegrityError as clash:
        raise PartnerNameTaken("name") from clash
    return partner


def _edited(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """Return what has changed, as the journal writes it: each value as it was and as it is."""
    changed = [column for column in after if after[column] != before[column]]
    return {
        f"{column}_{when}": _written(values[column])
        for column in changed
        for when, values in (("from", before), ("to", after))
    }


def _written(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")
