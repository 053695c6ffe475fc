"""Evidence and its names in the journal, believed responders, and what fails without a crash."""

from tests.mutants.declared.form import Declared, of

EVIDENCE: tuple[Declared, ...] = (
    *of(
        "models/signature/evidence_audit.py",
        "tests/evidence/test_audit.py",
        rows=(
            (
                "same = row.content_sha256(self.seal) == event.sha256",
                "same = True",
                "evidence with other content than was kept",
            ),
            ("            row.opened(self.seal)\n", "", "a record that was changed"),
            ("            if seq <= event.seq:", "            if False:", "evidence that is gone"),
            (
                "elif not event.at + years(EVIDENCE_FEWEST_YEARS) <= at <= self.now + DAY:",
                "elif not at <= self.now + DAY:",
                "evidence that was erased before its time",
            ),
            (
                "years(EVIDENCE_FEWEST_YEARS) <= at <= self.now + DAY:",
                "years(EVIDENCE_FEWEST_YEARS) <= at:",
                "an erasure of a time to come",
            ),
            (
                "seq, at = erased.get(subject, (0, self.now))",
                "seq, at = erased.get(subject, (event.seq + 1, event.at + years(99)))",
                "evidence that is missing without an erasure",
            ),
            (
                "if str(row.id) in named:",
                "if True:",
                "evidence that no event names",
            ),
            (
                "if self.first_named_at is None or row.at < self.first_named_at:",
                "if True:",
                "evidence put in later that is taken for old",
            ),
            (
                "if key not in self._before}",
                "}",
                "a fault that is counted twice",
            ),
            (
                "if one.evidence_id in wanted]",
                "]",
                "evidence that another piece's event names",
            ),
        ),
    ),
    *of(
        "resolvers/evidence/verify.py",
        "tests/evidence/test_audit.py",
        rows=(
            (
                "if first is not None and evidence.at >= first.at:",
                "if False:",
                "evidence that no event names",
            ),
            (
                "if named.sha256 != evidence.content_sha256(seal):",
                "if False:",
                "evidence with other content than its event names",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/responder.py",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "            pin = own if own in pinned else None\n",
                "            pin = own if own.sha256 in {one.sha256 for one in pinned} else None\n",
                "a pinned responder that speaks for another issuer",
            ),
            (
                "            pin = own if own in pinned else None\n",
                "            pin = own\n",
                "a responder that nobody has authorised",
            ),
            (
                "by in (None, known.issuer_key_id) and known",
                "known",
                "a responder that another CA's list refuses",
            ),
            (
                "by in (None, known.issuer_key_id) and known",
                "by == known.issuer_key_id and known",
                "a revoked responder whose certificate names no issuer's key",
            ),
            (
                "and known.entries.reasons(parts.serial_number)",
                "and False",
                "a responder that a list has",
            ),
            (
                "by = issuer.key_id if pin is None else _issuer_key_id(certificate)",
                "by = issuer.key_id",
                "a pinned responder that its own CA has revoked",
            ),
            ("value.ca:\n            return False", "value.ca:\n            pass", "a CA"),
            (
                "(usage is None or usage.digital_signature)",
                "True",
                "a key that signs no answers",
            ),
            (
                "if refusal.problem is OCSPProblem.RESPONDER_REVOKED:",
                "if False:",
                "a revoked responder with another certificate of its key",
            ),
            (
                "        and ExtendedKeyUsageOID.OCSP_SIGNING in purposes\n",
                "",
                "a card that answers for its issuer",
            ),
            (
                "if extension.critical and extension.oid not in _UNDERSTOOD:",
                "if False:",
                "a restriction that is not understood",
            ),
            (
                "certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc",
                "certificate.not_valid_before_utc <= at",
                "a responder beyond its time",
            ),
        ),
    ),
    *of(
        "models/pki/ocsp/status.py",
        "tests/evidence/test_evidence.py::test_evidence_by_a_pinned_responder_is_bound_to_its_issuer",
        "tests/pki/ocsp/test_status.py",
        rows=(
            (
                "pinned=frozenset() if pin is None else frozenset({pin}),",
                "pinned=rules.pinned,",
                "evidence that trusts responders which did not answer",
            ),
        ),
    ),
    *of(
        "models/settings/responders.py",
        "tests/settings/test_settings.py",
        rows=(
            (
                "not word.isascii() or not _KEY_ID.fullmatch(issuer) or not _SHA256",
                "not word.isascii() or not _SHA256",
                "a pin that names no issuer",
            ),
        ),
    ),
)

