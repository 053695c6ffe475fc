"""審核: the application is compared with the registry, decided, and the result mailed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.account.account import Account
from models.application.application import Application
from models.application.transitions import ActorKind
from models.company.comparison import closest
from models.core import trace
from models.core.backoff import next_try
from models.core.errors import CouldNotFindOut
from models.database.transaction import Change, tx
from models.journal.event import Event
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.outside.ems import RegistryPort
from models.review import data_change, lifecycle
from models.review.decision import ReviewDecision, results_of
from models.review.recipient import ApprovalRecipient

log = logging.getLogger(__name__)

WORKER = "service:review"
# A worker may hold one application this long before another worker takes it.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class ReviewRules:
    """The operator's settings for reviews."""

    unknown_company_policy: str
    open_life: timedelta
    notices: Notices
    account_notices: AccountNotices


async def review_next(
    *, registry: RegistryPort, rules: ReviewRules, random: Callable[[], float], now: datetime
) -> bool:
    """Review the application that has waited longest; return False when none is due.

    The registry is queried outside any transaction. If it does not answer, the application stays
    under review and is tried again later; an error never decides it.
    """
    application = await lifecycle.lease_next(at=now, lease=LEASE)
    if application is None:
        return False
    # Continue the trace of the request that submitted or corrected the application.
    with trace.carrying(await Event.trace_of(application.subject)):
        await _review(application, registry=registry, rules=rules, random=random, now=now)
    return True


async def _review(
    application: Application,
    *,
    registry: RegistryPort,
    rules: ReviewRules,
    random: Callable[[], float],
    now: datetime,
) -> None:
    try:
        rows = await registry.look_up(control_number=application.control_number)
    except CouldNotFindOut as trouble:
        attempts = application.review_attempts + 1
        until = next_try(attempts=attempts, now=now, random=random)
        async with tx() as change:
            await lifecycle.put_off(
                application, change, until=until, trouble=trouble.code, actor=WORKER, at=now
            )
        log.warning("the review of %s is put off: %s", application.case_number, trouble.code)
        return
    found = closest(application.company, rows) if rows else None
    verdict = ReviewDecision(
        application=application,
        found=found,
        actor_kind=ActorKind.SERVICE,
        actor=WORKER,
        notices=rules.notices,
        account_notices=rules.account_notices,
        open_life=rules.open_life,
        at=now,
    )
    async with tx() as change:
        await _settle(verdict, change, rules)
    log.info("%s was reviewed: %s", application.case_number, application.status)


async def _settle(verdict: ReviewDecision, change: Change, rules: ReviewRules) -> None:
    application, found = verdict.application, verdict.found
    if found.any_differs if found else rules.unknown_company_policy != "person":
        await verdict.reject(change)
    elif (
        found is None
        or not found.all_match
        or verdict.filed is None
        or await data_change.is_blocked(application)
    ):
        await lifecycle.leave_to_person(
            application, change, results=results_of(found), actor=WORKER, at=verdict.at
        )
    elif application.account_id is None and await Account.is_open_for(application.control_number):
        await verdict.reject_as_open(change)
    else:
        await verdict.approve(change, recipient=ApprovalRecipient.REGISTERED_MAILBOX)
