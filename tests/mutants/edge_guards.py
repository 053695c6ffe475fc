"""Declared guards of the edge: headers, cookies, cross-site requests, documents, limits, bounds."""

from tests.mutants.declared import Declared, of

EDGE: tuple[Declared, ...] = (
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
        "web/http/context.py",
        "tests/application/test_apply.py",
        rows=(
            ("; HttpOnly", "", "scripts that read the session"),
            ("; SameSite=Lax", "; SameSite=None", "other sites that use the session"),
            ('"; Secure" if', '"" if', "a session sent over plain HTTP"),
            ('"__Host-gpszone" if', '"gpszone" if', "a cookie set by a sibling domain"),
        ),
    ),
    *of(
        "web/http/context.py",
        "tests/session/test_sign_in.py",
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
        "web/http/graphql/stream.py",
        "tests/edge/test_stream.py",
        rows=(
            ("timeout(self._streams.send_seconds)", "timeout(None)", "clients that read nothing"),
        ),
    ),
    *of(
        "web/http/graphql/stream.py",
        "tests/session/test_sign_in.py",
        rows=(
            (
                "if not done and not await self._still_there():",
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
    *of(
        "schema/gate/gate.py",
        "tests/edge/test_gate.py",
        rows=(
            ("size.depth, limits.depth", "0, limits.depth", "deep documents"),
            ("size.aliases, limits.aliases", "0, limits.aliases", "guesses by aliases"),
            ("size.directives, limits.directives", "0, limits.directives", "many directives"),
            ("size.directives_on_one_node,\n", "0,\n", "many directives in one place"),
            ("size.root_fields,\n", "0,\n", "many acts in one request"),
            ("size.cost, limits.cost", "0, limits.cost", "costly documents"),
            ("mutation_fields: int = 1", "mutation_fields: int = 2", "two guesses in one request"),
            ("max_lexical_tokens=limits.tokens, ", "", "long parsing"),
            (", max_comments=limits.comments", "", "long parsing"),
            ("max_errors=self.limits.errors", "max_errors=None", "long validation"),
            (
                "hide_suggestions=not suggestions",
                "hide_suggestions=False",
                "names that a stranger is told",
            ),
            ("while len(self._kept) > self._documents or", "while", "a cache without end"),
        ),
    ),
    *of(
        "schema/gate/masking.py",
        "tests/edge/test_masking.py",
        rows=(
            (
                '_located(at, "Internal error", ext',
                "_located(at, str(cause), ext",
                "details of our faults",
            ),
        ),
    ),
    *of(
        "schema/relay/connection.py",
        "tests/review/test_queue.py",
        "tests/card/test_manage_cards.py",
        "tests/forms/test_every_door.py",
        rows=(
            ("if said != name:", "if False:", "a cursor of another list"),
            ("written(place, name=name) == cursor", "True", "a cursor that nobody issued"),
        ),
    ),
    *of(
        "schema/context.py",
        "tests/limits/test_limits_over_http.py",
        rows=(
            (
                'keys[Counted.CARD] = f"{card} {self.address}"',
                "pass",
                "one card that is refused again and again",
            ),
            (
                "keys[Counted.SESSION] = str(self.viewer.session_id)",
                "pass",
                "one session that asks from everywhere",
            ),
            (
                "keys[Counted.PARTNER] = str(self.partner.token_id)",
                "pass",
                "one partner that asks from everywhere",
            ),
            ("keys[Counted.MAILBOX] = mailbox_counted(mailbox)", "pass", "a bombed mailbox"),
            (
                "PARSING if known_cost is None else known_cost",
                "0",
                "documents that nobody pays for",
            ),
        ),
    ),
    *of(
        "models/limits/limiter.py",
        "tests/limits/test_table.py",
        rows=(
            ("any(waits) and self.mode is Mode.ON", "False", "acts beyond every limit"),
            ("count <= window.amount", "count <= window.amount + 1", "one act more"),
            (
                "hashlib.blake2b(value.encode(), key=self.secret[:64], digest_size=16).hexdigest()",
                "value",
                "addresses in the store of counters",
            ),
        ),
    ),
    *of(
        "models/limits/table.py",
        "tests/limits/test_table.py",
        rows=(
            (
                "str(IPv6Network((address, 64), strict=False))",
                "str(address)",
                "an owner of 2^64 addresses",
            ),
            ("{name.partition('+')[0] or name}", "{name}", "a mailbox bombed through its tags"),
            ("address.strip().casefold()", "address", "a mailbox bombed in capitals"),
            (
                "Counted.CARD: (Window(10, _QUARTER),)",
                "Counted.CARD: (Window(10_000, _QUARTER),)",
                "guesses with one card",
            ),
            (
                "Counted.CONTROL_NUMBER: (Window(3, _HOUR), Window(6, _DAY))",
                "Counted.CONTROL_NUMBER: (Window(600, _DAY),)",
                "mails for one company",
            ),
            (
                "Act.MAIL: {Counted.MAILBOX: (Window(6, _HOUR), Window(20, _DAY))}",
                "Act.MAIL: {}",
                "a bombed mailbox",
            ),
        ),
    ),
    *of(
        "models/outside/fetch.py",
        "tests/revocation/test_fetch_lists.py",
        "tests/revocation/test_ask_ocsp.py",
        "tests/registry/test_ems.py",
        rows=(
            ("asyncio.timeout(bounds.seconds)", "asyncio.timeout(None)", "an answer that drips"),
            ("follow_redirects=False", "follow_redirects=True", "redirects into our network"),
            ("trust_env=False", "trust_env=True", "a proxy that the environment names"),
        ),
    ),
    *of(
        "models/outside/ems.py",
        "tests/registry/test_ems.py",
        rows=(("Bounds(seconds=3, ", "Bounds(seconds=300, ", "a registry that never answers"),),
    ),
    *of(
        "models/outside/smtp.py",
        "tests/mail/test_smtp.py",
        rows=(
            (
                "async with asyncio.timeout(self.deadline):",
                "async with asyncio.timeout(None):",
                "a mail server that drips",
            ),
        ),
    ),
)