# What fails without crashing: silence, wrong clocks, restored backups.
FAULTS: tuple[Declared, ...] = (
    *of(
        "models/database/engine/asyncpg_pool.py",
        "tests/database/test_deadlines.py",
        rows=(
            (
                "command_timeout=self.deadlines.silence",
                "command_timeout=None",
                "a server that says nothing",
            ),
            (
                "asyncio.timeout(self.deadlines.acquire)",
                "asyncio.timeout(None)",
                "a pool without a free connection",
            ),
            (
                '"statement_timeout": str(int(deadlines.statement * 1000))',
                '"statement_timeout": "0"',
                "a statement without end",
            ),
            (
                "str(int(deadlines.idle_transaction * 1000))",
                '"0"',
                "a transaction whose client does nothing",
            ),
            (
                "            bound_socket(connection, self.deadlines)\n",
                "            pass\n",
                "a peer that is gone",
            ),
        ),
    ),
    *of(
        "models/journal/reader.py",
        "tests/faults/test_rewound.py",
        rows=(
            (
                "now.epoch != head.epoch or now.seq < head.seq",
                "False",
                "a journal that was rewound",
            ),
            (
                "now.seq == head.seq and now.mark != head.mark",
                "False",
                "another event by that number",
            ),
            (
                "if mark_of(rows[0].previous_hash) != head.mark:",
                "if False:",
                "events that follow others than were read",
            ),
        ),
    ),
    *of(
        "models/journal/cursor.py",
        "tests/faults/test_rewound.py",
        rows=(
            ("return mark == cursor.mark", "return True", "a cursor of an event that was lost"),
            (
                "cursor.epoch != now.epoch or cursor.seq > now.seq",
                "cursor.seq > now.seq",
                "a cursor of another epoch",
            ),
        ),
    ),
    *of(
        "models/journal/topic.py",
        "tests/faults/test_rewound.py",
        rows=(
            (
                "return event.seq if mark_of(hash_of(event)) == cursor.mark else None",
                "return event.seq",
                "a cursor of one subject's event that was lost",
            ),
        ),
    ),
    *of(
        "models/database/brake.py",
        "tests/faults/test_brakes.py",
        rows=(
            (
                "        if self._is_allowed(held, count, at=at):\n",
                "        if True:\n",
                "too much at once",
            ),
            (
                "held.confirmed_due is not None and count <= held.confirmed_due",
                "held.confirmed_due is not None",
                "more than was confirmed",
            ),
            (
                "max(DUTY_MOST, standing * DUTY_MOST_PERCENT // 100)",
                "standing",
                "all that stands",
            ),
        ),
    ),
    *of(
        "models/database/unavailable.py",
        "tests/database/test_deadlines.py",
        rows=(
            (
                "    asyncpg.InternalClientError,\n",
                "",
                "a connection that the server ends while it is idle, as a fault of ours",
            ),
        ),
    ),
    *of(
        "web/ops/logs.py",
        "tests/ops/test_logs.py",
        rows=(
            (
                "record.name == POOL and fault is not None",
                "False",
                "a traceback for each attempt of the pool",
            ),
        ),
    ),
    *of(
        "web/processes/duty_clock.py",
        "tests/faults/test_brakes.py",
        rows=(("return duty.is_known if", "return always if", "letters by an unknown time"),),
    ),
    *of(
        "web/processes/duty_clock.py",
        "tests/faults/test_brakes.py",
        rows=(
            (
                "difference if abs(difference) > CLOCK_DRIFT_WARNED else None",
                "None",
                "duties by a wrong clock",
            ),
            (
                "if self._heard is None:",
                "if True:",
                "leases by a worker's own clock",
            ),
        ),
    ),
    *of(
        "web/processes/worker.py",
        "tests/faults/test_brakes.py",
        rows=(
            (
                " and await job.may_run()",
                "",
                "a job that may not run",
            ),
            (
                "await job.take() if await job.may_run() else None",
                "await job.take()",
                "a shared job that may not run",
            ),
        ),
    ),
    *of(
        "web/ops/health.py",
        "tests/ops/test_readiness.py",
        rows=(
            (
                "not (late and committed_within(COMMITTED_SECONDS))",
                "not late",
                "a silent database",
            ),
            ("        if self.stopping:\n", "        if False:\n", "a process that drains"),
        ),
    ),
    *of(
        "web/http/graphql/event_stream.py",
        "tests/faults/test_unavailable.py",
        rows=(
            (
                "                    if is_unavailable(result):\n                        return\n",
                "",
                "an event that could not be told, as told",
            ),
        ),
    ),
    *of(
        "models/review/unknown_share.py",
        "tests/faults/test_registry.py",
        rows=(
            ("return many and len", "return False and len", "an emptied registry"),
            ("await _persons(unknown) - of_known", "await _persons(unknown)", "a mistyped number"),
        ),
    ),
)
