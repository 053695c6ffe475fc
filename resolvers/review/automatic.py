"""審核: the application is compared with the registry, decided, and the result mailed."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from models.account.account import Account
from models.application.application import Application, ApplicationMoved
from models.application.transitions import ActorKind
from models.company.comparison import Comparison, closest
from models.core import trace
from models.core.backoff import next_try
from models.core.errors import CouldNotFindOut
from models.core.rules import LEASE_LIFE
from models.database.lease import work_on
from models.database.transaction import Change, tx
from models.journal.event import Event
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.outside.ems import RegistryPort
from models.review import data_change, lifecycle
from models.review.decision import ReviewDecision, results_of
from models.review.recipient import ApprovalRecipient
from models.review.unknown_share import unusually_many_unknown

log = logging.getLogger(__name__)

WORKER = "service:review"


@dataclass(frozen=True, kw_only=True)
class ReviewRules:
    """The operator's settings for reviews."""

    unknown_company_policy: str
    open_life: timedelta
    notices: Notices
    account_notices: AccountNotices


async def take_next(
    *, registry: RegistryPort, rules: ReviewRules, random: Callable[[], float], now: datetime
) -> Callable[[], Awaitable[None]] | None:
    """Lease the application that has waited longest; return what reviews it, or None without one.

    The registry is queried outside any transaction. If it does not answer, the application stays
    under review and is tried again later; an error never decides it.
    """
    lease = await lifecycle.lease_next(at=now, lease=LEASE_LIFE)
    if lease is None:
        return None
    return partial(_work, lease, registry=registry, rules=rules, random=random, now=now)


async def _work(
    lease: lifecycle.ReviewLease,
    *,
    registry: RegistryPort,
    rules: ReviewRules,
    random: Callable[[], float],
    now: datetime,
) -> None:
    application = lease.application
    review = partial(_review, application, registry=registry, rules=rules, random=random, now=now)
    # Continue the trace of the request that submitted or corrected the application.
    with trace.carrying(await Event.trace_of(application.subject)):
        await work_on(
            lease,
            _unless_moved(lease, review),
            failed=partial(_failed, lease, random=random, now=now),
            now=now,
        )


async def _unless_moved(
    lease: lifecycle.ReviewLease, review: Callable[[], Awaitable[None]]
) -> None:
    """Review a case; where somebody has changed it meanwhile, nothing is decided."""
    try:
        await review()
    except ApplicationMoved:
        if await lease.read_again() is not None:
            raise
        log.info("the %s ended: the case has changed meanwhile", lease.name)


async def _failed(
    lease: lifecycle.ReviewLease,
    fault: Exception,
    *,
    random: Callable[[], float],
    now: datetime,
) -> None:
    application = await lease.read_again()
    if application is None:
        return
    until = next_try(attempts=application.review_attempts + 1, now=now, random=random)
    async with tx() as change:
        await lifecycle.note_fault(application, change, until=until, actor=WORKER, at=now)


async def _review(
    application: Application,
    *,
    registry: RegistryPort,
    rules: ReviewRules,
    random: Callable[[], float],
    now: datetime,
) -> None:
    try:
        found = await _compared(application, registry=registry)
    except CouldNotFindOut as trouble:
        until = next_try(attempts=application.review_attempts + 1, now=now, random=random)
        async with tx() as change:
            await lifecycle.put_off(
                application, change, until=until, trouble=trouble.code, actor=WORKER, at=now
            )
        log.warning("the review of %s is put off: %s", application.case_number, trouble.code)
        return
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


async def _compared(application: Application, *, registry: RegistryPort) -> Comparison | None:
    rows = await registry.look_up(control_number=application.control_number)
    return closest(application.company, rows) if rows else None


async def _may_reject_unknown(verdict: ReviewDecision, rules: ReviewRules) -> bool:
    if rules.unknown_company_policy == "person":
        return False
    if not await unusually_many_unknown(verdict.application, at=verdict.at):
        return True
    log.critical("unusually many companies are unknown to the registry: they are left to a person")
    return False


async def _settle(verdict: ReviewDecision, change: Change, rules: ReviewRules) -> None:
    application, found = verdict.application, verdict.found
    if found.any_differs if found else await _may_reject_unknown(verdict, rules):
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
