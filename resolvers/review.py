"""審核: what was stated is compared with the registry, decided, and mailed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import data_change, reviewing
from models.account import Account
from models.account_notice import AccountNotices
from models.application import Application
from models.backoff import next_try
from models.certificate import Certificate
from models.company import CompanyOnFile
from models.comparison import Comparison, closest
from models.database import Change, tx
from models.errors import CouldNotFindOut
from models.letter import EmailInvalid, mailbox, masked
from models.letter_kinds import Template
from models.moves import Mover, Status
from models.notice import Notices
from models.outside.ems import RegistryPort

WORKER = "service:review"
# How long a worker may take over one application before another takes it up.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class ReviewRules:
    """Hold what the operator chose about reviews."""

    unknown_to_person: bool
    open_life: timedelta
    notices: Notices
    account_notices: AccountNotices


async def review_next(
    *, registry: RegistryPort, rules: ReviewRules, random: Callable[[], float], now: datetime
) -> bool:
    """Review the application that has waited longest; False when none is due.

    The registry is asked outside any transaction. While it cannot answer, the application stays
    under review and is tried again later; it is never decided on an error.
    """
    application = await reviewing.claim(at=now, lease=LEASE)
    if application is None:
        return False
    try:
        rows = await registry.look_up(control_number=application.control_number)
    except CouldNotFindOut as trouble:
        attempts = application.review_attempts + 1
        until = next_try(attempts=attempts, now=now, random=random)
        async with tx() as change:
            await reviewing.put_off(
                application, change, until=until, trouble=trouble.code, actor=WORKER, at=now
            )
        return True
    review = _Review(application, closest(application.company, rows) if rows else None, rules, now)
    async with tx() as change:
        await review.settle(change)
    return True


def _mailbox(on_file: CompanyOnFile) -> str | None:
    """Give the registered mailbox, if what the registry has there is one at all."""
    try:
        return mailbox(on_file.business_email or "")
    except EmailInvalid:
        return None


@dataclass(frozen=True)
class _Review:
    """Hold one review while it is settled."""

    application: Application
    comparison: Comparison | None
    rules: ReviewRules
    now: datetime

    async def settle(self, change: Change) -> None:
        """Decide, or leave the case to a person."""
        found = self.comparison
        if found is None and not self.rules.unknown_to_person:
            await self._reject(change, Template.NOT_CONFIRMED, None)
        elif found is not None and found.any_differs:
            # Where the registry has no mailbox the one typed is told, and told nothing.
            filed = _mailbox(found.on_file)
            template = Template.NOT_PASSED if filed else Template.NOT_CONFIRMED
            await self._reject(change, template, filed)
        elif found is None or not found.all_match:
            await reviewing.leave_to_person(
                self.application, change, results=self._results, actor=WORKER, at=self.now
            )
        elif self.application.account_id is not None:
            await self._change_data(change)
        elif await Account.is_open_for(self.application.control_number):
            await self._reject(change, Template.ALREADY_OPEN, self.application.business_email)
        else:
            await self._approve(change)

    @property
    def _results(self) -> list[dict[str, object]]:
        """Write the outcome of every field for keeping."""
        return [r.as_json() for r in self.comparison.results] if self.comparison else []

    async def _approve(self, change: Change) -> None:
        """Pass the application; what was typed equals the registry's, mailbox included."""
        registered = self.application.business_email
        await self._decide(change, Status.APPROVED, mailbox_on_file=registered)
        card = await Certificate.of_application(self.application.id)
        await self.rules.notices.tell(
            self.application,
            Template.PASSED,
            recipient=registered,
            at=self.now,
            values={"holder": masked(card.holder_name)},
        )

    async def _change_data(self, change: Change) -> None:
        """Pass a change of an account's data, which is in force at once."""
        registered = self.application.business_email
        await self._decide(change, Status.APPROVED, mailbox_on_file=registered)
        await data_change.carry_out(
            self.application,
            change,
            actor=WORKER,
            at=self.now,
            notices=self.rules.account_notices,
        )

    async def _reject(self, change: Change, template: Template, filed: str | None) -> None:
        """Turn the application down and tell the registry's mailbox, else the one typed."""
        recipient = filed or self.application.business_email
        if self.application.account_id is not None:
            template = Template.DATA_CHANGE_NOT_PASSED
            recipient = await data_change.rejected_recipient(self.application, filed=filed)
        await self._decide(change, Status.REJECTED, mailbox_on_file=filed)
        await self.rules.notices.tell(self.application, template, recipient=recipient, at=self.now)

    async def _decide(
        self, change: Change, verdict: Status, *, mailbox_on_file: str | None
    ) -> None:
        """Write the verdict down."""
        await reviewing.decide(
            self.application,
            change,
            verdict,
            mover=Mover.SERVICE,
            actor=WORKER,
            at=self.now,
            expires_at=self.now + self.rules.open_life,
            results=self._results,
            mailbox=mailbox_on_file or self.application.business_email,
            mailbox_on_file=mailbox_on_file is not None,
        )
