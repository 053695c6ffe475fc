"""Partners, their tokens and hand-offs, OpenID Connect, and the client that we give partners."""

from tests.mutants.declared.form import Declared, of

CODE, CLIENTS = "tests/openid/test_code.py", "tests/openid/test_clients.py"
REQUEST, SIGN_IN = "tests/openid/test_request.py", "tests/openid/test_sign_in.py"
BACKCHANNEL, PORT = "tests/openid/test_backchannel.py", "tests/openid/test_logout_port.py"
KEYS = "tests/openid/test_keys.py"
PACKAGE = "clients/python/src/gpszone_partner"
CLIENT_TESTS = "tests/partner/client"
SECRETS = "tests/openid/registration/test_secrets.py"
MENU = "tests/openid/registration/test_menu.py"

PARTNERS: tuple[Declared, ...] = (
    *of(
        "models/partner/partner.py",
        "tests/partner/test_tokens.py::test_what_does_not_count_is_refused_alike",
        rows=(
            ("            expires_at__gt=at, revoked", "            revoked", "an expired token"),
            ("=at, revoked_at__isnull=True, partner__", "=at, partner__", "a revoked token"),
        ),
    ),
    *of(
        "models/partner/partner.py",
        "tests/partner/test_tokens.py::test_a_revoked_partner_is_shut_out",
        "tests/partner/test_tokens.py::test_what_does_not_count_is_refused_alike",
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
        "tests/partner/test_tokens.py::test_a_token_is_shown_once_and_only_its_hash_is_kept",
        rows=(("token_hash=token.kept(text),", "token_hash=text,", "tokens in the database"),),
    ),
    *of(
        "models/partner/partner.py",
        "tests/partner/test_tokens.py::test_what_cannot_be_a_token_is_never_looked_up",
        rows=(("if not token.is_shaped(text):", "if False:", "a look-up of any text"),),
    ),
    *of(
        "models/partner/handoff.py",
        "tests/partner/test_handoff.py::test_another_partner_neither_learns_anything_nor_spends_the_code",
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
        "tests/partner/test_handoff.py::test_a_code_is_redeemed_once",
        rows=(
            ("            redeemed_at__isnull=True,\n", "", "a code that is redeemed twice"),
            ("code_hash=hashed(code)", "code_hash=code", "codes in the database"),
        ),
    ),
    *of(
        "models/partner/handoff.py",
        "tests/partner/test_handoff.py::test_a_code_ends_after_a_minute",
        rows=(("            expires_at__gt=at,\n        )", "        )", "a code of yesterday"),),
    ),
    *of(
        "models/partner/handoff.py",
        "tests/partner/test_tokens.py::test_an_invalid_partner_is_refused",
        rows=(
            ("mode is Mode.DEMO and host", "host", "a hand-off to the holder's own machine"),
            ('return parts.scheme == "https"', "return True", "a hand-off over plain HTTP"),
            (" or parts.username or parts.password", "", "an address that hides its host"),
        ),
    ),
    *of(
        "models/partner/scopes.py",
        "tests/partner/test_update.py::test_an_open_stream_is_told_nothing_by_a_scope_that_is_gone",
        rows=(
            (
                "scopes is not None and partner.scopes & STREAMED <= scopes",
                "scopes is not None",
                "a stream without its scope",
            ),
        ),
    ),
    *of(
        "resolvers/partner/update.py",
        "tests/partner/test_update.py::test_a_stream_ends_at_once_when_its_scope_is_taken_away",
        "tests/partner/test_update.py::test_the_same_edit_again_succeeds_and_changes_nothing",
        rows=(
            ("if streamed - partner.reach:", "if False:", "a stream that outlives its scope"),
            ("if columns == before:", "if False:", "an edit that is refused when it is sent again"),
        ),
    ),
)

