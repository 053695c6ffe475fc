"""Which test plays which module of the conformance suite, and holds which check of RFC 9700.

Modules are named as in the suite's plans of 2026-08; a test as its file in this room, its function
and, where it has several cases, the case.
"""

from collections.abc import Mapping

FLOW, REQUESTS = "conformance/test_basic_flow.py", "conformance/test_basic_requests.py"
REFUSALS, CONFIG = "conformance/test_basic_refusals.py", "conformance/test_config.py"
LOGOUT, BACKCHANNEL = "test_logout.py", "test_backchannel.py"
ASKED = f"{LOGOUT}::test_otherwise_our_page_asks_and_nothing_has_ended"
ADDED = f"{REQUESTS}::test_what_is_added_is_no_error"
NOT_ALONE = "oidcc-ensure-request-without-nonce-succeeds-for-code-flow"
REJECTED = "supported-correctly-or-rejected-as-unsupported"

BASIC: Mapping[str, str] = {
    "oidcc-server": f"{FLOW}::test_server",
    "oidcc-server-client-secret-post": f"{FLOW}::test_server_client_secret_post",
    "oidcc-response-type-missing": f"{REFUSALS}::test_response_type_missing",
    "oidcc-idtoken-signature": f"{FLOW}::test_idtoken_signature",
    "oidcc-idtoken-unsigned": f"{FLOW}::test_idtoken_unsigned",
    "oidcc-userinfo-get": f"{FLOW}::test_userinfo[oidcc-userinfo-get]",
    "oidcc-userinfo-post-header": f"{FLOW}::test_userinfo[oidcc-userinfo-post-header]",
    "oidcc-userinfo-post-body": f"{FLOW}::test_userinfo[oidcc-userinfo-post-body]",
    NOT_ALONE: f"{FLOW}::test_ensure_request_without_nonce_succeeds",
    "oidcc-scope-profile": f"{FLOW}::test_scope[oidcc-scope-profile]",
    "oidcc-scope-email": f"{FLOW}::test_scope[oidcc-scope-email]",
    "oidcc-scope-address": f"{FLOW}::test_scope[oidcc-scope-address]",
    "oidcc-scope-phone": f"{FLOW}::test_scope[oidcc-scope-phone]",
    "oidcc-scope-all": f"{FLOW}::test_scope[oidcc-scope-all]",
    "oidcc-alternate-happy-flow": f"{FLOW}::test_alternate_happy_flow",
    "oidcc-display-page": f"{ADDED}[oidcc-display-page]",
    "oidcc-display-popup": f"{ADDED}[oidcc-display-popup]",
    "oidcc-prompt-login": f"{REQUESTS}::test_prompt_login",
    "oidcc-prompt-none-not-logged-in": f"{REQUESTS}::test_prompt_none_not_logged_in",
    "oidcc-prompt-none-logged-in": f"{REQUESTS}::test_prompt_none_logged_in",
    "oidcc-max-age-1": f"{REQUESTS}::test_max_age_1",
    "oidcc-max-age-10000": f"{REQUESTS}::test_max_age_10000",
    "oidcc-ensure-request-with-unknown-parameter-succeeds": (
        f"{ADDED}[oidcc-ensure-request-with-unknown-parameter-succeeds]"
    ),
    "oidcc-id-token-hint": f"{REQUESTS}::test_id_token_hint",
    "oidcc-login-hint": f"{ADDED}[oidcc-login-hint]",
    "oidcc-ui-locales": f"{ADDED}[oidcc-ui-locales]",
    "oidcc-claims-locales": f"{ADDED}[oidcc-claims-locales]",
    "oidcc-ensure-request-with-acr-values-succeeds": (
        f"{ADDED}[oidcc-ensure-request-with-acr-values-succeeds]"
    ),
    "oidcc-codereuse": f"{REFUSALS}::test_codereuse[oidcc-codereuse]",
    "oidcc-codereuse-30seconds": f"{REFUSALS}::test_codereuse[oidcc-codereuse-30seconds]",
    "oidcc-ensure-registered-redirect-uri": f"{REFUSALS}::test_ensure_registered_redirect_uri",
    "oidcc-ensure-post-request-succeeds": f"{REQUESTS}::test_ensure_post_request_succeeds",
    f"oidcc-request-uri-unsigned-{REJECTED}": f"{REFUSALS}::test_request_uri",
    f"oidcc-unsigned-request-object-{REJECTED}": f"{REFUSALS}::test_unsigned_request_object",
    "oidcc-claims-essential": f"{FLOW}::test_claims_essential",
    "oidcc-ensure-request-object-with-redirect-uri": (
        f"{REFUSALS}::test_ensure_request_object_with_redirect_uri"
    ),
    "oidcc-refresh-token": f"{FLOW}::test_refresh_token",
    "oidcc-ensure-request-with-valid-pkce-succeeds": (
        f"{FLOW}::test_ensure_request_with_valid_pkce_succeeds"
    ),
}

CONFIGURATION: Mapping[str, str] = {
    "oidcc-discovery-endpoint-verification": f"{CONFIG}::test_discovery_endpoint_verification",
}

