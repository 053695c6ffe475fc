"""Partners, their tokens and hand-offs, and OpenID Connect."""

from tests.mutants.declared.form import Declared, of

CODE, CLIENTS = "tests/openid/test_code.py", "tests/openid/test_clients.py"
REQUEST, SIGN_IN = "tests/openid/test_request.py", "tests/openid/test_sign_in.py"
BACKCHANNEL, PORT = "tests/openid/test_backchannel.py", "tests/openid/test_logout_port.py"
KEYS = "tests/openid/test_keys.py"

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
        "models/openid/authentication.py",
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
                "        await LogoutNotice.queue([session.id for session in unended], at=at)\n",
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
