"""What a browser is told, and what it may send: headers, cookies, other sites."""

from tests.mutants.declared.form import Declared, of

HEADERS: tuple[Declared, ...] = (
    *of(
        "web/http/headers.py",
        "tests/edge/test_headers.py",
        rows=(
            ("script-src 'self';", "script-src 'self' 'unsafe-inline';", "injected scripts"),
            ("style-src 'self';", "style-src 'self' 'unsafe-inline';", "injected styles"),
            ("default-src 'none'; ", "", "sources that nobody thought of"),
            ("img-src 'self' data:;", "img-src *;", "pictures that report to another site"),
            ("font-src 'self';", "font-src *;", "fonts that report to another site"),
            ("connect-src 'self';", "connect-src *;", "data sent to another site"),
            ("form-action 'self'; ", "", "forms posted to another site"),
            ("base-uri 'none'; ", "", "an injected base"),
            ("frame-ancestors 'none'; ", "", "clicks stolen in a frame"),
            ("require-trusted-types-for 'script'; ", "", "scripts made from text"),
            ("trusted-types 'none'", "trusted-types *", "scripts made from text"),
            ('same-origin-allow-popups"', 'unsafe-none"', "an opener that steers the page"),
            (
                'policy": "same-origin",\n    "referrer',
                'policy": "cross-origin",\n    "referrer',
                "answers read by another site",
            ),
            (
                '"referrer-policy": "same-origin"',
                '"referrer-policy": "unsafe-url"',
                "tokens in a Referer",
            ),
            ('"x-content-type-options": "nosniff",', "", "guessed content types"),
            ("camera=(), ", "", "use of the camera"),
            ("microphone=(), ", "", "use of the microphone"),
            ("geolocation=(), ", "", "use of the position"),
            ("local-network=(), ", "", "pages that reach into the local network"),
            ("max-age=31536000", "max-age=0", "plain HTTP"),
        ),
    ),
    *of(
        "web/http/session_cookie.py",
        "tests/application/test_apply.py::test_the_session_cookie_is_bound_to_the_host_and_only_its_hash_is_kept",
        rows=(
            ("; HttpOnly", "", "scripts that read the session"),
            ("; SameSite=Lax", "; SameSite=None", "other sites that use the session"),
            ('"; Secure" if', '"" if', "a session sent over plain HTTP"),
            ('f"__Host-{name}" if', 'f"{name}" if', "a cookie set by a sibling domain"),
        ),
    ),
    *of(
        "web/http/context.py",
        "tests/session/test_authentication.py::test_a_stream_that_reconnects_keeps_no_session_alive",
        rows=(
            (
                "viewer is not None and not _asks_for_stream(request)",
                "viewer is not None",
                "an open page that keeps its session alive for ever",
            ),
        ),
    ),
    *of(
        "web/http/origin.py",
        "tests/edge/test_origin.py",
        rows=(
            ('return site == "same-origin"', "return True", "mutations sent by another site"),
            (
                "origin is None or origin.lower() == self._origin",
                "True",
                "mutations sent by another site in an older browser",
            ),
            (
                'or STREAM in Headers(scope=scope).get("accept", "").lower()',
                "",
                "streams opened by another site",
            ),
            (' and "cookie" not in headers', "", "a made-up token beside a session"),
        ),
    ),
    *of(
        "web/http/graphql/endpoint.py",
        "tests/edge/test_graphql_http.py",
        rows=(
            (
                'set() if "cookie" in request.headers else {',
                "{",
                "a query run with the session by a link on another site",
            ),
            (
                "{OperationType.QUERY, OperationType.MUTATION}\n",
                "set(OperationType)\n",
                "a subscription that is answered once",
            ),
        ),
    ),
    *of(
        "web/http/graphql/event_stream.py",
        "tests/edge/test_stream.py",
        rows=(
            ("timeout(self._streams.send_seconds)", "timeout(None)", "clients that read nothing"),
        ),
    ),
    *of(
        "web/http/graphql/event_stream.py",
        "tests/session/test_sign_in.py::test_a_stream_beyond_the_sessions_time_ends_at_a_heartbeat",
        rows=(
            (
                "if not delivery.done() and not await self._still_there():",
                "if False:",
                "streams beyond their session's time",
            ),
        ),
    ),
    *of(
        "web/http/trace.py",
        "tests/edge/test_trace.py",
        rows=(
            (
                "client is None or not self._trusts(client[0])",
                "client is None",
                "traces that a stranger chooses",
            ),
        ),
    ),
    *of(
        "web/http/explorer.py",
        "tests/edge/test_graphiql.py",
        rows=(
            (
                'headers["content-security-policy"] = CONTENT_SECURITY_POLICY',
                "pass",
                "GraphiQL under another policy",
            ),
            (
                'headers["cross-origin-opener-policy"] = "same-origin"',
                "pass",
                "an opener that steers GraphiQL",
            ),
        ),
    ),
)
