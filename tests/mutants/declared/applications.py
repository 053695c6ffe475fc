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
                "if own or holder.role else None",
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
                "return holder.role is not None or holder.account_id == self.id",
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
)
