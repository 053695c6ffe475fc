"""Partners, their tokens and hand-offs."""

from tests.mutants.declared.form import Declared, of

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
