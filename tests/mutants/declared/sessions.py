"""Challenges, links and sessions: one use, one owner, one time."""

from tests.mutants.declared.form import Declared, of

SESSIONS: tuple[Declared, ...] = (
    *of(
        "models/session/unsent_form.py",
        "tests/application/test_keep_form.py",
        rows=(
            ("session_id=session_id, expires_at__gt=at", "session_id=session_id", "no end"),
            (
                "case_number=case_number, purpose=purpose).delete()",
                "case_number=case_number, purpose=purpose, id=None).delete()",
                "a form that is kept after it was sent",
            ),
        ),
    ),
    *of(
        "models/session/session.py",
        "tests/application/test_keep_form.py::test_it_ends_with_its_session",
        rows=(
            (
                "        await UnsentForm.filter(session_id__in=ids).delete()\n",
                "",
                "a form that outlives its session",
            ),
        ),
    ),
    *of(
        "models/session/transfer_code.py",
        "tests/session/test_transfer.py",
        rows=(
            (
                "code_hash=_hashed(code), expires_at__gt=at",
                "code_hash=_hashed(code)",
                "a code without end",
            ),
        ),
    ),
    *of(
        "resolvers/session/transfer.py",
        "tests/session/test_transfer.py",
        rows=(
            (
                "session_id=source, status=Status.DRAFT",
                "session_id=source",
                "an application with a card that moves without it",
            ),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/session/test_challenge.py",
        rows=(
            (
                "id=challenge_id, session_id=viewer.session_id, purpose",
                "id=challenge_id, purpose",
                "a signature used in another session",
            ),
            ("{secrets.token_hex(32)}", "{0:064x}", "a text that is signed ahead"),
            ('f"purpose: {purpose}"', '"purpose: -"', "a holder who does not see what for"),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/application/test_bind.py::test_a_signature_for_another_purpose_is_refused",
        "tests/session/test_challenge.py::test_a_challenge_for_one_act_is_none_for_another",
        rows=(
            (
                "purpose=purpose, subject=subject\n        )\n        won",
                "subject=subject\n        )\n        won",
                "a signature used for another act",
            ),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/application/test_shown.py::test_a_signature_for_one_application_does_not_do_for_another",
        rows=(
            (
                "purpose=purpose, subject=subject\n        )\n",
                "purpose=purpose\n        )\n",
                "a signature used for another application",
            ),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/session/test_sign_in.py::test_a_challenge_signs_in_once",
        rows=(
            ("mine.filter(spent_at__isnull=True).update", "mine.update", "a signature used twice"),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/application/test_bind.py::test_a_newer_challenge_voids_the_older",
        rows=(
            (
                "await cls.filter(**issued_to, spent_at__isnull=True).update(spent_at=at)",
                "pass",
                "two live challenges of one purpose",
            ),
        ),
    ),
    *of(
        "models/card/challenge.py",
        "tests/application/test_bind.py::test_the_challenge_can_be_read_by_a_person",
        rows=(('f"origin: {origin}"', '"origin: -"', "a signature made at another site"),),
    ),
    *of(
        "models/link/link.py",
        "tests/link/test_link.py",
        rows=(
            (
                "application_id=application_id, spent_at__isnull=True)",
                "application_id=application_id)",
                "a link whose use is forgotten",
            ),
            (
                "token_hash=hashed(token(link_id, key=key))",
                "token_hash=token(link_id, key=key)",
                "tokens in the database",
            ),
            ("hmac.new(key, b", 'hmac.new(b"k", b', "tokens that anybody derives"),
        ),
    ),
    *of(
        "models/link/link.py",
        "tests/card/test_disputes.py::test_a_link_is_good_once",
        rows=(
            (
                "filter(id=self.id, spent_at__isnull=True)",
                "filter(id=self.id)",
                "a link used twice at one moment",
            ),
        ),
    ),
    *of(
        "models/link/link.py",
        "tests/application/test_activate.py::test_a_mailbox_is_not_filled_by_pressing_a_button",
        rows=(
            (
                "await cls.void(application_id=application_id, at=at)",
                "pass",
                "two live links of an application",
            ),
        ),
    ),
    *of(
        "models/link/account_link.py",
        "tests/session/test_sign_in_link.py::test_only_the_newest_link_counts",
        rows=(
            (
                "await live.filter(membership_id=membership_id).update(spent_at=at)",
                "pass",
                "two live links of an account",
            ),
        ),
    ),
    *of(
        "models/session/session.py",
        "tests/session/test_sign_in.py::test_signing_out_ends_the_session_and_the_cookie",
        rows=(("(busy, ended_at__isnull=True, exp", "(busy, exp", "a session that was ended"),),
    ),
    *of(
        "models/session/session.py",
        "tests/session/test_sign_in.py::test_a_session_lasts_eight_hours_at_most",
        rows=((", expires_at__gt=at)", ")", "a session beyond its time"),),
    ),
    *of(
        "models/session/session.py",
        "tests/session/test_sign_in.py::test_a_session_ends_after_half_an_hour_without_a_request",
        rows=(("cls.filter(busy, ended", "cls.filter(ended", "a session that nobody uses"),),
    ),
    *of(
        "models/session/session.py",
        "tests/application/test_apply.py::test_the_session_cookie_is_bound_to_the_host_and_only_its_hash_is_kept",
        rows=(("token_hash=hashed(token),", "token_hash=token,", "tokens in the database"),),
    ),
    *of(
        "models/session/session.py",
        "tests/session/test_authentication.py",
        rows=(
            (
                "role=role if self.kind is SessionKind.STAFF else None",
                "role=role",
                "rights of staff in another kind of session",
            ),
        ),
    ),
    *of(
        "models/access/authentication.py",
        "tests/session/test_sign_in.py::test_a_suspended_account_refuses_sign_in_and_ends_sessions",
        rows=(
            (
                'if row["account_status"] != AccountStatus.ACTIVE:',
                "if False:",
                "a session of a suspended account",
            ),
        ),
    ),
    *of(
        "models/access/authentication.py",
        "tests/session/test_authentication.py",
        rows=(
            (
                'value_of(Certificate, "account_id", row["card_account_id"]) == session.account_id',
                "True",
                "a session of a card that went to another account",
            ),
            (
                'row["card_status"] == CertificateStatus.LIVE',
                "True",
                "a session of a card that was removed",
            ),
            (
                "(SessionKind.HOLDER, SessionKind.STAFF)",
                "(SessionKind.HOLDER,)",
                "a session of a member of staff without a card",
            ),
        ),
    ),
    *of(
        "models/access/start_session.py",
        "tests/session/test_sign_in.py::test_each_sign_in_gives_a_new_session_and_ends_the_old",
        rows=(
            (
                "old = Q(id=viewer.session_id)",
                "old = Q(id=account.id)",
                "a session that was fixed before signing in",
            ),
        ),
    ),
    *of(
        "resolvers/session/sign_out.py",
        "tests/session/test_sign_in.py::test_a_holder_ends_another_of_their_own_sessions_only",
        rows=(
            (
                "Q(id=session_id, certificate_id=someone.certificate_id)",
                "Q(id=session_id)",
                "somebody else's session ended",
            ),
            (
                "filter(certificate_id=someone.certificate_id)",
                "all()",
                "the sessions of others listed",
            ),
        ),
    ),
    *of(
        "resolvers/session/follow_link.py",
        "tests/session/test_sign_in_link.py::test_the_last_follower_continues_and_binding_uses_the_link_up",
        rows=(
            (
                "old = Q(kind=SessionKind.BIND_ONLY, account_id=account.id)",
                "old = Q(id=here)",
                "two browsers that bind a first card",
            ),
        ),
    ),
    *of(
        "resolvers/session/bind_first_card.py",
        "tests/session/test_authentication.py::test_binding_the_first_card_ends_the_session_of_the_link",
        rows=(
            (
                "bind_only = Q(account_id=account.id, kind=SessionKind.BIND_ONLY)",
                "bind_only = Q(id=account.id)",
                "a link's session that outlives the first card",
            ),
        ),
    ),
)