# Codes, tokens, clients, keys, and the notices of logout.
OPENID: tuple[Declared, ...] = (
    *of(
        "models/openid/code.py",
        CODE,
        "tests/openid/test_request.py::test_a_registration_may_do_without_pkce",
        rows=(
            ("id=self.id, spent_at__isnull=True, ", "id=self.id, ", "a code redeemed twice"),
            (
                ", expires_at__gt=at)\n        if not await unspent",
                ")\n        if not await unspent",
                "a code of yesterday",
            ),
            ("        return verifier is None\n", "        return True\n", "a downgrade of PKCE"),
            (
                "min(at + ACCESS_TOKEN_LIFE, session_ends_at)",
                "at + ACCESS_TOKEN_LIFE",
                "a token that outlives its session",
            ),
            (
                "token_hash=hashed(shaped), revoked_at__isnull=True, ",
                "token_hash=hashed(shaped), ",
                "a revoked token",
            ),
        ),
    ),
    *of(
        "models/openid/code.py",
        f"{CODE}::test_another_client_neither_learns_anything_nor_spends_the_code",
        rows=((", request__relying_party_id=party.id\n", "\n", "a code of another client"),),
    ),
    *of(
        "models/openid/code.py",
        f"{SIGN_IN}::test_no_code_handle_or_token_is_stored",
        rows=(
            ("code_hash=hashed(code)", "code_hash=code", "codes in the database"),
            ("token_hash=hashed(token)", "token_hash=token", "tokens in the database"),
        ),
    ),
    *of(
        "models/openid/request.py",
        SIGN_IN,
        rows=(
            (
                "done_at__isnull=True, expires_at__gt=at\n",
                "expires_at__gt=at\n",
                "a request answered twice",
            ),
            ("handle_hash=hashed(handle),", "handle_hash=handle,", "handles in the database"),
        ),
    ),
    *of(
        "models/openid/relying_party.py",
        CODE,
        rows=(
            (
                "client_id=client_id, removed_at__isnull=True, partner__revoked_at__isnull=True",
                "client_id=client_id",
                "a client that is gone",
            ),
            (
                "id=relying_party_id, removed_at__isnull=True, partner__revoked_at__isnull=True",
                "id=relying_party_id",
                "a token of a client that is gone",
            ),
        ),
    ),
    *of(
        "models/openid/relying_party.py",
        SECRETS,
        rows=(
            (
                "self.previous_secret_until is not None and at < self.previous_secret_until:",
                "self.previous_secret_until is not None:",
                "an old secret after its overlap",
            ),
            (
                "self.secret_hash if keep_until is not None else None",
                "self.secret_hash",
                "an old secret without an overlap",
            ),
            ("None if secret is None else hashed(secret)", "secret", "secrets in the database"),
        ),
    ),
    *of(
        "models/openid/menu.py",
        MENU,
        rows=(
            (
                "removed_at__isnull=True, partner__revoked_at__isnull=True",
                "",
                "a menu with systems that are gone",
            ),
            (
                "for one in takers if one.id not in there",
                "for one in takers",
                "a system that is in the menu twice",
            ),
        ),
    ),
    *of(
        "resolvers/openid/list_systems.py",
        f"{MENU}::test_the_menu_is_for_holders",
        rows=(
            (
                "if require_signed_in(viewer).role is not None:",
                "if False:",
                "a menu for staff and strangers",
            ),
        ),
    ),
    *of(
        "models/openid/client/authentication.py",
        CLIENTS,
        rows=(("    await SpentAssertion.spend(checked, party)\n", "", "an assertion used twice"),),
    ),
    *of(
        "models/openid/grant.py",
        f"{SIGN_IN}::test_the_consent_ends_with_the_session",
        f"{SIGN_IN}::test_after_the_first_consent_of_a_session_nobody_is_asked",
        rows=(
            ("_agreed(request, party) <= set(visit.scopes)", "True", "more scopes than agreed to"),
        ),
    ),
    *of(
        "models/openid/grant.py",
        f"{SIGN_IN}::test_a_scope_that_the_page_did_not_show_is_not_agreed_to",
        f"{SIGN_IN}::test_a_scope_that_was_taken_back_is_not_asked_for_again",
        rows=(("request.scopes_of(party)", "request.asked_scopes", "a scope that was not shown"),),
    ),
    *of(
        "resolvers/openid/redeem.py",
        f"{SIGN_IN}::test_a_scope_that_the_page_did_not_show_is_not_agreed_to",
        rows=((" if one.value in visit.scopes", "", "a scope that was given back since"),),
    ),
    *of(
        "resolvers/privacy/erase.py",
        BACKCHANNEL,
        rows=(
            (
                "await LogoutNotice.queue([visit.session_id for visit in visits], at=at)",
                "await Visit.filter(id__in=[one.id for one in visits]).update(ended_at=at)",
                "a visit that is forgotten and told nobody of",
            ),
            (
                "    over = over.exclude(id__in=Subquery(untold))\n",
                "",
                "a notice that is erased before it is sent",
            ),
        ),
    ),
    *of(
        "models/partner/arrival.py",
        CODE,
        rows=(
            (
                "    if account.frozen_at is not None:\n        return None\n",
                "",
                "a disputed account",
            ),
            (
                "if viewer is None or viewer.kind is not SessionKind.HOLDER:",
                "if viewer is None:",
                "staff at partners",
            ),
        ),
    ),
    *of(
        "models/session/session.py",
        BACKCHANNEL,
        rows=(
            (
                "        await LogoutNotice.queue(ids, at=at)\n",
                "",
                "an end that partners do not learn of",
            ),
            (
                "await open_still.select_for_update(no_key=True)",
                "await open_still",
                "a visit that begins meanwhile and whose end nobody is told of",
            ),
        ),
    ),
    *of(
        "models/outside/logout.py",
        PORT,
        rows=(
            (
                "return address.is_global and not address.is_multicast",
                "return True",
                "a call into the own network",
            ),
        ),
    ),
    *of(
        "models/openid/signing_key.py",
        KEYS,
        rows=(
            (
                "sealed=seal.close(pair.private, at=at)",
                "sealed=pair.private",
                "private keys in the database",
            ),
        ),
    ),
)

