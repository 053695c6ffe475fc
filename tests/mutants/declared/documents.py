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
        "schema/gate/prices.py",
        "tests/edge/test_gate.py",
        rows=((" or bool(size and not size.sized_fields)", "", "many subjects for one's cost"),),
    ),
    *of(
        "schema/gate/guard.py",
        "tests/edge/gate/test_documents.py",
        rows=(
            ("if bound and not may_be_small(text):", "if False:", "free-form introspection"),
            (
                "if bound and admission.cost > SMALL_COST:",
                "if False:",
                "costly free-form documents",
            ),
        ),
    ),
    *of(
        "schema/gate/limits.py",
        "tests/edge/test_gate.py",
        rows=(
            ("size.depth, self.depth", "0, self.depth", "deep documents"),
            ("size.aliases, self.aliases", "0, self.aliases", "guesses by aliases"),
            ("size.directives, self.directives", "0, self.directives", "many directives"),
            ("size.directives_on_one_node,\n", "0,\n", "many directives in one place"),
            ("size.root_fields,\n", "0,\n", "many acts in one request"),
            ("size.cost, self.cost", "0, self.cost", "costly documents"),
            ("mutation_fields: int = 1", "mutation_fields: int = 2", "two guesses in one request"),
            (
                "self.rule_context.remaining_complexity_budget = self.comparisons",
                "pass",
                "comparisons that grow with the square of a text",
            ),
        ),
    ),
    *of(
        "schema/gate/gate.py",
        "tests/edge/test_gate.py",
        rows=(
            ("count > limits.operations", "False", "many operations in one text"),
            ("max_lexical_tokens=limits.tokens, ", "", "long parsing"),
            (", max_comments=limits.comments", "", "long parsing"),
            ("max_errors=self.limits.errors", "max_errors=None", "long validation"),
            (
                "hide_suggestions=not suggestions",
                "hide_suggestions=False",
                "names that a stranger is told",
            ),
        ),
    ),
    *of(
        "schema/registered/documents.py",
        "tests/edge/gate/test_documents.py",
        rows=((" and not _INTROSPECTION.search(text)", "", "introspection by strangers"),),
    ),
    *of(
        "schema/gate/documents.py",
        "tests/edge/test_gate.py",
        rows=(("while len(self._kept) > self._documents or", "while", "a cache without end"),),
    ),
    *of(
        "schema/gate/measure.py",
        "tests/edge/test_measure.py",
        rows=(
            ("(length if price.repeats else 1)", "1", "lists that count once"),
            ("rows=length if price.sized else 1", "rows=1", "pages that count once"),
            ("_count_cost(size, place, price.weight)", "_count_cost(size, place, 1)", "weights"),
            ("survey.introspections.append(selection)", "pass", "introspection that is free"),
        ),
    ),
    *of(
        "schema/gate/introspection.py",
        "tests/edge/test_measure.py",
        rows=(("while stack and total <= most", "while stack", "counting without end"),),
    ),
    *of(
        "schema/execution/operations.py",
        "tests/limits/test_shares.py",
        rows=(("never_waits=busy", "never_waits=False", "introspections all at once"),),
    ),
    *of(
        "schema/gate/turns/queues.py",
        "tests/limits/test_shares.py",
        rows=(
            ("if self.is_busy:", "if False:", "costly operations all at once"),
            ("len(queue) >= self._most", "False", "a queue without end"),
            ("self._queues[address] = queue", "pass", "operations that wait for ever"),
            (
                "min(self._queues, key=self._usage.rank)",
                "next(iter(self._queues))",
                "an address that used much goes first",
            ),
            (
                "if claims(most) <= claims(address, more=1):",
                "if True:",
                "who comes last is refused, however little she used",
            ),
        ),
    ),
    *of(
        "schema/gate/turns/lane.py",
        "tests/limits/test_shares.py",
        rows=(
            ("call_soon(self._queues.next)", "call_soon(bool)", "one that begins, and no other"),
            (
                "min(thread_time() - began, LONGEST)",
                "0.0",
                "no rest after what holds the processor for long",
            ),
            ("give_up_place()\n        await", "await", "places held by who waits in a lane"),
        ),
    ),
    *of(
        "schema/gate/turns/turns.py",
        "tests/limits/test_shares.py",
        rows=(("else self.starts", "else Lane()", "operations that run beside none"),),
    ),
    *of(
        "schema/gate/turns/places.py",
        "tests/limits/test_shares.py",
        rows=(
            ("if self._free > 0:", "if True:", "requests all at once"),
            (
                "next(iter(self._queues)) if self._goes_round else super().choose()",
                "super().choose()",
                "a crowd of little use that keeps somebody waiting",
            ),
            ("call_later(LONGEST, place.pass_on)", "call_later(99, bool)", "places held for long"),
        ),
    ),
    *of(
        "web/http/graphql/shares.py",
        "tests/limits/test_shares.py",
        rows=(("max(self._floor, free // 4)", "free", "an address that holds all streams"),),
    ),
    *of(
        "web/http/graphql/response.py",
        "tests/limits/test_answer_size.py",
        rows=(("if not fits(answer)", "if False", "answers of any size"),),
    ),
    *of(
        "web/http/graphql/event_stream.py",
        "tests/limits/test_answer_size.py",
        rows=(("frame if fits(frame) else event(TOO_LARGE)", "frame", "events of any size"),),
    ),
    *of(
        "web/http/graphql/endpoint.py",
        "tests/limits/test_limits_over_http.py",
        rows=(
            ("await context.give_back()", "pass", "failures of ours that others pay for"),
            ("len(name) + len(its) for name", "0 for name", "headers of any size"),
            ("return UNITS_OF_A_REQUEST + ", "return ", "requests that cost next to nothing"),
        ),
    ),
    *of(
        "web/http/graphql/negotiation.py",
        "tests/forms/test_huge.py",
        rows=(("accept[:LONGEST_ACCEPT]", "accept", "a header that takes long to read"),),
    ),
    *of(
        "web/processes/connection.py",
        "tests/limits/test_connections.py",
        rows=(
            ("if not self.bounds.enter(self._address):", "if False:", "many connections"),
            ("self._allow(self.bounds.limits.head_seconds)", "pass", "silent connections"),
            ("            self._allow(limits.head_seconds)", "            pass", "half heads"),
            ("self._allow(self.bounds.limits.request_seconds)", "pass", "half bodies"),
            ("self._head_received > limits.head_bytes", "False", "a head without an end"),
            ("self._head_read > self.bounds.limits.head_bytes", "False", "a large head"),
            ("len(self.headers) > self.bounds.limits.headers", "False", "many headers"),
            ("len(self.pipeline) >= self.bounds.limits.pipelined", "False", "queued requests"),
            ("self._body_received > limits.request_bytes", "False", "trailers without an end"),
            (
                "now > before - self.bounds.limits.read_bytes",
                "False",
                "a reader that does not read",
            ),
        ),
    ),
    *of(
        "web/processes/connections.py",
        "tests/limits/test_connections.py",
        rows=(
            (
                "self.unread[address] <= self.limits.unread_bytes",
                "True",
                "answers of one address that nobody reads",
            ),
            ("if host is None or self.trusts(host):", "if host is None:", "proxies cut off"),
        ),
    ),
    *of(
        "models/mail/letter.py",
        "tests/forms/test_huge.py",
        rows=(("len(address) > LONGEST_MAILBOX", "False", "an address normalised unmeasured"),),
    ),
    *of(
        "models/signature/verification.py",
        "tests/partner/test_reads.py::test_no_responder_is_asked_where_there_are_lists",
        rows=(("order=(Source.LIST,)", "order=self.revocation.order", "responders asked"),),
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
        rows=(("written(place, name=name) == cursor", "True", "a cursor that nobody issued"),),
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
                "await self.limit(Act.REQUEST, cost=cost)\n\n    async def give_back",
                "pass\n\n    async def give_back",
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
                "asyncio.timeout(self.deadline):",
                "asyncio.timeout(None):",
                "a mail server that drips",
            ),
        ),
    ),
    *of(
        "web/ops/degraded.py",
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
    # The other tests of the table bear its numbers in their names.
    *of(
        "models/limits/table.py",
        "tests/limits/test_table.py::test_the_numbers_are_documented_as_they_are",
        rows=(
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
    # What open streams ask together.
    *of(
        "models/core/batch.py",
        "tests/journal/test_batch.py",
        rows=(
            ("self.asked_at >= since and ", "", "an answer that is older than the event"),
            (
                " and monotonic() - self.asked_at <= KEPT_SECONDS",
                "",
                "a right that is believed for longer than a second",
            ),
            ("question.has_failed or ", "", "a failure that is told again"),
            (
                "            await told\n",
                "            await self.answers\n",
                "one who leaves and takes the others' answer along",
            ),
            ("len(self._newest) > MOST_KEPT", "False", "answers without end"),
            (" and len(self.keys) < MOST_KEYS", "", "a question without end"),
            (
                "                del self._newest[key]\n",
                "                pass\n",
                "records kept in memory",
            ),
        ),
    ),
    *of(
        "schema/execution/executor.py",
        "tests/edge/gate/test_executor.py",
        rows=(
            ("value is Undefined or ", "", "a value that is not there"),
            (" or isinstance(value, Exception)", "", "a fault as an answer"),
            ("written is None or ", "", "a value that cannot be written"),
        ),
    ),
    *of(
        "schema/execution/plain.py",
        "tests/partner/test_plain_events.py",
        rows=(
            (", *_conditions(executor))", ")", "fields that another request left out"),
            ("len(self._known) > _DOCUMENTS", "False", "projections without end"),
            ("if is_non_null_type(field.type):", "if False:", "null where the contract has none"),
        ),
    ),
    *of(
        "resolvers/partner/events.py",
        "tests/partner/test_plain_events.py",
        rows=(
            (
                "        require_among(scopes, Scope.EVENTS_READ)\n",
                "",
                "a stream without its scope",
            ),
        ),
    ),
    *of(
        "models/journal/reader.py",
        "tests/ops/test_background.py",
        rows=(
            ("self._let_all_read()\n", "pass\n", "an event before the reader began, never told"),
        ),
    ),
    *of(
        "web/processes/background.py",
        "tests/ops/test_background.py",
        rows=(("one.add_done_callback(note)", "pass", "a process that lacks a part of itself"),),
    ),
)
