"""Corrections of imported mailboxes: who agrees, when they count, and who is let in."""

from tests.mutants.declared.form import Declared, of

TESTS = "tests/account/test_correct_mailbox.py"

MAILBOXES: tuple[Declared, ...] = (
    *of(
        "models/account/mailbox_correction.py",
        f"{TESTS}::test_an_expired_proposal_makes_room_for_another",
        f"{TESTS}::test_a_proposal_that_nobody_confirms_expires",
        f"{TESTS}::test_after_an_objection_an_administrator_confirms_and_no_letter_has_a_link",
        f"{TESTS}::test_a_stop_beside_a_refusal_counts_once",
        rows=(
            (
                "waiting is not None and not waiting.is_expired(at=at)",
                "waiting is not None",
                "an expired proposal that blocks the next",
            ),
            (
                "self.status is CorrectionStatus.PROPOSED and self.expires_at <= at",
                "False",
                "a proposal that is confirmed after its time",
            ),
            (
                "after_objection=await stopped.exists(),",
                "after_objection=False,",
                "an objection that is forgotten",
            ),
            (
                "filter(id=self.id, done_at__isnull=True)",
                "filter(id=self.id)",
                "a correction that ends twice",
            ),
        ),
    ),
    *of(
        "models/account/imported_mailbox.py",
        f"{TESTS}::test_an_account_that_was_applied_for_keeps_its_mailbox",
        f"{TESTS}::test_an_account_of_another_kind_or_without_a_mailbox_is_not_corrected",
        f"{TESTS}::test_after_a_reviewed_change_of_data_the_mailbox_is_no_longer_imported",
        rows=(
            (
                "account.kind is not AccountKind.BUSINESS\n        or ",
                "",
                "the mailbox of a vendor or of staff, corrected",
            ),
            (
                "account.application_id is not None\n        or ",
                "",
                "a mailbox that EMS has, corrected",
            ),
            (
                "\n        or await reviewed.exists()",
                "",
                "a mailbox that was reviewed since, corrected",
            ),
        ),
    ),
    *of(
        "models/account/imported_mailbox.py",
        f"{TESTS}::test_a_link_that_the_old_mailbox_has_lets_nobody_in_afterwards",
        rows=(
            (
                "await AccountLink.void_of_mailbox(account.id, at=at)",
                "pass",
                "a link of the old mailbox that lets somebody in",
            ),
            (
                "await Session.end(change, begun, because=because, actor=actor, at=at)",
                "pass",
                "a session begun by the old mailbox that binds a card",
            ),
        ),
    ),
    *of(
        "models/review/proposer.py",
        f"{TESTS}::test_a_proposal_of_who_is_no_longer_staff_is_not_confirmed",
        rows=(
            (
                "        confirmed_at__isnull=False,\n",
                "",
                "a proposal of who has no rights yet",
            ),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "a proposal of who is suspended",
            ),
        ),
    ),
    *of(
        "resolvers/account/confirm_mailbox.py",
        f"{TESTS}::test_after_an_objection_an_administrator_confirms_and_no_letter_has_a_link",
        f"{TESTS}::test_what_was_read_before_the_lock_is_read_again",
        rows=(
            (
                "if correction.after_objection:",
                "if False:",
                "a reviewer who confirms after an objection",
            ),
            (
                "if not correction.after_objection:",
                "if True:",
                "a wrong mailbox whose reader keeps it wrong",
            ),
            (
                "        await account.refresh_from_db()\n",
                "",
                "a confirmation at an account that was suspended meanwhile",
            ),
        ),
    ),
    *of(
        "resolvers/account/propose_mailbox.py",
        f"{TESTS}::test_what_was_read_before_the_lock_is_read_again",
        rows=(
            (
                "        await account.refresh_from_db()\n",
                "",
                "a proposal at an account that was suspended meanwhile",
            ),
        ),
    ),
    *of(
        "resolvers/account/see_corrections.py",
        f"{TESTS}::test_what_is_pending_is_seen_by_staff_and_by_the_holder",
        rows=(("if someone.role is None:", "if False:", "a holder who reads what staff wrote"),),
    ),
    *of(
        "resolvers/account/stop_correction.py",
        f"{TESTS}::test_every_reader_of_the_letter_can_stop_it",
        rows=(
            (
                "await link.settle_others(at=now)",
                "pass",
                "a reader who is not told that another has stopped it",
            ),
        ),
    ),
    *of(
        "resolvers/account/complete_correction.py",
        f"{TESTS}::test_two_persons_correct_a_mailbox_after_notice_to_both",
        f"{TESTS}::test_a_confirmed_one_waits_at_such_an_account_and_can_be_stopped",
        f"{TESTS}::test_it_waits_for_its_letters",
        f"{TESTS}::test_a_new_mailbox_that_takes_no_mail_is_not_used",
        f"{TESTS}::test_the_worker_looks_again_under_the_lock",
        rows=(
            ("        effective_at__lte=now,\n", "", "a mailbox that is replaced without notice"),
            (
                "        account__status=AccountStatus.ACTIVE,\n",
                "",
                "the mailbox of a suspended account, replaced",
            ),
            (
                "        account__frozen_at__isnull=True,\n",
                "",
                "the mailbox of an account in a dispute, replaced",
            ),
            (
                "if any(letter.state is MailState.QUEUED for letter in letters):",
                "if not letters:",
                "a mailbox that is replaced before anybody was told",
            ),
            (
                "found = await due.get_or_none(id=correction.id)",
                "found = correction",
                "a correction that was stopped meanwhile, in force",
            ),
            (
                "reached = not _failed(found, letters)",
                "reached = True",
                "a wrong mailbox for a wrong one",
            ),
        ),
    ),
    *of(
        "models/review/data_change.py",
        f"{TESTS}::test_after_a_reviewed_change_of_data_the_mailbox_is_no_longer_imported",
        rows=(
            (
                "MailboxCorrection.end_open(change, account.id, superseded, actor=actor, at=at)",
                "Account.get(id=account.id)",
                "a correction that undoes a reviewed change",
            ),
        ),
    ),
    *of(
        "resolvers/account/manage.py",
        f"{TESTS}::test_propose_close_confirm",
        rows=(
            (
                "MailboxCorrection.end_open(change, account.id, over, actor=staff.actor, at=at)",
                "Account.get(id=account.id)",
                "a correction that outlives its account",
            ),
        ),
    ),
    *of(
        "resolvers/privacy/erase.py",
        "tests/privacy/test_mailbox_corrections.py",
        rows=(
            (
                "MailboxCorrection.filter(done_at__lte=before)",
                "MailboxCorrection.filter(done_at__isnull=False)",
                "a correction that is erased too early",
            ),
            (
                "nothing = over.exclude(status=CorrectionStatus.CORRECTED)",
                "nothing = over",
                "the reason of a mailbox in force, erased",
            ),
        ),
    ),
)
