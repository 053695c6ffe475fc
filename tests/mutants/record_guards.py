"""Declared guards of the records and of verdicts: one use, one owner, one time, one state."""

from tests.mutants.declared import Declared, of

APPLY, BIND = "tests/application/test_apply.py", "tests/application/test_bind.py"
ACTIVATE, AMEND = "tests/application/test_activate.py", "tests/application/test_amend.py"
CHALLENGE, SIGN_IN = "tests/session/test_challenge.py", "tests/session/test_sign_in.py"
AUTHENTICATION, LINK = "tests/session/test_authentication.py", "tests/link/test_link.py"
SIGN_IN_LINK = "tests/session/test_sign_in_link.py"
RENEW, MANAGE_CARDS = "tests/card/test_renew.py", "tests/card/test_manage_cards.py"
DISPUTES, DATA_CHANGE = "tests/card/test_disputes.py", "tests/account/test_data_change.py"
DECIDE, QUEUE, AUTOMATIC = (
    f"tests/review/test_{name}.py" for name in ("decide", "queue", "automatic")
)
TOKENS, HANDOFF = "tests/partner/test_tokens.py", "tests/partner/test_handoff.py"
HEALTH = "tests/ops/test_health.py"

RECORDS: tuple[Declared, ...] = (
    *of(
        "models/card/challenge.py",
        CHALLENGE,
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
        f"{BIND}::test_a_signature_for_another_purpose_is_refused",
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
        f"{BIND}::test_a_signature_for_another_control_number_is_refused",
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
        f"{SIGN_IN}::test_a_challenge_signs_in_once",
        rows=(
            ("mine.filter(spent_at__isnull=True).update", "mine.update", "a signature used twice"),
        ),
    ),
    *of(
        "models/card/challenge.py",
        f"{BIND}::test_a_newer_challenge_voids_the_older",
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
        f"{BIND}::test_the_challenge_can_be_read_by_a_person",
        rows=(('f"origin: {origin}"', '"origin: -"', "a signature made at another site"),),
    ),
    *of(
        "models/link/link.py",
        LINK,
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
        f"{DISPUTES}::test_a_link_is_good_once",
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
        f"{ACTIVATE}::test_a_mailbox_is_not_filled_by_pressing_a_button",
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
        f"{SIGN_IN_LINK}::test_only_the_newest_link_counts",
        rows=(
            (
                "await cls.void(purpose=purpose, account_id=account_id, about=about, at=at)",
                "pass",
                "two live links of an account",
            ),
        ),
    ),
    *of(
        "models/session/session.py",
        f"{SIGN_IN}::test_signing_out_ends_the_session_and_the_cookie",
        rows=(("(busy, ended_at__isnull=True, exp", "(busy, exp", "a session that was ended"),),
    ),
    *of(
        "models/session/session.py",
        f"{SIGN_IN}::test_a_session_lasts_eight_hours_at_most",
        rows=((", expires_at__gt=at)", ")", "a session beyond its time"),),
    ),
    *of(
        "models/session/session.py",
        f"{SIGN_IN}::test_a_session_ends_after_half_an_hour_without_a_request",
        rows=(("cls.filter(busy, ended", "cls.filter(ended", "a session that nobody uses"),),
    ),
    *of(
        "models/session/session.py",
        f"{APPLY}::test_the_session_cookie_is_bound_to_the_host_and_only_its_hash_is_kept",
        rows=(("token_hash=hashed(token),", "token_hash=token,", "tokens in the database"),),
    ),
    *of(
        "models/session/session.py",
        AUTHENTICATION,
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
        f"{SIGN_IN}::test_a_suspended_account_refuses_sign_in_and_ends_sessions",
        rows=(
            (
                "id=session.account_id, status=AccountStatus.ACTIVE)",
                "id=session.account_id)",
                "a session of a suspended account",
            ),
        ),
    ),
    *of(
        "models/access/authentication.py",
        AUTHENTICATION,
        rows=(
            (
                "account_id=session.account_id,\n        status",
                "status",
                "a session of a card that went to another account",
            ),
            (
                "        status=CertificateStatus.LIVE,\n",
                "",
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
        f"{SIGN_IN}::test_each_sign_in_gives_a_new_session_and_ends_the_old",
        rows=(
            (
                "old = Q(id=viewer.session_id)",
                "old = Q(id=account.id)",
                "a session that was fixed before signing in",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        f"{MANAGE_CARDS}::test_a_removed_card_is_out_at_once",
        rows=(
            (
                "sha256=proof.certificate_sha256, status=CertificateStatus.LIVE",
                "sha256=proof.certificate_sha256",
                "a removed card that signs in",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        f"{RENEW}::test_the_old_card_does_not_come_back",
        rows=(
            (
                "at_place if at_place.not_before <= proof.not_before else None",
                "at_place",
                "an older card in the place of the bound one",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        f"{RENEW}::test_an_older_card_does_not_take_the_place_of_a_newer_one_that_ended",
        rows=(
            (
                " or newest.not_before > proof.not_before",
                "",
                "an older card in the place of an ended newer one",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        f"{RENEW}::test_a_removed_holder_does_not_return_with_an_older_ended_card",
        rows=(
            (
                "status__in=(*ENDED, CertificateStatus.REMOVED)",
                "status__in=ENDED",
                "a removed holder who comes back with an older card",
            ),
        ),
    ),
    *of(
        "models/card/certificate.py",
        f"{MANAGE_CARDS}::test_nobody_sees_another_companys_cards",
        rows=(
            (
                "certificate is None or _may_see(viewer, certificate)",
                "True",
                "a card that a stranger sees",
            ),
            (
                "holder.role is not None or certificate.account_id == holder.account_id",
                "True",
                "a card that the holder of another account sees",
            ),
        ),
    ),
    *of(
        "models/application/columns.py",
        f"{APPLY}::test_dan_neither_sees_nor_changes_what_is_not_his",
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
        f"{DATA_CHANGE}::test_a_change_belongs_to_the_accounts_holders_alone",
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
        f"{ACTIVATE}::test_a_mailbox_is_not_filled_by_pressing_a_button",
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
        f"{ACTIVATE}::test_the_first_account_closes_no_other_companys_application",
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
        f"{DATA_CHANGE}::test_the_facts_are_for_its_holders_and_for_staff",
        rows=(
            (
                "if holder.role or holder.account_id == self.id else None",
                "if True else None",
                "facts that another company reads",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        f"{QUEUE}::test_a_claim_keeps_colleagues_away_for_half_an_hour",
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
        f"{QUEUE}::test_only_what_is_under_review_is_claimed",
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
        f"{QUEUE}::test_a_claim_is_released_by_its_owner_alone",
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
        f"{DECIDE}::test_abuse_39_no_reviewer_decides_a_case_of_their_own_company",
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
        f"{DECIDE}::test_no_reviewer_decides_their_own_application",
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
        f"{AUTOMATIC}::test_racing_workers_decide_once_and_mail_once",
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
                "cls.filter(free, state=MailState.QUEUED",
                "cls.filter(state=MailState.QUEUED",
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
        "models/partner/partner.py",
        f"{TOKENS}::test_what_does_not_count_is_refused_alike",
        rows=(
            ("            expires_at__gt=at, revoked", "            revoked", "an expired token"),
            ("=at, revoked_at__isnull=True, partner__", "=at, partner__", "a revoked token"),
        ),
    ),
    *of(
        "models/partner/partner.py",
        f"{TOKENS}::test_a_revoked_partner_is_shut_out",
        rows=(
            (", partner__revoked_at__isnull=True\n", "\n", "a token of a revoked partner"),
            (
                "filter(id=partner_id, revoked_at__isnull=True)",
                "filter(id=partner_id)",
                "a change of a revoked partner",
            ),
        ),
    ),
    *of(
        "models/partner/partner.py",
        f"{TOKENS}::test_a_token_is_shown_once_and_only_its_hash_is_kept",
        rows=(("token_hash=token.kept(text),", "token_hash=text,", "tokens in the database"),),
    ),
    *of(
        "models/partner/partner.py",
        f"{TOKENS}::test_what_cannot_be_a_token_is_never_looked_up",
        rows=(("if not token.is_shaped(text):", "if False:", "a look-up of any text"),),
    ),
    *of(
        "models/partner/handoff.py",
        f"{HANDOFF}::test_another_partner_neither_learns_anything_nor_spends_the_code",
        rows=(
            (
                "            partner_id=partner.partner_id,\n",
                "",
                "a code that another partner redeems",
            ),
        ),
    ),
    *of(
        "models/partner/handoff.py",
        f"{HANDOFF}::test_a_code_is_redeemed_once",
        rows=(
            ("            redeemed_at__isnull=True,\n", "", "a code that is redeemed twice"),
            ("code_hash=hashed(code)", "code_hash=code", "codes in the database"),
        ),
    ),
    *of(
        "models/partner/handoff.py",
        f"{HANDOFF}::test_a_code_ends_after_a_minute",
        rows=(("            expires_at__gt=at,\n        )", "        )", "a code of yesterday"),),
    ),
    *of(
        "models/partner/handoff.py",
        f"{TOKENS}::test_an_invalid_partner_is_refused",
        rows=(
            ("mode is Mode.DEMO and host", "host", "a hand-off to the holder's own machine"),
            ('return parts.scheme == "https"', "return True", "a hand-off over plain HTTP"),
            (" or parts.username or parts.password", "", "an address that hides its host"),
        ),
    ),
    *of(
        "resolvers/session/sign_out.py",
        f"{SIGN_IN}::test_a_holder_ends_another_of_their_own_sessions_only",
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
        f"{SIGN_IN_LINK}::test_the_last_follower_continues_and_binding_uses_the_link_up",
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
        f"{AUTHENTICATION}::test_binding_the_first_card_ends_the_session_of_the_link",
        rows=(
            (
                "bind_only = Q(account_id=account.id, kind=SessionKind.BIND_ONLY)",
                "bind_only = Q(id=account.id)",
                "a link's session that outlives the first card",
            ),
        ),
    ),
    *of(
        "resolvers/application/amend.py",
        AMEND,
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
        f"{AUTOMATIC}::test_a_correction_spends_the_link",
        rows=(("await link.spend(at=now)", "pass", "a link used again"),),
    ),
    *of(
        "resolvers/application/activate.py",
        f"{ACTIVATE}::test_the_link_alone_opens_nothing",
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
        f"{ACTIVATE}::test_a_card_that_expired_meanwhile_opens_nothing",
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
        f"{ACTIVATE}::test_a_link_is_good_once",
        rows=(("await link.spend(at=now)", "pass", "a link used twice"),),
    ),
    *of(
        "resolvers/application/resume.py",
        "tests/application/test_continue.py",
        rows=((", status__in=OPEN\n", "\n", "a closed application that is continued"),),
    ),
    *of(
        "resolvers/application/apply.py",
        f"{APPLY}::test_a_request_that_is_sent_again_much_later_opens_another_application",
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
        f"{APPLY}::test_an_old_request_key_opens_no_old_session",
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
        f"{APPLY}::test_a_request_key_leads_to_no_session_without_the_servers_own_key",
        rows=(("hmac.new(key, b", 'hmac.new(b"k", b', "sessions that anybody derives"),),
    ),
    *of(
        "resolvers/application/see_link.py",
        f"{ACTIVATE}::test_looking_at_a_link_changes_nothing",
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
        f"{AUTOMATIC}::test_a_company_without_a_registered_mailbox_tells_a_stranger_nothing",
        rows=(
            (
                "application.mailbox_on_file and not passed",
                "not passed",
                "the registry's data for a typed mailbox",
            ),
        ),
    ),
    *of(
        "resolvers/card/settle_change.py",
        f"{DISPUTES}::test_settling_needs_a_card_that_has_just_signed",
        rows=(
            (
                "someone = require_fresh_proof(viewer, at=now)",
                "someone = require_staff(viewer)",
                "a dispute settled from an unattended desk",
            ),
        ),
    ),
    *of(
        "resolvers/card/settle_change.py",
        f"{DISPUTES}::test_only_what_was_objected_to_is_settled_and_with_a_reason",
        rows=(
            (
                "get_or_none(id=change_id, reported_at__isnull=False)",
                "get_or_none(id=change_id)",
                "a change undone that nobody objected to",
            ),
        ),
    ),
    *of(
        "resolvers/review/decide.py",
        f"{DECIDE}::test_deciding_needs_a_card_that_has_just_signed",
        rows=(
            (
                "return require_fresh_proof(viewer, at=at)",
                "return require_staff(viewer)",
                "a case decided from an unattended desk",
            ),
        ),
    ),
    *of(
        "models/pki/path/trust.py",
        "tests/pki/path/test_chain.py",
        "tests/pki/path/test_trust.py",
        rows=(
            ("if key_id in self.retired:", "if False:", "a card of a retired issuer"),
            (
                "                retired.add(anchor.key_id)\n                continue",
                "                continue",
                "an expired issuer that is called unknown",
            ),
            ("all(step.covers(at) for step in path)", "True", "an issuer under an expired CA"),
        ),
    ),
    *of(
        "models/pki/crl/status.py",
        "tests/pki/crl/test_status.py",
        "tests/pki/crl/test_authority_list.py",
        rows=(
            ("        and known.about is About.CARDS\n", "", "a list about CAs used for a card"),
            (
                "        and (not known.urls or known.urls & crl_urls)\n",
                "",
                "a list of another partition",
            ),
            ("        and known.this_update - skew <= at\n", "", "a list from the future"),
            ("known.issuer_key_id == issuer_key_id", "True", "a list of another issuer"),
            (
                "any(reason != CERTIFICATE_HOLD for reason in reasons)",
                "reasons and known is newest",
                "a revocation that a later list lacks",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/status.py",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "ends = min(ends, basic.produced_at + rules.longest)",
                "pass",
                "an old answer without a nonce played again",
            ),
        ),
    ),
    *of(
        "models/revocation/stored_list.py",
        "tests/revocation/test_refresh.py::test_a_lower_number_never_replaces_a_higher",
        rows=(
            ("filter(**place, number__lt=number)", "filter(**place)", "a list of a lower number"),
        ),
    ),
    *of(
        "models/pki/cms/message.py",
        "tests/pki/cms/test_message.py",
        rows=(("LARGEST_DER = 24 * 1024", "LARGEST_DER = 24 * 1024 * 1024", "a huge message"),),
    ),
    *of(
        "web/ops/health.py",
        f"{HEALTH}::test_abuse_45_a_clock_that_jumps_is_reported",
        rows=(
            (
                "measures.drift is not None and abs(measures.drift) > CLOCK_DRIFT_WARNED",
                "False",
                "a clock that is wrong",
            ),
            ("abs(measures.drift)", "measures.drift", "a clock that is fast"),
        ),
    ),
    *of(
        "web/ops/health.py",
        f"{HEALTH}::test_without_a_believed_issuer_nothing_is_ready",
        rows=(("issuer.not_after > at", "True", "a service without an issuer"),),
    ),
    *of(
        "web/ops/health.py",
        f"{HEALTH}::test_a_reader_of_the_journal_that_stopped_is_noticed",
        rows=(("silent is None or silent > TAIL_SECONDS", "False", "a journal that nobody reads"),),
    ),
)
