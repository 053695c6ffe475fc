"""基本資料: a holder requests a change of the account's data and follows its review."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.application.application import Application
from models.application.transitions import ApplicationPurpose
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.company.company import CompanyField
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_company
from models.journal.kinds import EventKind
from models.review import data_change
from models.review.data_change import DataChangeOpen
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_fresh_proof,
    require_signed_in,
)
from models.session.session import Viewer
from models.session.unsent_form import UnsentForm

RAISES = (
    InvalidInput,
    *NOT_STAFF,
    CardProofNeeded,
    AccountFrozen,
    DataChangeOpen,
)


async def request_data_change(
    *, viewer: Viewer | None, form: Mapping[CompanyField, str], now: datetime
) -> Application:
    """Submit new data for the same company to review; the account is unchanged until approval.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises NotAllowed: when the account does not belong to a company.
    :raises InvalidInput: with every invalid field, including a changed control number.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises DataChangeOpen: when another change is under review.
    """
    someone = require_fresh_proof(viewer, at=now)
    account = await Account.get(id=someone.account_id)
    data_change.require_company(account)
    company = read_company(form)
    data_change.require_same_number(company, control_number=account.control_number)
    async with tx() as change:
        await account.hold(at=now)
        await require_still(someone, at=now)
        require_not_frozen(account)
        await data_change.require_none_open(account)
        application = await Application.open(
            change,
            company=company,
            viewer=someone.viewer,
            request_key=None,
            at=now,
            expires_at=now,
            account_id=account.id,
        )
        await application.submit(change, actor=someone.actor, at=now)
        await UnsentForm.sent(
            someone.viewer.session_id, purpose=ApplicationPurpose.DATA_CHANGE.value
        )
        case = {"case": application.case_number}
        account.note(
            change, EventKind.DATA_CHANGE_REQUESTED, actor=someone.actor, at=now, payload=case
        )
    return application


async def see_data_change(*, viewer: Viewer | None, account_id: UUID) -> Application | None:
    """Return the latest requested change, or None, for a holder of the account or staff.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountNotFound: when there is no account that the viewer may see.
    """
    account = await Account.for_viewer(require_signed_in(viewer), account_id)
    return await data_change.newest_of(account)