_LEFT = "oidcc-rp-initiated-logout"
RP_INITIATED_LOGOUT: Mapping[str, str] = {
    f"{_LEFT}-discovery-endpoint-verification": f"{CONFIG}::test_logout_discovery",
    _LEFT: f"{LOGOUT}::test_a_partner_signs_its_holder_out_and_has_the_browser_back",
    f"{_LEFT}-no-state": f"{LOGOUT}::test_without_state_there_is_none",
    f"{_LEFT}-bad-post-logout-redirect-uri": f"{ASKED}[bad-post-logout-redirect-uri]",
    f"{_LEFT}-query-added-to-post-logout-redirect-uri": f"{ASKED}[query-added]",
    f"{_LEFT}-modified-id-token-hint": f"{ASKED}[modified-id-token-hint]",
    f"{_LEFT}-bad-id-token-hint": f"{ASKED}[bad-id-token-hint]",
    f"{_LEFT}-no-id-token-hint": f"{ASKED}[no-id-token-hint]",
    f"{_LEFT}-no-params": f"{ASKED}[no-params]",
    f"{_LEFT}-only-state": f"{ASKED}[only-state]",
    f"{_LEFT}-no-post-logout-redirect-uri": f"{LOGOUT}::test_a_hint_that_has_expired_is_fine",
}

BACKCHANNEL_LOGOUT: Mapping[str, str] = {
    "oidcc-backchannel-logout-discovery-endpoint-verification": (
        f"{CONFIG}::test_logout_discovery"
    ),
    "oidcc-backchannel-rp-initiated-logout": (
        f"{BACKCHANNEL}::test_a_partner_that_sends_its_holder_to_sign_out_is_told"
    ),
}

PLANS: Mapping[str, Mapping[str, str]] = {
    "oidcc-basic-certification-test-plan": BASIC,
    "oidcc-config-certification-test-plan": CONFIGURATION,
    "oidcc-rp-initiated-logout-certification-test-plan": RP_INITIATED_LOGOUT,
    "oidcc-backchannel-rp-initiated-logout-certification-test-plan": BACKCHANNEL_LOGOUT,
}

_CODE, _REQUEST, _SIGN_IN = "test_code.py", "test_request.py", "test_sign_in.py"
_UNFIT = "registration/test_registration.py::test_what_is_unfit_is_refused_by_the_name_of_its_field"
# The checks as the project's reference numbers them.
RFC_9700: Mapping[str, tuple[str, ...]] = {
    "1. redirect addresses are compared as strings, and have no fragment": (
        f"{_REQUEST}::test_nothing_goes_to_an_address_that_is_not_registered",
        _UNFIT,
    ),
    "2. an unknown client or address is shown, and leads nowhere": (
        f"{_REQUEST}::test_an_unknown_client_is_shown_and_goes_nowhere",
        f"{_REQUEST}::test_nothing_goes_to_an_address_that_is_not_registered",
    ),
    "3. codes are bound, spent once, and a replay revokes": (
        f"{_CODE}::test_a_code_is_redeemed_as_it_was_asked_for",
        f"{_CODE}::test_another_client_neither_learns_anything_nor_spends_the_code",
        f"{_CODE}::test_of_twenty_at_once_one_wins",
        f"{_CODE}::test_a_code_is_redeemed_once_and_its_token_dies_on_replay",
    ),
    "4. a verifier without a challenge is refused": (
        f"{_REQUEST}::test_a_registration_may_do_without_pkce",
    ),
    "5. every answer has an issuer, and every error": (
        f"{_SIGN_IN}::test_the_answer_brings_back_state_and_issuer_unchanged",
        f"{_REQUEST}::test_what_is_wrong_goes_back_to_the_client",
        f"{_SIGN_IN}::test_declining_goes_back_with_an_error_and_spends_the_request",
    ),
    "6. S256 on every request; the state comes back unchanged": (
        f"{_REQUEST}::test_what_is_wrong_goes_back_to_the_client",
        f"{_SIGN_IN}::test_the_answer_brings_back_state_and_issuer_unchanged",
    ),
    "7. nothing secret in addresses, logs, referrers or history": (
        "test_discovery.py::test_no_secret_is_logged",
        f"{_SIGN_IN}::test_no_code_handle_or_token_is_stored",
        "test_userinfo.py::test_a_token_comes_in_the_header_or_in_a_form",
        f"{_REQUEST}::test_no_page_of_another_site_reads_or_frames_an_answer",
    ),
    "8. nothing is framed": (
        f"{_REQUEST}::test_no_page_of_another_site_reads_or_frames_an_answer",
    ),
    "9. no CORS": (f"{_REQUEST}::test_no_page_of_another_site_reads_or_frames_an_answer",),
    "10. neither implicit nor password grant": (
        f"{_REQUEST}::test_what_is_wrong_goes_back_to_the_client",
        f"{_CODE}::test_only_codes_are_redeemed",
    ),
    "11. access tokens have one audience, few rights and a short life": (
        "test_userinfo.py::test_without_a_scope_there_is_no_claim",
        "test_userinfo.py::test_an_access_token_opens_nothing_else",
        f"{_CODE}::test_an_access_token_ends_after_ten_minutes",
        f"{_CODE}::test_no_access_token_outlives_its_session",
    ),
    "12. only our proxies say where a request comes from": (
        "test_discovery.py::test_a_header_of_a_stranger_changes_no_address",
        "test_discovery.py::test_the_issuer_is_no_header_of_the_request",
    ),
    "13. no client id can be taken for a subject": (
        f"{_SIGN_IN}::test_no_client_id_looks_like_a_subject",
    ),
    "14. silent redirects lead to registered partners alone": (
        f"{_REQUEST}::test_nothing_goes_to_an_address_that_is_not_registered",
        f"{_CODE}::test_a_client_that_is_gone_receives_nothing",
    ),
}
