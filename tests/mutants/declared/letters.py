"""Letters: which are sent, in which order, how an allowance is shared out; and work on them."""

from tests.mutants.declared.form import Declared, of

LETTERS: tuple[Declared, ...] = (
    *of(
        "models/mail/letter.py",
        "tests/mail/test_letter.py::test_the_spellings_of_a_mailbox_are_counted_as_one",
        rows=(
            (
                'name = name.partition("+")[0] or name',
                "pass",
                "a mailbox bombed through its tags",
            ),
            ("address.casefold().rpartition", "address.rpartition", "a mailbox bombed in capitals"),
            ("        address = mailbox(address)\n", "        mailbox(address)\n", "two scripts"),
            ("if host in _IGNORING_DOTS:", "if False:", "a mailbox bombed through its dots"),
        ),
    ),
    *of(
        "models/notices/share.py",
        "tests/mail/test_fair_share.py",
        rows=(
            (
                "if cause not in _SHARED or application.account_id is not None:",
                "if cause not in _SHARED:",
                "a holder whose letters wait for an applicant's",
            ),
            (
                "if cause not in _SHARED or application.account_id is not None:",
                "if application.account_id is not None:",
                "what staff send, which waits for an applicant's letters",
            ),
            (
                "frozenset({Cause.PRESSED, Cause.DECIDED})",
                "frozenset({Cause.DECIDED})",
                "an applicant who presses without a limit of her own",
            ),
            (
                "frozenset({Cause.PRESSED, Cause.DECIDED})",
                "frozenset({Cause.PRESSED})",
                "an applicant whose decisions fill the company's mailbox",
            ),
            ('hashed(f"{cause} {await', 'hashed(f"{await', "a decision that pressing delays"),
            (
                'return f"person {card.person_id}"',
                'return f"session {application.session_id}"',
                "a person with a share for each browser",
            ),
        ),
    ),
    *of(
        "models/notices/allowance.py",
        "tests/mail/test_fair_share.py::test_the_letter_of_the_newest_case_goes_before_older_ones",
        rows=(
            (
                "first = [(mail, True) for mail in fairly if mail.id in leading]",
                "first: list[tuple[W, bool]] = []",
                "the newest case behind older ones",
            ),
        ),
    ),
    *of(
        "models/notices/allowance.py",
        "tests/mail/test_fair_share.py",
        "tests/mail/test_starvation.py",
        rows=(
            (
                "Mail.filter(sent | leased, mailbox=mailbox)",
                "Mail.filter(sent, mailbox=mailbox)",
                "a mailbox that two workers fill at once",
            ),
            (
                "Mail.filter(sent | leased, mailbox=mailbox)",
                "Mail.filter(sent | leased)",
                "a mailbox that waits for another's letters",
            ),
            (
                "(self._taken_by(mail.share), mail.queued_at, mail.id)",
                "(mail.queued_at, mail.id)",
                "a company's letter behind all those of a stranger",
            ),
            (
                "if self._fullest(mail, leads=leads).until <= self.now:",
                "if True:",
                "letters beyond every limit",
            ),
            (
                "sum(one.share == share for one in self.taken) if share else 0",
                "sum(one.share == share for one in self.taken)",
                "what takes no share, ordered as if all of it were one applicant's",
            ),
            (
                "lane = [one.at for one in alike if one.leads == leads]",
                "lane = [one.at for one in alike]",
                "older letters that use up what the newest case has",
            ),
            ("        if mail.share:\n", "        if False:\n", "an applicant without a share"),
            (
                "own = [one.at for one in alike if one.share == mail.share]",
                "own = [one.at for one in alike]",
                "an applicant who waits for another's letters",
            ),
            (
                "if len(recent) < window.amount:",
                "if len(recent) <= window.amount:",
                "one letter more than is allowed",
            ),
        ),
    ),
    *of(
        "models/notices/newest_case.py",
        "tests/mail/test_fair_share.py",
        "tests/mail/test_starvation.py",
        rows=(
            (
                "if newest.get(case_of.get(link_id)) is DECISIONS[mail.template]",
                "if case_of.get(link_id)",
                "older cases before the newest",
            ),
            (
                "return {case: status for (_, status), case in last.items()}",
                "return {case: status for (_, status), case in [*last.items()][-1:]}",
                "a rejected case that hides an approved one",
            ),
            (
                'decided.order_by("submitted_at", "id")',
                'decided.order_by("-submitted_at", "id")',
                "the oldest case before the newest",
            ),
        ),
    ),
    *of(
        "models/notices/obsolete.py",
        "tests/mail/test_fair_share.py",
        "tests/mail/test_send.py",
        "tests/card/test_disputes.py::test_a_recipient_of_a_letter_still_queued_learns_of_the_dispute",
        rows=(
            (
                "if link.used_at is not None and not shared:",
                "if link.used_at is not None:",
                "a recipient who never learns of a change, since another has objected",
            ),
            (
                "    if link.spent_at is not None:\n",
                "    if False:\n",
                "a dead letter that uses up the mailbox's allowance",
            ),
            ("if link.expires_at <= at:", "if False:", "a letter whose link has expired"),
            (
                'mail.link_id is None and mail.subject.startswith("application:")',
                "mail.link_id is None",
                "two changes of an account of which one is told",
            ),
            (
                "mail.queued_at) <= mail.queued_at:",
                "mail.queued_at) < mail.queued_at:",
                "the newest of all letters, which is not sent",
            ),
            (
                'Mail.filter(subject__in=subjects).order_by("queued_at")',
                'Mail.filter(subject__in=subjects).order_by("-queued_at")',
                "an older letter in the place of the newer",
            ),
        ),
    ),
    *of(
        "models/notices/outgoing.py",
        "tests/mail/test_fair_share.py",
        "tests/mail/test_send.py",
        "tests/mail/test_starvation.py",
        rows=(
            (
                "mail for mail in waiting if mail.id not in ends and _is_ready",
                "mail for mail in waiting if _is_ready",
                "a dead letter that is sent",
            ),
            (
                "mail.id not in ends and _is_ready(mail, at=at)]",
                "mail.id not in ends]",
                "a letter that is tried without a pause",
            ),
            (
                " or mail.trouble == TooManyRequests.code",
                "",
                "the newest case's letter, which was put off before it was the newest's",
            ),
            (
                "if not allowance.limiter.reached(full.act, full.counted):",
                "if False:",
                "limits that hold letters back where they should only count",
            ),
        ),
    ),
    *of(
        "models/notices/account.py",
        "tests/membership/test_links.py",
        rows=(
            (
                "                    membership_id=to.membership_id,\n",
                "",
                "one link for all, which a former member keeps",
            ),
            (
                "for one in members if one.email.casefold() not in lasting",
                "for one in members",
                "two links in one mailbox",
            ),
        ),
    ),
    *of(
        "models/notices/account.py",
        "tests/access/test_thefts.py",
        rows=(
            (
                "_apart(everybody) if about is not None else _at_one_mailbox(everybody)",
                "_at_one_mailbox(everybody)",
                "a link that a colleague took by typing another's address",
            ),
        ),
    ),
)

