"""Applications, accounts, their review and their letters."""

from tests.mutants.declared.form import Declared, of

APPLICATIONS: tuple[Declared, ...] = (
    *of(
        "models/application/columns.py",
        "tests/application/test_apply.py::test_dan_neither_sees_nor_changes_what_is_not_his",
        rows=(
            (
                "viewer is not None and self.session_id == viewer.session_id",
                "True",
                "an application that a stranger sees",
            ),
        ),
    ),
    *of(
        "models/application/columns.py",
        "tests/account/test_data_change.py::test_a_change_belongs_to_the_accounts_holders_alone",
        rows=(
            (
                "return require_signed_in(viewer).account_id == self.account_id",
                "return bool(require_signed_in(viewer))",
                "a change of data that another company sees",
            ),
        ),
    ),
    *of(
        "models/application/application.py",
        "tests/application/test_transitions.py::test_a_move_on_an_old_version_is_refused",
        rows=(
            (
                "filter(id=self.id, version=self.version)",
                "filter(id=self.id)",
                "two moves from one version",
            ),
        ),
    ),
    *of(
        "models/application/application.py",
        "tests/application/test_activate.py::test_a_mailbox_is_not_filled_by_pressing_a_button",
        rows=(
            (
                "Application.filter(old, id=self.id)",
                "Application.filter(id=self.id)",
                "a mail sent again and again",
            ),
        ),
    ),
    *of(
        "models/application/application.py",
        "tests/application/test_activate.py::test_the_first_account_closes_no_other_companys_application",
        rows=(
            (
                "control_number=application.control_number, status__in=OPEN",
                "status__in=OPEN",
                "the applications of another company closed",
            ),
        ),
    ),
    *of(
        "models/account/account.py",
        "tests/rights",
        "tests/account/test_manage.py",
        rows=(
            (
                "if own or holder.sees_every_account else None",
                "if True else None",
                "the account of another company",
            ),
        ),
    ),
    *of(
        "models/account/account.py",
        "tests/account/test_manage.py::test_a_closed_account_frees_its_people_and_its_number",
        rows=(
            (
                ".exclude(status=AccountStatus.CLOSED)\n",
                "\n",
                "a closed account that blocks its number",
            ),
        ),
    ),
    *of(
        "models/account/account.py",
        "tests/account/test_data_change.py::test_the_facts_are_for_its_holders_and_for_staff",
        rows=(
            (
                "return holder.sees_every_account or holder.account_id == self.id",
                "return True",
                "facts that another company reads",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_queue.py::test_a_claim_keeps_colleagues_away_for_half_an_hour",
        rows=(
            (
                "Application.filter(free, id=application.id, status=Status.UNDER_REVIEW)",
                "Application.filter(id=application.id, status=Status.UNDER_REVIEW)",
                "a claim that another reviewer takes over",
            ),
            (
                "application.claimed_by if until is not None and until > at else None",
                "application.claimed_by",
                "a claim that never ends",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_queue.py::test_only_what_is_under_review_is_claimed",
        rows=(
            (
                "filter(free, id=application.id, status=Status.UNDER_REVIEW)",
                "filter(free, id=application.id)",
                "a claim of a case that is closed",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_queue.py::test_a_claim_is_released_by_its_owner_alone",
        rows=(
            (
                "claimed_by=staff.certificate_id, claimed_until__gt=at\n    )",
                "claimed_until__gt=at\n    )",
                "a claim that a colleague releases",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_decide.py::test_abuse_39_no_reviewer_decides_a_case_of_their_own_company",
        rows=(
            (
                "Q(control_number=application.control_number) | ",
                "",
                "a reviewer who decides for her own company",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review/test_decide.py::test_no_reviewer_decides_their_own_application",
        rows=(
            (
                " | Q(application_id=application.id)",
                "",
                "a reviewer who decides her own application",
            ),
        ),
    ),
    *of(
        "models/review/lifecycle.py",
        "tests/review/test_automatic.py::test_racing_workers_decide_once_and_mail_once",
        rows=(
            (
                "due.filter(id=candidate.id, version=candidate.version)",
                "Application.filter(id=candidate.id)",
                "a case that two workers decide",
            ),
        ),
    ),
    *of(
        "models/mail/outbox.py",
        "tests/mail/test_send.py",
        rows=(
            (
                "filter(free(at), mailbox=mailbox, state=MailState.QUEUED)",
                "filter(mailbox=mailbox, state=MailState.QUEUED)",
                "a mail sent by two workers",
            ),
            (
                "state=MailState.QUEUED, due_at__lte=at)",
                "state=MailState.QUEUED)",
                "a mail that is tried without a pause",
            ),
            (
                "Mail.filter(id=self.id, lease=self.lease)",
                "Mail.filter(id=self.id)",
                "a result of a worker that lost its lease",
            ),
        ),
    ),
    *of(
        "resolvers/application/amend.py",
        "tests/application/test_amend.py",
        rows=(
            (
                "link.application_id != application.id or link.purpose",
                "link.purpose",
                "a link of another application",
            ),
            (
                " or link.purpose is not LinkPurpose.CORRECT:",
                ":",
                "a link that opens an account used to correct one",
            ),
        ),
    ),
    *of(
        "resolvers/application/amend.py",
        "tests/review/test_automatic.py::test_a_correction_spends_the_link",
        rows=(("await link.spend(at=now)", "pass", "a link used again"),),
    ),
    *of(
        "resolvers/application/activate.py",
        "tests/application/test_activate.py::test_the_link_alone_tells_nothing_of_the_applicants_card",
        rows=(
            (
                "viewer is None or application.session_id != viewer.session_id",
                "viewer is None",
                "an account that the reader of the mail opens alone",
            ),
        ),
    ),
    *of(
        "resolvers/application/activate.py",
        "tests/application/test_activate.py::test_a_card_that_expired_meanwhile_opens_nothing",
        rows=(
            (
                "await check_standing(card, policy=policy, at=now)",
                "await check_standing(card, policy=policy, at=card.bound_at)",
                "a card that ended meanwhile",
            ),
        ),
    ),
    *of(
        "resolvers/application/activate.py",
        "tests/application/test_activate.py::test_a_link_is_good_once",
        rows=(("await link.spend(at=now)", "pass", "a link used twice"),),
    ),
    *of(
        "resolvers/application/resume.py",
        "tests/application/test_continue.py",
        rows=((", status__in=OPEN\n", "\n", "a closed application that is continued"),),
    ),
    *of(
        "resolvers/application/apply.py",
        "tests/application/test_apply.py::test_a_request_that_is_sent_again_much_later_opens_another_application",
        rows=(
            (
                " or now - done.created_at > APPLY_RETRY",
                "",
                "an old request that opens an old session",
            ),
        ),
    ),
    *of(
        "resolvers/application/apply.py",
        "tests/application/test_apply.py::test_an_old_request_key_opens_no_old_session",
        rows=(
            (
                "done.status is not Status.DRAFT or",
                "",
                "a request that opens a session with a card",
            ),
        ),
    ),
    *of(
        "resolvers/application/apply.py",
        "tests/application/test_apply.py::test_a_request_key_leads_to_no_session_without_the_servers_own_key",
        rows=(("hmac.new(key, b", 'hmac.new(b"k", b', "sessions that anybody derives"),),
    ),
    *of(
        "resolvers/application/see_link.py",
        "tests/application/test_activate.py::test_looking_at_a_link_changes_nothing",
        rows=(
            (
                "card.holder_name if mine else masked(card.holder_name)",
                "card.holder_name",
                "the holder's name for any reader of the mail",
            ),
            (
                "application=application if mine else None",
                "application=application",
                "an application for any reader of the mail",
            ),
        ),
    ),
    *of(
        "resolvers/application/see_link.py",
        "tests/review/test_automatic.py::test_a_company_without_a_registered_mailbox_tells_a_stranger_nothing",
        rows=(
            (
                "application.mailbox_on_file and not passed",
                "not passed",
                "the registry's data for a typed mailbox",
            ),
        ),
    ),
    *of(
        "models/registry/lock.py",
        "tests/faults/test_imports.py::test_of_two_imports_at_once_the_second_is_refused",
        rows=(
            (
                'if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):',
                'if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK) is None:',
                "two imports at once on PostgreSQL",
            ),
            (
                "fcntl.LOCK_EX | fcntl.LOCK_NB",
                "fcntl.LOCK_SH | fcntl.LOCK_NB",
                "two imports at once on SQLite",
            ),
        ),
    ),
    *of(
        "models/registry/staging.py",
        "tests/faults/test_imports.py::test_an_import_that_was_taken_for_dead_changes_nothing",
        rows=(
            (
                "if not await staging.update(status=ImportStatus.ACTIVE):",
                "if await staging.update(status=ImportStatus.ACTIVE) < 0:",
                "an import of which the rows were deleted",
            ),
        ),
    ),
    *of(
        "models/registry/entry.py",
        "tests/faults/test_imports.py::test_an_import_that_is_killed_leaves_what_was_on_file",
        rows=(
            (
                '            import_id__in=Subquery(_active().values("id")),\n',
                "",
                "rows that are staged only",
            ),
        ),
    ),
    *of(
        "models/registry/entry.py",
        "tests/registry/test_release.py",
        "tests/registry/test_mailbox.py",
        rows=(
            (
                "release=row.release if self.heeds_release else None,",
                "release=None,",
                "a facility that was released",
            ),
            (
                'mailbox_in_use=in_use.get(folded(_mailbox(row) or "")),',
                "mailbox_in_use=None,",
                "a new mailbox before its notice is over",
            ),
        ),
    ),
    *of(
        "models/registry/reading/csv_rows.py",
        "tests/faults/test_imports.py::test_a_file_that_was_cut_in_its_last_row_is_refused",
        "tests/registry/test_reading.py",
        rows=(
            (
                'if count > 0 and not line.endswith(b"\\n"):',
                "if count < 0:",
                "a file that was cut off",
            ),
            (
                "if line.is_too_long or self._is_row(line.text):",
                "if line.is_too_long:",
                "rows that a stray quotation mark swallows",
            ),
        ),
    ),
    *of(
        "models/registry/reading/source.py",
        "tests/registry/test_reading.py",
        rows=(
            (
                "if member.file_size > max(most, MAX_ROW_BYTES):",
                "if member.file_size < 0:",
                "a package that unpacks to any size",
            ),
            (
                "if self._unfinished > MAX_ROW_BYTES + 2 * _CHUNK:",
                "if self._unfinished < 0:",
                "a row of any length in memory",
            ),
        ),
    ),
    *of(
        "resolvers/registry/import_file.py",
        "tests/registry/test_import_file.py",
        "tests/faults/test_imports.py::test_a_row_of_which_nothing_can_be_told_keeps_all_that_are_missing",
        rows=(
            (
                "is_held = report.is_too_much and not confirmed",
                "is_held = False",
                "a file that lacks very many companies",
            ),
            (
                "if not is_held and report.lost and not confirmed:",
                "if report.lost < 0:",
                "a company whose row cannot be told",
            ),
        ),
    ),
    *of(
        "resolvers/registry/count_mailbox.py",
        "tests/registry/test_mailbox.py",
        rows=(
            (
                "if any(letter.state is MailState.QUEUED for letter in letters):",
                "if len(letters) < 0:",
                "a mailbox that counts before its notice went out",
            ),
            ("        if unreached:", "        if unreached is None:", "a mailbox that is none"),
        ),
    ),
    *of(
        "models/company/comparison.py",
        "tests/registry/test_release.py::test_one_row_under_control_suffices",
        rows=(
            (
                "            found.on_file.release is not None,\n",
                "",
                "a released row in place of one that differs",
            ),
        ),
    ),
    *of(
        "models/review/decision.py",
        "tests/registry/test_release.py::test_the_mailbox_of_one_that_is_released_is_not_used",
        rows=(
            (
                "    if on_file.release is not None:\n        return None\n",
                "",
                "the mailbox of a released company",
            ),
        ),
    ),
    *of(
        "models/registry/report.py",
        "tests/registry/test_report.py",
        rows=(
            (
                "[guarded(cell) for cell in cells]",
                "cells",
                "a formula in a report",
            ),
        ),
    ),
)