PYTHON_CLIENT: tuple[Declared, ...] = (
    *of(
        f"{PACKAGE}/transport.py",
        f"{CLIENT_TESTS}/test_generated.py::test_a_token_is_sent_over_https_alone",
        rows=(('url.scheme != "https" and not', "False and not", "a token in clear text"),),
    ),
    *of(
        f"{PACKAGE}/transport.py",
        f"{CLIENT_TESTS}/test_questions.py::test_a_redirect_does_not_get_the_token",
        f"{CLIENT_TESTS}/test_questions.py::test_the_request_has_the_token_and_asks_for_no_compression",
        rows=(
            ("follow_redirects=False", "follow_redirects=True", "a token that goes elsewhere"),
            ('"accept-encoding": "identity",', "", "an answer that grows when it is read"),
            ("token: str = field(repr=False)", "token: str", "a token in a log"),
        ),
    ),
    *of(
        f"{PACKAGE}/transport.py",
        f"{CLIENT_TESTS}/test_questions.py::test_each_failure_is_told_by_what_helps",
        f"{CLIENT_TESTS}/test_questions.py::test_an_answer_that_comes_in_drops_ends_as_well",
        f"{CLIENT_TESTS}/test_questions.py::test_the_wait_is_read_wherever_it_stands",
        rows=(
            ("if len(body) > most_bytes:", "if False:", "an answer without end"),
            (
                "asyncio.timeout(limits.connect + limits.answer),",
                "asyncio.timeout(None),",
                "an answer that comes in drops",
            ),
            (
                "_WAIT if seconds is None else seconds",
                "_WAIT",
                "a partner that does not wait as long as it is asked to",
            ),
        ),
    ),
    *of(
        f"{PACKAGE}/sse.py",
        f"{CLIENT_TESTS}/test_follow.py::test_an_event_without_end_is_not_kept_in_memory",
        rows=(
            ("if size > most_bytes:", "if False:", "an event without end"),
            ("if len(rest) > most_bytes:", "if False:", "a line without end"),
        ),
    ),
    *of(
        f"{PACKAGE}/follower.py",
        f"{CLIENT_TESTS}/test_follow.py::test_an_event_that_was_cut_off_is_asked_for_again",
        f"{CLIENT_TESTS}/test_follow.py::test_a_stream_that_is_opened_and_cut_at_once_is_a_failure_each_time",
        rows=(
            ("failures, cursor = 0, item.cursor", "failures = 0", "events that come twice"),
            ("if beats < 2 else 0", "if False else 0", "a service that is asked without a pause"),
        ),
    ),
    *of(
        f"{PACKAGE}/sqlite_store.py",
        f"{CLIENT_TESTS}/test_mirror.py::test_rows_and_place_are_written_together_or_not_at_all",
        f"{CLIENT_TESTS}/test_mirror.py::test_the_old_copy_is_read_until_the_new_one_is_whole",
        f"{CLIENT_TESTS}/test_mirror.py::test_a_card_that_is_gone_leaves_the_copy",
        rows=(
            (
                'self._database.execute("ROLLBACK")',
                'self._database.execute("COMMIT")',
                "half a page",
            ),
            (
                '"DELETE FROM account WHERE round <> (SELECT round FROM place)"',
                '"SELECT 1"',
                "accounts that are gone",
            ),
            ('"PRAGMA foreign_keys = ON"', '"PRAGMA foreign_keys = OFF"', "cards that are gone"),
        ),
    ),
)
