"""Declared guards of the records and of verdicts: one use, one owner, one time, one state."""

from tests.mutants.declared import Declared, of

RECORDS: tuple[Declared, ...] = (
    *of(
        "models/card/challenge.py",
        "tests/application/test_bind.py",
        "tests/session/test_challenge.py",
        rows=(
            (
                "id=challenge_id, session_id=viewer.session_id, purpose",
                "id=challenge_id, purpose",
                "a signature used in another session",
            ),
            (
                "purpose=purpose, subject=subject\n        )\n        won",
                "subject=subject\n        )\n        won",
                "a signature used for another act",
            ),
            (
                "purpose=purpose, subject=subject\n        )\n",
                "purpose=purpose\n        )\n",
                "a signature used for another application",
            ),
            (
                "mine.filter(spent_at__isnull=True).update",
                "mine.update",
                "a signature used twice",
            ),
            (
                "await cls.filter(**issued_to, spent_at__isnull=True).update(spent_at=at)",
                "pass",
                "two live challenges of one purpose",
            ),
            ("{secrets.token_hex(32)}", "{0:064x}", "a text that is signed ahead"),
            ('f"origin: {origin}"', '"origin: -"', "a signature made at another site"),
            ('f"purpose: {purpose}"', '"purpose: -"', "a holder who does not see what for"),
        ),
    ),
    *of(
        "models/link/link.py",
        "tests/application/test_activate.py",
        "tests/review/test_automatic.py",
        rows=(
            (
                "filter(id=self.id, spent_at__isnull=True)",
                "filter(id=self.id)",
                "a link used twice at one moment",
            ),
            (
                "await cls.void(application_id=application_id, at=at)",
                "pass",
                "two live links of an application",
            ),
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
        "models/link/account_link.py",
        "tests/session/test_sign_in_link.py",
        "tests/session/test_bind_first_card.py",
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
        "tests/session/test_sign_in.py",
        "tests/application/test_apply.py",
        rows=(
            ("(busy, ended_at__isnull=True, exp", "(busy, exp", "a session that was ended"),
            (", expires_at__gt=at)", ")", "a session beyond its time"),
            ("cls.filter(busy, ended", "cls.filter(ended", "a session that nobody uses"),
            ("token_hash=hashed(token),", "token_hash=token,", "tokens in the database"),
            (
                "role=role if self.kind is SessionKind.STAFF else None",
                "role=role",
                "rights of staff in another kind of session",
            ),
        ),
    ),
    *of(
        "models/access/authentication.py",
        "tests/session",
        "tests/card",
        "tests/account/test_manage.py",
        rows=(
            (
                "id=session.account_id, status=AccountStatus.ACTIVE)",
                "id=session.account_id)",
                "a session of a suspended account",
            ),
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
        "tests/session/test_sign_in.py",
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
        "tests/application",
        "tests/card",
        "tests/session",
        rows=(
            (
                "sha256=proof.certificate_sha256, status=CertificateStatus.LIVE",
                "sha256=proof.certificate_sha256",
                "a removed card that signs in",
            ),
            (
                "at_place if at_place.not_before <= proof.not_before else None",
                "at_place",
                "an older card in the place of the bound one",
            ),
            (
                " or newest.not_before > proof.not_before",
                "",
                "an older card in the place of an ended newer one",
            ),
            (
                "status__in=(*ENDED, CertificateStatus.REMOVED)",
                "status__in=ENDED",
                "a removed holder who comes back with an older card",
            ),
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
        "tests/application/test_apply.py",
        "tests/account/test_data_change.py",
        rows=(
            (
                "viewer is not None and self.session_id == viewer.session_id",
                "True",
                "an application that a stranger sees",
            ),
            (
                "return require_signed_in(viewer).account_id == self.account_id",
                "return bool(require_signed_in(viewer))",
                "a change of data that another company sees",
            ),
        ),
    ),
    *of(
        "models/application/application.py",
        "tests/application",
        "tests/review",
        rows=(
            (
                "filter(id=self.id, version=self.version)",
                "filter(id=self.id)",
                "two moves from one version",
            ),
            (
                "Application.filter(old, id=self.id)",
                "Application.filter(id=self.id)",
                "a mail sent again and again",
            ),
            (
                "control_number=application.control_number, status__in=OPEN",
                "status__in=OPEN",
                "the applications of another company closed",
            ),
        ),
    ),
    *of(
        "models/account/account.py",
        "tests/account",
        "tests/card",
        "tests/session",
        rows=(
            (
                "if own or holder.role else None",
                "if True else None",
                "the account of another company",
            ),
            (
                ".exclude(status=AccountStatus.CLOSED)\n",
                "\n",
                "a closed account that blocks its number",
            ),
            (
                "if holder.role or holder.account_id == self.id else None",
                "if True else None",
                "facts that another company reads",
            ),
        ),
    ),
    *of(
        "models/review/claim.py",
        "tests/review",
        rows=(
            (
                "Application.filter(free, id=application.id, status=Status.UNDER_REVIEW)",
                "Application.filter(id=application.id, status=Status.UNDER_REVIEW)",
                "a claim that another reviewer takes over",
            ),
            (
                "filter(free, id=application.id, status=Status.UNDER_REVIEW)",
                "filter(free, id=application.id)",
                "a claim of a case that is closed",
            ),
            (
                "claimed_by=staff.certificate_id, claimed_until__gt=at\n    )",
                "claimed_until__gt=at\n    )",
                "a claim that a colleague releases",
            ),
            (
                "application.claimed_by if until is not None and until > at else None",
                "application.claimed_by",
                "a claim that never ends",
            ),
            (
                "Q(control_number=application.control_number) | ",
                "",
                "a reviewer who decides for her own company",
            ),
            (
                " | Q(application_id=application.id)",
                "",
                "a reviewer who decides her own application",
            ),
        ),
    ),
    *of(
        "models/review/lifecycle.py",
        "tests/review",
        rows=(
            (
                "due.filter(id=candidate.id, version=candidate.version)",
                "Application.filter(id=candidate.id)",
                "a case that two workers decide",
            ),
        ),
    ),
    *of(
        "models/review/queue.py",
        "tests/review",
        rows=(
            (
                "get_or_none(id=application_id) if staff.role else None",
                "get_or_none(id=application_id)",
                "a case that a holder reads",
            ),
        ),
    ),
    *of(
        "models/mail/outbox.py",
        "tests/mail",
        "tests/limits/test_limits_over_http.py",
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
        "tests/partner",
        rows=(
            ("            expires_at__gt=at, revoked", "            revoked", "an expired token"),
            ("=at, revoked_at__isnull=True, partner__", "=at, partner__", "a revoked token"),
            (", partner__revoked_at__isnull=True\n", "\n", "a token of a revoked partner"),
            (
                "filter(id=partner_id, revoked_at__isnull=True)",
                "filter(id=partner_id)",
                "a change of a revoked partner",
            ),
            ("token_hash=token.kept(text),", "token_hash=text,", "tokens in the database"),
            ("if not token.is_shaped(text):", "if False:", "a look-up of any text"),
        ),
    ),
    *of(
        "models/partner/handoff.py",
        "tests/partner/test_handoff.py",
        "tests/partner/test_tokens.py",
        rows=(
            (
                "            partner_id=partner.partner_id,\n",
                "",
                "a code that another partner redeems",
            ),
            ("            redeemed_at__isnull=True,\n", "", "a code that is redeemed twice"),
            ("            expires_at__gt=at,\n        )", "        )", "a code of yesterday"),
            ("code_hash=hashed(code)", "code_hash=code", "codes in the database"),
            (
                "mode is Mode.DEMO and host",
                "host",
                "a hand-off to the holder's own machine",
            ),
            ('return parts.scheme == "https"', "return True", "a hand-off over plain HTTP"),
            (" or parts.username or parts.password", "", "an address that hides its host"),
        ),
    ),
    *of(
        "resolvers/session/sign_out.py",
        "tests/session/test_sign_in.py",
        rows=(
            (
                "Q(id=session_id, certificate_id=someone.certificate_id)",
                "Q(id=session_id)",
                "somebody else's session ended",
            ),
            (
                "filter(certificate_id=someone.certificate_id)",
                "filter(account_id=someone.account_id)",
                "a colleague's sessions listed",
            ),
        ),
    ),
    *of(
        "resolvers/session/follow_link.py",
        "tests/session",
        rows=(
            (
                "old = Q(kind=SessionKind.BIND_ONLY, account_id=account.id)",
                "old = Q(id=here)",
                "two browsers that bind a first card",
            ),
            ("            old & ~Q(id=here),", "            old,", "a session ended at its start"),
        ),
    ),
    *of(
        "resolvers/session/bind_first_card.py",
        "tests/session",
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
        "tests/application/test_amend.py",
        "tests/review/test_automatic.py",
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
            ("await link.spend(at=now)", "pass", "a link used again"),
        ),
    ),
    *of(
        "resolvers/application/activate.py",
        "tests/application/test_activate.py",
        rows=(
            (
                "viewer is None or application.session_id != viewer.session_id",
                "viewer is None",
                "an account that the reader of the mail opens alone",
            ),
            (
                "await check_standing(card, policy=policy, at=now)",
                "await check_standing(card, policy=policy, at=card.bound_at)",
                "a card that was revoked meanwhile",
            ),
            ("await link.spend(at=now)", "pass", "a link used twice"),
        ),
    ),
    *of(
        "resolvers/application/resume.py",
        "tests/application",
        rows=(
            (
                ", status__in=OPEN\n",
                "\n",
                "a closed application that is continued",
            ),
        ),
    ),
    *of(
        "resolvers/application/apply.py",
        "tests/application/test_apply.py",
        rows=(
            (
                " or now - done.created_at > APPLY_RETRY",
                "",
                "an old request that opens an old session",
            ),
            (
                "done.status is not Status.DRAFT or",
                "",
                "a request that opens a session with a card",
            ),
            ("hmac.new(key, b", 'hmac.new(b"k", b', "sessions that anybody derives"),
        ),
    ),
    *of(
        "resolvers/application/see_link.py",
        "tests/application",
        "tests/review",
        rows=(
            (
                "card.holder_name if mine else masked(card.holder_name)",
                "card.holder_name",
                "the holder's name for any reader of the mail",
            ),
            (
                "application.mailbox_on_file and not passed",
                "not passed",
                "the registry's data for a typed mailbox",
            ),
            (
                "application=application if mine else None",
                "application=application",
                "an application for any reader of the mail",
            ),
        ),
    ),
    *of(
        "resolvers/card/settle_change.py",
        "tests/card/test_disputes.py",
        rows=(
            (
                "someone = require_fresh_proof(viewer, at=now)",
                "someone = require_staff(viewer)",
                "a dispute settled from an unattended desk",
            ),
            (
                "get_or_none(id=change_id, reported_at__isnull=False)",
                "get_or_none(id=change_id)",
                "a change undone that nobody objected to",
            ),
        ),
    ),
    *of(
        "resolvers/review/decide.py",
        "tests/review/test_decide.py",
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
        "tests/pki/path",
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
        "tests/pki/crl",
        "tests/revocation",
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
        "tests/revocation",
        rows=(
            ("filter(**place, number__lt=number)", "filter(**place)", "a list of a lower number"),
        ),
    ),
    *of(
        "models/pki/cms/message.py",
        "tests/pki/cms",
        rows=(("LARGEST_DER = 24 * 1024", "LARGEST_DER = 24 * 1024 * 1024", "a huge message"),),
    ),
    *of(
        "web/ops/health.py",
        "tests/ops/test_health.py",
        rows=(
            (
                "measures.drift is not None and abs(measures.drift) > CLOCK_DRIFT_WARNED",
                "False",
                "a clock that is wrong",
            ),
            ("abs(measures.drift)", "measures.drift", "a clock that is fast"),
            ("issuer.not_after > at", "True", "a service without an issuer"),
            ("silent is None or silent > TAIL_SECONDS", "False", "a journal that nobody reads"),
        ),
    ),
)