# The worker's work: leased, renewed, counted when it fails, and side by side.
WORK: tuple[Declared, ...] = (
    *of(
        "models/database/lease.py",
        "tests/database/test_lease.py",
        rows=(
            (
                "if not await leased.renew(until=until):",
                "if await leased.renew(until=until) is None:",
                "work that goes on although another worker has it",
            ),
            ("while loop.time() < ends:", "while True:", "a lease that has run out and is kept"),
            (
                "        await to_the_end(_give_back(leased))\n",
                "",
                "what waits for the leases of a worker that was stopped",
            ),
            (
                "    if is_of_database(fault):\n",
                "    if False:\n",
                "an attempt that an outage costs",
            ),
            ("    await failed(fault)\n", "", "work that fails for ever without a count"),
            (
                "async with asyncio.timeout(LEASE_RENEWED.total_seconds()):",
                "async with asyncio.timeout(None):",
                "a renewal that never ends",
            ),
        ),
    ),
    *of(
        "models/review/lifecycle.py",
        "tests/review/test_unforeseen.py",
        rows=(
            (
                "            review_due_at__in=self.ends,\n",
                "",
                "a lease of a case that another worker has",
            ),
            (
                "            version=self.version,\n",
                "",
                "a lease of a case that has changed meanwhile",
            ),
            ("if faults >= MAX_REVIEW_FAULTS:", "if False:", "a case that fails for ever"),
        ),
    ),
    *of(
        "resolvers/review/automatic.py",
        "tests/review/test_unforeseen.py",
        rows=(
            (
                "if await lease.read_again() is not None:",
                "if False:",
                "a case that may never be decided, and is not counted",
            ),
        ),
    ),
    *of(
        "models/session/visit.py",
        "tests/openid/test_backchannel.py::test_a_notices_lease_is_renewed_lost_or_given_back",
        rows=(
            (
                "filter(id=self.id, lease=self.lease, state=NoticeState.QUEUED)",
                "filter(id=self.id, state=NoticeState.QUEUED)",
                "a lease of a notice that another worker has",
            ),
        ),
    ),
    *of(
        "models/notices/outgoing.py",
        "tests/mail/test_unforeseen.py",
        rows=(
            (
                "room = min(full.until, until) if allowance.in_flight else full.until",
                "room = full.until",
                "an hour's wait for a letter that was never sent",
            ),
        ),
    ),
    *of(
        "models/outside/smtp_connections.py",
        "tests/mail/test_smtp_connections.py",
        rows=(
            (
                "asyncio.Semaphore(at_once)",
                "asyncio.Semaphore(10**6)",
                "more connections than the mail server accepts",
            ),
            (
                "if not in_step or not client.is_connected:",
                "if not client.is_connected:",
                "a mail that is answered with what another was to be told",
            ),
            ("if await _serves(client):", "if True:", "a mail within another's envelope"),
            (
                "                if not _is_gone(error):\n                    raise\n",
                "",
                "a refusal that is asked for twice",
            ),
            (
                "return error.code == aiosmtplib.SMTPStatus.domain_unavailable",
                "return False",
                "a server that ends connections, and a letter's attempt for each",
            ),
        ),
    ),
    *of(
        "web/processes/worker.py",
        "tests/processes/test_worker.py",
        rows=(
            (
                "asyncio.Semaphore(job.at_once)",
                "asyncio.Semaphore(10**6)",
                "more work at once than the operator allows",
            ),
            (
                "await asyncio.wait({running}, timeout=self._grace_seconds)",
                "await asyncio.wait({running})",
                "a worker that never stops",
            ),
            (
                "None if self._stopping.is_set() else await self._taken(job, listener)",
                "await self._taken(job, listener)",
                "a worker that begins more work as it stops",
            ),
        ),
    ),
)
