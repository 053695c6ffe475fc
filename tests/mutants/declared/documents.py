"""Documents, limits, and what is asked outside."""

from tests.mutants.declared.form import Declared, of

DOCUMENTS: tuple[Declared, ...] = (
    *of(
        "schema/gate/measure.py",
        "tests/edge/test_measure.py",
        rows=(
            ("times=self.times * self.rows,", "times=self.times,", "rows that nobody pays for"),
            (
                "_count_cost(size, place.in_row(), part.cost_per_row)",
                "_count_cost(size, place, part.cost_per_row)",
                "rows in fragments that nobody pays for",
            ),
            (
                "per_row=self.per_row or self.in_fragment,",
                "per_row=False,",
                "rows of fragments that are paid for once",
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
        "schema/gate/gate.py",
        "tests/edge/gate/test_documents.py",
        rows=(
            ("if bound and not may_be_small(text):", "if False:", "long free-form documents"),
            ("if bound and admission.cost > SMALL_COST:", "if False:", "costly free-form ones"),
        ),
    ),
    *of(
        "schema/gate/documents.py",
        "tests/edge/gate/test_documents.py",
        rows=((" and not _INTROSPECTION.search(text)", "", "introspection by strangers"),),
    ),
    *of(
        "schema/gate/measure.py",
        "tests/edge/test_gate.py",
        rows=(
            ("_LIST_ARGUMENTS.get(argument.name.value, 1)", "1", "many subjects for one's cost"),
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
        "tests/relay/test_connection.py",
        rows=(
            ("if said != name:", "if False:", "a cursor of another list"),
            ("written(place, name=name) == cursor", "True", "a cursor that nobody issued"),
        ),
    ),
    *of(
        "schema/context.py",
        "tests/limits/test_limits_over_http.py::test_a_card_that_is_refused_again_and_again_is_refused_unread",
        rows=(
            (
                'keys[Counted.CARD] = f"{card} {self.address}"',
                "pass",
                "one card that is refused again and again",
            ),
        ),
    ),
    *of(
        "schema/context.py",
        "tests/limits/test_limits_over_http.py::test_a_session_is_counted_wherever_it_goes",
        rows=(
            (
                "keys[Counted.SESSION] = str(self.viewer.session_id)",
                "pass",
                "one session that asks from everywhere",
            ),
        ),
    ),
    *of(
        "schema/context.py",
        "tests/limits/test_limits_over_http.py::test_a_partners_token_has_a_measure_of_its_own",
        rows=(
            (
                "keys[Counted.PARTNER] = str(self.partner.token_id)",
                "pass",
                "one partner that asks from everywhere",
            ),
        ),
    ),
    *of(
        "schema/context.py",
        "tests/limits/test_limits_over_http.py::test_a_document_pays_for_its_reading_once_and_for_its_cost_always",
        rows=(
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
    *of(
        "web/ops/health.py",
        "tests/ops/test_health.py::test_abuse_45_a_clock_that_jumps_is_reported",
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
        "tests/ops/test_health.py::test_without_a_believed_issuer_nothing_is_ready",
        rows=(("issuer.not_after > at", "True", "a service without an issuer"),),
    ),
    *of(
        "web/ops/health.py",
        "tests/ops/test_health.py::test_a_reader_of_the_journal_that_stopped_is_noticed",
        rows=(
            ("silent is None or silent > JOURNAL_SECONDS", "False", "a journal that nobody reads"),
        ),
    ),
)
